/**
 * Opens the data of an installation and puts the rooms on it, unless the data is half restored or its encryption key is missing. Part
 * of the composition root.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isRestoreUnfinished, settleRestore } from './backup/restore-place.ts';
import type { Database } from './database/database.ts';
import { openDatabase } from './database/open.ts';
import { holdsSealed } from './database/sealed-column.ts';
import { hasTables } from './database/snapshot.ts';
import type { Configuration } from './foundation/configuration/load.ts';
import { hasDataFolderKey, makeDataFolder } from './foundation/data-folder.ts';
import { databaseFile, databaseLocation } from './places.ts';
import { putTogether, type Rooms, type RoomsOptions } from './rooms.ts';
import { sealedColumns } from './sealed-columns.ts';

/**
 * Opens the database that the configuration names and puts the rooms on it; `migrate` comes next.
 * @returns the rooms; the caller closes `database`
 * @throws DatabaseUnavailable
 */
export async function openRooms(options: RoomsOptions): Promise<Rooms> {
  const { configuration, telemetry } = options;
  makeDataFolder(configuration.home);
  const isHalfRestored = isRestoreUnfinished(configuration.home);
  // SQLite would make an empty file in the place of the one that is to come.
  if (isHalfRestored && configuration.databaseUrl === undefined && !existsSync(databaseFile(configuration)))
    throw halfRestored(configuration);
  const opened = await openDatabase(databaseLocation(configuration), telemetry?.metrics?.onCommit);
  const database = telemetry?.traces?.traceDatabase(opened) ?? opened;
  try {
    if (isHalfRestored) {
      if (!(await hasTables(database))) throw halfRestored(configuration);
      // The restore was complete, and its process ended before it could tidy up.
      await settleRestore(configuration.home);
    }
    await refuseToForgetSecrets(configuration, database);
    return putTogether(database, options);
  } catch (error) {
    await database.close();
    throw error;
  }
}

function halfRestored({ home }: Configuration): Error {
  return new Error(
    `A restore into ${home} is under way, or was ended before it was done. Run "weir restore FILE" again; or delete ${join(home, 'restore.part')} to begin with nothing.`,
  );
}

/**
 * A data folder without its key, beside a database with secrets under that key, is a mistake in moving or restoring: with a new key
 * nothing could ever show them again.
 */
async function refuseToForgetSecrets({ home, encryptionKeys }: Configuration, database: Database): Promise<void> {
  if (encryptionKeys !== undefined || hasDataFolderKey(home)) return;
  if (!(await holdsSealed(database, sealedColumns))) return;
  throw new Error(
    `encryption.key is missing in ${home}, and the database holds secrets that only it opens. Restore it from a backup, or set WEIR_ENCRYPTION_KEYS.`,
  );
}
