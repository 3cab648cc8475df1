/** What the pages of General configuration share: what they are given, and how their handlers begin and end. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Administration } from '../../accounts/administration.ts';
import type { Directory } from '../../accounts/directory.ts';
import type { GlobalPermissionStore } from '../../accounts/global-permissions.ts';
import type { GroupStore } from '../../accounts/groups.ts';
import type { PersonalTokenStore } from '../../accounts/personal-tokens.ts';
import type { SessionStore } from '../../accounts/sessions.ts';
import type { UserStore } from '../../accounts/users.ts';
import type { Administrator, Link, Links, Refused } from '../../applinks/links.ts';
import type { OutgoingLinks } from '../../applinks/outgoing/outgoing-links.ts';
import type { ServiceAccounts } from '../../applinks/service-accounts.ts';
import type { AuditStore } from '../../audit/audit-trail.ts';
import { originOf } from '../../audit/origin.ts';
import type { AuditRetention } from '../../audit/retention.ts';
import type { AuditSearch } from '../../audit/search.ts';
import type { Backups } from '../../backup/backups.ts';
import type { UsageReads } from '../../database/usage.ts';
import { idIn } from '../../foundation/row-id.ts';
import { holds } from '../../http/caller.ts';
import type { Mail } from '../../mail/mail.ts';
import type { Grants } from '../../oauth/grants.ts';
import type { SiteSettings } from '../../settings/site-settings.ts';
import type { WebHooks } from '../../webhooks/web-hooks.ts';
import type { Wiki } from '../../wiki/wiki.ts';
import type { ShowFailurePage } from '../errors/failure-page.ts';
import type { FlashKey, PageViews } from '../page-view.ts';
import type { FreshProof } from '../people/fresh-proof.ts';
import type { SystemFacts } from './system/system-page.ts';

export interface ConsoleDeps {
  readonly views: PageViews;
  readonly showFailure: ShowFailurePage;
  readonly links: Links;
  readonly outgoing: Pick<OutgoingLinks, 'list' | 'accountsOfUser'>;
  readonly serviceAccounts: ServiceAccounts;
  readonly grants: Grants;
  readonly audit: AuditStore;
  readonly users: Pick<UserStore, 'byUserKey' | 'byUsername'>;
  readonly directory: Directory;
  readonly administration: Administration;
  readonly groups: Pick<GroupStore, 'create' | 'ofUser' | 'members' | 'byName'>;
  readonly permissions: Pick<GlobalPermissionStore, 'list'>;
  readonly sessions: Pick<SessionStore, 'list' | 'end' | 'endOthers'>;
  readonly personalTokens: Pick<PersonalTokenStore, 'ofUser' | 'revoke'>;
  /** Whether an invitation can be sent by mail. */
  isMailOn(): boolean;
  leastPasswordLength(): number;
  readonly templates: Wiki['templates'];
  /** Asked before a secret is shown, and before what a browser that was left open should not do. */
  readonly freshProof: FreshProof;
  readonly spaces: Pick<Wiki['spaces'], 'list' | 'sizesOf' | 'permissionsIn' | 'deletions'>;
  /** What the instructions are filled in with. */
  readonly baseUrl: string;
  readonly settings: SiteSettings;
  readonly mail: Pick<Mail, 'sendNow' | 'outbox'>;
  readonly webHooks: WebHooks;
  readonly auditSearch: AuditSearch;
  readonly auditRetention: AuditRetention;
  readonly usage: Pick<UsageReads, 'lastDays'>;
  readonly backups: Backups;
  systemFacts(): Promise<SystemFacts>;
}

/** @returns who acts by this request */
export function administratorOf(request: FastifyRequest): Administrator {
  const { person } = request.caller;
  return {
    origin: originOf(request),
    isSystemAdministrator: person !== undefined && holds(person.permissions, 'administer-system'),
  };
}

/** @returns the link that an address names */
export async function linkIn(links: Links, id: string): Promise<Link | undefined> {
  const known = idIn(id);
  return known === undefined ? undefined : links.find(known);
}

/**
 * Answers 404, or says that this takes a system administrator.
 * @param systemAdminOnly the sentence, where it is not about a link
 */
export function sendRefusal(
  deps: ConsoleDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  refused: Refused,
  systemAdminOnly?: string,
): FastifyReply {
  if (refused.kind === 'unknown') return deps.showFailure(request, reply, { statusCode: 404, message: '' });
  const message = systemAdminOnly ?? deps.views.viewOf(request, reply).text.console.link.systemAdminOnly;
  return deps.showFailure(request, reply, { statusCode: 403, message });
}

/** Sends the browser on after a form was posted: 303, so that it comes by GET and a reload repeats nothing. */
export function seeOther(deps: ConsoleDeps, reply: FastifyReply, path: string, said?: FlashKey): FastifyReply {
  return deps.views.goOn(reply, path, said);
}
