/** The addresses of the pages of backups, under the context path. */
import { paths } from '../../layout/paths.ts';

export const backupPaths = {
  page: paths.backup,
  schedule: paths.backupSchedule,
  download: (id: number) => `${paths.backup}/${id}/download`,
  cancel: (id: number) => `${paths.backup}/${id}/cancel`,
  remove: (id: number) => `${paths.backup}/${id}/delete`,
} as const;
