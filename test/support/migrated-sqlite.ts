/** SQLite files whose tables are made already, once a process: a copy takes a tenth of the time that the migrations take. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/open.ts';
import { fastestFolder } from './postgres.ts';

let made: Promise<Buffer> | undefined;

/** Writes a database as it is after `migrate`. @param file there is none yet */
export async function writeMigratedFile(file: string): Promise<void> {
  made ??= migratedBytes();
  await writeFile(file, await made, { mode: 0o600, flag: 'wx' });
}

async function migratedBytes(): Promise<Buffer> {
  const folder = await mkdtemp(join(await fastestFolder(), 'weir-template-'));
  const file = join(folder, 'weir.db');
  const database = await openDatabase({ file });
  await migrate(database, Date.now());
  await database.close();
  const bytes = await readFile(file);
  await rm(folder, { recursive: true });
  return bytes;
}
