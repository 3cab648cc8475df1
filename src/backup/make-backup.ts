/**
 * Backs up a database, its attachments and its keys while a server goes on writing. All rows are of one moment. The file that a row
 * names stays unchanged in the store as long as the row exists; the caller keeps the upkeep from deleting it meanwhile (`backup-jobs`:
 * no file is deleted while a backup runs).
 */
import { createHash, type Hash } from 'node:crypto';
import { type AppliedMigration, refusalOf } from '../database/migrate.ts';
import type { DatabaseLocation } from '../database/open.ts';
import { lastNumbers, openSnapshot } from '../database/snapshot.ts';
import type { Snapshot } from '../database/snapshot-pieces.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { type Keys, keyIdOf } from '../foundation/keyring.ts';
import { hexId, type Random } from '../foundation/random.ts';
import type { FileStore } from '../wiki/attachments/file-store.ts';
import { type ArchiveWriter, archiveWriter } from './archive-writer.ts';
import { type Contents, formatVersion, type Head, type ListedFile, partNames, type TableContents } from './format.ts';
import { nothingDone, type OnProgress, type Progress } from './progress.ts';
import { carriedTables } from './tables.ts';

export interface BackupSource {
  readonly location: DatabaseLocation;
  readonly files: FileStore;
  /** The keys in force, the first encrypts. */
  readonly keys: () => Keys;
  readonly version: string;
  readonly baseUrl: string;
}

export interface BackupOptions {
  /** Where it is to be. */
  readonly path: string;
  readonly at: Milliseconds;
  readonly random: Random;
  /** Without them nobody who has the backup alone can open what is sealed in it. */
  readonly withKeys: boolean;
  readonly withFiles: boolean;
  readonly onProgress?: OnProgress;
  /** Ends the work, with nothing kept. */
  readonly signal?: AbortSignal;
}

export interface MadeBackup extends Progress {
  /** Of the archive, in bytes. */
  readonly size: number;
  /** Files that a table names and that were gone; ones that were not what it says. */
  readonly missing: number;
  readonly damaged: number;
}

export type BackupOutcome =
  | { readonly kind: 'made'; readonly made: MadeBackup }
  /** There is nothing to back up, or it was made by another program: this one does not know what is in it. */
  | { readonly kind: 'refused'; readonly message: string };

/** In bytes: a part of a table that is held in memory. A single row may be larger. */
const partSize = 4 * 1024 * 1024;
const filesInList = 500;

/** @throws DatabaseUnavailable; what a disk or a store says; `signal`'s reason. Then nothing is kept */
export async function makeBackup(source: BackupSource, options: BackupOptions): Promise<BackupOutcome> {
  const snapshot = await openSnapshot(source.location);
  try {
    const migrations = await appliedMigrations(snapshot);
    if (migrations.length === 0) return { kind: 'refused', message: 'There is no data yet: Weir was never started here.' };
    if (refusalOf(migrations) !== undefined) {
      return { kind: 'refused', message: 'The data was made by another version of Weir. Make the backup with that version.' };
    }
    const writer = await archiveWriter(options.path, new Date(options.at));
    try {
      return { kind: 'made', made: await writeParts(writer, snapshot, migrations, source, options) };
    } catch (error) {
      await writer.abandon();
      throw error;
    }
  } finally {
    await snapshot.close();
  }
}

async function writeParts(
  writer: ArchiveWriter,
  snapshot: Snapshot,
  migrations: readonly AppliedMigration[],
  { files, keys, version, baseUrl }: BackupSource,
  { at, random, withKeys, withFiles, onProgress, signal }: BackupOptions,
): Promise<MadeBackup> {
  const ring = keys();
  const head: Head = {
    format: formatVersion,
    id: hexId(random),
    version,
    engine: snapshot.engine,
    baseUrl,
    madeAt: at,
    withKeys,
    withFiles,
    keyIds: ring.map(keyIdOf),
    migrations: [...migrations],
  };
  let progress = nothingDone;
  const advance = (step: Partial<Progress>) => {
    progress = {
      rows: progress.rows + (step.rows ?? 0),
      files: progress.files + (step.files ?? 0),
      bytes: progress.bytes + (step.bytes ?? 0),
    };
    signal?.throwIfAborted();
    onProgress?.(progress);
  };

  await writer.add(partNames.head, Buffer.from(JSON.stringify(head)));
  if (withKeys) await writer.add(partNames.keys, Buffer.from(ring.map((key) => `${key.toString('hex')}\n`).join('')));
  const numbers = await lastNumbers(snapshot);
  const tables: TableContents[] = [];
  for (const table of carriedTables(migrations.length)) {
    const written = await writeTable(writer, snapshot, table, advance);
    tables.push({ table, ...written, lastNumber: numbers.get(table) ?? null });
  }
  const contents: Contents = {
    tables,
    files: withFiles ? await writeFiles(writer, snapshot, files, advance) : noFiles(),
  };
  await writer.add(partNames.end, Buffer.from(JSON.stringify(contents)));
  const { missing, damaged } = contents.files;
  return { ...progress, size: await writer.finish(), missing, damaged };
}

async function appliedMigrations(snapshot: Snapshot): Promise<readonly AppliedMigration[]> {
  const applied: AppliedMigration[] = [];
  const query = 'select number, name, checksum from schema_migration order by number';
  try {
    for await (const { rows } of snapshot.stream(query)) {
      applied.push(
        ...rows.map(([number, name, checksum]) => ({ number: Number(number), name: String(name), checksum: String(checksum) })),
      );
    }
  } catch (error) {
    // An empty database has no such table, and nothing else says so.
    if (error instanceof Error && /no such table|does not exist/.test(error.message)) return [];
    throw error;
  }
  return applied;
}

type Advance = (step: Partial<Progress>) => void;

async function writeTable(
  writer: ArchiveWriter,
  snapshot: Snapshot,
  table: string,
  advance: Advance,
): Promise<Pick<TableContents, 'rows' | 'sha256'>> {
  const parts = partWriter(writer, (number) => partNames.table(table, number));
  let count = 0;
  for await (const { columns, rows } of snapshot.stream(`select * from "${table}"`)) {
    if (count === 0) parts.line(columns);
    for (const row of rows) parts.line(row);
    count += rows.length;
    if (parts.size() >= partSize) await parts.flush();
    advance({ rows: rows.length });
  }
  await parts.flush();
  return { rows: count, sha256: parts.digest() };
}

/** Collects lines to parts of one size, and hashes them. */
function partWriter(writer: ArchiveWriter, nameOf: (number: number) => string, hash: Hash = createHash('sha256')) {
  let lines: string[] = [];
  let size = 0;
  let number = 0;
  return {
    line(value: unknown) {
      const line = JSON.stringify(value);
      lines.push(line);
      size += line.length;
    },
    size: () => size,
    async flush() {
      if (lines.length === 0) return;
      const bytes = Buffer.from(`${lines.join('\n')}\n`);
      lines = [];
      size = 0;
      number += 1;
      hash.update(bytes);
      await writer.add(nameOf(number), bytes);
    },
    digest: () => hash.digest('hex'),
  };
}

function noFiles(): Contents['files'] {
  return { count: 0, bytes: 0, sha256: createHash('sha256').digest('hex'), missing: 0, damaged: 0 };
}

/** All that a version or a thumbnail names, once each, in the order of the ids. */
const namedFiles = `
  select file_id, max(file_size) as file_size, max(sha256) as sha256 from (
    select file_id, file_size, sha256 from attachment_version
    union all select file_id, file_size, sha256 from thumbnail where file_id is not null
  ) as named group by file_id order by file_id`;

async function writeFiles(
  writer: ArchiveWriter,
  snapshot: Snapshot,
  files: FileStore,
  advance: Advance,
): Promise<Contents['files']> {
  const lists = partWriter(writer, partNames.fileList);
  const done = { count: 0, bytes: 0, missing: 0, damaged: 0 };
  let listed = 0;
  for await (const { rows } of snapshot.stream(namedFiles)) {
    for (const [id, size, sha256] of rows) {
      const file = await writeFile(writer, files, String(id));
      if (file === undefined) {
        done.missing += 1;
        continue;
      }
      if (file.size !== Number(size) || file.sha256 !== sha256) done.damaged += 1;
      lists.line(file);
      listed += 1;
      if (listed % filesInList === 0) await lists.flush();
      done.count += 1;
      done.bytes += file.size;
      advance({ files: 1, bytes: file.size });
    }
  }
  await lists.flush();
  return { ...done, sha256: lists.digest() };
}

/** @returns what was written; undefined when the file is gone */
async function writeFile(writer: ArchiveWriter, files: FileStore, id: string): Promise<ListedFile | undefined> {
  const size = await files.sizeOf(id);
  const bytes = size === undefined ? undefined : await files.read(id);
  if (size === undefined || bytes === undefined) return undefined;
  const hash = createHash('sha256');
  async function* hashed(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      hash.update(chunk);
      // A store gives bytes as it likes.
      yield Buffer.from(chunk);
    }
  }
  await writer.addStream(partNames.file(id), size, hashed(bytes));
  return { id, size, sha256: hash.digest('hex') };
}
