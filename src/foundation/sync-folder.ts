/** Makes a rename last: the folder's own entry must reach the disk too. */
import { open } from 'node:fs/promises';

export async function syncFolder(path: string): Promise<void> {
  // Windows syncs entries with the file and cannot open a folder.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
