/** `weir backup` and `weir restore`. */
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { backupJobs, type ClaimedJob } from '../backup/backup-jobs.ts';
import { type BackupOutcome, type MadeBackup, makeBackup } from '../backup/make-backup.ts';
import type { OnProgress, Progress } from '../backup/progress.ts';
import type { Restored } from '../backup/restore.ts';
import { runBackup } from '../backup/run-backup.ts';
import { openDatabase } from '../database/open.ts';
import { hasTables } from '../database/snapshot.ts';
import { systemClock } from '../foundation/clock.ts';
import { type Configuration, loadConfiguration } from '../foundation/configuration/load.ts';
import { dataFolderKeys, hasDataFolderKey, parseKeys } from '../foundation/data-folder.ts';
import type { Keys } from '../foundation/keyring.ts';
import { systemRandom } from '../foundation/random.ts';
import { backupSource, databaseFile, databaseLocation, restorePlace } from '../places.ts';
import { sealedColumns } from '../sealed-columns.ts';
import { type Command, type ExitCode, jsonOption, type Terminal, type Words } from './command.ts';
import { complainAbout } from './opened.ts';

export const backupCommand: Command = {
  name: 'backup',
  summary: 'Write database, attachments and encryption keys to one file, beside a server that may run.',
  operands: ['FILE'],
  options: {
    'without-key': { summary: 'Leave the encryption keys out: keep encryption.key apart, or nobody can read the secrets again.' },
    'without-attachments': { summary: 'Leave the files of attachments out.' },
    json: jsonOption,
  },
  async run(words, terminal) {
    const loaded = loadConfiguration(terminal.environment);
    if (!loaded.ok) return complainAbout(loaded.problems, terminal);
    const path = resolve(words.operands[0] ?? '');
    if (existsSync(path)) {
      terminal.complain(`${path} is there already. Name another file.`);
      return 1;
    }
    const outcome = await backUp(loaded.configuration, path, words, terminal);
    switch (outcome.kind) {
      case 'made':
        tellMade(path, outcome.made, words, terminal);
        return outcome.made.missing + outcome.made.damaged > 0 && !words.has('json') ? tellLosses(outcome.made, terminal) : 0;
      case 'refused':
        terminal.complain(outcome.message);
        return 1;
      case 'cancelled':
        terminal.complain('The backup was cancelled. Nothing was kept.');
        return 1;
    }
  },
};

type Outcome = BackupOutcome | { readonly kind: 'cancelled' };

async function backUp(configuration: Configuration, path: string, words: Words, terminal: Terminal): Promise<Outcome> {
  if (configuration.databaseUrl === undefined && !existsSync(databaseFile(configuration))) {
    return { kind: 'refused', message: `There is no data in ${configuration.home} yet.` };
  }
  const random = systemRandom();
  const database = await openDatabase(databaseLocation(configuration));
  try {
    if (!(await hasTables(database))) return { kind: 'refused', message: 'There is no data yet: Weir was never started here.' };
    const source = backupSource(configuration, random);
    const wanted = {
      withKeys: !words.has('without-key'),
      withFiles: !words.has('without-attachments'),
      kept: true,
      fileName: path,
    };
    const onProgress = progressLines(terminal);
    const jobs = backupJobs({ database, clock: systemClock, random });
    const tables = await database.read.introspection.getTables();
    if (!tables.some(({ name }) => name === 'backup_job')) {
      // The data is of a version that keeps no list of backups, and is left as it is.
      return await makeBackup(source, { ...wanted, path, at: Date.now(), random, onProgress });
    }
    const job: ClaimedJob = await jobs.begin(wanted, hostname());
    return await runBackup({ database, jobs, clock: systemClock, random, source }, job, path, onProgress);
  } finally {
    await database.close();
  }
}

function tellMade(path: string, made: MadeBackup, words: Words, terminal: Terminal): void {
  const withKey = !words.has('without-key');
  if (words.has('json')) {
    terminal.print(JSON.stringify({ file: path, ...made, encryptionKey: withKey }));
    return;
  }
  terminal.print(`The backup was written to ${path}: ${described(made)}, ${size(made.size)} in all.`);
  terminal.print(
    withKey
      ? 'It holds the encryption key and all password hashes: keep it as safe as the data folder.'
      : 'The encryption key is NOT in it. Keep encryption.key (or WEIR_ENCRYPTION_KEYS) apart: without it the secrets in the backup open for nobody.',
  );
}

function tellLosses({ missing, damaged }: Pick<MadeBackup, 'missing' | 'damaged'>, terminal: Terminal): ExitCode {
  terminal.complain(
    `${missing} attachments were gone and ${damaged} damaged before the backup was made. "weir doctor" names those that are gone.`,
  );
  return 0;
}

export const restoreCommand: Command = {
  name: 'restore',
  summary:
    'Put a backup into an empty data folder and database. Refused where there is data; nothing is seen before all is verified.',
  operands: ['FILE'],
  options: {
    'key-file': { value: 'FILE', summary: 'The encryption.key that belongs to the backup, where it is not in it.' },
    'without-key': { summary: 'Give up the secrets that no key opens; they have to be entered again.' },
    json: jsonOption,
  },
  async run(words, terminal) {
    const loaded = loadConfiguration(terminal.environment);
    if (!loaded.ok) return complainAbout(loaded.problems, terminal);
    const path = resolve(words.operands[0] ?? '');
    if (!existsSync(path)) {
      terminal.complain(`There is no file ${path}.`);
      return 1;
    }
    const given = readKeyFile(words.text('key-file'));
    if (given === 'unreadable') {
      terminal.complain(`${words.text('key-file')} does not hold a key (64 hex digits).`);
      return 1;
    }
    return restore(loaded.configuration, path, given, words, terminal);
  },
};

async function restore(
  configuration: Configuration,
  path: string,
  given: Keys | undefined,
  words: Words,
  terminal: Terminal,
): Promise<ExitCode> {
  const { home, databaseUrl } = configuration;
  const random = systemRandom();
  const [first, ...others] = configuration.encryptionKeys ?? [];
  // Loaded here: neither the server nor another command has a use for it.
  const { restoreBackup } = await import('../backup/restore.ts');
  const outcome = await restoreBackup({
    path,
    place: restorePlace(configuration, random),
    databaseUrl,
    keys: {
      configured: first === undefined ? undefined : [first, ...others],
      existing: () => (hasDataFolderKey(home) ? dataFolderKeys(home, random) : undefined),
      given,
    },
    withoutKeys: words.has('without-key'),
    sealed: sealedColumns,
    now: Date.now(),
    random,
    onProgress: progressLines(terminal),
  });
  if (outcome.kind === 'refused') {
    terminal.complain(outcome.message);
    return 1;
  }
  tellRestored(outcome.restored, words, terminal);
  return 0;
}

function readKeyFile(file: string | undefined): Keys | undefined | 'unreadable' {
  if (file === undefined) return undefined;
  try {
    return parseKeys(readFileSync(file, 'utf8')) ?? 'unreadable';
  } catch {
    return 'unreadable';
  }
}

function tellRestored(restored: Restored, words: Words, terminal: Terminal): void {
  const { madeAt, baseUrl, version, migrated, locked, withFiles } = restored;
  if (words.has('json')) {
    terminal.print(JSON.stringify({ ...restored, madeAt: new Date(madeAt).toISOString() }));
    return;
  }
  terminal.print(
    `Restored the backup of ${baseUrl} that Weir ${version} made at ${new Date(madeAt).toISOString()}: ${described(restored)}.`,
  );
  if (migrated.length > 0) terminal.print(`It was of an older version, and was brought forward: ${migrated.join(', ')}.`);
  if (!withFiles)
    terminal.complain('The files of attachments are not in the backup: copy them to their place from where they are kept.');
  if (locked > 0) terminal.complain(`${locked} secrets open with no key any more: enter them again under General configuration.`);
  if (restored.missing + restored.damaged > 0) tellLosses(restored, terminal);
  terminal.print(
    'People sign in again. Tokens work as they did when the backup was made: what was revoked since then has to be revoked again. Start Weir with "weir start"; "weir doctor" checks what is there.',
  );
}

const betweenLines = 1_000;

/** @returns what says on standard error how far it is, about once a second */
function progressLines(terminal: Terminal): OnProgress {
  let last = performance.now();
  return (progress) => {
    if (performance.now() - last < betweenLines) return;
    last = performance.now();
    terminal.complain(described(progress));
  };
}

function described({ rows, files, bytes }: Progress): string {
  return `${rows.toLocaleString('en')} rows, ${files.toLocaleString('en')} files (${size(bytes)})`;
}

function size(bytes: number): string {
  return bytes < 10 * 1024 * 1024
    ? `${Math.ceil(bytes / 1024).toLocaleString('en')} KiB`
    : `${Math.round(bytes / (1024 * 1024)).toLocaleString('en')} MiB`;
}
