/**
 * Restores a backup into an empty place: verified by its checksums before anything of it becomes visible, and all or nothing. A backup
 * of an older version is brought forward by the same migrations that an upgrade runs; one of a newer version is refused.
 */
import { appendEvent } from '../audit/audit-trail.ts';
import { systemOrigin } from '../audit/origin.ts';
import type { Database } from '../database/database.ts';
import { lockMigrations, migrateTo, refusalOf } from '../database/migrate.ts';
import { migrations } from '../database/migrations/migrations.ts';
import { openDatabase } from '../database/open.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { SealedColumn } from '../database/sealed-column.ts';
import { hasTables } from '../database/snapshot.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { dataFolderKeyFile, parseKeys, replaceDataFolderKeys } from '../foundation/data-folder.ts';
import type { Keys } from '../foundation/keyring.ts';
import type { Random } from '../foundation/random.ts';
import { type FileStore, fileStore } from '../wiki/attachments/file-store.ts';
import { textIndex } from '../wiki/search/text-index.ts';
import { type ArchivePart, archiveParts, BadArchive } from './archive-reader.ts';
import { type Contents, formatVersion, type Head, partNames, readContents, readHead } from './format.ts';
import { fileLoader } from './load-files.ts';
import { deferReferences, tableLoader } from './load-tables.ts';
import { nothingDone, type OnProgress, type Progress } from './progress.ts';
import { chooseKeys, countLocked, type KeySources } from './restore-keys.ts';
import {
  beginStaging,
  clearPlace,
  placeDatabase,
  placeFiles,
  type RestorePlace,
  type Staging,
  settleRestore,
  takeBack,
} from './restore-place.ts';
import { carriedTables } from './tables.ts';

export interface RestoreOptions {
  /** The archive. */
  readonly path: string;
  readonly place: RestorePlace;
  /** Of PostgreSQL; undefined: SQLite at `place.databaseFile`. */
  readonly databaseUrl: string | undefined;
  readonly keys: Pick<KeySources, 'configured' | 'given'> & {
    /** @returns those in the data folder; asked once what an unfinished restore put there is gone */
    existing(): KeySources['existing'];
  };
  /** What no key opens is given up: it has to be entered again. */
  readonly withoutKeys: boolean;
  readonly sealed: readonly SealedColumn[];
  readonly now: Milliseconds;
  readonly random: Random;
  readonly onProgress: OnProgress;
}

export interface Restored extends Progress {
  /** When the backup was made, where, and by which version. */
  readonly madeAt: Milliseconds;
  readonly baseUrl: string;
  readonly version: string;
  /** Names of the migrations that brought it forward. */
  readonly migrated: readonly string[];
  /** Secrets that nobody can read any more, since their key was not there. */
  readonly locked: number;
  /** Attachments that were gone or damaged already when the backup was made. */
  readonly missing: number;
  readonly damaged: number;
  /** Whether the files are in it. */
  readonly withFiles: boolean;
}

export type RestoreOutcome =
  | { readonly kind: 'restored'; readonly restored: Restored }
  /** Nothing was changed. The message is for a person. */
  | { readonly kind: 'refused'; readonly message: string };

/** Why a restore goes no further; not a defect. */
class Refusal extends Error {}

const longestHead = 8 * 1024 * 1024;
const indexedAtOnce = 1_000;

/** @throws DatabaseUnavailable; what a disk or a store says. Then the place is empty again */
export async function restoreBackup(options: RestoreOptions): Promise<RestoreOutcome> {
  const { place } = options;
  const obstacle = await clearPlace(place);
  if (obstacle !== undefined) return { kind: 'refused', message: obstacle };
  try {
    const { configured, given } = options.keys;
    const sources = { configured, given, existing: options.keys.existing() };
    const staging = await beginStaging(place, configured === undefined && sources.existing === undefined);
    const restored = await restoreInto(staging, sources, options);
    await settleRestore(place.home);
    return { kind: 'restored', restored };
  } catch (error) {
    await takeBack(place);
    if (error instanceof Refusal) return { kind: 'refused', message: error.message };
    if (error instanceof BadArchive) {
      return {
        kind: 'refused',
        message: `${options.path} is not a whole backup of Weir. ${error.message} Nothing was restored.`,
      };
    }
    throw error;
  }
}

type OwnKeys = Omit<KeySources, 'archived'>;

async function restoreInto(staging: Staging, keys: OwnKeys, options: RestoreOptions): Promise<Restored> {
  const { place, databaseUrl } = options;
  const isSqlite = databaseUrl === undefined;
  const database = await openDatabase(isSqlite ? { file: staging.databaseFile } : { url: databaseUrl, patient: true });
  let restored: Restored;
  try {
    restored = await database.write(async (queries) => {
      await lockMigrations(queries, database.engine);
      if (await hasTables({ read: queries })) {
        throw new Refusal('The database holds data of Weir already. A backup is restored into an empty database only.');
      }
      const loaded = await load(queries, database, staging, keys, options);
      // PostgreSQL shows everything at the commit that follows, SQLite when its file gets its name.
      await placeFiles(place, staging, loaded.keyFile);
      return loaded.restored;
    });
  } finally {
    await database.close();
  }
  if (place.databaseFile !== undefined) await placeDatabase(place.databaseFile, staging);
  return restored;
}

async function load(
  queries: WriteQueries,
  database: Database,
  staging: Staging,
  sources: OwnKeys,
  { path, place, withoutKeys, sealed, now, random, onProgress }: RestoreOptions,
): Promise<{ readonly restored: Restored; readonly keyFile: string | undefined }> {
  const { engine } = database;
  let progress = nothingDone;
  const advance = (step: Partial<Progress>) => {
    progress = {
      rows: progress.rows + (step.rows ?? 0),
      files: progress.files + (step.files ?? 0),
      bytes: progress.bytes + (step.bytes ?? 0),
    };
    onProgress(progress);
  };

  const parts = archiveParts(path);
  const head = headOf(await nextPart(parts));
  const count = head.migrations.length;
  await migrateTo(queries, engine, now, count);
  const checkReferences = await deferReferences(queries, engine);
  const tables = tableLoader(queries, engine, carriedTables(count), (rows) => advance({ rows }));
  const store: FileStore = place.fileFolder === undefined ? place.files : fileStore(staging.fileFolder, random);
  const files = fileLoader(store, (bytes) => advance({ files: 1, bytes }));
  let archived: Keys | undefined;
  let contents: Contents | undefined;
  for await (const part of parts) {
    if (contents !== undefined) throw new BadArchive('Something follows its end.');
    if (part.name === partNames.end) contents = contentsOf(await part.all(longestHead));
    else if (part.name === partNames.keys && archived === undefined) archived = keysOf(await part.all(longestHead));
    else if (!(await tables.take(part)) && !(await files.take(part))) throw new BadArchive('It holds what no backup holds.');
  }
  if (contents === undefined) throw new BadArchive('It is cut off.');
  await tables.finish(contents);
  files.finish(contents);
  await checkReferences();
  const migrated = await migrateTo(queries, engine, now, migrations.length);
  if (migrated.kind !== 'ready') throw new Refusal(describe(migrated));

  const keys = await settleKeys(queries, head, { ...sources, archived }, { sealed, withoutKeys, random });
  const keyFile = keys.place === undefined ? undefined : dataFolderKeyFile(staging.folder);
  if (keys.place !== undefined) replaceDataFolderKeys(staging.folder, keys.place, random);
  await indexAll(queries, database);
  await record(queries, head, now);
  const { missing, damaged } = contents.files;
  const { madeAt, baseUrl, version, withFiles } = head;
  const restored = {
    ...progress,
    madeAt,
    baseUrl,
    version,
    withFiles,
    migrated: migrated.applied,
    locked: keys.locked,
    missing,
    damaged,
  };
  return { restored, keyFile };
}

async function nextPart(parts: AsyncGenerator<ArchivePart, void>): Promise<Buffer> {
  const first = await parts.next();
  if (first.done || first.value.name !== partNames.head) throw new BadArchive('It does not begin like one.');
  return first.value.all(longestHead);
}

function headOf(bytes: Buffer): Head {
  const head = readHead(bytes.toString('utf8'));
  if (head === undefined) throw new BadArchive('Its head makes no sense.');
  if (head.format > formatVersion) {
    throw new Refusal(`The backup was made by a newer version of Weir (${head.version}). Restore it with that version.`);
  }
  const refusal = refusalOf(head.migrations);
  if (refusal !== undefined) throw new Refusal(describe(refusal, head));
  return head;
}

function describe(refusal: NonNullable<ReturnType<typeof refusalOf>>, head?: Head): string {
  return refusal.kind === 'data-is-newer'
    ? `The backup was made by a newer version of Weir${head === undefined ? '' : ` (${head.version})`}: step ${refusal.number}, ${refusal.name}; this one knows ${refusal.known}. Restore it with that version.`
    : `The backup was made by another build of Weir, or is damaged: step ${refusal.number} (${refusal.name}) differs. Restore it with the build that made it.`;
}

function contentsOf(bytes: Buffer): Contents {
  const contents = readContents(bytes.toString('utf8'));
  if (contents === undefined) throw new BadArchive('Its end makes no sense.');
  return contents;
}

function keysOf(bytes: Buffer): Keys {
  const keys = parseKeys(bytes.toString('utf8'));
  if (keys === undefined) throw new BadArchive('Its keys make no sense.');
  return keys;
}

/** @returns the keys that are to be put into the data folder, if any, and how many secrets are lost */
async function settleKeys(
  queries: WriteQueries,
  { keyIds }: Head,
  sources: KeySources,
  { sealed, withoutKeys, random }: Pick<RestoreOptions, 'sealed' | 'withoutKeys' | 'random'>,
): Promise<{ readonly place: Keys | undefined; readonly locked: number }> {
  const chosen = chooseKeys(sources);
  if ('refused' in chosen) throw new Refusal(chosen.refused);
  const locked = await countLocked(queries, sealed, keyIds, chosen.keys);
  if (locked > 0 && !withoutKeys) {
    const why =
      chosen.keys === undefined
        ? 'The encryption keys are not in the backup.'
        : sources.configured === undefined
          ? 'The encryption key is not the one that the backup was made with.'
          : 'WEIR_ENCRYPTION_KEYS does not hold the key that the backup was made with.';
    throw new Refusal(
      `${why} ${locked} secrets in it open with that key alone. Name the file that has it by --key-file, or give the secrets up by --without-key: they are entered again afterwards.`,
    );
  }
  // Without any key a start would refuse the secrets that are in the database.
  const fresh: Keys | undefined = chosen.keys === undefined && locked > 0 ? [random.bytes(32)] : undefined;
  return { place: fresh ?? (chosen.place ? chosen.keys : undefined), locked };
}

/** The rows were noted by the triggers of the index as they came. */
async function indexAll(queries: WriteQueries, database: Database): Promise<void> {
  const index = textIndex({ ...database, write: (work) => work(queries) });
  while ((await index.catchUp(indexedAtOnce)) > 0);
}

async function record(queries: WriteQueries, { madeAt, baseUrl, version }: Head, now: Milliseconds): Promise<void> {
  const from = new Date(madeAt).toISOString();
  await appendEvent(queries, {
    at: now,
    origin: systemOrigin,
    kind: 'backup.restored',
    object: { type: 'backup', id: '', name: `Backup of ${from}` },
    summary: `Restored the backup that Weir ${version} made of ${baseUrl} at ${from}`,
    changes: [],
  });
}
