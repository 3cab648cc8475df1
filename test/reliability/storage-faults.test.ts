/** Security rule 3: where nothing can be stored, nothing is answered as if it were; and once it can be again, no restart is needed. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { credentialsOf, type FormAnswer, postForm } from '../support/forms.ts';
import { type Line, lineTo } from '../support/line.ts';
import { freshPostgresDatabase } from '../support/postgres.ts';
import { basicOf } from '../support/routes.ts';
import type { Visitor } from '../support/visitor.ts';
import { startWeir, type TestLink, type TestUser, type TestWeir, type Tokens } from '../support/weir.ts';
import { startWeirProcess } from '../support/weir-process.ts';

const run = promisify(execFile);

/** Everything that a client asks which needs the storage, at a server on the data of `weir`. */
function asking(weir: TestWeir, link: TestLink, baseUrl = weir.baseUrl) {
  const endpoint = (name: string) => `${baseUrl}/rest/oauth2/latest/${name}`;
  const credentials = credentialsOf(link);
  return {
    exchange: (code: string) =>
      postForm(endpoint('token'), { ...credentials, grant_type: 'authorization_code', code, redirect_uri: link.redirectUri }),
    refresh: (refresh_token: string) =>
      postForm(endpoint('token'), { ...credentials, grant_type: 'refresh_token', refresh_token }),
    revoke: (token: string) => postForm(endpoint('revoke'), { ...credentials, token }),
    introspect: (token: string) => postForm(endpoint('introspect'), { ...credentials, token }),
    call: (token: string) => fetch(`${baseUrl}/rest/api/user/current`, { headers: { authorization: `Bearer ${token}` } }),
    createSpace: (user: TestUser, key: string) =>
      fetch(`${baseUrl}/rest/api/space`, {
        method: 'POST',
        headers: { authorization: basicOf(user), 'content-type': 'application/json' },
        body: JSON.stringify({ key, name: key }),
      }),
  };
}

/** RFC 6749 §5.2 has the shape, the contract the status and the pause. */
function assertUnavailable({ status, headers, json }: FormAnswer, what: string): void {
  assert.deepEqual([status, json.error], [503, 'temporarily_unavailable'], what);
  assert.match(headers.get('retry-after') ?? '', /^[1-9]\d*$/, what);
  assert.equal(headers.get('cache-control'), 'no-store', what);
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, what);
    await wait(50);
  }
}

suite('while PostgreSQL is gone (security rule 3, regression row 32)', () => {
  let line: Line;
  let drop: () => Promise<void>;
  let weir: TestWeir;
  let link: TestLink;
  let uma: TestUser;
  let visitor: Visitor;
  let tokens: Tokens;
  let code: string;
  let ask: ReturnType<typeof asking>;

  before(async () => {
    const fresh = await freshPostgresDatabase();
    drop = fresh.drop;
    line = await lineTo(fresh.url);
    weir = await startWeir({ settings: { WEIR_DATABASE_URL: line.url } });
    link = await weir.link({ skipConsent: true });
    uma = await weir.user('uma');
    visitor = await weir.signedIn(uma);
    tokens = await weir.tokensFor(uma, link);
    code = (await weir.authorize(visitor, link, {})).get('code') ?? '';
    ask = asking(weir, link);
    assert.equal((await ask.call(tokens.access_token)).status, 200);
    line.cut();
  });
  after(async () => {
    await weir.stop();
    line.close();
    await drop();
  });

  test('token, revoke and introspect are 503 with a pause, in the shape of an OAuth error', async () => {
    assertUnavailable(await ask.revoke(tokens.access_token), 'revoke');
    assertUnavailable(await ask.introspect(tokens.access_token), 'introspect');
    assertUnavailable(await ask.exchange(code), 'code');
    assertUnavailable(await ask.refresh(tokens.refresh_token), 'refresh');
  });

  test('a good token is not called a bad one, and a session is not ended', async () => {
    const answer = await ask.call(tokens.access_token);
    assert.equal(answer.status, 503);
    assert.equal(answer.headers.get('www-authenticate'), null);
    assert.match(answer.headers.get('retry-after') ?? '', /^[1-9]/);
    const page = await visitor.request('/users/sessions');
    assert.deepEqual([page.status, page.headers.get('set-cookie')], [503, null]);
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(page.headers.get('retry-after') ?? '', /^[1-9]/);
    assert.equal((await fetch(weir.authorizeUrl(link), { redirect: 'manual' })).status, 503);
  });

  test('no answer tells of the database', async () => {
    for (const path of ['/rest/api/user/current', '/users/sessions', '/rest/oauth2/latest/authorize?client_id=x']) {
      const text = await (await visitor.request(path)).text();
      assert.doesNotMatch(text, /postgres|ECONN|127\.0\.0\.1|pg_|select /i, path);
    }
  });

  test('/status says ERROR, and RUNNING again once it is back', async () => {
    const state = async () => {
      const answer = await fetch(`${weir.baseUrl}/status`);
      return [answer.status, ((await answer.json()) as { readonly state: string }).state].join(' '); // The shape of /status.
    };
    await until('no ERROR', async () => (await state()) === '503 ERROR');
    line.mend();
    await until('no RUNNING', async () => (await state()) === '200 RUNNING');
  });

  test('nothing was ended or used up by what was answered with 503', async () => {
    line.mend();
    await until('not found again', async () => (await ask.call(tokens.access_token)).status === 200);
    assert.equal((await visitor.request('/users/sessions')).status, 200);
    assert.equal((await ask.exchange(code)).status, 200);
    assert.equal((await ask.revoke(tokens.access_token)).status, 200);
    assert.equal((await ask.call(tokens.access_token)).status, 401);
  });

  test('though only silent, it is 503 within five seconds', async () => {
    line.hush();
    const started = performance.now();
    assertUnavailable(await ask.revoke(tokens.refresh_token), 'revoke');
    assert.ok(performance.now() - started < 5_500);
    line.mend();
    await until('not found again', async () => (await ask.revoke(tokens.refresh_token)).status === 200);
  });
});

/** What has to hold while the disk takes nothing more; `broken` and `mended` are the fault and its end. */
async function assertNoFalseSuccess(
  weir: TestWeir,
  fault: { readonly baseUrl?: string; broken(): Promise<void>; mended(): Promise<void> },
): Promise<void> {
  const link = await weir.link({ skipConsent: true });
  const uma = await weir.user('uma');
  const visitor = await weir.signedIn(uma);
  const tokens = await weir.tokensFor(uma, link);
  const code = (await weir.authorize(visitor, link, {})).get('code') ?? '';
  const ask = asking(weir, link, fault.baseUrl);
  assert.equal((await ask.call(tokens.access_token)).status, 200);
  assert.equal((await ask.createSpace(uma, 'BEFORE')).status, 200);

  await fault.broken();
  for (let attempt = 0; attempt < 3; attempt += 1) {
    assertUnavailable(await ask.exchange(code), 'code');
    assertUnavailable(await ask.revoke(tokens.access_token), 'revoke');
    assertUnavailable(await ask.refresh(tokens.refresh_token), 'refresh');
    const space = await ask.createSpace(uma, 'DURING');
    assert.equal(space.status, 503, await space.text());
  }
  // What only reads goes on.
  assert.equal((await ask.call(tokens.access_token)).status, 200);
  const introspected = await ask.introspect(tokens.access_token);
  assert.deepEqual([introspected.status, introspected.json.active], [200, true]);

  await fault.mended();
  assert.equal((await ask.exchange(code)).status, 200);
  assert.equal((await ask.createSpace(uma, 'DURING')).status, 200);
  assert.equal((await ask.revoke(tokens.access_token)).status, 200);
  assert.equal((await ask.call(tokens.access_token)).status, 401);
}

const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0;

suite('while the disk takes nothing more (security rule 3)', () => {
  test('writes are 503 and none is half done, when writing fails (EFBIG)', {
    skip: !hasPrlimit && 'prlimit is not installed',
  }, async () => {
    const weir = await startWeir();
    const server = await startWeirProcess(weir.environment);
    const limit = (bytes: string) => run('prlimit', ['--pid', String(server.child.pid), `--fsize=${bytes}:`]);
    try {
      await assertNoFalseSuccess(weir, {
        baseUrl: server.baseUrl,
        async broken() {
          const { size } = await stat(join(weir.environment.WEIR_HOME ?? '', 'weir.db-wal'));
          await limit(String(Math.max(1, size - (size % 512))));
        },
        async mended() {
          await limit('unlimited');
        },
      });
    } finally {
      await server.kill('SIGKILL');
      await weir.stop();
    }
  });

  test('writes are 503 and none is half done, when it is full (ENOSPC)', async (context) => {
    const mount = await mkdtemp(join(tmpdir(), 'weir-full-'));
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', mount]).status === 0;
    if (!mounted) {
      await rm(mount, { recursive: true });
      return context.skip('a small file system cannot be mounted here');
    }
    const weir = await startWeir({ settings: { WEIR_HOME: mount } });
    const filler = join(mount, 'filler');
    try {
      await assertNoFalseSuccess(weir, {
        async broken() {
          const { bavail, bsize } = await statfs(mount);
          await writeFile(filler, Buffer.alloc(bavail * bsize));
        },
        mended: () => rm(filler),
      });
    } finally {
      await weir.stop();
      spawnSync('umount', [mount]);
      await rm(mount, { recursive: true, force: true });
    }
  });
});
