/** What a restore refuses, and that nothing is left of one that was refused or killed (operations guide). */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { after, before, suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createZstdCompress } from 'node:zlib';
import { pack } from 'tar-stream';
import { archiveParts } from '../../src/backup/archive-reader.ts';
import { makeBackup } from '../../src/backup/make-backup.ts';
import { restoreBackup } from '../../src/backup/restore.ts';
import { lockMigrations, migrateTo } from '../../src/database/migrate.ts';
import { migrations } from '../../src/database/migrations/migrations.ts';
import { openDatabase } from '../../src/database/open.ts';
import { hasTables } from '../../src/database/snapshot.ts';
import { loadConfiguration } from '../../src/foundation/configuration/load.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { restorePlace } from '../../src/places.ts';
import { sealedColumns } from '../../src/sealed-columns.ts';
import { fileStore } from '../../src/wiki/attachments/file-store.ts';
import { freshLocation } from '../support/databases.ts';
import { startWeir } from '../support/weir.ts';
import { inherited, runCommand } from '../support/weir-process.ts';
import { type EmptyPlace, emptyPlace, furnish, page, post } from './premises.ts';

interface Part {
  readonly header: { readonly name: string; readonly type?: 'file' | 'symlink'; readonly linkname?: string };
  readonly bytes: Buffer;
}

/** Writes an archive of any parts, as somebody might who means no good. */
async function write(path: string, parts: readonly Part[]): Promise<void> {
  const tar = pack();
  for (const { header, bytes } of parts) {
    if (header.type === 'symlink') tar.entry({ ...header });
    else tar.entry({ ...header }, bytes);
  }
  tar.finalize();
  await pipeline(tar, createZstdCompress(), createWriteStream(path));
}

async function read(path: string): Promise<Part[]> {
  const parts: Part[] = [];
  for await (const part of archiveParts(path)) parts.push({ header: { name: part.name }, bytes: await part.all(1e9) });
  return parts;
}

/** Restores in this process: many refusals are asked for. @returns why it was refused */
async function refusalOf(file: string, { environment }: EmptyPlace): Promise<string | undefined> {
  const loaded = loadConfiguration({ ...environment });
  assert.ok(loaded.ok);
  const random = systemRandom();
  const outcome = await restoreBackup({
    path: file,
    place: restorePlace(loaded.configuration, random),
    databaseUrl: loaded.configuration.databaseUrl,
    keys: { configured: undefined, existing: () => undefined, given: undefined },
    withoutKeys: false,
    sealed: sealedColumns,
    now: Date.now(),
    random,
    onProgress: () => {},
  });
  return outcome.kind === 'refused' ? outcome.message : undefined;
}

async function assertEmpty(place: EmptyPlace, engine: string): Promise<void> {
  assert.deepEqual(existsSync(place.home) ? await readdir(place.home) : [], []);
  if (engine === 'sqlite') return;
  const database = await place.open();
  assert.equal(await hasTables(database), false);
  await database.close();
}

/** @returns what the restore that is at work noted for the next one */
async function planOf({ home }: EmptyPlace): Promise<{ readonly processId: number } | undefined> {
  try {
    return JSON.parse(await readFile(join(home, 'restore.part', 'plan.json'), 'utf8'));
  } catch {
    return undefined; // It is not there, or not whole.
  }
}

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`a restore into ${engine}`, () => {
    let folder: string;
    let archive: string;
    let withoutKey: string;
    let key: string;
    const places: EmptyPlace[] = [];
    const place = async () => {
      const made = await emptyPlace(engine);
      places.push(made);
      return made;
    };

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'weir-faults-'));
      const weir = await startWeir({ engine });
      const { home } = await furnish(weir);
      for (let number = 0; number < 40; number += 1) {
        await post(weir, '/rest/api/content', page(`Page ${number}`, `words of ${home.id} `.repeat(500)));
      }
      archive = join(folder, 'whole.tar.zst');
      withoutKey = join(folder, 'without-key.tar.zst');
      for (const [file, ...options] of [[archive], [withoutKey, '--without-key']] as const) {
        const made = await runCommand(['backup', file, ...options], weir.environment);
        assert.equal(made.code, 0, made.stderr);
      }
      key = join(folder, 'encryption.key');
      await writeFile(key, await readFile(join(weir.environment.WEIR_HOME ?? '', 'encryption.key')));
      await weir.stop();
    });
    after(async () => {
      await Promise.all(places.map(({ remove }) => remove()));
      await rm(folder, { recursive: true, force: true });
    });

    test('refuses what is cut off, damaged, or no backup, and leaves nothing', async () => {
      const whole = await readFile(archive);
      const there = await place();
      const flipped = (at: number) => {
        const copy = Buffer.from(whole);
        copy[at] = (copy[at] ?? 0) ^ 0x55;
        return copy;
      };
      const bad = {
        'cut in the middle': whole.subarray(0, Math.floor(whole.length / 2)),
        'cut before its end': whole.subarray(0, whole.length - 3),
        'cut at its beginning': whole.subarray(0, 20),
        'damaged in front': flipped(200),
        'damaged in the middle': flipped(Math.floor(whole.length / 2)),
        'no archive': Buffer.from('not a backup at all, but a text'),
        empty: Buffer.alloc(0),
      };
      for (const [name, bytes] of Object.entries(bad)) {
        const file = join(folder, 'bad.tar.zst');
        await writeFile(file, bytes);
        // The head is read before the checksum at the end of the archive.
        assert.match((await refusalOf(file, there)) ?? '', /is not a whole backup of Weir|or is damaged/, name);
        await assertEmpty(there, engine);
      }
    });

    test('refuses an archive whose parts were changed, left out, repeated or added, or that names other places', async () => {
      const parts = await read(archive);
      const without = (start: string) => parts.filter(({ header }) => !header.name.startsWith(start));
      const changed = (start: string, change: (text: string) => string) =>
        parts.map((part) =>
          part.header.name.startsWith(start) ? { ...part, bytes: Buffer.from(change(part.bytes.toString())) } : part,
        );
      const end = parts.length - 1;
      const added = (header: Part['header']) => [
        ...parts.slice(0, end),
        { header, bytes: Buffer.from('x') },
        ...parts.slice(end),
      ];
      const attempts: Readonly<Record<string, readonly Part[]>> = {
        'a row that was changed': changed('tables/user_account/', (text) => text.replace('"uma"', '"eve"')),
        'a table that is missing': without('tables/content/'),
        'a file that is missing': without(`files/`),
        'a list that is missing': without('file-lists/'),
        'no end': without('contents.json'),
        'an end that comes twice': [...parts, ...parts.slice(end)],
        'something behind the end': [...parts, { header: { name: 'files/more' }, bytes: Buffer.from('x') }],
        'a path upwards': added({ name: '../../../../tmp/weir-evil' }),
        'a path upwards below files': added({ name: 'files/../../weir-evil' }),
        'an absolute path': added({ name: '/tmp/weir-evil' }),
        'a symbolic link': added({ name: 'files/link', type: 'symlink', linkname: '/etc/passwd' }),
        'a table that no backup holds': added({ name: 'tables/session/000001.jsonl' }),
        'a column that is none': changed('tables/user_group/', (text) => text.replace('"name"', '"x\\"; drop table space; --"')),
        'a row of objects': changed('tables/user_group/', (text) => text.replace(/\n\[.*/, '\n[{"a":1}]')),
      };
      const there = await place();
      for (const [name, attempt] of Object.entries(attempts)) {
        const file = join(folder, 'changed.tar.zst');
        await write(file, attempt);
        assert.match((await refusalOf(file, there)) ?? '', /is not a whole backup of Weir/, name);
        await assertEmpty(there, engine);
      }
      assert.equal(existsSync('/tmp/weir-evil'), false);
    });

    test('refuses a backup of a newer version', async () => {
      const there = await place();
      for (const change of [
        (head: { migrations: object[] }) => ({
          ...head,
          migrations: [...head.migrations, { number: 9_999, name: 'later', checksum: 'x' }],
        }),
        (head: object) => ({ ...head, format: 99 }),
      ]) {
        const [head, ...others] = await read(archive);
        const file = join(folder, 'newer.tar.zst');
        const bytes = Buffer.from(JSON.stringify(change(JSON.parse(head?.bytes.toString() ?? ''))));
        await write(file, [{ header: { name: 'backup.json' }, bytes }, ...others]);
        assert.match((await refusalOf(file, there)) ?? '', /made by a newer version/);
        await assertEmpty(there, engine);
      }
    });

    test('needs the key that is kept apart, and no other one', async () => {
      const there = await place();
      const none = await runCommand(['restore', withoutKey], there.environment);
      assert.equal(none.code, 1);
      assert.match(none.stderr, /--key-file/);
      await assertEmpty(there, engine);
      const wrongKey = join(folder, 'wrong.key');
      await writeFile(wrongKey, `${'ab'.repeat(32)}\n`);
      const wrong = await runCommand(['restore', withoutKey, '--key-file', wrongKey], there.environment);
      assert.equal(wrong.code, 1);
      assert.match(wrong.stderr, /not the one/);
      await assertEmpty(there, engine);
      const right = await runCommand(['restore', withoutKey, '--key-file', key, '--json'], there.environment);
      assert.equal(right.code, 0, right.stderr);
      assert.equal(JSON.parse(right.stdout).locked, 0);
      assert.deepEqual(await readFile(join(there.home, 'encryption.key')), await readFile(key));

      const byHand = await place();
      const configured = { ...byHand.environment, WEIR_ENCRYPTION_KEYS: (await readFile(key, 'utf8')).trim() };
      assert.equal((await runCommand(['restore', withoutKey], configured)).code, 0);

      const given = await place();
      const up = await runCommand(['restore', withoutKey, '--without-key', '--json'], given.environment);
      assert.equal(up.code, 0, up.stderr);
      assert.ok(JSON.parse(up.stdout).locked > 0);
      assert.equal((await runCommand(['user', 'list'], given.environment)).code, 0);
    });

    test('brings the key although one that was killed had put it there already', async () => {
      const there = await place();
      const ended = spawnSync(process.execPath, ['-e', '0']).pid;
      await mkdir(join(there.home, 'restore.part'), { recursive: true });
      await writeFile(
        join(there.home, 'restore.part', 'plan.json'),
        JSON.stringify({ processId: ended, key: true, filesAt: join(there.home, 'attachments') }),
      );
      await copyFile(key, join(there.home, 'encryption.key'));
      const { code, stderr } = await runCommand(['restore', archive], there.environment);
      assert.equal(code, 0, stderr);
      assert.deepEqual(await readFile(join(there.home, 'encryption.key')), await readFile(key));
      assert.equal((await runCommand(['user', 'list'], there.environment)).code, 0);
    });

    test('killed at any moment leaves an empty place that no server takes, and can be run again', async () => {
      const there = await place();
      for (const delay of [0, 50, 150, 300, 450]) {
        const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/main.ts'), 'restore', archive], {
          env: { ...inherited, ...there.environment },
          stdio: 'ignore',
        });
        const exited = once(child, 'exit');
        // Counted from where it begins to put anything there, however long a start takes here.
        while (child.exitCode === null && (await planOf(there))?.processId !== child.pid) await wait(5);
        await wait(delay + Math.random() * 50);
        child.kill('SIGKILL');
        await exited;
        if (child.exitCode === 0) break;
        if (existsSync(join(there.home, 'restore.part')) && !existsSync(join(there.home, 'weir.db'))) {
          const server = await runCommand(['user', 'list'], there.environment);
          if (engine === 'sqlite') assert.equal(server.code, 1);
          if (server.code === 1) assert.match(server.stderr, /weir restore/);
        }
      }
      const again = await runCommand(['restore', archive], there.environment);
      assert.ok(again.code === 0 || /already/.test(again.stderr), again.stderr);
      assert.equal((await runCommand(['user', 'list'], there.environment)).code, 0);
      const doctor = await runCommand(['doctor', '--json'], there.environment);
      assert.equal(doctor.code, 0, doctor.stdout);
      assert.ok(!existsSync(join(there.home, 'restore.part')));
    });

    test('brings a backup of an older version forward', async () => {
      const older = await freshLocation(engine);
      after(() => older.remove());
      const database = await openDatabase(older.location);
      const count = 17;
      await database.write(async (queries) => {
        await lockMigrations(queries, engine);
        await migrateTo(queries, engine, 1, count);
        await queries.insertInto('user_group').values({ name: 'old', name_folded: 'old', created_at: 1 }).execute();
      });
      await database.close();
      const file = join(folder, 'older.tar.zst');
      const random = systemRandom();
      const made = await makeBackup(
        {
          location: older.location,
          files: fileStore(join(folder, 'none'), random),
          keys: () => [random.bytes(32)],
          version: '0.0.1',
          baseUrl: 'http://localhost',
        },
        { path: file, at: 1, random, withKeys: true, withFiles: true },
      );
      assert.equal(made.kind, 'made');
      const there = await place();
      const restored = await runCommand(['restore', file, '--json'], there.environment);
      assert.equal(restored.code, 0, restored.stderr);
      assert.equal(JSON.parse(restored.stdout).migrated.length, migrations.length - count);
      const now = await there.open();
      assert.equal((await now.read.selectFrom('user_group').select('name').execute())[0]?.name, 'old');
      assert.equal((await now.read.selectFrom('site_setting_revision').selectAll().execute()).length, 1);
      await now.close();
    });
  });
}
