/** Makes a rename or a new file durable: the folder's entry must reach the disk too. */
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** Windows syncs entries with the file and cannot sync a folder. */
const isNeeded = process.platform !== 'win32';

/** Syncs the entries of a folder to the disk. */
export async function syncFolder(path: string): Promise<void> {
  if (!isNeeded) return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The same for code that is synchronous: the start, and the command line. */
export function syncFolderNow(path: string): void {
  if (!isNeeded) return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
