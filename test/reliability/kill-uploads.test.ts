/** Uploads and kill -9 (security rule 2): what was acknowledged is there to the byte, and nothing is left half done or for ever. */
import assert from 'node:assert/strict';
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, readdir, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { openDatabase } from '../../src/database/open.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { createAttachments } from '../../src/wiki/attachments/attachments.ts';
import { checkFiles } from '../../src/wiki/attachments/checking.ts';
import { fileStore } from '../../src/wiki/attachments/file-store.ts';
import { announceToNobody } from '../../src/wiki/events.ts';
import { filePart, multipart, multipartType } from '../support/attachments.ts';
import { freePort } from '../support/ports.ts';
import { basicOf } from '../support/routes.ts';
import { runCommand, setUpByCommand, startWeirProcess } from '../support/weir-process.ts';

const rounds = Number(process.env.WEIR_TEST_KILL_ROUNDS ?? 3);
const operator = { username: 'admin', password: 'the administrator of this test' };
const authorization = basicOf(operator);

suite('uploads and kill -9', () => {
  let home: string;
  let environment: Record<string, string>;
  let baseUrl: string;
  let pageId: string;
  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'weir-kill-uploads-'));
    const port = await freePort();
    baseUrl = `http://localhost:${port}`;
    environment = { WEIR_HOME: home, WEIR_PORT: String(port), WEIR_BASE_URL: baseUrl, WEIR_LOG_LEVEL: 'error' };
    await setUpByCommand(environment, operator);
  });
  after(() => rm(home, { recursive: true, force: true }));

  /** By name: the SHA-256 of what the server has said yes to. */
  const acknowledged = new Map<string, string>();

  async function post(path: string, body: object): Promise<{ readonly id: string }> {
    const headers = { authorization, 'content-type': 'application/json' };
    const answer = await fetch(baseUrl + path, { method: 'POST', headers, body: JSON.stringify(body) });
    assert.equal(answer.status, 200);
    return (await answer.json()) as { id: string }; // The shape of a space or content.
  }

  async function uploadOn(writer: string): Promise<void> {
    for (let serial = 0; ; serial += 1) {
      const name = `${writer}-${serial}.bin`;
      const bytes = randomBytes(randomInt(1, 3_000_000));
      const answer = await fetch(`${baseUrl}/rest/api/content/${pageId}/child/attachment`, {
        method: 'PUT',
        headers: { authorization, 'content-type': multipartType, 'x-atlassian-token': 'no-check' },
        body: new Uint8Array(multipart([filePart(name, bytes)])),
      });
      assert.equal(answer.status, 200, await answer.text());
      acknowledged.set(name, createHash('sha256').update(bytes).digest('hex'));
    }
  }

  test(`every acknowledged file is there, ${rounds} rounds`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const server = await startWeirProcess(environment);
      if (round === 0) {
        await post('/rest/api/space', { key: 'KILL', name: 'Kill' });
        pageId = (await post('/rest/api/content', { type: 'page', title: 'Files', space: { key: 'KILL' } })).id;
      }
      const enough = acknowledged.size + randomInt(3, 15);
      const writers = Promise.allSettled([0, 1, 2].map((writer) => uploadOn(`${round}-${writer}`)));
      const deadline = Date.now() + 20_000;
      while (acknowledged.size < enough && Date.now() < deadline) await wait(1);
      await server.kill('SIGKILL');
      for (const ended of await writers) {
        // A writer ends because its connection does, and for no other reason.
        if (ended.status === 'rejected') assert.match(String(ended.reason), /fetch failed|terminated/, server.output());
      }
      assert.ok(acknowledged.size >= enough, 'too little was written');
    }
    const server = await startWeirProcess(environment);
    try {
      for (const [name, sha256] of acknowledged) {
        const answer = await fetch(`${baseUrl}/download/attachments/${pageId}/${name}`, { headers: { authorization } });
        assert.equal(answer.status, 200, name);
        const hash = createHash('sha256').update(new Uint8Array(await answer.arrayBuffer()));
        assert.equal(hash.digest('hex'), sha256, name);
      }
    } finally {
      await server.kill('SIGKILL');
    }
  });

  test('no attachment is without its file, and what came to nothing goes away after a day', async () => {
    const database = await openDatabase({ file: join(home, 'weir.db') });
    const folder = join(home, 'attachments');
    const files = fileStore(folder, systemRandom());
    try {
      const found = await checkFiles(database, files);
      assert.deepEqual(found.missing, []);
      assert.ok(found.versions >= acknowledged.size);
      assert.equal(found.strays, 0, 'each file has its row');
      const { prune } = createAttachments({
        database,
        clock: { now: () => Date.now() + 25 * 3600 * 1000 },
        storage: { files, mostBytes: () => 1, blockedExtensions: () => [] },
        announce: announceToNobody,
      });
      for (let round = 0; round < 3; round += 1) await prune(500);
      const left = (await readdir(folder, { recursive: true })).filter((name) => /[0-9a-f]{32}/.test(name));
      assert.equal(left.length, found.versions, 'nothing else is left, whole or begun');
      assert.equal((await checkFiles(database, files)).versions, found.versions);
    } finally {
      await database.close();
    }
  });

  test('weir doctor names files that are gone, and counts those that belong to nothing', async () => {
    assert.match((await runCommand(['doctor'], environment)).stdout, /ok {4}attachments: \d+ files, all there/);
    const folder = join(home, 'attachments');
    const [first = ''] = (await readdir(folder, { recursive: true })).filter((name) => /[0-9a-f]{32}$/.test(name));
    await unlink(join(folder, first));
    const stray = fileStore(folder, systemRandom());
    await stray.write(stray.newId(), (async function* () {})(), 1);
    const { code, stdout } = await runCommand(['doctor'], environment);
    assert.equal(code, 1);
    assert.match(
      stdout,
      /BAD {3}attachments: 1 of \d+ files are gone or have another size: \d-\d-\d+\.bin of page \d+, version 1\. Restore/,
    );
    assert.match(stdout, /look {2}attachments: 1 files belong to nothing/);
  });
});
