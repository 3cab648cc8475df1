/**
 * The table of connected accounts and their tokens, encrypted and bound to their link and owner. A refresh takes a lease by a
 * conditional write first and stores the new token under that lease before anybody uses it.
 */
import type { Selectable } from 'kysely';
import { type Origin, systemOrigin } from '../../audit/origin.ts';
import type { Database } from '../../database/database.ts';
import type { OutgoingAccountTable } from '../../database/schema/outgoing-links.ts';
import type { Queries, WriteQueries } from '../../database/schema.ts';
import type { Clock, Milliseconds } from '../../foundation/clock.ts';
import type { Keyring } from '../../foundation/keyring.ts';
import { hexId, type Random } from '../../foundation/random.ts';
import { type AccountProblem, problemOf } from './account-state.ts';
import { type AccountOwner, accountTokens, type HeldAccount, ownerText } from './account-tokens.ts';
import { type OutgoingLink, recordLinkEvent } from './outgoing-link.ts';
import type { Tokens } from './tokens.ts';

/** An account as it is listed. Milliseconds since 1970 for times. */
export interface OutgoingAccount {
  readonly id: number;
  readonly linkId: number;
  /** Undefined: the system's. */
  readonly user:
    | { readonly id: number; readonly userKey: string; readonly username: string; readonly fullName: string }
    | undefined;
  readonly scope: string;
  readonly problem: AccountProblem | undefined;
  readonly hasRefreshToken: boolean;
  readonly accessExpiresAt: Milliseconds | null;
  readonly connectedAt: Milliseconds;
  readonly refreshedAt: Milliseconds | null;
}

/** Runs in the transaction that marks an account: its owner is to be told. */
export type OnAccountRefused = (
  queries: WriteQueries,
  refused: {
    readonly link: OutgoingLink;
    readonly owner: AccountOwner;
    readonly problem: AccountProblem;
    readonly at: Milliseconds;
  },
) => Promise<void>;

export interface AccountStore {
  /** Stores what a connection brought, in place of what was there. */
  connect(link: OutgoingLink, owner: AccountOwner, tokens: Tokens, origin: Origin): Promise<void>;
  /** @returns the accounts of a link: the system's first, then people's by name */
  ofLink(linkId: number): Promise<readonly OutgoingAccount[]>;
  ofUser(userId: number): Promise<readonly OutgoingAccount[]>;
  /** @returns the account to be used; undefined when there is none, or its owner's own account is disabled */
  held(link: OutgoingLink, owner: AccountOwner): Promise<HeldAccount | undefined>;
  /** @returns all accounts of a link with their tokens */
  allHeld(link: OutgoingLink): Promise<readonly HeldAccount[]>;
  /** @returns the account as it was, to be ended over there; undefined when there is none */
  disconnect(link: OutgoingLink, owner: AccountOwner, origin: Origin): Promise<HeldAccount | undefined>;
  /**
   * Takes the right to refresh, for the tokens that were read. One caller gets it, whatever number asks in whatever processes.
   * @param account as it was read; a lease that stands there is taken over, so that one whose holder died ends
   */
  takeLease(account: Pick<HeldAccount, 'id' | 'generation' | 'refreshLease' | 'retryAt'>): Promise<string | undefined>;
  /** Stores new tokens under the lease. @returns false when the lease was lost; `gone`: with the account */
  storeRefreshed(link: OutgoingLink, owner: AccountOwner, lease: string, tokens: Tokens): Promise<'stored' | 'lost' | 'gone'>;
  /** Gives the lease back: nothing came, and nobody asks again before `retryAt`. */
  giveBack(accountId: number, lease: string, retryAt: Milliseconds): Promise<void>;
  /**
   * Marks an account that does not work, tells the audit trail and its owner. Where it has to be connected again its tokens are deleted.
   * @param held the generation that was found not to work: tokens that came meanwhile are not touched
   */
  mark(
    link: OutgoingLink,
    owner: AccountOwner,
    held: Pick<HeldAccount, 'id' | 'generation'>,
    problem: AccountProblem,
    lease: string | null,
  ): Promise<void>;
}

export function accountStore(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly random: Random;
  readonly onRefused: readonly OnAccountRefused[];
}): AccountStore {
  const { database, clock, keyring, random, onRefused } = options;
  const { tokenColumns, toHeld } = accountTokens(keyring);

  return {
    connect: (link, owner, tokens, origin) =>
      database.write(async (queries) => {
        const now = clock.now();
        const columns = {
          ...tokenColumns(link, owner, tokens, now),
          scope: tokens.scope ?? link.scope,
          refresh_lease: null,
          retry_at: null,
          problem: null,
          connected_at: now,
          refreshed_at: null,
        };
        await queries
          .insertInto('outgoing_account')
          .values({
            ...columns,
            link_id: link.id,
            owner: ownerText(owner),
            user_id: owner === 'system' ? null : owner.userId,
            generation: 0,
          })
          .onConflict((conflict) =>
            conflict
              .columns(['link_id', 'owner'])
              .doUpdateSet((row) => ({ ...columns, generation: row('outgoing_account.generation', '+', 1) })),
          )
          .execute();
        const summary = `Connected ${described(owner)} at ${link.name}.`;
        await recordLinkEvent(queries, link, { at: now, origin, kind: 'connected', summary });
      }),

    async ofLink(linkId) {
      const rows = await accountsIn(database.read)
        .where('outgoing_account.link_id', '=', linkId)
        .orderBy('user_account.full_name')
        .execute();
      return rows.map(toAccount).sort((a, b) => Number(b.user === undefined) - Number(a.user === undefined));
    },

    async ofUser(userId) {
      const rows = await accountsIn(database.read).where('outgoing_account.user_id', '=', userId).execute();
      return rows.map(toAccount);
    },

    async held(link, owner) {
      const row = await accountsIn(database.read)
        .where('outgoing_account.link_id', '=', link.id)
        .where('outgoing_account.owner', '=', ownerText(owner))
        .where((where) =>
          where.or([where('outgoing_account.user_id', 'is', null), where('user_account.disabled_at', 'is', null)]),
        )
        .executeTakeFirst();
      return row && toHeld(link, row);
    },

    async allHeld(link) {
      const rows = await database.read.selectFrom('outgoing_account').selectAll().where('link_id', '=', link.id).execute();
      return rows.map((row) => toHeld(link, row));
    },

    disconnect: (link, owner, origin) =>
      database.write(async (queries) => {
        const row = await queries
          .deleteFrom('outgoing_account')
          .where('link_id', '=', link.id)
          .where('owner', '=', ownerText(owner))
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) return undefined;
        const summary = `Disconnected ${described(owner)} from ${link.name}.`;
        await recordLinkEvent(queries, link, { at: clock.now(), origin, kind: 'disconnected', summary });
        return toHeld(link, row);
      }),

    takeLease: ({ id, generation, refreshLease, retryAt }) =>
      database.write(async (queries) => {
        const lease = hexId(random);
        const { numUpdatedRows } = await queries
          .updateTable('outgoing_account')
          .set({ refresh_lease: lease })
          .where('id', '=', id)
          .where('generation', '=', generation)
          .where('refresh_lease', refreshLease === null ? 'is' : '=', refreshLease)
          // Whoever had it meanwhile and got nothing has said when to ask again.
          .where('retry_at', retryAt === null ? 'is' : '=', retryAt)
          .executeTakeFirstOrThrow();
        return numUpdatedRows === 1n ? lease : undefined;
      }),

    storeRefreshed: (link, owner, lease, tokens) =>
      database.write(async (queries) => {
        const now = clock.now();
        const ofOwner = queries
          .updateTable('outgoing_account')
          .set((row) => ({
            ...tokenColumns(link, owner, tokens, now),
            ...(tokens.scope === undefined ? {} : { scope: tokens.scope }),
            generation: row('generation', '+', 1),
            refresh_lease: null,
            retry_at: null,
            problem: null,
            refreshed_at: now,
          }))
          .where('link_id', '=', link.id)
          .where('owner', '=', ownerText(owner));
        const { numUpdatedRows } = await ofOwner.where('refresh_lease', '=', lease).executeTakeFirstOrThrow();
        if (numUpdatedRows === 1n) return 'stored';
        const left = await queries
          .selectFrom('outgoing_account')
          .select('id')
          .where('link_id', '=', link.id)
          .where('owner', '=', ownerText(owner))
          .executeTakeFirst();
        return left === undefined ? 'gone' : 'lost';
      }),

    async giveBack(accountId, lease, retryAt) {
      await database.write((queries) =>
        queries
          .updateTable('outgoing_account')
          .set({ refresh_lease: null, retry_at: retryAt })
          .where('id', '=', accountId)
          .where('refresh_lease', '=', lease)
          .execute(),
      );
    },

    mark: (link, owner, { id, generation }, problem, lease) =>
      database.write(async (queries) => {
        const at = clock.now();
        const dropped = { access_token_encrypted: null, refresh_token_encrypted: null, refresh_due_at: null };
        const { numUpdatedRows } = await queries
          .updateTable('outgoing_account')
          .set({ ...(problem === 'client-refused' ? {} : dropped), problem, refresh_lease: null, retry_at: null })
          .where('id', '=', id)
          .where('generation', '=', generation)
          .where('refresh_lease', lease === null ? 'is' : '=', lease)
          .where('problem', 'is', null)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 0n) return;
        const summary = `${link.name} no longer accepts ${described(owner)}: ${reasons[problem]}.`;
        await recordLinkEvent(queries, link, { at, origin: systemOrigin, kind: 'refused', summary });
        for (const tell of onRefused) await tell(queries, { link, owner, problem, at });
      }),
  };
}

/** For the accounts' deletion of a user, in its transaction: what was connected is forgotten here. */
export async function dropOutgoingAccountsOfUser(queries: WriteQueries, userId: number): Promise<void> {
  await queries.deleteFrom('outgoing_account').where('user_id', '=', userId).execute();
}

const reasons: Readonly<Record<AccountProblem, string>> = {
  refused: 'it has to be connected again',
  'client-refused': 'the client ID and secret of the link are not accepted',
  moved: 'the link leads to another provider now',
  unreadable: 'no encryption key opens its tokens',
};

function described(owner: AccountOwner): string {
  return owner === 'system' ? 'the account of the system' : 'an account';
}

function accountsIn(queries: Queries) {
  return queries
    .selectFrom('outgoing_account')
    .leftJoin('user_account', 'user_account.id', 'outgoing_account.user_id')
    .selectAll('outgoing_account')
    .select(['user_account.user_key', 'user_account.username', 'user_account.full_name']);
}

type AccountRow = Selectable<OutgoingAccountTable> & {
  readonly user_key: string | null;
  readonly username: string | null;
  readonly full_name: string | null;
};

function toAccount(row: AccountRow): OutgoingAccount {
  const { user_id: id, user_key: userKey, username, full_name: fullName } = row;
  return {
    id: row.id,
    linkId: row.link_id,
    user: id === null ? undefined : { id, userKey: userKey ?? '', username: username ?? '', fullName: fullName ?? '' },
    scope: row.scope,
    problem: problemOf(row.problem),
    hasRefreshToken: row.refresh_token_encrypted !== null,
    accessExpiresAt: row.access_expires_at,
    connectedAt: row.connected_at,
    refreshedAt: row.refreshed_at,
  };
}
