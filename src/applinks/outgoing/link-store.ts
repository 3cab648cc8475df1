/**
 * The table of outgoing links. A client secret is stored encrypted and never shown again. A link that is pointed at another provider
 * keeps neither its secret nor anybody's tokens: they are sent only where they were meant to go.
 */
import type { Origin } from '../../audit/origin.ts';
import type { Database } from '../../database/database.ts';
import { violatesUnique } from '../../database/failures.ts';
import type { Queries, WriteQueries } from '../../database/schema.ts';
import type { SealedColumn } from '../../database/sealed-column.ts';
import type { Clock, Milliseconds } from '../../foundation/clock.ts';
import type { Keyring } from '../../foundation/keyring.ts';
import type { TestResult } from './connection-result.ts';
import {
  differences,
  isElsewhere,
  type OutgoingLink,
  type OutgoingLinkSettings,
  recordLinkEvent,
  toColumns,
  toLink,
} from './outgoing-link.ts';
import type { OutgoingClient } from './tokens.ts';

export type SaveOutcome =
  | { readonly kind: 'saved'; readonly link: OutgoingLink }
  | { readonly kind: 'name-taken' }
  /** The link is to go somewhere else, and its secret has to be entered for that. */
  | { readonly kind: 'secret-needed' }
  | { readonly kind: 'changed-meanwhile' }
  | { readonly kind: 'unknown' };

export interface OutgoingLinkStore {
  /** @returns all by name */
  list(): Promise<readonly OutgoingLink[]>;
  find(id: number): Promise<OutgoingLink | undefined>;
  findByKey(linkKey: string): Promise<OutgoingLink | undefined>;
  /** @param secret empty for a public client */
  create(settings: OutgoingLinkSettings, secret: string, origin: Origin): Promise<SaveOutcome>;
  /**
   * @param secret empty: as it is
   * @param seen `updatedAt` of the link that the settings were made from; without it, what others changed meanwhile is replaced too
   */
  update(
    id: number,
    settings: OutgoingLinkSettings,
    secret: string,
    by: { readonly origin: Origin; readonly seen?: Milliseconds | undefined },
  ): Promise<SaveOutcome>;
  /** With all its accounts. @returns the link as it was; undefined when there is none */
  remove(id: number, origin: Origin): Promise<OutgoingLink | undefined>;
  /** Notes what a test found, or that one began. @param told for the audit trail; undefined: nothing has happened yet */
  noteTest(
    link: OutgoingLink,
    result: TestResult,
    told: { readonly summary: string; readonly origin: Origin } | undefined,
  ): Promise<void>;
  /** @returns what requests of this link are made of; undefined when no encryption key opens its secret any more */
  clientOf(link: OutgoingLink): Promise<OutgoingClient | undefined>;
}

export function outgoingLinkStore(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly keyring: Keyring;
}): OutgoingLinkStore {
  const { database, clock, keyring } = options;

  return {
    async list() {
      return (await linksIn(database.read).orderBy('outgoing_link.name_folded').execute()).map(toLink);
    },

    find: (id) => one(database.read, id),

    async findByKey(linkKey) {
      const row = await linksIn(database.read).where('outgoing_link.link_key', '=', linkKey).executeTakeFirst();
      return row && toLink(row);
    },

    create: (settings, secret, origin) =>
      save(async (queries) => {
        const now = clock.now();
        const { id } = await queries
          .insertInto('outgoing_link')
          .values({
            ...toColumns(settings),
            client_secret_encrypted: secret === '' ? null : keyring.encrypt(secret, secretPurpose(settings.linkKey)),
            tested_at: null,
            test_result: null,
            created_by: origin.actor.userId,
            created_at: now,
            updated_at: now,
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        const link = await one(queries, id);
        if (link === undefined) throw new Error('a link that was just made is gone');
        await recordLinkEvent(queries, link, {
          at: now,
          origin,
          kind: 'created',
          summary: `Created the outgoing link ${link.name}.`,
          changes: differences(undefined, link),
        });
        return { kind: 'saved', link };
      }),

    update: (id, settings, secret, { origin, seen }) =>
      save(async (queries) => {
        const before = await locked(queries, id);
        if (before === undefined) return { kind: 'unknown' };
        if (seen !== undefined && before.updatedAt !== seen) return { kind: 'changed-meanwhile' };
        // No two changes have one time.
        const now = Math.max(clock.now(), before.updatedAt + 1);
        const moved = isElsewhere(before, settings);
        if (settings.clientAuth !== 'none' && secret === '' && (moved || !before.hasSecret)) return { kind: 'secret-needed' };
        await queries
          .updateTable('outgoing_link')
          .set({
            ...toColumns({ ...settings, linkKey: before.linkKey }),
            ...(settings.clientAuth === 'none' ? { client_secret_encrypted: null } : {}),
            ...(secret === '' ? {} : { client_secret_encrypted: keyring.encrypt(secret, secretPurpose(before.linkKey)) }),
            updated_at: now,
          })
          .where('id', '=', id)
          .execute();
        if (moved) await forgetTokens(queries, id);
        else await tryAgain(queries, id);
        const link = await one(queries, id);
        if (link === undefined) return { kind: 'unknown' };
        const changes = differences(before, link);
        if (changes.length > 0 || secret !== '') {
          await recordLinkEvent(queries, link, {
            at: now,
            origin,
            kind: 'changed',
            summary: `Changed the outgoing link ${link.name}${secret === '' ? '' : ' and its client secret'}.`,
            changes,
          });
        }
        return { kind: 'saved', link };
      }),

    remove: (id, origin) =>
      database.write(async (queries) => {
        const link = await locked(queries, id);
        if (link === undefined) return undefined;
        await queries.deleteFrom('outgoing_link').where('id', '=', id).execute();
        const summary = `Removed the outgoing link ${link.name} with its accounts.`;
        await recordLinkEvent(queries, link, { at: clock.now(), origin, kind: 'removed', summary });
        return link;
      }),

    noteTest: (link, result, told) =>
      database.write(async (queries) => {
        const at = clock.now();
        const { numUpdatedRows } = await queries
          .updateTable('outgoing_link')
          .set({ tested_at: at, test_result: JSON.stringify(result) })
          .where('id', '=', link.id)
          .executeTakeFirstOrThrow();
        if (numUpdatedRows === 1n && told !== undefined) {
          await recordLinkEvent(queries, link, { at, kind: 'tested', ...told });
        }
      }),

    async clientOf(link) {
      const { client_secret_encrypted: sealed } = await database.read
        .selectFrom('outgoing_link')
        .select('client_secret_encrypted')
        .where('id', '=', link.id)
        .executeTakeFirst()
        .then((row) => row ?? { client_secret_encrypted: null });
      const clientSecret = sealed === null ? undefined : keyring.decrypt(sealed, secretPurpose(link.linkKey));
      if (link.clientAuth !== 'none' && clientSecret === undefined) return undefined;
      return {
        issuer: link.issuer === '' ? undefined : link.issuer,
        issSupported: link.issSupported,
        clientId: link.clientId,
        clientAuth: link.clientAuth,
        clientSecret,
        tokenEndpoint: link.tokenEndpoint,
        revocationEndpoint: link.revocationEndpoint === '' ? undefined : link.revocationEndpoint,
      };
    },
  };

  /** That a name or a key is taken shows only when the row is written. */
  async function save(write: (queries: WriteQueries) => Promise<SaveOutcome>): Promise<SaveOutcome> {
    try {
      return await database.write(write);
    } catch (error) {
      if (!violatesUnique(error)) throw error;
      return { kind: 'name-taken' };
    }
  }
}

const secretPurpose = (linkKey: string) => `client secret of the outgoing link ${linkKey}`;

/** For a change of keys. */
export const sealedLinkSecrets: readonly SealedColumn[] = [
  {
    table: 'outgoing_link',
    column: 'client_secret_encrypted',
    id: 'id',
    about: ['sealed.link_key'],
    purpose: secretPurpose,
  },
];

async function forgetTokens(queries: WriteQueries, linkId: number): Promise<void> {
  await queries
    .updateTable('outgoing_account')
    .set((row) => ({
      access_token_encrypted: null,
      refresh_token_encrypted: null,
      refresh_due_at: null,
      refresh_lease: null,
      retry_at: null,
      problem: 'moved',
      generation: row('generation', '+', 1),
    }))
    .where('link_id', '=', linkId)
    .execute();
}

/** After a change, what the provider would not do before may work. */
async function tryAgain(queries: WriteQueries, linkId: number): Promise<void> {
  await queries.updateTable('outgoing_account').set({ retry_at: null }).where('link_id', '=', linkId).execute();
  await queries
    .updateTable('outgoing_account')
    .set({ problem: null })
    .where('link_id', '=', linkId)
    .where('problem', '=', 'client-refused')
    .execute();
}

function linksIn(queries: Queries) {
  return queries
    .selectFrom('outgoing_link')
    .leftJoin('user_account', 'user_account.id', 'outgoing_link.created_by')
    .selectAll('outgoing_link')
    .select('user_account.full_name as created_by_name')
    .select((eb) =>
      eb
        .selectFrom('outgoing_account')
        .whereRef('outgoing_account.link_id', '=', 'outgoing_link.id')
        .select(eb.fn.countAll<number>().as('count'))
        .as('accounts'),
    );
}

async function one(queries: Queries, id: number): Promise<OutgoingLink | undefined> {
  const row = await linksIn(queries).where('outgoing_link.id', '=', id).executeTakeFirst();
  return row && toLink(row);
}

/** The write before the read changes nothing: it keeps two administrators' changes one after the other. */
async function locked(queries: WriteQueries, id: number): Promise<OutgoingLink | undefined> {
  await queries
    .updateTable('outgoing_link')
    .set((row) => ({ updated_at: row.ref('updated_at') }))
    .where('id', '=', id)
    .execute();
  return one(queries, id);
}
