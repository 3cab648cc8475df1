/** What is backed up and where a backup is restored, as the configuration says it. */
import { join } from 'node:path';
import type { BackupSource } from './backup/make-backup.ts';
import type { RestorePlace } from './backup/restore-place.ts';
import type { DatabaseLocation } from './database/open.ts';
import type { Configuration } from './foundation/configuration/load.ts';
import type { Random } from './foundation/random.ts';
import { programVersion } from './program-version.ts';
import { attachmentFiles, attachmentPlace, databaseFile, keysInForce } from './rooms.ts';

export function databaseLocation(configuration: Configuration): DatabaseLocation {
  return configuration.databaseUrl === undefined ? { file: databaseFile(configuration) } : { url: configuration.databaseUrl };
}

/** What a backup is made of. */
export function backupSource(configuration: Configuration, random: Random): BackupSource {
  return {
    location: databaseLocation(configuration),
    files: attachmentFiles(configuration, random),
    keys: () => keysInForce(configuration, random),
    version: programVersion(),
    baseUrl: configuration.baseUrl,
  };
}

/** Where backups of the schedule and of the console go. */
export function backupFolder({ backupFolder: folder, home }: Configuration): string {
  return folder === '' ? join(home, 'backups') : folder;
}

/** What a backup is restored into. */
export function restorePlace(configuration: Configuration, random: Random): RestorePlace {
  const { home, databaseUrl, attachmentStore } = configuration;
  const filesAt = attachmentPlace(configuration);
  return {
    home,
    databaseFile: databaseUrl === undefined ? databaseFile(configuration) : undefined,
    fileFolder: attachmentStore === 'files' ? filesAt : undefined,
    files: attachmentFiles(configuration, random),
    filesAt,
  };
}
