/**
 * The access token of a connected account, for whoever acts with it. It is renewed ahead of its expiry by one caller at a time across
 * all processes; the others wait, because a provider may end the old token when it issues the new one. A lease whose holder died is
 * taken over once a waiter has watched it, by its own clock, for longer than a refresh can take: clocks of different nodes are never
 * compared.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock, Milliseconds } from '../../foundation/clock.ts';
import type { AccountProblem } from './account-state.ts';
import type { AccountStore } from './account-store.ts';
import type { AccountOwner, HeldAccount } from './account-tokens.ts';
import type { OutgoingLinkStore } from './link-store.ts';
import type { OutgoingLink } from './outgoing-link.ts';
import type { TokenRequests } from './tokens.ts';

export type AccessOutcome =
  | { readonly kind: 'token'; readonly accessToken: string }
  /**
   * `unknown-link`: there is none. `not-connected`: its owner never connected, or disconnected. `connect-again`: it worked once. `client-refused`: an administrator
   * has to mend the link. `unavailable`: the provider does not answer; it is asked again a little later.
   */
  | {
      readonly kind: 'none';
      readonly reason: 'unknown-link' | 'not-connected' | 'connect-again' | 'client-refused' | 'unavailable';
    };

export interface AccessTokens {
  /**
   * @param rejected a token that was handed out before and that the other side did not accept (401): it is replaced, or the account marked
   * @returns a token that is good as far as this side knows
   * @throws DatabaseUnavailable
   */
  accessTokenFor(linkId: number, owner: AccountOwner, rejected?: string): Promise<AccessOutcome>;
}

/** Longer than a request to the token endpoint can take. */
const leaseLasts: Milliseconds = 10_000;
const look: Milliseconds = 50;
/** How long a provider that does not answer is left alone. */
const backOff: Milliseconds = 30_000;

/** What a provider says when the grant is over (RFC 6749 §5.2); the others are GitHub's and OpenID's words. */
const grantIsOver: ReadonlySet<string> = new Set([
  'invalid_grant',
  'bad_refresh_token',
  'invalid_token',
  'interaction_required',
  'login_required',
  'consent_required',
]);
const clientIsRefused: ReadonlySet<string> = new Set(['invalid_client', 'unauthorized_client', 'incorrect_client_credentials']);

export function accessTokens(options: {
  readonly links: OutgoingLinkStore;
  readonly accounts: AccountStore;
  readonly requests: TokenRequests;
  readonly clock: Clock;
}): AccessTokens {
  const { links, accounts, requests, clock } = options;

  return {
    async accessTokenFor(linkId, owner, rejected) {
      const link = await links.find(linkId);
      if (link === undefined) return none('unknown-link');
      let first: number | undefined;
      let watched: { readonly lease: string | null; readonly since: Milliseconds } | undefined;
      for (;;) {
        const held = await accounts.held(link, owner);
        if (held === undefined) return none('not-connected');
        if (held.problem !== undefined) return none(reasonOf(held.problem));
        if (held.accessToken === undefined) {
          await accounts.mark(link, owner, held, 'unreadable', held.refreshLease);
          return none('connect-again');
        }
        first ??= held.generation;
        // It was replaced while this caller waited: whatever its life is, it is as new as can be.
        if (held.generation !== first) return { kind: 'token', accessToken: held.accessToken };
        const found = decide(held, clock.now(), rejected === held.accessToken);
        switch (found.kind) {
          case 'token':
          case 'none':
            return found;
          case 'over':
            await accounts.mark(link, owner, held, 'refused', held.refreshLease);
            return none('connect-again');
          case 'refresh':
            break;
        }
        const now = performance.now();
        if (watched?.lease !== held.refreshLease) watched = { lease: held.refreshLease, since: now };
        if (held.refreshLease === null || now - watched.since >= leaseLasts) {
          const lease = await accounts.takeLease(held);
          if (lease !== undefined) await refresh(link, owner, held, found.refreshToken, lease);
        } else {
          await pause(look);
        }
      }
    },
  };

  /** Whatever comes of it is in the account afterwards. */
  async function refresh(
    link: OutgoingLink,
    owner: AccountOwner,
    held: HeldAccount,
    refreshToken: string,
    lease: string,
  ): Promise<void> {
    const client = await links.clientOf(link);
    if (client === undefined) return accounts.mark(link, owner, held, 'client-refused', lease);
    const outcome = await requests.refresh(client, refreshToken);
    switch (outcome.kind) {
      case 'tokens': {
        // Without a new one the old one goes on (RFC 6749 §6).
        const tokens = { ...outcome.tokens, refreshToken: outcome.tokens.refreshToken ?? refreshToken };
        const stored = await accounts.storeRefreshed(link, owner, lease, tokens);
        // Disconnected meanwhile: what nobody holds is ended.
        if (stored === 'gone') await requests.revoke(client, tokens);
        return;
      }
      case 'refused':
        if (grantIsOver.has(outcome.error)) return accounts.mark(link, owner, held, 'refused', lease);
        if (clientIsRefused.has(outcome.error)) return accounts.mark(link, owner, held, 'client-refused', lease);
        return accounts.giveBack(held.id, lease, clock.now() + backOff);
      case 'unreachable':
      case 'not-understood':
        return accounts.giveBack(held.id, lease, clock.now() + backOff);
    }
  }
}

type Decision =
  | AccessOutcome
  | { readonly kind: 'refresh'; readonly refreshToken: string }
  /** It does not work, and nothing renews it. */
  | { readonly kind: 'over' };

function decide(held: HeldAccount, now: Milliseconds, isRejected: boolean): Decision {
  const { accessToken = '', refreshToken, accessExpiresAt, refreshDueAt, retryAt } = held;
  const isGood = !isRejected && (accessExpiresAt === null || now < accessExpiresAt);
  if (isGood && (refreshDueAt === null || now < refreshDueAt)) return { kind: 'token', accessToken };
  if (refreshToken === undefined) return isGood ? { kind: 'token', accessToken } : { kind: 'over' };
  if (retryAt === null || now >= retryAt) return { kind: 'refresh', refreshToken };
  return isGood ? { kind: 'token', accessToken } : none('unavailable');
}

function reasonOf(problem: AccountProblem): 'client-refused' | 'connect-again' {
  return problem === 'client-refused' ? 'client-refused' : 'connect-again';
}

function none(reason: Extract<AccessOutcome, { kind: 'none' }>['reason']): AccessOutcome {
  return { kind: 'none', reason };
}
