/** The data folder: made with rights for its owner only, holding the key that encrypts what can be viewed again. */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Random } from './random.ts';

/** Makes the folder where it is missing. */
export function makeDataFolder(home: string): void {
  if (mkdirSync(home, { recursive: true, mode: 0o700 }) !== undefined) chmodSync(home, 0o700);
}

/**
 * Reads `encryption.key`, or makes it at the first start. Two processes that start together end up with the same key.
 * @returns 32 bytes
 * @throws when the file is there but is no key: going on with a new one would lose every secret
 */
export function dataFolderKey(home: string, random: Random): Buffer {
  const file = keyFile(home);
  const existing = readKey(file);
  if (existing !== undefined) return existing;
  const draft = `${file}.${random.bytes(6).toString('hex')}`;
  const descriptor = openSync(draft, 'wx', 0o600);
  try {
    writeSync(descriptor, `${random.bytes(32).toString('hex')}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  try {
    // A link is made whole or not at all, and never over a file that is there.
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const made = readKey(file);
  if (made === undefined) throw new Error(`${file} could not be made`);
  return made;
}

/** @returns whether the folder holds a key */
export function hasDataFolderKey(home: string): boolean {
  return existsSync(keyFile(home));
}

function keyFile(home: string): string {
  return join(home, 'encryption.key');
}

function readKey(file: string): Buffer | undefined {
  let written: string;
  try {
    written = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  if (!/^[0-9a-f]{64}$/.test(written))
    throw new Error(
      `${file} does not hold a key (64 hex digits). Restore it from a backup: without it no client secret can be shown.`,
    );
  return Buffer.from(written, 'hex');
}
