/** Security rules 13 and 16: what is too large is refused before it is kept, and who is slow or greedy harms only themselves. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { platform } from 'node:os';
import { after, before, suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { rawRequest } from '../support/raw-request.ts';
import { basicOf } from '../support/routes.ts';
import { sessionOf } from '../support/sessions.ts';
import { startWeir, type TestLink, type TestUser, type TestWeir } from '../support/weir.ts';
import { startWeirProcess, type WeirProcess } from '../support/weir-process.ts';

const mebibyte = 1024 * 1024;
const form = 'application/x-www-form-urlencoded';

let weir: TestWeir;
let server: WeirProcess;
let uma: TestUser;
let link: TestLink;
let authorization: string;
before(async () => {
  weir = await startWeir();
  uma = await weir.user('uma');
  link = await weir.link();
  authorization = basicOf(uma);
  server = await startWeirProcess(weir.environment);
});
after(async () => {
  await server.kill('SIGKILL');
  await weir.stop();
});

/** Posts with the credentials of somebody who may write. */
const post = (path: string, type: string, body: string | Buffer, headers: Readonly<Record<string, string>> = {}) =>
  rawRequest(server.baseUrl, path, { method: 'POST', headers: { authorization, 'content-type': type, ...headers }, body });

/** Resident memory of the server, in bytes; only Linux tells it of another process. */
async function memory(): Promise<number> {
  const [, kibibytes = '0'] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${server.child.pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) * 1024;
}
const hasMemory = platform() === 'linux' ? false : 'only Linux tells the memory of another process';

suite('what is too large or too strange is refused (security rule 13)', () => {
  test('bodies: 413 for size and number, 400 for depth and nonsense, 415 for type', async () => {
    const cases: readonly [status: number, what: string, path: string, type: string, body: string | Buffer][] = [
      [413, 'JSON of 6 MiB', '/rest/api/content', 'application/json', JSON.stringify('x'.repeat(6 * mebibyte))],
      [400, '100,000 levels', '/rest/api/content', 'application/json', '['.repeat(100_000)],
      [413, '50,000 members', '/rest/api/content', 'application/json', `{${'"a":1,'.repeat(50_000)}"a":1}`],
      [400, 'half an object', '/rest/api/content', 'application/json', '{"title":'],
      [400, 'bytes that are no UTF-8', '/rest/api/content', 'application/json', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
      [415, 'XML', '/rest/api/content', 'application/xml', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
      [415, 'XML for the provider (regression row 2)', '/rest/oauth2/latest/token', 'text/xml', '<a/>'],
      [415, 'XML for links (regression row 2)', '/rest/oauth2/latest/client', 'application/xml', '<applicationLink/>'],
      [415, 'an unknown type', '/rest/api/content', 'application/x-java-serialized-object', '\u00ac\u00ed'],
      [415, 'a multipart form where none is taken', '/rest/api/content', 'multipart/form-data; boundary=x', '--x--\r\n'],
      [413, 'a form of 300 KiB', '/rest/oauth2/latest/token', form, `a=${'x'.repeat(300 * 1024)}`],
      [413, 'a form of 1,000 fields', '/rest/oauth2/latest/token', form, 'a=1&'.repeat(1_000)],
    ];
    for (const [status, what, path, type, body] of cases) {
      const headers = { authorization: basicOf(weir.admin) };
      const answer = await post(path, type, body, headers).catch((error: Error) => error);
      // A server that has said no may hang up on what is still being sent.
      if (answer instanceof Error) assert.equal(status, 413, `${what}: ${answer.message}`);
      else assert.equal(answer.status, status, `${what}: ${answer.text.slice(0, 200)}`);
    }
  });

  test('addresses and headers: 431, 414 and 400', async () => {
    const long = 'x'.repeat(40_000);
    const cases: readonly [statuses: readonly number[], path: string, headers: Readonly<Record<string, string>>][] = [
      [[431], `/rest/api/content?title=${long}`, {}],
      [[431], '/rest/api/content', { 'x-long': long }],
      [
        [431],
        '/rest/api/content',
        Object.fromEntries(Array.from({ length: 1_500 }, (_, index) => [`x-many-${index}`, 'a'.repeat(20)])),
      ],
      [[404, 414], `/rest/api/content/${'1'.repeat(2_000)}`, {}],
      [[400], '/rest/api/content/%c0%ae%c0%ae', {}],
      [[400], '/%', {}],
    ];
    for (const [statuses, path, headers] of cases) {
      // Node says 431 and hangs up at once, which a client that still sends may not live to read.
      const hangUp = () => ({ status: 431 });
      const { status } = await rawRequest(server.baseUrl, path, { headers: { authorization, ...headers } }).catch(hangUp);
      assert.ok(statuses.includes(status), `${status} for ${path.slice(0, 40)}`);
    }
  });

  test('an upload with too many parts, too large a file, or endless heads of parts', async () => {
    const { cookie, csrfToken } = await sessionOf(weir, weir.admin);
    const part = (name: string, value: string, more = '') =>
      `--x\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
    const upload = (parts: string, path = `/admin/application-links/${link.id}/logo`) =>
      rawRequest(server.baseUrl, path, {
        method: 'POST',
        headers: { cookie, 'content-type': 'multipart/form-data; boundary=x' },
        body: `${part('csrf_token', csrfToken)}${parts}--x--\r\n`,
      }).catch(() => ({ status: 413 }));
    const file = (size: number) => part('logo', 'x'.repeat(size), '; filename="a.png"\r\nContent-Type: image/png');
    assert.equal((await upload(file(100))).status, 400, 'no picture');
    assert.equal((await upload(Array.from({ length: 50 }, (_, index) => part(`field${index}`, '1')).join(''))).status, 413);
    assert.equal((await upload(file(100).repeat(5))).status, 413);
    assert.equal((await upload(file(8 * mebibyte))).status, 413);
    const portrait = part('picture', 'x', '; filename="a.png"\r\nContent-Type: image/png');
    assert.equal((await upload(portrait.repeat(5), '/users/picture')).status, 413);
    assert.equal((await upload(`--x\r\n${'X-Head: 1\r\n'.repeat(5_000)}\r\n1\r\n`)).status < 500, true);
  });

  test('a compressed body is not unpacked', async () => {
    const bomb = gzipSync(JSON.stringify({ title: 'x'.repeat(50 * mebibyte) }));
    assert.ok(bomb.length < mebibyte);
    for (const encoding of ['gzip', 'deflate', 'br']) {
      const answer = await post('/rest/api/content', 'application/json', bomb, { 'content-encoding': encoding });
      assert.ok([400, 415].includes(answer.status), `${encoding}: ${answer.status}`);
      const token = await post('/rest/oauth2/latest/token', form, gzipSync('grant_type=authorization_code'), {
        'content-encoding': encoding,
      });
      assert.ok([400, 401, 415].includes(token.status), `${encoding}: ${token.status}`);
    }
  });

  test('and none of it makes the server grow', { skip: hasMemory }, async () => {
    const bodies = ['x'.repeat(6 * mebibyte), `{"a":"${'x'.repeat(4 * mebibyte)}"`, '['.repeat(mebibyte)];
    const round = () =>
      Promise.all(bodies.map((body) => post('/rest/api/content', 'application/json', body).catch(() => undefined)));
    for (let warm = 0; warm < 5; warm += 1) await round();
    const before = await memory();
    for (let index = 0; index < 25; index += 1) await round();
    assert.ok((await memory()) - before < 150 * mebibyte, `grew by ${Math.round(((await memory()) - before) / mebibyte)} MiB`);
  });
});

suite('thousands of sign-ins that are begun and never ended (regression row 40, CVE-2026-28789)', () => {
  test('leave no row behind, and the server as it was', { skip: hasMemory }, async () => {
    const rows = async () => {
      const { read } = weir.rooms.database;
      const tables = ['oauth_authorization_request', 'session', 'oauth_grant', 'oauth_code', 'audit_event'] as const;
      const count = async (table: (typeof tables)[number]) =>
        (
          await read
            .selectFrom(table)
            .select(({ fn }) => fn.countAll<number>().as('rows'))
            .executeTakeFirstOrThrow()
        ).rows;
      return Promise.all(tables.map(count));
    };
    const address = weir.authorizeUrl(link, { state: 'x'.repeat(500) }).slice(weir.baseUrl.length);
    const many = async (times: number) => {
      for (let sent = 0; sent < times; sent += 50) {
        const answers = await Promise.all(
          Array.from({ length: 50 }, (_, index) =>
            fetch(
              `${server.baseUrl}${index % 2 === 0 ? address : `/login.action?os_destination=${encodeURIComponent(address)}`}`,
              {
                redirect: 'manual',
              },
            ),
          ),
        );
        for (const answer of answers) assert.ok(answer.status === 303 || answer.status === 200);
        await Promise.all(answers.map((answer) => answer.text()));
      }
    };
    await many(1_000);
    const [before, held] = [await rows(), await memory()];
    await many(4_000);
    assert.deepEqual(await rows(), before);
    assert.ok((await memory()) - held < 80 * mebibyte, `grew by ${Math.round(((await memory()) - held) / mebibyte)} MiB`);
  });
});

suite('slow and greedy clients (security rule 16)', () => {
  test('300 connections that never finish their request keep nobody else waiting', async () => {
    const { hostname, port } = new URL(server.baseUrl);
    const beginnings = [
      'GET /rest/api/user/current HTTP/1.1\r\nHost: localhost\r\nX-Slow: ',
      'POST /rest/oauth2/latest/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\ngrant_',
      'POST /rest/api/content HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab',
      '',
    ];
    const sockets: Socket[] = [];
    try {
      for (let index = 0; index < 300; index += 1) {
        const socket = connect(Number(port), hostname);
        socket.on('error', () => undefined);
        sockets.push(socket);
        await once(socket, 'connect');
        socket.write(beginnings[index % beginnings.length] ?? '');
      }
      const times: number[] = [];
      for (let probe = 0; probe < 30; probe += 1) {
        const started = performance.now();
        const [status, user] = await Promise.all([
          fetch(`${server.baseUrl}/status`),
          fetch(`${server.baseUrl}/rest/api/user/current`, { headers: { authorization } }),
        ]);
        assert.deepEqual([status.status, user.status], [200, 200]);
        await Promise.all([status.text(), user.text()]);
        times.push(performance.now() - started);
      }
      const slowest = Math.max(...times.sort((a, b) => a - b).slice(0, -1));
      assert.ok(slowest < 2_000, `a probe took ${Math.round(slowest)} ms`);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });

  test('every time limit of the server is set', () => {
    const { headersTimeout, requestTimeout, keepAliveTimeout, timeout } = weir.app.server;
    for (const [name, limit] of Object.entries({ headersTimeout, keepAliveTimeout, timeout })) {
      assert.ok(limit > 0 && limit <= 120_000, `${name} is ${limit}`);
    }
    // An upload may take an hour; all else is held to a minute (test/http/body-time.test.ts).
    assert.equal(requestTimeout, 3_600_000);
  });

  test('too many sign-ins at once are told to come back, and how soon', async () => {
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, index) =>
        fetch(`${server.baseUrl}/rest/api/user/current`, {
          headers: { authorization: basicOf({ username: `nobody${index}`, password: 'wrong' }) },
        }),
      ),
    );
    for (const answer of answers) {
      await answer.text();
      assert.ok([401, 429].includes(answer.status), String(answer.status));
      if (answer.status === 429) assert.match(answer.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    }
    assert.ok(answers.some(({ status }) => status === 429));
  });
});
