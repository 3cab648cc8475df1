/**
 * What happens when a used code or refresh token is presented again: everything issued from it ends (RFC 6749 §4.1.2, RFC 9700 §4.14),
 * and the audit trail says so.
 */
import { appendEvent } from '../../audit/audit-trail.ts';
import type { Origin } from '../../audit/origin.ts';
import type { WriteQueries } from '../../database/schema.ts';
import type { Milliseconds } from '../../foundation/clock.ts';
import { auditedClient } from '../client-audit.ts';
import type { Counters } from '../counters.ts';
import type { FamilyEnd, TokenStore } from '../token-store.ts';

export interface Replay {
  readonly family: number;
  readonly reason: Exclude<FamilyEnd, 'revoked' | 'secret-ended'>;
  readonly client: { readonly clientId: string; readonly name: string };
  readonly origin: Origin;
  /** Milliseconds since 1970. */
  readonly now: Milliseconds;
}

const words = {
  'code-replayed': { counter: 'codes-replayed', thing: 'An authorization code' },
  'refresh-token-replayed': { counter: 'refresh-tokens-replayed', thing: 'A refresh token' },
} as const;

/** Ends the family, in the transaction that saw the replay. */
export async function endReplayed(queries: WriteQueries, tokens: TokenStore, counters: Counters, replay: Replay): Promise<void> {
  const { family, reason, client, origin, now } = replay;
  const { counter, thing } = words[reason];
  counters.add(counter);
  if (!(await tokens.endFamily(queries, family, reason, now))) return;
  await appendEvent(queries, {
    at: now,
    origin,
    kind: `authorization.${reason}`,
    object: auditedClient(client),
    summary: `${thing} of ${client.name} was presented again after its use: the tokens that came from it have ended.`,
  });
}
