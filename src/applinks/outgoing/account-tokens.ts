/** The tokens of a connected account at rest: encrypted, each bound to its kind, its link and its owner. */
import type { Selectable } from 'kysely';
import type { OutgoingAccountTable } from '../../database/schema/outgoing-links.ts';
import type { SealedColumn } from '../../database/sealed-column.ts';
import { inMilliseconds, type Milliseconds, type Seconds } from '../../foundation/clock.ts';
import type { Keyring } from '../../foundation/keyring.ts';
import { type AccountProblem, problemOf } from './account-state.ts';
import type { OutgoingLink } from './outgoing-link.ts';
import type { Tokens } from './tokens.ts';

/** Whose account it is. */
export type AccountOwner = 'system' | { readonly userId: number };

/** An account as whoever needs its token reads it. */
export interface HeldAccount {
  readonly id: number;
  /** Undefined: there is none, or no key opens it any more. */
  readonly accessToken: string | undefined;
  readonly refreshToken: string | undefined;
  readonly accessExpiresAt: Milliseconds | null;
  readonly refreshDueAt: Milliseconds | null;
  readonly generation: number;
  readonly refreshLease: string | null;
  readonly retryAt: Milliseconds | null;
  readonly problem: AccountProblem | undefined;
}

/** Before its end a token is replaced, so that nobody waits for that. */
const longestAhead: Seconds = 120;

/** How the tokens of accounts are written and read, under a keyring. */
export function accountTokens(keyring: Keyring) {
  function tokenColumns(link: OutgoingLink, owner: AccountOwner, tokens: Tokens, now: Milliseconds) {
    const { accessToken, refreshToken, expiresIn } = tokens;
    const life = expiresIn === undefined ? undefined : inMilliseconds(expiresIn);
    const ahead = life === undefined ? 0 : Math.min(inMilliseconds(longestAhead), Math.floor(life / 4));
    return {
      access_token_encrypted: keyring.encrypt(accessToken, tokenPurpose('access', link, ownerText(owner))),
      refresh_token_encrypted:
        refreshToken === undefined ? null : keyring.encrypt(refreshToken, tokenPurpose('refresh', link, ownerText(owner))),
      access_expires_at: life === undefined ? null : Math.floor(now + life),
      refresh_due_at: life === undefined || refreshToken === undefined ? null : Math.floor(now + life - ahead),
    };
  }

  function toHeld(link: OutgoingLink, row: Selectable<OutgoingAccountTable>): HeldAccount {
    const opened = (kind: 'access' | 'refresh', sealed: string | null) =>
      sealed === null ? undefined : keyring.decrypt(sealed, tokenPurpose(kind, link, row.owner));
    return {
      id: row.id,
      accessToken: opened('access', row.access_token_encrypted),
      refreshToken: opened('refresh', row.refresh_token_encrypted),
      accessExpiresAt: row.access_expires_at,
      refreshDueAt: row.refresh_due_at,
      generation: row.generation,
      refreshLease: row.refresh_lease,
      retryAt: row.retry_at,
      problem: problemOf(row.problem),
    };
  }

  return { tokenColumns, toHeld };
}

/** @returns the owner as the table has it */
export function ownerText(owner: AccountOwner): string {
  return owner === 'system' ? 'system' : `user:${owner.userId}`;
}

/** Bound to the ciphertext: a row that was copied to another owner or link does not open. */
function tokenPurpose(kind: 'access' | 'refresh', { linkKey }: Pick<OutgoingLink, 'linkKey'>, owner: string): string {
  return `${kind} token of ${owner} at the outgoing link ${linkKey}`;
}

/** For a change of keys. */
export const sealedAccountTokens: readonly SealedColumn[] = (['access', 'refresh'] as const).map((kind) => ({
  table: 'outgoing_account',
  column: `${kind}_token_encrypted`,
  id: 'id',
  join: 'join outgoing_link on outgoing_link.id = sealed.link_id',
  about: ['outgoing_link.link_key', 'sealed.owner'],
  purpose: (linkKey = '', owner = '') => tokenPurpose(kind, { linkKey }, owner),
}));
