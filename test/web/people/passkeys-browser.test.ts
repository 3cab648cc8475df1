/** Passkeys in a real browser with a virtual authenticator: adding, second step, signing in without a password, confirmation, deleting. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { CDPSession } from 'playwright-core';
import { launchBrowser, type TestBrowser, type Visit } from '../../support/browser.ts';
import { startWeir, type TestUser, type TestWeir } from '../../support/weir.ts';

interface Authenticator {
  readonly cdp: CDPSession;
  readonly id: string;
  /** Whether it finds that its holder is its owner. */
  verifies(isVerified: boolean): Promise<void>;
}

async function authenticator(visit: Visit, options: { readonly hasUserVerification?: boolean } = {}): Promise<Authenticator> {
  visit.page.setDefaultTimeout(10_000);
  const cdp = await visit.context.newCDPSession(visit.page);
  await cdp.send('WebAuthn.enable');
  const { hasUserVerification = true } = options;
  const { authenticatorId: id } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification,
      isUserVerified: hasUserVerification,
      automaticPresenceSimulation: true,
    },
  });
  return {
    cdp,
    id,
    verifies: async (isUserVerified) => {
      await cdp.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified });
    },
  };
}

for (const contextPath of ['', '/confluence']) {
  suite(`passkeys in a browser${contextPath && ` below ${contextPath}`}`, () => {
    let weir: TestWeir;
    let browser: TestBrowser;
    before(async () => {
      [weir, browser] = await Promise.all([startWeir({ contextPath }), launchBrowser()]);
    });
    after(async () => {
      await browser.close();
      await weir.stop();
    });

    async function firstStep({ page }: Visit, user: TestUser, destination = '/users/passkeys'): Promise<void> {
      await page.goto(`${weir.baseUrl}/login.action?os_destination=${encodeURIComponent(contextPath + destination)}`);
      await page.getByLabel('Username').fill(user.username);
      await page.getByLabel('Password', { exact: true }).fill(user.password);
      await page.getByRole('button', { name: 'Log in', exact: true }).click();
      await page.waitForURL((url) => !url.pathname.endsWith('/login.action'));
    }

    async function logOut({ page, context }: Visit): Promise<void> {
      await context.clearCookies();
      await page.goto(`${weir.baseUrl}/login.action`);
    }

    async function addPasskey({ page }: Visit, name: string): Promise<void> {
      await page.goto(`${weir.baseUrl}/users/passkeys`);
      await page.getByLabel('Name', { exact: true }).fill(name);
      await page.getByRole('button', { name: 'Add a passkey' }).click();
    }

    test('one is added, is the second step, and lets somebody in alone; deleted it does not', async () => {
      await using visit = await browser.visit();
      const { page } = visit;
      const uma = await weir.user('uma');
      const device = await authenticator(visit);
      await firstStep(visit, uma);
      await addPasskey(visit, 'Phone of Uma');
      await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
      assert.deepEqual(await visit.axe(), []);
      await page.getByRole('link', { name: 'I have kept them' }).click();
      await page.getByText('1 passkey', { exact: true }).waitFor();

      await logOut(visit);
      await firstStep(visit, uma, '/users/passkeys');
      await page.getByRole('heading', { name: 'Show that it is you' }).waitFor();
      assert.deepEqual(await visit.axe(), []);
      await page.getByRole('button', { name: 'Use a passkey' }).click();
      await page.getByRole('heading', { name: 'Passkeys', level: 1 }).waitFor();
      await page.getByRole('rowheader', { name: 'Phone of Uma' }).waitFor();

      await logOut(visit);
      await page.getByLabel('Remember me').check();
      await page.getByRole('button', { name: 'Log in with a passkey' }).click();
      await page.getByRole('button', { name: /^Account of Uma/ }).waitFor();
      const [session] = (await visit.context.cookies()).filter(({ name }) => name === 'weir_session');
      assert.ok((session?.expires ?? 0) > Date.now() / 1000 + 24 * 3600, 'remembered');

      // Its device says that somebody is there, and not who: then it is no sign-in.
      await logOut(visit);
      await device.verifies(false);
      await page.getByRole('button', { name: 'Log in with a passkey' }).click();
      await page.getByText('The browser did not get an answer from a passkey').waitFor();
      await device.verifies(true);

      await firstStep(visit, uma, '/users/passkeys');
      await page.getByRole('button', { name: 'Use a passkey' }).click();
      await page.getByRole('link', { name: 'Rename the passkey Phone of Uma' }).click();
      assert.deepEqual(await visit.axe(), []);
      await page.getByLabel('Name', { exact: true }).fill('   \u200b ');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText(/Enter a name/).waitFor();
      await page.getByLabel('Name', { exact: true }).fill('Old phone “of” <Uma>');
      // The browser was left open: the passkey proves who goes on, and what was typed goes on with it.
      weir.clock.advance(11 * 60_000);
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { name: 'Confirm your password' }).waitFor();
      assert.deepEqual(await visit.axe(), []);
      await page.getByRole('button', { name: 'Use a passkey instead' }).click();
      await page.getByText('The passkey has its new name.').waitFor();
      await page.getByRole('link', { name: 'Delete the passkey Old phone “of” <Uma>' }).click();
      await page.getByText('Two-step sign-in is off then').waitFor();
      assert.deepEqual(await visit.axe(), []);
      await page.getByRole('button', { name: 'Delete passkey' }).click();
      await page.getByText('The passkey was deleted.').waitFor();

      await logOut(visit);
      await page.getByRole('button', { name: 'Log in with a passkey' }).click();
      await page.getByText('The passkey was not accepted.').waitFor();
      // The browser notes the status of refusals.
      assert.deepEqual(
        visit.problems.filter((problem) => !/403|422/.test(problem)),
        [],
      );
    });

    test('several have names, and one device is not added twice', async () => {
      await using visit = await browser.visit({ width: 390, theme: 'dark' });
      const { page } = visit;
      const vera = await weir.user('vera');
      const first = await authenticator(visit);
      await firstStep(visit, vera);
      await addPasskey(visit, 'Phone');
      await page.getByRole('link', { name: 'I have kept them' }).waitFor();
      await addPasskey(visit, 'The same phone');
      await page.getByText('This device already has a passkey of yours.').waitFor();
      await first.cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: first.id });
      await authenticator(visit, { hasUserVerification: false });
      await addPasskey(visit, '<b>Security key</b>');
      await page.getByText('The passkey was added.').waitFor();
      await page.getByText('<b>Security key</b>').waitFor();
      assert.equal(await visit.overflows(), false);
      assert.deepEqual(await visit.axe(), []);

      // A key that does not verify its user is a second step all the same.
      await logOut(visit);
      await firstStep(visit, vera);
      await page.getByRole('button', { name: 'Use a passkey' }).click();
      await page.getByRole('heading', { name: 'Passkeys', level: 1 }).waitFor();
      assert.deepEqual(visit.problems, []);
    });

    test('one stands in for the password where it is asked for again', async () => {
      await using visit = await browser.visit();
      const { page } = visit;
      const wim = await weir.user('wim');
      await authenticator(visit);
      await firstStep(visit, wim);
      await addPasskey(visit, 'Laptop');
      await page.getByRole('link', { name: 'I have kept them' }).waitFor();
      weir.clock.advance(11 * 60_000);
      await page.goto(`${weir.baseUrl}/users/two-step-sign-in/app`);
      await page.getByRole('heading', { name: 'Confirm your password' }).waitFor();
      assert.deepEqual(await visit.axe(), []);
      await page.getByRole('button', { name: 'Use a passkey instead' }).click();
      await page.getByRole('heading', { name: 'Set up an authenticator app' }).waitFor();
      assert.deepEqual(visit.problems, []);
    });

    test('an answer is good once, in one browser, for one purpose, for ten minutes', async () => {
      await using visit = await browser.visit();
      const { page } = visit;
      const xenia = await weir.user('xenia');
      await authenticator(visit);
      await firstStep(visit, xenia);
      await addPasskey(visit, 'Laptop');
      await page.getByRole('link', { name: 'I have kept them' }).waitFor();

      /** What the browser would post to sign in; it is held back. */
      const answer = async (): Promise<Record<string, string>> => {
        await logOut(visit);
        let form: Record<string, string> = {};
        await page.route('**/passkey-sign-in', async (route) => {
          form = Object.fromEntries(new URLSearchParams(route.request().postData() ?? ''));
          await route.abort();
        });
        await page.getByRole('button', { name: 'Log in with a passkey' }).click();
        await page.waitForTimeout(0);
        while (form.credential === undefined) await page.waitForTimeout(10);
        await page.unroute('**/passkey-sign-in');
        return form;
      };
      const send = async (form: Record<string, string>, cookie: string, path = '/passkey-sign-in') =>
        fetch(weir.baseUrl + path, {
          method: 'POST',
          body: new URLSearchParams(form),
          headers: { cookie, origin: new URL(weir.baseUrl).origin },
          redirect: 'manual',
        });
      const cookies = async () => (await visit.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');

      const form = await answer();
      const cookie = await cookies();
      const stranger = weir.visitor();
      const [, token = ''] =
        /name="csrf_token" value="([^"]+)"/.exec(await (await stranger.request('/login.action')).text()) ?? [];
      assert.equal((await send({ ...form, csrf_token: token }, stranger.cookieHeader())).status, 403, 'another browser');
      const race = await Promise.all(Array.from({ length: 8 }, () => send(form, cookie)));
      assert.equal(race.filter(({ status }) => status === 303).length, 1);

      const late = await answer();
      weir.clock.advance(10 * 60_000 + 1);
      assert.equal((await send(late, await cookies())).status, 403, 'too late');
      for (const credential of ['', '{}', '[]', 'null', '{"id":"a","response":{}}', `${late.credential} `.repeat(40)]) {
        assert.equal((await send({ ...late, credential }, await cookies())).status, 403, credential.slice(0, 40));
      }
    });
  });
}
