/** `weir doctor`: checks an installation and says what to fix. It changes nothing. */
import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import { checkIntegrity } from '../database/integrity.ts';
import { openDatabase } from '../database/open.ts';
import { type Configuration, isLoopbackUrl, loadConfiguration } from '../foundation/configuration/load.ts';
import { parseKeys } from '../foundation/data-folder.ts';
import { systemRandom } from '../foundation/random.ts';
import { attachmentFiles, attachmentPlace, databaseFile } from '../places.ts';
import { checkFiles, type FileFindings } from '../wiki/attachments/checking.ts';
import { type Command, jsonOption } from './command.ts';
import { complainAbout } from './opened.ts';

/** What one check found. `mend` says what to do, where something is to be done. */
interface Finding {
  readonly check: string;
  readonly state: 'good' | 'look' | 'bad';
  readonly found: string;
  readonly mend?: string;
}

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'Check data folder, permissions, base URL, clock and database, and say what to mend.',
  options: { json: jsonOption },
  async run(words, terminal) {
    const loaded = loadConfiguration(terminal.environment);
    if (!loaded.ok) return complainAbout(loaded.problems, terminal);
    const { configuration } = loaded;
    const findings = [
      ...checkFolder(configuration),
      ...checkKey(configuration),
      checkBaseUrl(configuration),
      ...(await checkDatabase(configuration)),
    ];
    if (words.has('json')) terminal.print(JSON.stringify(findings, null, 2));
    else {
      for (const { check, state, found, mend } of findings) {
        terminal.print(
          `${state === 'good' ? 'ok  ' : state === 'look' ? 'look' : 'BAD '}  ${check}: ${found}${mend === undefined ? '' : `. ${mend}`}`,
        );
      }
    }
    return findings.some(({ state }) => state === 'bad') ? 1 : 0;
  },
};

const leastFreeBytes = 512 * 1024 * 1024;

function checkFolder({ home }: Configuration): readonly Finding[] {
  const check = 'data folder';
  if (!existsSync(home)) return [{ check, state: 'look', found: `${home} does not exist yet`, mend: 'The first start makes it' }];
  try {
    accessSync(home, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return [
      {
        check,
        state: 'bad',
        found: `${home} cannot be read and written by this user`,
        mend: 'Give the folder to the user that runs Weir',
      },
    ];
  }
  const { bavail, bsize } = statfsSync(home);
  const free = bavail * bsize;
  const mode = statSync(home).mode & 0o777;
  return [
    (mode & 0o077) === 0
      ? { check, state: 'good', found: home }
      : {
          check,
          state: 'bad',
          found: `${home} is open to other users (mode ${mode.toString(8)})`,
          mend: `Run: chmod 700 ${home}`,
        },
    free >= leastFreeBytes
      ? { check: 'disk', state: 'good', found: `${inMebibytes(free)} free` }
      : { check: 'disk', state: 'bad', found: `${inMebibytes(free)} free`, mend: 'Make room: writes fail when the disk is full' },
  ];
}

function checkKey({ home, encryptionKeys }: Configuration): readonly Finding[] {
  const check = 'encryption key';
  if (encryptionKeys !== undefined) return [{ check, state: 'good', found: `${encryptionKeys.length} from the settings` }];
  const file = join(home, 'encryption.key');
  if (!existsSync(file)) {
    const hasData = existsSync(join(home, 'weir.db'));
    return hasData
      ? [
          {
            check,
            state: 'bad',
            found: `${file} is missing`,
            mend: 'Restore it from a backup: without it no client secret can be shown',
          },
        ]
      : [{ check, state: 'look', found: 'none yet', mend: 'The first start makes it' }];
  }
  const keys = parseKeys(readFileSync(file, 'utf8'));
  if (keys === undefined) {
    return [{ check, state: 'bad', found: `${file} does not hold a key`, mend: 'Restore it from a backup' }];
  }
  const open = (statSync(file).mode & 0o077) !== 0;
  return [
    open
      ? { check, state: 'bad', found: `${file} is open to other users`, mend: `Run: chmod 600 ${file}` }
      : { check, state: 'good', found: keys.length === 1 ? file : `${file}, ${keys.length} keys` },
  ];
}

function checkBaseUrl({ baseUrl, host }: Configuration): Finding {
  const check = 'base URL';
  if (baseUrl.startsWith('http:') && !isLoopbackUrl(baseUrl)) {
    return {
      check,
      state: 'look',
      found: `${baseUrl} is not encrypted`,
      mend: 'Put a proxy with https in front and set WEIR_BASE_URL to its address',
    };
  }
  if (isLoopbackUrl(baseUrl) && !['127.0.0.1', '::1', 'localhost'].includes(host)) {
    return {
      check,
      state: 'look',
      found: `${baseUrl}, but Weir listens on ${host}`,
      mend: 'Set WEIR_BASE_URL to the address that people use',
    };
  }
  return { check, state: 'good', found: baseUrl };
}

/** How many lost files are named. */
const mostNamed = 10;

const mostDrift = 5 * 60 * 1000;

async function checkDatabase(configuration: Configuration): Promise<readonly Finding[]> {
  const { databaseUrl } = configuration;
  const file = databaseFile(configuration);
  const check = 'database';
  if (databaseUrl === undefined && !existsSync(file))
    return [{ check, state: 'look', found: 'none yet', mend: 'The first start makes it' }];
  let database: Database;
  try {
    database = await openDatabase(databaseUrl === undefined ? { file } : { url: databaseUrl });
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return [
      {
        check,
        state: 'bad',
        found,
        mend:
          databaseUrl === undefined
            ? 'Look at the file and its permissions'
            : 'Look at WEIR_DATABASE_URL and the database server',
      },
    ];
  }
  try {
    const problems = await checkIntegrity(database);
    const integrity: Finding =
      problems.length === 0
        ? { check, state: 'good', found: `${database.engine}, whole` }
        : {
            check,
            state: 'bad',
            found: problems.join('; '),
            mend: 'Stop Weir, keep a copy of the data folder, and restore a backup',
          };
    return [
      integrity,
      ...(await checkAttachments(database, configuration)),
      ...(await checkBackups(database)),
      await checkClock(database),
    ];
  } finally {
    await database.close();
  }
}

async function checkAttachments(database: Database, configuration: Configuration): Promise<readonly Finding[]> {
  const check = 'attachments';
  let findings: FileFindings;
  try {
    findings = await checkFiles(database, attachmentFiles(configuration, systemRandom()));
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return [
      { check, state: 'bad', found, mend: `Look at ${attachmentPlace(configuration)}, and at the settings that lead there` },
    ];
  }
  const { versions, missing, lostThumbnails, strays } = findings;
  const state = missing.length > 0 ? 'bad' : 'good';
  const lost = missing.slice(0, mostNamed).join('; ') + (missing.length > mostNamed ? '; …' : '');
  return [
    state === 'good'
      ? { check, state, found: `${versions.toLocaleString('en')} files, all there` }
      : {
          check,
          state,
          found: `${missing.length} of ${versions} files are gone or have another size: ${lost}`,
          mend: `Restore them into ${attachmentPlace(configuration)} from a backup`,
        },
    ...(lostThumbnails === 0
      ? []
      : [
          {
            check,
            state: 'look' as const,
            found: `${lostThumbnails} thumbnails are gone`,
            mend: 'Each is made again when somebody looks at it',
          },
        ]),
    ...(strays === 0
      ? []
      : [
          {
            check,
            state: 'look' as const,
            found: `${strays} files belong to nothing`,
            mend: 'They take room and do no harm: a restored database is older than its files',
          },
        ]),
  ];
}

/** Longer ago than this a backup is no comfort. */
const freshFor = 8 * 24 * 3_600_000;

async function checkBackups(database: Database): Promise<readonly Finding[]> {
  const check = 'backups';
  const tables = await database.read.introspection.getTables();
  // Data of an older version has no list of them.
  if (!tables.some(({ name }) => name === 'backup_job')) return [];
  const ended = (state: 'finished' | 'failed') =>
    database.read
      .selectFrom('backup_job')
      .select(['finished_at', 'file_name', 'failure'])
      .where('state', '=', state)
      .orderBy('finished_at', 'desc')
      .limit(1)
      .executeTakeFirst();
  const [made, failed] = await Promise.all([ended('finished'), ended('failed')]);
  if (failed !== undefined && (failed.finished_at ?? 0) > (made?.finished_at ?? 0)) {
    return [
      {
        check,
        state: 'bad',
        found: `the last one failed: ${failed.failure ?? ''}`,
        mend: 'Look at the page Backup of the console',
      },
    ];
  }
  const at = made?.finished_at ?? undefined;
  if (at === undefined)
    return [{ check, state: 'look', found: 'none was made yet', mend: 'Run "weir backup FILE", or set WEIR_BACKUP_SCHEDULE' }];
  const found = `the last one is of ${new Date(at).toISOString()}`;
  return [at < Date.now() - freshFor ? { check, state: 'look', found, mend: 'Make one' } : { check, state: 'good', found }];
}

/** With PostgreSQL the nodes must agree with each other, and so with the database. */
async function checkClock(database: Database): Promise<Finding> {
  const check = 'clock';
  const now = Date.now();
  if (database.engine === 'sqlite') {
    const latest = await database.read
      .selectFrom('audit_event')
      .select(({ fn }) => fn.max('at').as('at'))
      .executeTakeFirst();
    const ahead = Number(latest?.at ?? 0) - now;
    return ahead > mostDrift
      ? {
          check,
          state: 'bad',
          found: `the newest record lies ${Math.round(ahead / 1000)} s in the future`,
          mend: 'Set the clock of this machine (NTP)',
        }
      : { check, state: 'good', found: new Date(now).toISOString() };
  }
  const { rows } = await sql<{ at: number }>`select (extract(epoch from clock_timestamp()) * 1000)::bigint as at`.execute(
    database.read,
  );
  const drift = Math.abs(Number(rows[0]?.at ?? now) - now);
  return drift > mostDrift
    ? {
        check,
        state: 'bad',
        found: `${Math.round(drift / 1000)} s apart from the database's`,
        mend: 'Set the clocks of both machines (NTP)',
      }
    : { check, state: 'good', found: `${drift} ms apart from the database's` };
}

function inMebibytes(bytes: number): string {
  return `${Math.round(bytes / (1024 * 1024)).toLocaleString('en')} MiB`;
}
