/** Backups of the schedule: once for all nodes, tried again, kept up to a number; no file goes while one is made (operations guide). */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { backupJobList } from '../../src/backup/backup-job-list.ts';
import { backupJobs } from '../../src/backup/backup-jobs.ts';
import { createBackups } from '../../src/backup/backups.ts';
import { lastDue } from '../../src/backup/schedule.ts';
import { settings } from '../../src/foundation/configuration/settings.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { fileStore } from '../../src/wiki/attachments/file-store.ts';
import { filePrune } from '../../src/wiki/attachments/pruning.ts';
import { eachDatabase, type TestDatabase } from '../support/databases.ts';

const hour = 3_600_000;
const random = systemRandom();

suite('the schedule', () => {
  test('reads times of day and hours, and nothing else', () => {
    const read = (text: string) => settings.backupSchedule.read(text);
    assert.deepEqual(read('03:30'), { ok: true, value: { kind: 'daily', minute: 210 } });
    assert.deepEqual(read('6h'), { ok: true, value: { kind: 'every', hours: 6 } });
    assert.deepEqual(read(''), { ok: true, value: { kind: 'never' } });
    for (const bad of ['24:00', '3', '0h', '169h', '-1h', 'daily', '03:60']) assert.equal(read(bad).ok, false, bad);
  });

  test('names the last moment at which one was to be made', () => {
    const now = new Date(2026, 0, 15, 12, 0).getTime();
    const daily = (minute: number) => lastDue({ kind: 'daily', minute }, now);
    assert.equal(daily(210), new Date(2026, 0, 15, 3, 30).getTime());
    assert.equal(daily(23 * 60), new Date(2026, 0, 14, 23, 0).getTime());
    assert.equal(lastDue({ kind: 'every', hours: 6 }, 7 * hour), 6 * hour);
    assert.equal(lastDue({ kind: 'never' }, now), undefined);
  });

  eachDatabase((_engine, open) => {
    /** Two nodes on one database, with a folder that both reach. */
    async function nodes({ database, location }: TestDatabase, keep: number) {
      const folder = await mkdtemp(join(tmpdir(), 'weir-schedule-'));
      let now = 1_800_000_000_000;
      const clock = { now: () => now };
      const node = () =>
        createBackups({
          database,
          clock,
          random,
          folder: join(folder, 'backups'),
          source: {
            location,
            files: fileStore(join(folder, 'attachments'), random),
            keys: () => [random.bytes(32)],
            version: '1',
            baseUrl: 'http://localhost',
          },
          settings: () => ({ backupSchedule: { kind: 'every', hours: 1 }, backupKeep: keep, backupWithKey: true }),
        });
      const failures: unknown[] = [];
      const work = (each: ReturnType<typeof node>) =>
        each.work(
          () => false,
          (_job, error) => failures.push(error),
        );
      return {
        folder,
        failures,
        both: [node(), node()] as const,
        work,
        clock,
        advance: (span: number) => {
          now += span;
        },
        archives: async () => (await readdir(join(folder, 'backups')).catch(() => [])).filter((name) => name.endsWith('.zst')),
        remove: () => rm(folder, { recursive: true, force: true }),
      };
    }

    test('is followed by one node at a time, and the last few are kept', async () => {
      const opened = await open();
      const { both, work, advance, archives, remove, failures } = await nodes(opened, 2);
      for (let round = 0; round < 4; round += 1) {
        await Promise.all(both.map(work));
        await Promise.all(both.map(work));
        advance(hour);
      }
      assert.deepEqual(failures, []);
      const jobs = await both[0].list({ limit: 100 });
      assert.deepEqual(
        jobs.map(({ state, cause }) => [state, cause]),
        Array.from({ length: 4 }, () => ['finished', 'schedule']),
      );
      assert.equal((await archives()).length, 2);
      assert.deepEqual(
        jobs.map(({ size }) => size !== null),
        [true, true, false, false],
      );
      await remove();
    });

    test('tries one that failed again, and says why it failed', async () => {
      const { both, work, advance, folder, archives, remove, failures } = await nodes(await open(), 2);
      // A file lies where the folder should be.
      await writeFile(join(folder, 'backups'), '');
      await work(both[0]);
      assert.equal(failures.length, 1);
      const [failed] = await both[0].list({ limit: 1 });
      assert.equal(failed?.state, 'failed');
      assert.notEqual(failed?.failure, null);
      await rm(join(folder, 'backups'));
      await work(both[0]);
      assert.deepEqual(await archives(), []);
      advance(20 * 60_000);
      await work(both[1]);
      assert.equal((await archives()).length, 1);
      await remove();
    });

    test('gives up a job whose process is gone, and lets the next one begin', async () => {
      const { database, location } = await open();
      const { both, work, advance, clock, archives, remove } = await nodes({ database, location }, 2);
      const jobs = backupJobs({ database, clock, random });
      await jobs.schedule(1, { withKeys: true, withFiles: true, kept: false, fileName: 'a.tar.zst' });
      assert.ok(await jobs.claim('a machine that is gone'));
      await work(both[0]);
      assert.deepEqual(await archives(), []);
      advance(2 * 60_000);
      await work(both[0]);
      assert.equal((await archives()).length, 1);
      const [, dead] = await both[0].list({ limit: 2 });
      assert.equal(dead?.state, 'failed');
      await remove();
    });

    test('is listed by its state, that of one which is to end too, however many others there are', async () => {
      const { database } = await open();
      const { clock, remove } = await nodes({ database, location: { file: '' } }, 2);
      const jobs = backupJobs({ database, clock, random });
      for (let round = 0; round < 3; round += 1) {
        await jobs.schedule(round, { withKeys: true, withFiles: true, kept: false, fileName: `${round}.tar.zst` });
      }
      const list = backupJobList(database);
      const [newest, ...others] = (await list.list({ limit: 9 })).map(({ id }) => id);
      await database.write((queries) =>
        queries
          .updateTable('backup_job')
          .set({ state: 'processing', cancel_asked: 1 })
          .where('id', '=', newest ?? 0)
          .execute(),
      );
      await database.write((queries) =>
        queries.updateTable('backup_job').set({ state: 'processing' }).where('id', 'in', others).execute(),
      );
      const idsOf = async (state: 'processing' | 'cancelling', limit: number) =>
        (await list.list({ states: [state], limit })).map(({ id }) => id);
      assert.deepEqual(await idsOf('processing', 1), others.slice(0, 1));
      assert.deepEqual(await idsOf('cancelling', 9), [newest]);
      await remove();
    });

    test('keeps every file of attachments while a backup is made', async () => {
      const { database } = await open();
      const folder = await mkdtemp(join(tmpdir(), 'weir-pin-'));
      const files = fileStore(folder, random);
      let now = 1_800_000_000_000;
      const clock = { now: () => now };
      const id = files.newId();
      await files.write(id, [Buffer.from('bytes')], 10);
      await database.write((queries) => queries.insertInto('stored_file').values({ id, created_at: 1 }).execute());
      const jobs = backupJobs({ database, clock, random });
      const prune = filePrune({ database, clock, files });
      const job = await jobs.begin({ withKeys: true, withFiles: true, kept: true, fileName: '/x' }, 'here');
      assert.equal(await prune(10), 0);
      now += 50_000;
      assert.equal(await jobs.beat(job, { rows: 0, files: 0, bytes: 0 }), 'go-on');
      now += 50_000;
      assert.equal(await prune(10), 0);
      await database.write((queries) => jobs.end(queries, job, { state: 'cancelled' }));
      assert.equal(await prune(10), 1);
      assert.equal(await files.sizeOf(id), undefined);
      await rm(folder, { recursive: true, force: true });
    });
  });
});
