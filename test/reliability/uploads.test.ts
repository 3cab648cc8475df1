/** Large and broken uploads against a real server (security rules 3 and 13): memory stays flat, refusals arrive, nothing is left behind. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { platform } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { multipartType } from '../support/attachments.ts';
import { basicOf } from '../support/routes.ts';
import { startWeir, type TestWeir } from '../support/weir.ts';
import { startWeirProcess, type WeirProcess } from '../support/weir-process.ts';

const mebibyte = 1024 * 1024;
const largest = 64 * mebibyte;

suite('uploads to a running server', () => {
  let weir: TestWeir;
  let server: WeirProcess;
  let authorization: string;
  let path: string;
  let pageId: string;
  before(async () => {
    weir = await startWeir({ settings: { WEIR_ATTACHMENT_MAX_BYTES: String(largest) } });
    authorization = basicOf(weir.admin);
    server = await startWeirProcess(weir.environment);
    const post = async (to: string, body: object) => {
      const headers = { authorization, 'content-type': 'application/json' };
      const answer = await fetch(server.baseUrl + to, { method: 'POST', headers, body: JSON.stringify(body) });
      return (await answer.json()) as { id: string }; // The shape of a space or content.
    };
    await post('/rest/api/space', { key: 'UP', name: 'Uploads' });
    pageId = (await post('/rest/api/content', { type: 'page', title: 'Files', space: { key: 'UP' } })).id;
    path = `/rest/api/content/${pageId}/child/attachment`;
  });
  after(async () => {
    await server.kill('SIGKILL');
    await weir.stop();
  });

  const head = (name: string) =>
    `--part-of-a-test\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const tail = '\r\n--part-of-a-test--\r\n';
  const chunk = Buffer.alloc(mebibyte, 'weir');

  /** A form with one file, made while it is sent. */
  function sent(name: string, mebibytes: number): ReadableStream {
    let left = mebibytes;
    return new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from(head(name))),
      pull(controller) {
        if (left-- > 0) return controller.enqueue(new Uint8Array(chunk));
        controller.enqueue(Buffer.from(tail));
        controller.close();
      },
    });
  }
  const upload = (name: string, mebibytes: number) =>
    fetch(server.baseUrl + path, {
      method: 'POST',
      headers: { authorization, 'content-type': multipartType, 'x-atlassian-token': 'no-check' },
      body: sent(name, mebibytes),
      duplex: 'half',
    } as RequestInit); // The types of the browser do not know `duplex`.

  const stored = async () => {
    const names = await readdir(join(String(weir.environment.WEIR_HOME), 'attachments'), { recursive: true }).catch(() => []);
    return names.filter((name) => /[0-9a-f]{32}/.test(name)).length;
  };
  const memory = async () => {
    const [, kibibytes = '0'] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${server.child.pid}/status`, 'utf8')) ?? [];
    return Number(kibibytes) * 1024;
  };

  test('a large file goes in and comes out, and memory stays flat', async () => {
    const isLinux = platform() === 'linux';
    // What is thrown away waits for its collection: what the first one takes, the others must do with.
    assert.equal((await upload('large.bin', 60)).status, 200);
    const before = isLinux ? await memory() : 0;
    for (const name of ['two.bin', 'three.bin', 'four.bin']) assert.equal((await upload(name, 60)).status, 200);
    const file = await fetch(`${server.baseUrl}/download/attachments/${pageId}/large.bin`, { headers: { authorization } });
    const hash = createHash('sha256');
    let size = 0;
    for await (const bytes of file.body ?? []) {
      hash.update(bytes);
      size += bytes.length;
    }
    assert.equal(size, 60 * mebibyte);
    const expected = createHash('sha256');
    for (let count = 0; count < 60; count += 1) expected.update(chunk);
    assert.equal(hash.digest('hex'), expected.digest('hex'));
    if (isLinux) {
      const grown = (await memory()) - before;
      assert.ok(grown < 50 * mebibyte, `grew by ${Math.round(grown / mebibyte)} MiB`);
    }
  });

  test('a file that is too large is refused in words that arrive, and is not kept', async () => {
    const before = await stored();
    const answer = await upload('too-large.bin', 80);
    assert.equal(answer.status, 413);
    assert.match(((await answer.json()) as { message: string }).message, /at most 67108864 bytes/);
    assert.equal(await stored(), before);
  });

  test('a client that hangs up in the middle leaves nothing', async () => {
    const before = await stored();
    const { hostname, port } = new URL(server.baseUrl);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\nX-Atlassian-Token: no-check\r\nContent-Type: ${multipartType}\r\nContent-Length: ${10 * mebibyte}\r\n\r\n${head('half.bin')}`,
    );
    socket.write(chunk);
    for (let tries = 0; tries < 200 && (await stored()) === before; tries += 1) await wait(10);
    assert.equal(await stored(), before + 1, 'it has begun');
    socket.destroy();
    // The file goes first, its row after it: a crash between them leaves what the doctor finds.
    const rows = async () => (await weir.rooms.database.read.selectFrom('stored_file').select('id').execute()).length;
    for (let tries = 0; tries < 500 && ((await stored()) > before || (await rows()) > before); tries += 1) await wait(10);
    assert.deepEqual([await stored(), await rows()], [before, before], 'neither the file nor its row');
  });
});
