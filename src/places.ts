/**
 * Where the parts of an installation are, according to the configuration: what runs, what is backed up, what a backup is restored
 * into.
 */
import { join } from 'node:path';
import type { BackupSource } from './backup/make-backup.ts';
import type { RestorePlace } from './backup/restore-place.ts';
import type { DatabaseLocation } from './database/open.ts';
import type { Configuration } from './foundation/configuration/load.ts';
import { dataFolderKeys } from './foundation/data-folder.ts';
import type { Keys } from './foundation/keyring.ts';
import type { Random } from './foundation/random.ts';
import { programVersion } from './program-version.ts';
import { type FileStore, fileStore } from './wiki/attachments/file-store.ts';
import { s3FileStore } from './wiki/attachments/s3-store.ts';

/** Where SQLite's file lies. */
export function databaseFile(configuration: Configuration): string {
  return join(configuration.home, 'weir.db');
}

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

/** Where the bytes of attachments lie. */
export function attachmentFiles(configuration: Configuration, random: Random): FileStore {
  const { attachmentStore, s3Endpoint, s3Bucket, s3Region, s3AccessKeyId, s3SecretAccessKey, s3PathStyle } = configuration;
  if (attachmentStore === 'files') return fileStore(attachmentFolder(configuration), random);
  const settings = {
    endpoint: s3Endpoint,
    bucket: s3Bucket,
    region: s3Region,
    accessKeyId: s3AccessKeyId,
    secretAccessKey: s3SecretAccessKey,
    pathStyle: s3PathStyle,
  };
  return s3FileStore(settings, random);
}

function attachmentFolder(configuration: Configuration): string {
  return join(configuration.home, 'attachments');
}

/** The same place as a person finds it. */
export function attachmentPlace(configuration: Configuration): string {
  const { attachmentStore, s3Bucket, s3Endpoint } = configuration;
  return attachmentStore === 'files' ? attachmentFolder(configuration) : `the bucket ${s3Bucket} of ${s3Endpoint}`;
}

/** @returns the keys of the settings, or those of the data folder, which are made where there are none */
export function keysInForce({ home, encryptionKeys }: Configuration, random: Random): Keys {
  const [first, ...others] = encryptionKeys ?? [];
  return first === undefined ? dataFolderKeys(home, random) : [first, ...others];
}
