/** A backup that finds no room: nothing of it is kept, its error says what to do, and the next one works (operations guide). */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { systemOrigin } from '../../src/audit/origin.ts';
import { archiveParts } from '../../src/backup/archive-reader.ts';
import { startWeir, type TestWeir } from '../support/weir.ts';
import { runCommand } from '../support/weir-process.ts';
import { attach, page, post } from './premises.ts';

/** Less than one attachment, which does not get smaller by being packed. */
const small = 1_000_000;
const attachments = 3;
const attachmentSize = 1_500_000;

interface SmallDisk {
  readonly folder: string;
  makeRoom(): void;
  remove(): Promise<void>;
}

/** A file system of a size of its own. @returns undefined where none can be mounted */
async function smallDisk(): Promise<SmallDisk | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-small-'));
  const mount = (options: string) => spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0;
  const disk = {
    folder,
    makeRoom: () => assert.ok(mount('remount,size=40m')),
    async remove() {
      spawnSync('umount', [folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
  if (mount(`size=${small}`)) return disk;
  await disk.remove();
  return undefined;
}

async function isWhole(path: string): Promise<boolean> {
  let last = '';
  for await (const part of archiveParts(path)) {
    last = part.name;
    await part.all(1e8);
  }
  return last === 'contents.json';
}

/** What the disk says where it is full, and what an administrator is told. */
const told = /^The disk is full: \S+ has no room for the backup, and nothing of it was kept\. Make room there or choose another/;

suite('where the disk of backups is full,', () => {
  let weir: TestWeir;
  let disk: SmallDisk | undefined;
  let scheduled: SmallDisk | undefined;

  before(async () => {
    [disk, scheduled] = [await smallDisk(), await smallDisk()];
    weir = await startWeir({ settings: scheduled === undefined ? {} : { WEIR_BACKUP_FOLDER: scheduled.folder } });
    await post(weir, '/rest/api/space', { key: 'DOC', name: 'Documents' });
    const { id } = await post(weir, '/rest/api/content', page('Large', 'files'));
    for (let number = 0; number < attachments; number++) {
      await attach(weir, id, `${number}.bin`, randomBytes(attachmentSize));
    }
  });
  after(async () => {
    await weir.stop();
    await Promise.all([disk?.remove(), scheduled?.remove()]);
  });

  /** Waits for the backup of the schedule to end. */
  async function endOfScheduled(state: 'failed' | 'finished') {
    for (const deadline = Date.now() + 30_000; Date.now() < deadline; await wait(50)) {
      const jobs = await weir.rooms.database.read.selectFrom('backup_job').selectAll().where('cause', '=', 'schedule').execute();
      const ended = jobs.find((job) => job.state === state);
      if (ended !== undefined) return ended;
    }
    assert.fail(`no backup ${state}`);
  }

  test('weir backup says so, keeps nothing and works once there is room', async (context) => {
    if (disk === undefined) return context.skip('a small file system cannot be mounted here');
    const file = join(disk.folder, 'by-hand.tar.zst');
    const refused = await runCommand(['backup', file], weir.environment);
    assert.equal(refused.code, 1, refused.stdout);
    assert.match(refused.stderr.replace(/^(?!weir backup: ).*\n/gm, '').replace('weir backup: ', ''), told);
    assert.deepEqual(await readdir(disk.folder), []);
    disk.makeRoom();
    const made = await runCommand(['backup', file], weir.environment);
    assert.equal(made.code, 0, made.stderr);
    assert.ok(await isWhole(file));
  });

  test('a backup of the schedule says so in the console, keeps nothing and is made once there is room', async (context) => {
    if (scheduled === undefined) return context.skip('a small file system cannot be mounted here');
    await weir.rooms.settings.change(new Map([['backupSchedule', '1h']]), { origin: systemOrigin });
    assert.match((await endOfScheduled('failed')).failure ?? '', told);
    assert.deepEqual(await readdir(scheduled.folder), []);
    const console = await (await weir.signedIn(weir.admin)).request('/admin/backup');
    assert.match(await console.text(), /The disk is full: /);
    scheduled.makeRoom();
    weir.clock.advance(3_600_000);
    const { file_name: name } = await endOfScheduled('finished');
    assert.ok(await isWhole(join(scheduled.folder, name)));
  });
});
