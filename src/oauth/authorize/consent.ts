/**
 * A person's consent: what the page shows of a waiting request, and what Allow and Deny do. The request is examined again each time,
 * because an administrator may have changed the client meanwhile.
 */
import type { holdSession } from '../../accounts/sessions.ts';
import { appendEvent } from '../../audit/audit-trail.ts';
import type { Origin } from '../../audit/origin.ts';
import type { Database } from '../../database/database.ts';
import type { WriteQueries } from '../../database/schema.ts';
import type { Clock, Milliseconds } from '../../foundation/clock.ts';
import { sha256 } from '../../foundation/digest.ts';
import type { Scope } from '../../http/caller.ts';
import { auditedClient } from '../client-audit.ts';
import type { ClientList, ListedClient } from '../client-list.ts';
import { isRefusal, type Refusal, refuse } from '../errors.ts';
import type { GrantStore } from '../grant-store.ts';
import { formParameters } from '../parameters.ts';
import { formTarget, leadsToThisComputer, redirectHost } from '../redirect-uri.ts';
import { widest, writeScopes } from '../scopes.ts';
import type { OAuthSettings } from '../vocabulary.ts';
import type { ConsentHolder, ConsentStore } from './consent-store.ts';
import { type CodeIssuer, refusalLocation } from './decision.ts';
import type { Examine } from './examine.ts';
import type { AuthorizationRequest } from './request.ts';
import { unlessRemoved } from './unless-removed.ts';

/** What the consent page shows. */
export interface ConsentView {
  readonly client: Pick<ListedClient, 'id' | 'clientId' | 'name' | 'hasLogo' | 'createdByName' | 'createdAt'>;
  /** The widest permission that is asked for; the narrower ones are implied. */
  readonly scope: Scope;
  /** Host of the redirect URI, or the scheme of an application on the person's device. */
  readonly redirectHost: string;
  /** The redirect leads to the person's own machine. */
  readonly leadsToThisComputer: boolean;
  /** What `form-action` of the page must name. */
  readonly formTarget: string;
}

export interface Consent {
  /** @param requestId as it stands in the page's address */
  find(requestId: string, holder: ConsentHolder): Promise<ConsentView | Refusal>;
  /** @returns where to send the browser, by 303; or why no decision can be taken */
  decide(requestId: string, holder: ConsentHolder, decision: 'allow' | 'deny', origin: Origin): Promise<string | Refusal>;
}

/** Runs inside the transaction in which a person allows an application something: they are told. */
export type OnAllowed = (
  queries: WriteQueries,
  userId: number,
  allowed: Pick<AuthorizationRequest, 'client' | 'scopes'>,
) => Promise<void>;

export function consent(rooms: {
  readonly onAllowed: readonly OnAllowed[];
  readonly database: Database;
  readonly requests: ConsentStore;
  readonly holdSession: typeof holdSession;
  readonly examine: Examine;
  readonly clientList: ClientList;
  readonly grants: GrantStore;
  readonly codes: CodeIssuer;
  readonly clock: Clock;
  readonly settings: () => OAuthSettings;
}): Consent {
  const { database, requests, grants, codes, clock, settings, onAllowed } = rooms;

  async function waiting(hash: string, holder: ConsentHolder, now: Milliseconds): Promise<AuthorizationRequest | Refusal> {
    const found = await requests.find(hash);
    if (found === undefined) return refuse('consent-unknown');
    if (found.sessionPublicId !== holder.sessionPublicId || found.userId !== holder.userId)
      return refuse('consent-of-another-session');
    if (found.decidedAt !== null) return refuse('consent-already-decided');
    if (found.expiresAt <= now) return refuse('consent-expired');
    const examined = await rooms.examine(formParameters(found.parameters));
    return examined.kind === 'good' ? examined.request : examined.refusal;
  }

  return {
    async find(requestId, holder) {
      const request = await waiting(sha256(requestId), holder, clock.now());
      if (isRefusal(request)) return request;
      const client = await rooms.clientList.one(request.client.id);
      if (client === undefined) return refuse('client-unknown');
      return {
        client,
        scope: widest(request.scopes),
        redirectHost: redirectHost(request.redirectUri),
        leadsToThisComputer: leadsToThisComputer(request.redirectUri),
        formTarget: formTarget(request.redirectUri),
      };
    },

    async decide(requestId, holder, decision, origin) {
      const now = clock.now();
      const hash = sha256(requestId);
      const request = await waiting(hash, holder, now);
      if (isRefusal(request)) return request;
      return unlessRemoved(() =>
        database.write(async (queries): Promise<string | Refusal> => {
          // Whoever signs out or changes the password meanwhile has nothing allowed in their name after that.
          if (!(await rooms.holdSession(queries, holder.sessionPublicId, now))) return refuse('consent-of-another-session');
          // Everything above only reads: of two clicks, this write lets one through.
          if (!(await requests.decide(queries, hash, holder, now))) return refuse('consent-already-decided');
          if (decision === 'deny') return refusalLocation(settings().baseUrl, request, refuse('user-denied'));
          const { client, scopes } = request;
          const grantId = await grants.allow(queries, client.id, holder.userId, widest(scopes), now);
          await appendEvent(queries, {
            at: now,
            origin,
            kind: 'authorization.allowed',
            object: auditedClient(client),
            summary: `Allowed ${client.name} to act for ${origin.actor.name} (${writeScopes(scopes)}).`,
          });
          for (const hook of onAllowed) await hook(queries, holder.userId, { client, scopes });
          return codes.issue(queries, request, grantId, now);
        }),
      );
    },
  };
}
