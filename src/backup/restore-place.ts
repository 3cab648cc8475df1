/**
 * The place that a restore fills. Everything is first put beside its final place; the database comes last, and with it everything
 * appears at once. If the work ends early, `restore.part` stays in the data folder and tells the next restore what this one put there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { dataFolderKeyFile, makeDataFolder } from '../foundation/data-folder.ts';
import { syncFolder } from '../foundation/sync-folder.ts';
import type { FileStore } from '../wiki/attachments/file-store.ts';
import { parsed } from './format.ts';

/** What must hold nothing when a restore begins. */
export interface RestorePlace {
  readonly home: string;
  /** SQLite's file; undefined with PostgreSQL. */
  readonly databaseFile: string | undefined;
  /** The folder of files; undefined where they lie in another store. */
  readonly fileFolder: string | undefined;
  readonly files: FileStore;
  /** The files' place as a person finds it. */
  readonly filesAt: string;
}

export interface Staging {
  readonly folder: string;
  /** Where SQLite's file and the files are put first. */
  readonly databaseFile: string;
  readonly fileFolder: string;
}

/** What an unfinished restore may have put into its place; it was not there before. */
interface Plan {
  readonly processId: number;
  readonly key: boolean;
  readonly filesAt: string;
}

const nameOf = (home: string) => join(home, 'restore.part');
const planOf = (home: string) => join(nameOf(home), 'plan.json');

/** @returns whether a restore is under way in a data folder, or was ended before it was done */
export function isRestoreUnfinished(home: string): boolean {
  return existsSync(nameOf(home));
}

/** Forgets a restore that is done. */
export async function settleRestore(home: string): Promise<void> {
  await rm(nameOf(home), { recursive: true, force: true });
}

/** @returns why nothing may be restored here, as a line for a person; undefined when the place is empty, or made so */
export async function clearPlace(place: RestorePlace): Promise<string | undefined> {
  const { home, databaseFile, fileFolder, files, filesAt } = place;
  if (databaseFile !== undefined && existsSync(databaseFile)) {
    return `There is a database in ${home} already. A backup is restored into an empty place only: name another data folder by WEIR_HOME, or move this one away.`;
  }
  const plan = readPlan(home);
  if (plan !== undefined && isAlive(plan.processId)) return `Another restore is at work in ${home} (process ${plan.processId}).`;
  if (plan !== undefined) {
    if (plan.key) await rm(dataFolderKeyFile(home), { force: true });
    if (plan.filesAt === filesAt) await emptyFiles(place);
  }
  await settleRestore(home);
  const holdsFiles = fileFolder === undefined ? await hasAny(files.ids()) : await hasEntries(fileFolder);
  if (holdsFiles) return `There are attachments in ${filesAt} already. A backup is restored into an empty place only.`;
  return undefined;
}

/** Begins: from here on nothing but a restore takes the place. @param key whether the key will be put there */
export async function beginStaging({ home, filesAt }: RestorePlace, key: boolean): Promise<Staging> {
  makeDataFolder(home);
  const folder = nameOf(home);
  await mkdir(folder, { mode: 0o700 });
  const plan: Plan = { processId: process.pid, key, filesAt };
  const file = await open(planOf(home), 'w', 0o600);
  await file.writeFile(JSON.stringify(plan));
  await file.sync();
  await file.close();
  await syncFolder(folder);
  await syncFolder(home);
  return { folder, databaseFile: join(folder, 'weir.db'), fileFolder: join(folder, 'attachments') };
}

/** Puts what was staged into its place, all but the database. @param keyFile the staged keys, if there are any */
export async function placeFiles(
  { home, fileFolder }: RestorePlace,
  staging: Staging,
  keyFile: string | undefined,
): Promise<void> {
  if (fileFolder !== undefined && existsSync(staging.fileFolder)) {
    // An empty one may be there.
    await rm(fileFolder, { recursive: true, force: true });
    await rename(staging.fileFolder, fileFolder);
  }
  if (keyFile !== undefined) await rename(keyFile, dataFolderKeyFile(home));
  await syncFolder(home);
}

/** The last step on SQLite: the moment at which everything is there. */
export async function placeDatabase(file: string, staging: Staging): Promise<void> {
  await rename(staging.databaseFile, file);
  await syncFolder(dirname(file));
}

/** Takes back what an unfinished restore has put into a place that was empty. */
export async function takeBack(place: RestorePlace): Promise<void> {
  const plan = readPlan(place.home);
  if (plan?.key) await rm(dataFolderKeyFile(place.home), { force: true });
  if (plan !== undefined) await emptyFiles(place);
  await settleRestore(place.home);
}

async function emptyFiles({ fileFolder, files }: RestorePlace): Promise<void> {
  if (fileFolder !== undefined) return rm(fileFolder, { recursive: true, force: true });
  const ids: string[] = [];
  for await (const id of files.ids()) ids.push(id);
  for (const id of ids) await files.remove(id);
}

function readPlan(home: string): Plan | undefined {
  if (!existsSync(planOf(home))) return undefined;
  const plan = parsed(readFileSync(planOf(home), 'utf8'));
  if (typeof plan !== 'object' || plan === null) return undefined;
  const { processId, key, filesAt } = plan as Readonly<Record<keyof Plan, unknown>>; // Only `beginStaging` writes it.
  return { processId: Number(processId), key: key === true, filesAt: String(filesAt) };
}

function isAlive(processId: number): boolean {
  if (processId === process.pid) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function hasEntries(folder: string): Promise<boolean> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return names.some((entry) => entry.isFile());
}

async function hasAny(ids: AsyncGenerator<string>): Promise<boolean> {
  for await (const _id of ids) return true;
  return false;
}
