/** Authorization requests as browsers treat them: cookies across sites, policies that bind a form's redirects, addresses that grow on the way. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { after, suite, test } from 'node:test';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { pkcePair, startWeir, type TestLink } from '../support/weir.ts';
import { answerFor, openAndSignIn } from './person.ts';

suite('in a browser, an authorization request', async () => {
  const browser = await launchBrowser();
  after(() => browser.close());
  const weir = await startWeir({ contextPath: '/confluence' });
  after(() => weir.stop());
  const servers: Server[] = [];
  after(() => servers.map((server) => server.close()));
  const uma = await weir.user('uma');

  /** A program on the person's machine that listens for its answer. @returns the address below which it answers */
  async function listen(host: string, answer: (path: string) => { readonly location: string } | { readonly html: string }) {
    const server = createServer((request, response) => {
      const given = answer(request.url ?? '');
      if ('location' in given) response.writeHead(302, { Location: given.location }).end();
      else response.writeHead(200, { 'Content-Type': 'text/html' }).end(`<!doctype html><title>Application</title>${given.html}`);
    });
    servers.push(server);
    server.listen(0, host);
    await once(server, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
  }

  const done = { html: '<h1>You can close this page</h1>' };
  const allow = (page: Page) => page.getByRole('button', { name: 'Allow' }).click();

  for (const [what, state] of [
    ['that no address writes as they are', '%&=+ #"<>\\'.repeat(409)],
    ['outside ASCII', 'é漢😀'.repeat(455)],
  ] as const) {
    test(`brings back a state of 4 KiB of characters ${what}, through login and consent`, async () => {
      assert.ok(Buffer.byteLength(state) > 4080 && Buffer.byteLength(state) <= 4096);
      await using visit = await browser.visit();
      const link = await weir.link();
      const { address } = await answerFor(visit.page, link.redirectUri);
      await openAndSignIn(visit.page, weir.authorizeUrl(link, { state }), uma);
      await allow(visit.page);
      assert.equal((await address).searchParams.get('state'), state);
      assert.deepEqual(visit.problems, []);
    });
  }

  test('may be posted by a page of another site, signed in or not (RFC 6749 §3.1)', async () => {
    const link = await weir.link();
    await using visit = await browser.visit();
    const { page } = visit;
    page.setDefaultTimeout(10_000);
    const { address } = await answerFor(page, link.redirectUri);
    const parameters = { response_type: 'code', client_id: link.clientId, redirect_uri: link.redirectUri, state: 'by form' };
    const fields = Object.entries(parameters).map(([name, value]) => `<input type=hidden name="${name}" value="${value}">`);
    const authorize = `${weir.baseUrl}/rest/oauth2/latest/authorize`;
    // 127.0.0.1 and localhost are two sites to a browser.
    const html = `<form method=post action="${authorize}">${fields.join('')}<button>Connect</button></form>`;
    const site = await listen('127.0.0.1', () => ({ html }));

    await page.goto(site);
    await page.getByRole('button', { name: 'Connect' }).click();
    await page.getByLabel('Username').fill(uma.username);
    await page.getByLabel('Password', { exact: true }).fill(uma.password);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.getByRole('button', { name: 'Allow' }).waitFor();

    await page.goto(site);
    await page.getByRole('button', { name: 'Connect' }).click();
    await allow(page);
    assert.equal((await address).searchParams.get('state'), 'by form');
    assert.deepEqual(visit.problems, []);
  });

  test('goes from the login page straight to the application where consent is skipped', async () => {
    const link = await weir.link({ skipConsent: true });
    await weir.authorize(await weir.signedIn(uma), link);
    await using visit = await browser.visit();
    const { page } = visit;
    const { address } = await answerFor(page, link.redirectUri);
    await page.goto(weir.authorizeUrl(link));
    await page.getByLabel('Username').fill(uma.username);
    await page.getByLabel('Password', { exact: true }).fill(uma.password);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    assert.ok((await address).searchParams.has('code'));
    assert.deepEqual(visit.problems, []);
  });

  for (const host of ['127.0.0.1', '::1']) {
    test(`comes back to a program on this machine at ${host}, on a port of the moment, and goes on from there`, async () => {
      const home = await listen('127.0.0.1', () => done);
      const program = await listen(host, () => ({ location: home }));
      const registered = program.replace(/:\d+$/, '/callback');
      const link = await weir.link({ clientType: 'public', redirectUris: [registered] });
      await using visit = await browser.visit();
      const { page } = visit;
      await openAndSignIn(page, withPkce(link, `${program}/callback`), uma);
      await allow(page);
      await page.getByText('You can close this page').waitFor();
      assert.deepEqual(visit.problems, []);
    });
  }

  test('comes back to an application on the device by its own scheme', async () => {
    const link = await weir.link({ clientType: 'public', redirectUris: ['com.example.app:/callback'] });
    await using visit = await browser.visit();
    const { page } = visit;
    await openAndSignIn(page, withPkce(link, link.redirectUri), uma);
    const decided = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.getByRole('button', { name: 'Allow' }).click({ noWaitAfter: true });
    assert.match((await (await decided).headerValue('location')) ?? '', /^com\.example\.app:\/callback\?code=/);
    // A policy that forbade it would have said so on the console.
    assert.deepEqual(visit.problems, []);
  });

  function withPkce(link: TestLink, redirectUri: string): string {
    const { challenge } = pkcePair();
    return weir.authorizeUrl(link, { redirect_uri: redirectUri, code_challenge: challenge, code_challenge_method: 'S256' });
  }
});
