/** The data folder: accessible to its owner only, and home of the key that encrypts what can be viewed again. */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Keys } from './keyring.ts';
import type { Random } from './random.ts';
import { syncFolderNow } from './sync-folder.ts';

/** Makes the folder where it is missing. */
export function makeDataFolder(home: string): void {
  if (mkdirSync(home, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(home, 0o700);
}

/**
 * Reads `encryption.key`, or makes it at the first start. Two processes that start together end up with the same key.
 * @returns 32 bytes each; several while a new key takes the place of an old one, the new one first
 * @throws when the file is there but holds no keys: going on with a new one would lose every secret
 */
export function dataFolderKeys(home: string, random: Random): Keys {
  const file = dataFolderKeyFile(home);
  const existing = readKeys(file);
  if (existing !== undefined) return existing;
  const draft = writeDraft(file, [random.bytes(32)], random);
  try {
    // A link is made whole or not at all, and never over a file that is there.
    linkSync(draft, file);
    syncFolderNow(home);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const made = readKeys(file);
  if (made === undefined) throw new Error(`${file} could not be made`);
  return made;
}

/** Replaces the keys, all or nothing; running processes pick them up by themselves. */
export function replaceDataFolderKeys(home: string, keys: Keys, random: Random): void {
  const file = dataFolderKeyFile(home);
  renameSync(writeDraft(file, keys, random), file);
  syncFolderNow(home);
}

/** @returns a function that returns the folder's keys if they have changed since its last call */
export function changedDataFolderKeys(home: string): () => Keys | undefined {
  const file = dataFolderKeyFile(home);
  const signature = () => {
    const found = statSync(file, { throwIfNoEntry: false });
    return found === undefined ? undefined : `${found.ino} ${found.mtimeMs} ${found.size}`;
  };
  let seen = signature();
  return () => {
    const now = signature();
    // One that is gone is gone for the next start; this process has what it read.
    if (now === seen || now === undefined) return undefined;
    seen = now;
    return readKeys(file);
  };
}

/** @returns whether the folder holds a key */
export function hasDataFolderKey(home: string): boolean {
  return existsSync(dataFolderKeyFile(home));
}

/** Where the keys lie. */
export function dataFolderKeyFile(home: string): string {
  return join(home, 'encryption.key');
}

/** @param written one key of 64 hex digits a line @returns undefined when it is something else */
export function parseKeys(written: string): Keys | undefined {
  const [first, ...others] = written.trim().split(/\s+/);
  if (first === undefined || ![first, ...others].every((line) => /^[0-9a-f]{64}$/i.test(line))) return undefined;
  return [Buffer.from(first, 'hex'), ...others.map((line) => Buffer.from(line, 'hex'))];
}

/** @returns the name of a new file beside the final one, with the keys in it, on the disk */
function writeDraft(file: string, keys: Keys, random: Random): string {
  const draft = `${file}.${random.bytes(6).toString('hex')}`;
  const descriptor = openSync(draft, 'wx', 0o600);
  try {
    writeSync(descriptor, keys.map((key) => `${key.toString('hex')}\n`).join(''));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return draft;
}

function readKeys(file: string): Keys | undefined {
  let written: string;
  try {
    written = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const keys = parseKeys(written);
  if (keys === undefined)
    throw new Error(
      `${file} does not hold a key (64 hex digits). Restore it from a backup: without it no client secret can be shown.`,
    );
  return keys;
}
