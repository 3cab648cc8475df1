/** Thumbnails and kill -9 (security rule 2): each comes in the end, and what was begun before does not stay. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { openDatabase } from '../../src/database/open.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { createAttachments } from '../../src/wiki/attachments/attachments.ts';
import { checkFiles } from '../../src/wiki/attachments/checking.ts';
import { fileStore } from '../../src/wiki/attachments/file-store.ts';
import { thumbnailMaker } from '../../src/wiki/attachments/thumbnail-maker.ts';
import { announceToNobody } from '../../src/wiki/events.ts';
import { filePart, multipart, multipartType } from '../support/attachments.ts';
import { freePort } from '../support/ports.ts';
import { basicOf } from '../support/routes.ts';
import { setUpByCommand, startWeirProcess } from '../support/weir-process.ts';

const rounds = Number(process.env.WEIR_TEST_KILL_ROUNDS ?? 3);
const picturesARound = 4;
const operator = { username: 'admin', password: 'the administrator of this test' };
const authorization = basicOf(operator);

suite('thumbnails and kill -9', () => {
  let home: string;
  let environment: Record<string, string>;
  let baseUrl: string;
  let pageId: string;
  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'weir-kill-thumbnails-'));
    const port = await freePort();
    baseUrl = `http://localhost:${port}`;
    environment = { WEIR_HOME: home, WEIR_PORT: String(port), WEIR_BASE_URL: baseUrl, WEIR_LOG_LEVEL: 'error' };
    await setUpByCommand(environment, operator);
  });
  after(() => rm(home, { recursive: true, force: true }));

  async function post(path: string, body: object): Promise<{ readonly id: string }> {
    const headers = { authorization, 'content-type': 'application/json' };
    const answer = await fetch(baseUrl + path, { method: 'POST', headers, body: JSON.stringify(body) });
    assert.equal(answer.status, 200);
    return (await answer.json()) as { id: string }; // The shape of a space or content.
  }
  async function upload(name: string): Promise<void> {
    const bytes = await sharp({ create: { width: 2000, height: 1500, channels: 3, background: 'teal' } })
      .png()
      .toBuffer();
    const answer = await fetch(`${baseUrl}/rest/api/content/${pageId}/child/attachment`, {
      method: 'PUT',
      headers: { authorization, 'content-type': multipartType, 'x-atlassian-token': 'no-check' },
      body: new Uint8Array(multipart([filePart(name, bytes, 'image/png')])),
    });
    assert.equal(answer.status, 200);
  }

  test(`every picture has its thumbnail after ${rounds} rounds, and nothing else is left`, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const server = await startWeirProcess(environment);
      if (round === 0) {
        await post('/rest/api/space', { key: 'KILL', name: 'Kill' });
        pageId = (await post('/rest/api/content', { type: 'page', title: 'Files', space: { key: 'KILL' } })).id;
      }
      for (let serial = 0; serial < picturesARound; serial += 1) await upload(`${round}-${serial}.png`);
      // Somewhere in the middle of the first second's work.
      await wait(randomInt(500, 1_500));
      await server.kill('SIGKILL');
    }
    const database = await openDatabase({ file: join(home, 'weir.db') });
    const folder = join(home, 'attachments');
    const files = fileStore(folder, systemRandom());
    // What a process was at when it was killed is tried again when its time is over.
    const clock = { now: () => Date.now() + 25 * 3600 * 1000 };
    const { makeNextThumbnail, prune } = createAttachments({
      database,
      clock,
      storage: { files, mostBytes: () => 1, blockedExtensions: () => [] },
      announce: announceToNobody,
    });
    try {
      const make = thumbnailMaker();
      for (let step = await makeNextThumbnail(make); step.step !== 'idle'; step = await makeNextThumbnail(make)) {
        assert.equal(step.step, 'made');
      }
      for (let round = 0; round < 3; round += 1) await prune(500);
      const made = await database.read.selectFrom('thumbnail').selectAll().where('file_id', 'is not', null).execute();
      assert.equal(made.length, rounds * picturesARound);
      const { missing, lostThumbnails, strays, versions } = await checkFiles(database, files);
      assert.deepEqual(
        { missing, lostThumbnails, strays, versions },
        { missing: [], lostThumbnails: 0, strays: 0, versions: made.length },
      );
      const left = (await readdir(folder, { recursive: true })).filter((name) => /[0-9a-f]{32}/.test(name));
      assert.equal(left.length, 2 * made.length, 'pictures and thumbnails, whole');
    } finally {
      await database.close();
    }
  });
});
