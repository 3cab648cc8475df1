/** Registers the pages of General configuration. */
import type { App } from '../../http/app.ts';
import { registerAuditLog } from './audit/audit-log-routes.ts';
import { registerBackupPages } from './backup/backup-routes.ts';
import type { ConsoleDeps } from './console-route.ts';
import { registerCreateAndEdit } from './create-edit-routes.ts';
import { registerEndings } from './ending-routes.ts';
import { registerGroupPages } from './groups/group-routes.ts';
import { registerHookPages } from './hooks/hook-routes.ts';
import { registerLinkPages } from './link-routes.ts';
import { registerLogos } from './logo-routes.ts';
import { registerOverview } from './overview-routes.ts';
import { registerGlobalPermissions } from './permissions/permission-routes.ts';
import { registerServiceAccounts } from './service-accounts/account-routes.ts';
import { registerSettingPages } from './settings/setting-routes.ts';
import { registerSpaceList } from './spaces/space-list-routes.ts';
import { registerSystemPage } from './system/system-routes.ts';
import { registerTemplatePages } from './templates/template-routes.ts';
import { registerUserPages } from './user-routes.ts';
import { registerOneUser } from './users/one-user-routes.ts';
import { registerUserList } from './users/user-list-routes.ts';

/** Registers them all; `app` is already under the context path. */
export function registerConsolePages(app: App, deps: ConsoleDeps): void {
  registerOverview(app, deps);
  registerUserList(app, deps);
  registerOneUser(app, deps);
  registerGroupPages(app, deps);
  registerGlobalPermissions(app, deps);
  registerSpaceList(app, deps);
  registerTemplatePages(app, deps);
  registerLinkPages(app, deps);
  registerCreateAndEdit(app, deps);
  registerEndings(app, deps);
  registerServiceAccounts(app, deps);
  registerUserPages(app, deps);
  registerLogos(app, deps);
  registerSettingPages(app, deps);
  registerHookPages(app, deps);
  registerAuditLog(app, deps);
  registerBackupPages(app, deps);
  registerSystemPage(app, deps);
}
