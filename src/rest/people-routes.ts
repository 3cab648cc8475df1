/**
 * The API of people and of the installation: accounts, groups, personal access tokens. It knows nothing of the wiki's content.
 */
import type { Administration } from '../accounts/administration.ts';
import type { GlobalPermissionStore } from '../accounts/global-permissions.ts';
import type { GroupStore } from '../accounts/groups.ts';
import type { PersonalTokenStore } from '../accounts/personal-tokens.ts';
import type { SignIn } from '../accounts/sign-in.ts';
import type { UserStore } from '../accounts/users.ts';
import type { AuditStore } from '../audit/audit-trail.ts';
import type { AuditRetention } from '../audit/retention.ts';
import type { AuditSearch } from '../audit/search.ts';
import type { Clock } from '../foundation/clock.ts';
import type { App } from '../http/app.ts';
import type { WebHooks } from '../webhooks/web-hooks.ts';
import type { LongTaskReads } from '../wiki/long-tasks.ts';
import { accountRoutes } from './account-routes.ts';
import { adminRoutes } from './admin-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { type BackupDeps, backupRoutes } from './backup-routes.ts';
import { globalPermissionRoutes } from './global-permission-routes.ts';
import { groupRoutes } from './group-routes.ts';
import { patRoutes } from './pat-routes.ts';
import { type Site, siteAt } from './site.ts';
import { registerApi } from './surface.ts';
import { webHookRoutes } from './webhook-routes.ts';

export interface PeopleRestDeps {
  /** Scheme, host and context path, without a slash at the end. */
  readonly baseUrl: string;
  readonly users: UserStore;
  readonly groups: GroupStore;
  readonly permissions: GlobalPermissionStore;
  readonly administration: Administration;
  readonly signIn: SignIn;
  readonly personalTokens: PersonalTokenStore;
  readonly webHooks: WebHooks;
  readonly audit: AuditStore;
  readonly auditSearch: AuditSearch;
  readonly auditRetention: AuditRetention;
  readonly clock: Clock;
  readonly longTasks: LongTaskReads;
  readonly backups: Pick<BackupDeps, 'backups' | 'withKeys'>;
  /** Whether a session's password was proved lately enough. */
  readonly isFresh: BackupDeps['isFresh'];
}

/** What a file of routes is given. */
export interface PeopleRest extends PeopleRestDeps {
  readonly site: Site;
}

/** Registers them below the context path. */
export async function registerPeopleRoutes(app: App, deps: PeopleRestDeps): Promise<void> {
  const site = siteAt(deps.baseUrl);
  const rest: PeopleRest = { ...deps, site };
  await registerApi(app, site.contextPath, (routes) => {
    accountRoutes(routes, rest);
    groupRoutes(routes, rest);
    globalPermissionRoutes(routes, rest);
    adminRoutes(routes, rest);
    patRoutes(routes, rest);
    auditRoutes(routes, {
      site,
      clock: deps.clock,
      audit: deps.audit,
      search: deps.auditSearch,
      retention: deps.auditRetention,
    });
    backupRoutes(routes, { site, isFresh: deps.isFresh, ...deps.backups });
    webHookRoutes(routes, { site, ...deps.webHooks });
  });
}
