/**
 * The pages of sign-in, consent, profile and errors in a real browser: at both widths, in both themes, by keyboard, without scripts. With
 * `WEIR_TEST_PICTURES=1` the pages are saved under `test-output/people/`, for the eye.
 */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { after, suite, test } from 'node:test';
import type { Page } from 'playwright-core';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { launchBrowser, type Visit } from '../../support/browser.ts';
import { freePort } from '../../support/ports.ts';
import { pkcePair, startWeir, type TestUser } from '../../support/weir.ts';

suite('in a real browser', async () => {
  const weir = await startWeir({ contextPath: '/wiki' });
  const browser = await launchBrowser();
  const application = await startApplication();
  const uma = await weir.user('uma');
  const invitation = await weir.rooms.passwordReset.make('invitation', uma.person.id, systemOrigin);
  const pkce = { code_challenge: pkcePair().challenge, code_challenge_method: 'S256' };
  const link = await weir.link({ name: 'Postman Desktop', redirectUris: [application.redirectUri] });
  const everything = await weir.link({ name: 'Nightly publisher with a rather long name for a narrow screen' });
  const device = await weir.link({ name: 'Pocket', clientType: 'public', redirectUris: ['com.example.pocket:/cb'] });
  await weir.tokensFor(uma, everything, { scope: 'SYSTEM_ADMIN' });
  await weir.tokensFor(uma, link, { scope: 'READ' });
  after(async () => {
    await browser.close();
    await application.close();
    await weir.stop();
  });

  const signIn = async (page: Page, user: TestUser) => {
    await page.fill('#os_username', user.username);
    await page.fill('#os_password', user.password);
    await page.click('main button[type=submit]');
  };

  const beforeSignIn: Readonly<Record<string, string>> = {
    login: '/login.action',
    'login-application': weir.authorizeUrl(link, { scope: 'READ' }),
    'authorization-error': weir.authorizeUrl(link, { redirect_uri: 'https://evil.example/' }),
    'not-found': '/nothing',
    'set-up-over': '/setup?token=used',
    forgotten: '/forgotuserpassword.action',
    'choose-password': `/choose-password${new URL(invitation?.address ?? weir.baseUrl).search}`,
    'choose-password-over': '/choose-password?token=used',
  };
  const afterSignIn: Readonly<Record<string, string>> = {
    profile: '/users/viewmyprofile.action',
    password: '/users/changemypassword.action',
    sessions: '/users/sessions',
    notifications: '/users/notifications',
    applications: '/users/authorized-applications',
    revoke: '/users/authorized-applications/revoke?authorization=all',
    confirm: '/confirm-password?next=%2Fwiki%2Fusers%2Fsessions',
    logout: '/logout.action',
    'not-permitted': '/admin',
    'consent-read': weir.authorizeUrl(link, { scope: 'READ' }),
    'consent-everything': weir.authorizeUrl(everything, { scope: 'SYSTEM_ADMIN' }),
    'consent-device': weir.authorizeUrl(device, pkce),
    'consent-gone': '/plugins/servlet/oauth2/consent?request=gone',
  };

  test('every page is sound, wide and narrow, light and dark', async () => {
    await using visit = await browser.visit();
    const look = async (pages: Readonly<Record<string, string>>) => {
      for (const [name, address] of Object.entries(pages)) {
        await visit.page.goto(address.startsWith('/') ? weir.baseUrl + address : address);
        await isSound(visit, name);
      }
    };
    await look(beforeSignIn);
    await visit.page.goto(`${weir.baseUrl}/login.action`);
    await signIn(visit.page, { ...uma, password: 'wrong password' });
    await isSound(visit, 'login-wrong');
    await signIn(visit.page, uma);
    await look(afterSignIn);
    await visit.page.goto(`${weir.baseUrl}/users/changemypassword.action`);
    for (const [name, value] of [
      ['currentPassword', uma.password],
      ['password', 'password'],
      ['passwordAgain', 'password'],
    ] as const) {
      await visit.page.fill(`#${name}`, value);
    }
    await visit.page.click('main form button[type=submit]');
    await isSound(visit, 'password-problems');
    assert.deepEqual(unexpected(visit), []);
  });

  test('sign-in and consent need the keyboard alone, and nothing else', async () => {
    await using visit = await browser.visit();
    const { page } = visit;
    await page.goto(weir.authorizeUrl(link, { scope: 'WRITE', state: 'by keyboard' }));
    // The field has the focus from the first frame on.
    await page.locator('#os_username:focus').waitFor();
    await page.keyboard.type(uma.username);
    await page.keyboard.press('Tab');
    await page.keyboard.type(uma.password);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.permissions');
    assert.match(await page.innerText('h1'), /Postman Desktop wants to use Weir as Uma Example/);
    const reached: string[] = [];
    for (let step = 0; step < 12 && reached.at(-1) !== 'Allow'; step++) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate<string>('document.activeElement.textContent.trim()'));
    }
    assert.deepEqual(reached.slice(-2), ['Deny', 'Allow']);
    assert.equal(await page.evaluate('document.activeElement.matches(":focus-visible")'), true);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${application.home}*`);
    assert.equal(application.answers.at(-1)?.get('state'), 'by keyboard');
    assert.ok(application.answers.at(-1)?.get('code'));
    assert.deepEqual(visit.problems, []);
  });

  test('an application whose redirect URI leads on to another host is reached from the consent page', async () => {
    await using visit = await browser.visit({ width: 390 });
    await visit.page.goto(weir.authorizeUrl(link, { scope: 'READ' }));
    await signIn(visit.page, uma);
    await visit.page.tap('button[value=deny]');
    await visit.page.waitForURL(`${application.home}*`);
    assert.equal(application.answers.at(-1)?.get('error'), 'access_denied');
    assert.deepEqual(visit.problems, []);
  });

  test('an application whose consent is skipped is reached from the login page', async () => {
    const trusted = await weir.link({ name: 'Intranet', skipConsent: true, redirectUris: [application.redirectUri] });
    await weir.tokensFor(uma, trusted, { scope: 'READ' });
    await using visit = await browser.visit();
    await visit.page.goto(weir.authorizeUrl(trusted, { scope: 'READ' }));
    await signIn(visit.page, uma);
    await visit.page.waitForURL(`${application.home}*`);
    assert.ok(application.answers.at(-1)?.get('code'));
    assert.deepEqual(visit.problems, []);
  });

  test('an application on the device is not kept from its answer', async () => {
    await using visit = await browser.visit();
    await visit.page.goto(weir.authorizeUrl(device, { ...pkce, scope: 'READ' }));
    await signIn(visit.page, uma);
    const decided = visit.page.waitForResponse((response) => response.request().method() === 'POST');
    await visit.page.click('button[value=allow]');
    assert.match((await (await decided).headerValue('location')) ?? '', /^com\.example\.pocket:\/cb\?code=/);
    // Nothing on this machine answers the scheme; what counts is that the policy did not stand in its way.
    assert.deepEqual(visit.problems, []);
  });

  test('the login page says when caps lock is on', async () => {
    await using visit = await browser.visit();
    const { page } = visit;
    await page.goto(`${weir.baseUrl}/login.action`);
    const press = (isOn: boolean) =>
      page.evaluate(
        `document.getElementById('os_password').dispatchEvent(new KeyboardEvent('keydown', { modifierCapsLock: ${isOn} }))`,
      );
    await press(true);
    assert.equal(await page.innerText('#os_password-caps-lock'), 'Caps lock is on.');
    await press(false);
    assert.equal(await page.locator('#os_password-caps-lock').isVisible(), false);
  });

  test('everything works without scripts', async () => {
    await using visit = await browser.visit({ scripts: false, width: 390 });
    const { page } = visit;
    await page.goto(weir.authorizeUrl(link, { scope: 'READ' }));
    await signIn(page, uma);
    await page.click('button[value=allow]');
    await page.waitForURL(`${application.home}*`);
    await page.goto(`${weir.baseUrl}/users/authorized-applications`);
    await page.click('text=Postman Desktop >> xpath=ancestor::tr >> text=Revoke');
    await page.click('main button[type=submit]');
    assert.match(await page.innerText('main'), /access was ended/);
    await page.goto(`${weir.baseUrl}/logout.action`);
    await page.click('main button[type=submit]');
    assert.match(await page.innerText('main'), /You are logged out/);
  });

  test('Deny and Allow are of equal size, and large enough for a finger', async () => {
    await using visit = await browser.visit({ width: 390 });
    await visit.page.goto(weir.authorizeUrl(link, { scope: 'READ' }));
    await signIn(visit.page, uma);
    const [deny, allow] = [
      await visit.page.locator('button[value=deny]').boundingBox(),
      await visit.page.locator('button[value=allow]').boundingBox(),
    ];
    assert.ok(deny && allow);
    assert.deepEqual([Math.round(deny.width), deny.height], [Math.round(allow.width), allow.height]);
    assert.ok(deny.height >= 40 && deny.x < allow.x);
  });

  test('no script of an application’s or a stranger’s runs (CVE-2018-1000088, CVE-2019-8400)', async () => {
    const vector = `"'><img src=x onerror="document.title='owned'"><svg/onload=document.title='owned'>`;
    const hostile = await weir.link({ name: vector.slice(0, 90), redirectUris: [application.redirectUri] });
    await using visit = await browser.visit();
    const { page } = visit;
    const encoded = encodeURIComponent(vector);
    for (const address of [
      weir.authorizeUrl(hostile, { state: vector, scope: 'READ' }),
      `${weir.baseUrl}/login.action?os_destination=${encoded}`,
      weir.authorizeUrl(hostile, { client_id: vector }),
      weir.authorizeUrl(hostile, { redirect_uri: `javascript:document.title='owned'` }),
      `${weir.baseUrl}/setup?token=${encoded}`,
      `${weir.baseUrl}/${encoded}`,
    ]) {
      await page.goto(address);
      assert.notEqual(await page.title(), 'owned', address);
      assert.equal(await page.locator('img[src=x], svg[onload]').count(), 0, address);
    }
    await page.goto(weir.authorizeUrl(hostile, { state: vector, scope: 'READ' }));
    await signIn(page, uma);
    await page.waitForSelector('.permissions');
    assert.match(await page.innerText('h1'), /<img src=x/);
    assert.equal(await page.locator('img[src=x], svg[onload]').count(), 0);
    await page.click('button[value=deny]');
    await page.waitForURL(`${application.home}*`);
    assert.equal(application.answers.at(-1)?.get('state'), vector);
    assert.deepEqual(unexpected(visit), []);
  });
});

/** What went wrong in a page, apart from the status of error pages, which Chromium tells of as well. */
function unexpected({ problems }: Visit): readonly string[] {
  return problems.filter((problem) => !/status of (400|403|404|422)/.test(problem));
}

async function isSound(visit: Visit, name: string): Promise<void> {
  assert.deepEqual(await visit.faults(`people/${name}`), [], name);
}

/** An application at one origin whose redirect URI leads on to another, as many do. */
async function startApplication() {
  const answers: URLSearchParams[] = [];
  const [callbackPort, homePort] = [await freePort(), await freePort()];
  const home = `http://localhost:${homePort}/home`;
  const callback = createServer((request, response) => {
    answers.push(new URL(request.url ?? '', 'http://localhost').searchParams);
    response.writeHead(302, { location: home }).end();
  });
  const page = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Home</title>'),
  );
  await Promise.all([listen(callback, callbackPort), listen(page, homePort)]);
  return {
    redirectUri: `http://127.0.0.1:${callbackPort}/callback`,
    home,
    /** What came back, in order. */
    answers,
    close: () => Promise.all([callback, page].map((server) => server.close())),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve) => server.listen(port, () => resolve()));
}
