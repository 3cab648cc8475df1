/** The first start: nothing but the set-up page answers, it makes one administrator, and is gone then (security rule 9, CVE-2023-22515). */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, suite, test } from 'node:test';
import { sql } from 'kysely';
import { loadConfiguration } from '../../../src/foundation/configuration/load.ts';
import { systemRandom } from '../../../src/foundation/random.ts';
import { type RunningServer, startServer } from '../../../src/server.ts';
import { freePort } from '../../support/ports.ts';
import { silentLog } from '../../support/silent-log.ts';
import { formVisitor, tokenIn } from './form-visitor.ts';

suite('a Weir without accounts', () => {
  let server: RunningServer;
  let baseUrl: string;
  let home: string;
  /** Advances by hand. */
  let now: number;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'weir-setup-'));
    const port = await freePort();
    baseUrl = `http://localhost:${port}/wiki`;
    const loaded = loadConfiguration({ WEIR_HOME: home, WEIR_PORT: String(port), WEIR_BASE_URL: baseUrl });
    assert.ok(loaded.ok);
    now = Date.now();
    const started = await startServer({
      ...loaded,
      log: silentLog,
      clock: { now: () => now },
      random: systemRandom(),
    });
    assert.ok(!('problem' in started));
    server = started;
  });
  afterEach(async () => {
    await server.close();
    await rm(home, { recursive: true, force: true });
  });

  const administrator = {
    username: 'ada',
    fullName: 'Ada Lovelace',
    email: 'ada@example.org',
    password: 'a quiet river bend',
    passwordAgain: 'a quiet river bend',
  };
  /** The set-up page, open. */
  async function open() {
    const address = (await server.setupAddress()) ?? '';
    const visitor = formVisitor(baseUrl);
    const { pathname, search, searchParams } = new URL(address);
    const page = await visitor.get(pathname + search);
    return { visitor, page, address: pathname + search, token: searchParams.get('token') ?? '' };
  }

  test('answers nothing but /status, static files and the set-up page', async () => {
    const visitor = formVisitor(baseUrl);
    assert.equal((await visitor.get('/status')).status, 200);
    for (const path of [
      '/',
      '/login.action',
      '/users/sessions',
      '/nothing',
      '/setup/',
      '/SETUP',
      '/logout.action',
      '/status/x',
    ]) {
      const { status, text } = await visitor.get(path);
      if (path === '/setup/') continue; // The same address: it asks for a token.
      assert.equal(status, 503, path);
      assert.match(text, /Weir is waiting to be set up/);
      assert.match(text, /console/);
    }
    for (const path of [
      '/rest/api/space',
      '/rest/oauth2/latest/token',
      '/.well-known/oauth-authorization-server',
      '/rest/nothing',
    ]) {
      const { status, headers, text } = await visitor.get(path);
      assert.equal(status, 503, path);
      assert.match(headers.get('content-type') ?? '', /^application\/json/, path);
      assert.match(text, /set-up page/);
    }
    const { text } = await visitor.get('/');
    const [, style = ''] = /<link rel="stylesheet" href="([^"]+)"/.exec(text) ?? [];
    assert.equal((await visitor.get(style)).status, 200);
  });

  test('makes the administrator, signs in, and goes to General configuration', async () => {
    const { visitor, page, token, address } = await open();
    assert.equal(page.status, 200);
    assert.equal(page.headers.get('referrer-policy'), 'no-referrer', 'the address is a secret');
    const made = await visitor.post('/setup', { token, ...administrator, sample: 'true' });
    assert.deepEqual([made.status, made.location], [303, '/wiki/admin']);
    const next = await visitor.get('/admin');
    assert.equal(next.status, 200);
    assert.match(next.text, /Weir is set up, with a sample space/);
    assert.equal((await visitor.get('/rest/api/space/SAMPLE')).status, 200);

    assert.equal((await visitor.get(address)).status, 404);
    const csrf_token = tokenIn(page.text) ?? '';
    assert.equal((await visitor.post('/setup', { token, csrf_token, ...administrator, username: 'mallory' })).status, 404);
    assert.equal(await server.rooms.users.byUsername('mallory'), undefined);
    assert.equal(await server.setupAddress(), undefined);
    assert.equal((await formVisitor(baseUrl).get('/login.action')).status, 200);
  });

  test('makes no sample space unless it is asked for', async () => {
    const { visitor, token } = await open();
    await visitor.post('/setup', { token, ...administrator });
    assert.equal((await visitor.get('/rest/api/space/SAMPLE')).status, 404);
  });

  test('is set up even if the sample space cannot be made', async () => {
    const { visitor, token } = await open();
    await server.rooms.database.write((queries) => sql`alter table content_version rename to gone`.execute(queries));
    const made = await visitor.post('/setup', { token, ...administrator, sample: 'true' });
    assert.equal(made.location, '/wiki/admin');
    assert.match((await visitor.get('/admin')).text, /The sample space could not be made/);
  });

  test('says beside each field what is wrong, keeps what was typed, and never sends a password back', async () => {
    const { visitor, token } = await open();
    const typed = { ...administrator, username: 'a b', email: 'nowhere', password: 'password', passwordAgain: 'password' };
    const { status, text } = await visitor.post('/setup', { token, ...typed });
    assert.equal(status, 422);
    assert.match(text, /id="username-error"/);
    assert.match(text, /id="email-error"/);
    assert.match(text, /id="password-error"/);
    assert.match(text, /value="Ada Lovelace"/);
    assert.doesNotMatch(text, /value="password"/);
    const differs = await visitor.post('/setup', { token, ...administrator, passwordAgain: 'another' });
    assert.match(differs.text, /id="passwordAgain-error"/);
    assert.equal((await visitor.post('/setup', { token, ...administrator })).status, 303, 'the address is still good');
  });

  test('opens for nobody without the address', async () => {
    const { visitor, token } = await open();
    for (const wrong of ['', 'x', `${token}x`, token.slice(0, -1), token.toUpperCase()]) {
      const page = await visitor.get(`/setup?token=${wrong}`);
      assert.equal(page.status, 404, wrong);
      assert.match(page.text, /This set-up address is not valid/);
      assert.equal((await visitor.post('/setup', { token: wrong, ...administrator })).status, 404, wrong);
    }
    assert.equal((await visitor.post('/setup', { token, ...administrator }, { origin: 'https://evil.example' })).status, 403);
    assert.equal(await server.rooms.setup.isDone(), false);
    now += 25 * 3600 * 1000;
    assert.equal((await visitor.get(`/setup?token=${token}`)).status, 404, 'it lives for 24 hours');
  });

  test('takes no more from the form than the fields that it shows', async () => {
    const { visitor, token } = await open();
    await visitor.post('/setup', {
      token,
      ...administrator,
      groups: 'others',
      id: '77',
      userKey: 'f'.repeat(32),
      disabledAt: '1',
    });
    const user = await server.rooms.users.byUsername('ada');
    assert.ok(user);
    assert.notEqual(user.userKey, 'f'.repeat(32));
    assert.equal(user.disabledAt, null);
  });
});
