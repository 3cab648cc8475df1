/** The Postman recipe: what Postman is set to, what it sends, and what a person does in the browser that it opens. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, suite, test } from 'node:test';
import type { Page } from 'playwright-core';
import { launchBrowser, type Visit } from '../support/browser.ts';
import { tabTo } from '../support/keyboard.ts';
import { pkcePair, startWeir, type TestLink, type Tokens } from '../support/weir.ts';
import { answerFor, openAndSignIn } from './person.ts';

const callback = 'https://oauth.pstmn.io/v1/callback';

/** As the runtime of Postman sends them with every request. */
const postmanHeaders = () => ({
  'User-Agent': 'PostmanRuntime/7.43.0',
  Accept: '*/*',
  'Cache-Control': 'no-cache',
  'Postman-Token': randomUUID(),
  'Accept-Encoding': 'gzip, deflate, br',
});

suite('Postman', async () => {
  const browser = await launchBrowser();
  after(() => browser.close());
  const weir = await startWeir({ contextPath: '/confluence' });
  after(() => weir.stop());
  const uma = await weir.user('uma');
  const link = await weir.link({ name: 'Postman of the docs team', redirectUris: [callback], scope: 'WRITE' });
  const authUrl = `${weir.baseUrl}/rest/oauth2/latest/authorize`;
  const accessTokenUrl = `${weir.baseUrl}/rest/oauth2/latest/token`;

  /** The address that Postman opens, its parameters in its order. */
  function authorizationRequest({ clientId }: TestLink, state: string, scope: string, challenge?: string): string {
    const parameters = new URLSearchParams({ response_type: 'code', client_id: clientId });
    if (scope !== '') parameters.set('scope', scope);
    if (state !== '') parameters.set('state', state);
    parameters.set('redirect_uri', callback);
    if (challenge !== undefined) parameters.set('code_challenge', challenge);
    if (challenge !== undefined) parameters.set('code_challenge_method', 'S256');
    return `${authUrl}?${parameters}`;
  }

  async function requestToken(form: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) {
    const answer = await fetch(accessTokenUrl, {
      method: 'POST',
      headers: { ...postmanHeaders(), ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    });
    assert.equal(answer.status, 200, await answer.clone().text());
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
    // The type says what the test goes on to read.
    return (await answer.json()) as Tokens;
  }

  const inBody = { client_id: link.clientId, client_secret: link.clientSecret ?? '' };

  const call = (token: string, path: string, init: RequestInit = {}) =>
    fetch(weir.baseUrl + path, { ...init, headers: { ...postmanHeaders(), ...init.headers, Authorization: `Bearer ${token}` } });

  /** Lets the person decide by the given means, and returns what came back at the callback. */
  async function answerOf(visit: Visit, request: string, decide: (page: Page) => Promise<void>): Promise<URLSearchParams> {
    const { address } = await answerFor(visit.page, callback);
    await openAndSignIn(visit.page, request, uma);
    await decide(visit.page);
    const url = await address;
    await visit.page.getByText('Authentication complete').waitFor();
    assert.equal(url.origin + url.pathname, callback);
    assert.deepEqual(visit.problems, []);
    return url.searchParams;
  }

  const press = (name: 'Allow' | 'Deny') => (page: Page) => page.getByRole('button', { name }).click();

  for (const withPkce of [true, false]) {
    test(`gets a token by Authorization Code ${withPkce ? 'with' : 'without'} PKCE, calls the API, and refreshes`, async () => {
      await using visit = await browser.visit();
      const { verifier, challenge } = pkcePair();
      const request = authorizationRequest(link, 'a state of Postman/+=', 'READ WRITE', withPkce ? challenge : undefined);
      const answer = await answerOf(visit, request, press('Allow'));
      assert.deepEqual([...answer.keys()], ['code', 'state', 'iss']);
      assert.equal(answer.get('state'), 'a state of Postman/+=');
      assert.equal(answer.get('iss'), weir.baseUrl);

      const tokens = await requestToken({
        grant_type: 'authorization_code',
        code: answer.get('code') ?? '',
        redirect_uri: callback,
        ...(withPkce ? { code_verifier: verifier } : {}),
        ...inBody,
      });
      assert.equal(tokens.scope, 'READ WRITE');

      const current = await call(tokens.access_token, '/rest/api/user/current');
      assert.equal(current.status, 200);
      assert.equal(JSON.parse(await current.text()).username, 'uma');
      const key = withPkce ? 'PKCE' : 'PLAIN';
      const made = await call(tokens.access_token, '/rest/api/space', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ key, name: `Made with ${key}` }),
      });
      assert.equal(made.status, 200, await made.text());

      const fresh = await requestToken({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token, ...inBody });
      assert.equal((await call(fresh.access_token, `/rest/api/space/${key}`)).status, 200);
      assert.equal((await call(tokens.access_token, '/rest/api/user/current')).status, 401);
    });
  }

  test('set to “Send as Basic Auth header”, with state and scope left empty, gets a token to read', async () => {
    await using visit = await browser.visit();
    const answer = await answerOf(visit, `${authorizationRequest(link, '', '')}&scope=&state=`, press('Allow'));
    assert.deepEqual([...answer.keys()], ['code', 'iss']);
    const basic = Buffer.from(`${link.clientId}:${link.clientSecret}`).toString('base64');
    const form = { grant_type: 'authorization_code', code: answer.get('code') ?? '', redirect_uri: callback };
    assert.equal((await requestToken(form, { Authorization: `Basic ${basic}` })).scope, 'READ');
  });

  test('is told when the person denies', async () => {
    await using visit = await browser.visit();
    const answer = await answerOf(visit, authorizationRequest(link, 'denied', 'READ'), press('Deny'));
    assert.deepEqual([...answer.keys()], ['error', 'error_description', 'state', 'iss']);
    assert.equal(answer.get('error'), 'access_denied');
    assert.equal(answer.get('state'), 'denied');
  });

  test('is allowed on a phone: nothing is cut off, and axe finds nothing', async () => {
    await using visit = await browser.visit({ width: 390 });
    const answer = await answerOf(visit, authorizationRequest(link, 's', 'WRITE'), async (page) => {
      assert.deepEqual(await visit.faults(), []);
      await page.getByRole('button', { name: 'Allow' }).tap();
    });
    assert.ok(answer.has('code'));
  });

  test('is allowed without scripts', async () => {
    await using visit = await browser.visit({ scripts: false });
    assert.ok((await answerOf(visit, authorizationRequest(link, 's', 'READ'), press('Allow'))).has('code'));
  });

  test('is allowed, or denied, by the keyboard alone', async () => {
    for (const [name, expected] of [
      ['Allow', 'code'],
      ['Deny', 'error'],
    ] as const) {
      await using visit = await browser.visit();
      const { page } = visit;
      const { address } = await answerFor(page, callback);
      await page.goto(authorizationRequest(link, 's', 'READ'));
      // The page begins in the first field, from its first frame on.
      await page.locator('#os_username:focus').waitFor();
      await page.keyboard.type(uma.username);
      await page.keyboard.press('Tab');
      await page.keyboard.type(uma.password);
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name }).waitFor();
      await tabTo(page, name);
      await page.keyboard.press('Enter');
      assert.ok((await address).searchParams.has(expected));
      assert.deepEqual(visit.problems, []);
    }
  });

  test('is reached after a wrong password too: the request is not lost on the way', async () => {
    await using visit = await browser.visit();
    const { page } = visit;
    const { address } = await answerFor(page, callback);
    await page.goto(authorizationRequest(link, 'kept & whole', 'READ'));
    await page.getByLabel('Username').fill(uma.username);
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.keyboard.press('Enter');
    await page.getByText('The username or password is wrong.').waitFor();
    await page.getByLabel('Password', { exact: true }).fill(uma.password);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Allow' }).click();
    assert.equal((await address).searchParams.get('state'), 'kept & whole');
  });

  test('asks somebody who is signed in for consent at once, and names itself, its host and what it wants', async () => {
    await using visit = await browser.visit();
    const { page } = visit;
    await answerOf(visit, authorizationRequest(link, 's', 'READ'), press('Allow'));
    await page.goto(authorizationRequest(link, 's', 'WRITE'));
    const text = ((await page.getByRole('main').textContent()) ?? '').replace(/\s+/g, ' ');
    for (const named of ['Postman of the docs team', 'oauth.pstmn.io', 'Uma Example', 'Read', 'Write']) {
      assert.ok(text.includes(named), `${named}: ${text}`);
    }
    assert.ok(!text.includes('Admin'), text);
  });
});
