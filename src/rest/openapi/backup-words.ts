/** The description's words for routes of backups. */
import { named } from './answers/parts.ts';
import { page, type WordsOfRoutes } from './words.ts';

const path = '/rest/api/backup-restore';

/** What a success would be, as the published description has it; here there is none. */
const wholeSiteOnly = { summary: 'Refused: there are backups of the whole site alone', answers: named('BackupJob') };

export const backups: WordsOfRoutes = {
  [`POST ${path}/backup/site`]: {
    summary: 'Begins a backup of the whole site, as a job; by a token without the encryption key',
    example: { skipAttachments: false, keepPermanently: false, fileNamePrefix: 'weir-backup' },
    answers: named('BackupJob'),
    refuses: [409],
  },
  [`POST ${path}/backup/space`]: wholeSiteOnly,
  [`GET ${path}/jobs`]: {
    summary: 'Lists the backup jobs, the newest first',
    query: ['owner', 'spaceKey', 'fromDate', 'toDate', 'jobStates', 'jobOperation', 'jobScope', ...page],
    answers: named('BackupJobCollection'),
  },
  [`PUT ${path}/jobs/clear-queue`]: { summary: 'Cancels the jobs that wait, and says how many', answers: named('Count') },
  [`GET ${path}/jobs/:jobId`]: { summary: 'Reads a backup job', answers: named('BackupJob') },
  [`PUT ${path}/jobs/:jobId/cancel`]: { summary: 'Cancels a backup job', answers: named('BackupJob') },
  [`GET ${path}/jobs/:jobId/download`]: { summary: 'Downloads the archive of a backup job', givesFile: true },
  [`GET ${path}/restore/files`]: {
    summary: 'Lists the archives in the folder of backups',
    query: ['jobScope', ...page],
    answers: named('BackupFileCollection'),
  },
  [`POST ${path}/restore/site`]: {
    summary: 'Refused, and says how a site is restored',
    example: { fileName: 'weir-backup-2026-01-31-033000-1e4e.tar.zst' },
    answers: named('BackupJob'),
  },
  [`POST ${path}/restore/site/upload`]: {
    summary: 'Refused, and says how a site is restored',
    takesFiles: true,
    answers: named('BackupJob'),
  },
  [`POST ${path}/restore/space`]: wholeSiteOnly,
  [`POST ${path}/restore/space/upload`]: { ...wholeSiteOnly, takesFiles: true },
};
