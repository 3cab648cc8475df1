/**
 * The API about people and the installation: accounts, groups, personal access tokens, audit, backups, web hooks. It knows nothing of
 * the wiki's content.
 */
import type { App } from '../http/app.ts';
import { accountRoutes } from './account-routes.ts';
import { adminRoutes } from './admin-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { backupRoutes } from './backup-routes.ts';
import { globalPermissionRoutes } from './global-permission-routes.ts';
import { groupRoutes } from './group-routes.ts';
import { oauthClientRoutes } from './oauth-clients.ts';
import { patRoutes } from './pat-routes.ts';
import type { PeopleRest, PeopleRestDeps } from './people-rest.ts';
import { siteAt } from './site.ts';
import { registerApi } from './surface.ts';
import { webHookRoutes } from './webhook-routes.ts';

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
    oauthClientRoutes(routes, rest);
    auditRoutes(routes, {
      site,
      clock: deps.clock,
      audit: deps.audit,
      search: deps.auditSearch,
      retention: deps.auditRetention,
      isFresh: deps.isFresh,
    });
    backupRoutes(routes, { site, isFresh: deps.isFresh, ...deps.backups });
    webHookRoutes(routes, { site, ...deps.webHooks });
  });
}
