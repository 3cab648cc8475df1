/** What the routes about people and the installation are given. */
import type { Administration } from '../accounts/administration.ts';
import type { GlobalPermissionStore } from '../accounts/global-permissions.ts';
import type { GroupStore } from '../accounts/groups.ts';
import type { PersonalTokenStore } from '../accounts/personal-tokens.ts';
import type { SignIn } from '../accounts/sign-in.ts';
import type { UserStore } from '../accounts/users.ts';
import type { Links } from '../applinks/links.ts';
import type { AuditStore } from '../audit/audit-trail.ts';
import type { AuditRetention } from '../audit/retention.ts';
import type { AuditSearch } from '../audit/search.ts';
import type { Clock } from '../foundation/clock.ts';
import type { WebHooks } from '../webhooks/web-hooks.ts';
import type { LongTaskReads } from '../wiki/long-tasks.ts';
import type { BackupDeps } from './backup-routes.ts';
import type { Site } from './site.ts';

export interface PeopleRestDeps {
  /** Scheme, host and context path, without a slash at the end. */
  readonly baseUrl: string;
  readonly users: UserStore;
  readonly groups: GroupStore;
  readonly permissions: GlobalPermissionStore;
  readonly administration: Administration;
  readonly signIn: SignIn;
  readonly personalTokens: PersonalTokenStore;
  readonly links: Links;
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
