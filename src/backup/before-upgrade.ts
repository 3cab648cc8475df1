/**
 * The copy made before an upgrade changes data: the whole file for SQLite; for PostgreSQL a backup, where a folder for backups is
 * configured. Attachments are not in it, because an upgrade does not change their files.
 */
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import type { Database } from '../database/database.ts';
import { refusalOf } from '../database/migrate.ts';
import { migrations } from '../database/migrations/migrations.ts';
import { hasTables } from '../database/snapshot.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import type { Random } from '../foundation/random.ts';
import { syncFolder } from '../foundation/sync-folder.ts';
import { type BackupSource, makeBackup } from './make-backup.ts';

export interface UpgradeCopy {
  readonly database: Database;
  readonly source: BackupSource;
  readonly folder: string;
  /** Whether somebody named the folder: PostgreSQL is copied only then. */
  readonly isFolderNamed: boolean;
  readonly now: Milliseconds;
  readonly random: Random;
}

/** How many such copies stay. */
const kept = 2;
const beginning = 'before-upgrade-';

/**
 * Makes a copy if the start that follows is going to change data that is there.
 * @returns what was done, as a line for a person; undefined when nothing is going to be changed
 * @throws when the copy could not be made: then nothing must be changed
 */
export async function copyBeforeUpgrade(options: UpgradeCopy): Promise<string | undefined> {
  const { database, folder, isFolderNamed, now } = options;
  if (!(await hasTables(database))) return undefined;
  const applied = await database.read
    .selectFrom('schema_migration')
    .select(['number', 'name', 'checksum'])
    .orderBy('number')
    .execute();
  // What does not fit this program is refused by the migrations themselves.
  if (applied.length === 0 || applied.length >= migrations.length || refusalOf(applied) !== undefined) return undefined;
  if (database.engine === 'postgresql' && !isFolderNamed) {
    return 'Tables of an older version are brought forward. PostgreSQL is not copied before: WEIR_BACKUP_FOLDER is not set, and its backups are yours to make.';
  }
  const at = new Date(now).toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  const name = `${beginning}${at}-step-${applied.length}`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = await copy(options, join(folder, name));
    await keepLast(folder);
    return `Tables of an older version are brought forward. What was there before is in ${path}.`;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The copy of the data before its upgrade could not be made in ${folder} (${why}). Make room there, name another folder by WEIR_BACKUP_FOLDER, or go on without a copy by WEIR_BACKUP_BEFORE_UPGRADE=false.`,
      { cause: error },
    );
  }
}

/** @returns where it is */
async function copy({ source, random, now }: UpgradeCopy, base: string): Promise<string> {
  if (!('file' in source.location)) {
    const path = `${base}.tar.zst`;
    const outcome = await makeBackup(source, { path, at: now, random, withKeys: true, withFiles: false });
    if (outcome.kind === 'refused') throw new Error(outcome.message);
    return path;
  }
  const path = `${base}.db`;
  // Two processes that start together make one each, and the second takes the place of the first.
  const draft = `${path}.${random.bytes(4).toString('hex')}.part`;
  const from = new DatabaseSync(source.location.file, { readOnly: true });
  try {
    // Made before SQLite opens it: for its owner alone.
    await (await open(draft, 'wx', 0o600)).close();
    await backup(from, draft);
    const file = await open(draft, 'r+');
    await file.sync();
    await file.close();
    await rename(draft, path);
    await syncFolder(join(path, '..'));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    from.close();
  }
  return path;
}

async function keepLast(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(beginning) && /\.(db|tar\.zst)$/.test(name)).sort();
  for (const name of names.slice(0, -kept)) await rm(join(folder, name), { force: true });
}
