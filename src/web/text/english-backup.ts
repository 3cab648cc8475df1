/** What the pages of backups say, in English. */
import type { Format } from './format.ts';

export const englishBackup = {
  make: 'Back up now',
  makeTitle: 'Make a backup',
  makeDescription: (folder: string) =>
    `Database and attachments as they are at one moment, in one file in ${folder} of the machine that makes it. People go on working meanwhile.`,
  withKeys: 'Include the encryption key',
  withKeysHint:
    'Whoever has the file can then read client secrets and passwords of mail servers. Without it, keep encryption.key (or WEIR_ENCRYPTION_KEYS) apart: nobody can read the secrets in the backup otherwise.',
  kept: 'Keep it until somebody deletes it',
  askPassword: 'You are asked for your password, unless you entered it a short while ago.',
  restoreTitle: 'Restore',
  restore:
    'A backup is restored into an empty place, with Weir stopped: run the command below there. It verifies the file before anything of it is seen, and fits either database and either store of attachments.',
  restoreLabel: 'In the empty place',
  restoreCommand: (name: string) => `weir restore ${name}`,
  list: 'Backups',
  empty: 'There is no backup yet.',
  reload: 'Look again',
  columns: { file: 'Backup', state: 'State', contents: 'Contents', size: 'Size', made: 'Begun', actions: 'Actions' },
  states: {
    queued: 'Waiting',
    processing: 'Being made',
    finished: 'Made',
    cancelling: 'Ending',
    cancelled: 'Cancelled',
    failed: 'Failed',
  },
  causes: {
    person: (name: string) => `by ${name}`,
    nobody: 'by a deleted account',
    schedule: 'by the schedule',
    command: 'by the command line',
  },
  contents: (format: Format, rows: number, files: number) =>
    `${format.plural(rows, { one: '# row', other: '# rows' })}, ${format.plural(files, { one: '# file', other: '# files' })}`,
  withKey: 'with key',
  withoutKey: 'without key',
  gone: 'File deleted',
  elsewhere: (node: string) => `On ${node}`,
  actionsFor: (name: string) => `Actions for ${name}`,
  download: 'Download',
  cancel: 'Cancel',
  delete: 'Delete',
  deleteTitle: (name: string) => `Delete ${name}?`,
  deleteFacts: ['The file is deleted from the disk. What was restored from it, and other backups, stay.'],
  deleteSubmit: 'Delete',
  schedule: {
    title: 'Schedule',
    never: 'No backup is made by itself.',
    daily: (time: string, keep: string) =>
      `A backup is made every day at ${time} by the server’s clock; the last ${keep} are kept.`,
    every: (hours: string, keep: string) => `A backup is made every ${hours} hours; the last ${keep} are kept.`,
    change: 'Change the schedule',
    failed: 'The last backup of the schedule failed.',
  },
  back: 'Backups',
};
