/** Settings: attachments, where their bytes are stored, and backups. */
import { isAbsolute, resolve } from 'node:path';
import { oneOf, text, wholeNumber, yesOrNo } from './setting.ts';
import { parseExtensions, parseOrigin, parseSchedule, shortText } from './setting-texts.ts';

export const storageSettings = {
  attachmentMaxBytes: wholeNumber(
    {
      name: 'WEIR_ATTACHMENT_MAX_BYTES',
      summary: 'Size of the largest file that can be attached, in bytes.',
      fallback: String(100 * 1024 * 1024),
    },
    1,
    1024 * 1024 * 1024,
  ),
  blockedExtensions: text(
    {
      name: 'WEIR_ATTACHMENT_BLOCKED_EXTENSIONS',
      summary: 'Files that cannot be attached, by what their names end with, such as exe,bat.',
      fallback: '',
    },
    'extensions without dots, separated by commas, or nothing',
    parseExtensions,
  ),
  attachmentStore: oneOf(
    {
      name: 'WEIR_ATTACHMENT_STORE',
      summary:
        'Where the bytes of attachments lie: files in the data folder, or an S3-compatible store (s3), which several nodes need that share no disk.',
      fallback: 'files',
    },
    ['files', 's3'],
  ),
  s3Endpoint: text(
    {
      name: 'WEIR_S3_ENDPOINT',
      summary:
        'The address of the S3-compatible store, such as https://s3.eu-central-1.amazonaws.com. It may be in your own network.',
      fallback: '',
    },
    'an http or https URL without path, query and user name, or nothing',
    (url) => (url === '' ? url : parseOrigin(url)),
  ),
  s3Bucket: text(
    { name: 'WEIR_S3_BUCKET', summary: 'The bucket, which must exist. Weir writes below attachments/ in it.', fallback: '' },
    'the name of a bucket, or nothing',
    (name) => (name === '' || /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) ? name : undefined),
  ),
  s3Region: text(
    { name: 'WEIR_S3_REGION', summary: 'The region that requests are signed for.', fallback: 'us-east-1' },
    'the name of a region',
    (name) => (/^[a-z0-9-]{1,63}$/.test(name) ? name : undefined),
  ),
  s3AccessKeyId: text(
    {
      name: 'WEIR_S3_ACCESS_KEY_ID',
      summary: 'The access key that may read, write, list and delete in the bucket.',
      fallback: '',
    },
    'at most 255 characters without control characters',
    shortText,
  ),
  s3SecretAccessKey: text(
    { name: 'WEIR_S3_SECRET_ACCESS_KEY', summary: 'Its secret.', fallback: '', secret: true },
    'at most 255 characters without control characters',
    shortText,
  ),
  s3PathStyle: yesOrNo({
    name: 'WEIR_S3_PATH_STYLE',
    summary:
      'Whether the bucket is part of the path, as most stores of one’s own want it. With false it is part of the host name.',
    fallback: 'true',
  }),
  backupFolder: text(
    {
      name: 'WEIR_BACKUP_FOLDER',
      summary:
        'Where backups of the schedule and of the console go: best another disk than that of the data folder. Several nodes make them available to each other by sharing it.',
      fallback: '',
      derived: 'backups in the data folder',
    },
    'a path, or nothing for backups in the data folder',
    (path) => (path.includes('\0') ? undefined : path === '' || isAbsolute(path) ? path : resolve(path)),
  ),
  backupSchedule: text(
    {
      name: 'WEIR_BACKUP_SCHEDULE',
      summary:
        'When backups are made by themselves: at a time of day of the machine, such as 03:30, or every so many hours, such as 6h. One that was missed is made as soon as a server runs again.',
      fallback: '',
    },
    'a time such as 03:30, a number of hours such as 6h (1 to 168), or nothing',
    parseSchedule,
  ),
  backupKeep: wholeNumber(
    {
      name: 'WEIR_BACKUP_KEEP',
      summary: 'How many backups of the schedule are kept; older ones are deleted once a newer one is whole.',
      fallback: '7',
    },
    1,
    1000,
  ),
  backupWithKey: yesOrNo({
    name: 'WEIR_BACKUP_WITH_KEY',
    summary:
      'Whether backups of the schedule hold the encryption key. With false it has to be kept apart: without it nobody can read the secrets in them.',
    fallback: 'true',
  }),
  backupBeforeUpgrade: yesOrNo({
    name: 'WEIR_BACKUP_BEFORE_UPGRADE',
    summary:
      'Whether data of an older version is copied before a start changes it: SQLite into the folder of backups; PostgreSQL too where WEIR_BACKUP_FOLDER is set.',
    fallback: 'true',
  }),
} as const;
