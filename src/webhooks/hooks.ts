/**
 * Web hooks as administrators manage them. What only the receiver and Weir may know (the signing secret, a password) is stored
 * encrypted and never shown again.
 */
import type { Selectable } from 'kysely';
import { type AuditedObject, appendEvent, type Change } from '../audit/audit-trail.ts';
import type { Origin } from '../audit/origin.ts';
import type { Database } from '../database/database.ts';
import type { WebHookTable } from '../database/schema/web-hooks.ts';
import type { Queries, WriteQueries } from '../database/schema.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import type { Keyring } from '../foundation/keyring.ts';
import { problemsOf, tidy, type WebHookInput, type WebHookProblem } from './hook-input.ts';
import { passwordPurpose, secretPurpose } from './hook-secrets.ts';

export interface WebHook {
  readonly id: number;
  readonly name: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly active: boolean;
  /** Whether deliveries are signed. */
  readonly signed: boolean;
  /** For Basic authentication at the receiver. */
  readonly username: string | undefined;
  readonly verifyCertificate: boolean;
  readonly createdAt: Milliseconds;
  readonly updatedAt: Milliseconds;
}

export type WebHookOutcome =
  | { readonly outcome: 'saved'; readonly hook: WebHook }
  | { readonly outcome: 'refused'; readonly problems: readonly WebHookProblem[] }
  | { readonly outcome: 'unknown' };

export interface WebHookStore {
  create(input: WebHookInput, origin: Origin): Promise<WebHookOutcome>;
  /** @param seen when the web hook that the person saw was last changed; without it, whatever it is now gives way */
  update(id: number, input: WebHookInput, origin: Origin, seen?: Milliseconds): Promise<WebHookOutcome>;
  /** Deliveries that wait go with it. @returns false when there is none */
  remove(id: number, origin: Origin): Promise<boolean>;
  find(id: number): Promise<WebHook | undefined>;
  /** @param events only hooks of one of these; empty: all @returns a part of them in the order in which they were made */
  list(
    events: readonly string[],
    part: { readonly start: number; readonly limit: number },
  ): Promise<{ readonly results: readonly WebHook[]; readonly more: boolean }>;
}

export function webHookStore(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly keyring: Keyring;
}): WebHookStore {
  const { database, clock, keyring } = options;

  return {
    async create(typed, origin) {
      const input = tidy(typed);
      const problems = problemsOf(input);
      if (problems.length > 0) return { outcome: 'refused', problems };
      const now = clock.now();
      return database.write(async (queries) => {
        const { id } = await queries
          .insertInto('web_hook')
          .values({ ...columnsOf(input, now), secret_encrypted: null, username: null, password_encrypted: null, created_at: now })
          .returning('id')
          .executeTakeFirstOrThrow();
        await writeSecrets(queries, id, input);
        await writeEvents(queries, id, input.events);
        const hook = await read(queries, id);
        if (hook === undefined) throw new Error('a web hook that was just made is gone');
        await record(queries, 'created', undefined, hook, origin, now);
        return { outcome: 'saved', hook };
      });
    },

    async update(id, typed, origin, seen) {
      const input = tidy(typed);
      const problems = problemsOf(input);
      if (problems.length > 0) return { outcome: 'refused', problems };
      return database.write(async (queries): Promise<WebHookOutcome> => {
        // A write, though it changes nothing: of two who save at once, the second waits here and sees what the first left.
        await queries
          .updateTable('web_hook')
          .set((row) => ({ updated_at: row.ref('updated_at') }))
          .where('id', '=', id)
          .execute();
        const before = await read(queries, id);
        if (before === undefined) return { outcome: 'unknown' };
        if (seen !== undefined && before.updatedAt !== seen) return { outcome: 'refused', problems: ['meanwhile'] };
        // No two changes have one time.
        const now = Math.max(clock.now(), before.updatedAt + 1);
        if (sendsPasswordElsewhere(before, input)) return { outcome: 'refused', problems: ['password'] };
        await queries.updateTable('web_hook').set(columnsOf(input, now)).where('id', '=', id).execute();
        await writeSecrets(queries, id, input);
        await writeEvents(queries, id, input.events);
        const hook = await read(queries, id);
        if (hook === undefined) return { outcome: 'unknown' };
        await record(queries, 'updated', before, hook, origin, now);
        return { outcome: 'saved', hook };
      });
    },

    remove(id, origin) {
      const now = clock.now();
      return database.write(async (queries) => {
        const hook = await read(queries, id);
        if (hook === undefined) return false;
        const { numDeletedRows } = await queries.deleteFrom('web_hook').where('id', '=', id).executeTakeFirstOrThrow();
        if (numDeletedRows === 0n) return false;
        await record(queries, 'deleted', hook, undefined, origin, now);
        return true;
      });
    },

    find: (id) => read(database.read, id),

    async list(events, { start, limit }) {
      let query = database.read.selectFrom('web_hook').selectAll();
      if (events.length > 0) {
        query = query.where('id', 'in', (from) =>
          from.selectFrom('web_hook_event').select('hook_id').where('event', 'in', events),
        );
      }
      const rows = await query
        .orderBy('id')
        .offset(start)
        .limit(limit + 1)
        .execute();
      const shown = rows.slice(0, limit);
      const eventsOf = await eventsOfEach(
        database.read,
        shown.map(({ id }) => id),
      );
      return { results: shown.map((row) => toHook(row, eventsOf)), more: limit > 0 && rows.length > limit };
    },
  };

  async function writeSecrets(queries: WriteQueries, id: number, { secret, credentials }: WebHookInput): Promise<void> {
    if (secret !== undefined) {
      const sealed = secret === null ? null : keyring.encrypt(secret, secretPurpose(id));
      await queries.updateTable('web_hook').set({ secret_encrypted: sealed }).where('id', '=', id).execute();
    }
    if (credentials !== undefined) {
      await queries
        .updateTable('web_hook')
        .set({
          username: credentials?.username ?? null,
          password_encrypted: credentials === null ? null : keyring.encrypt(credentials.password, passwordPurpose(id)),
        })
        .where('id', '=', id)
        .execute();
    }
  }
}

/** Otherwise whoever may change a web hook could have its password sent to a server of their own. */
function sendsPasswordElsewhere({ username, url: before }: WebHook, { credentials, url }: WebHookInput): boolean {
  return username !== undefined && credentials === undefined && URL.parse(before)?.origin !== URL.parse(url)?.origin;
}

function columnsOf({ name, url, active, verifyCertificate }: WebHookInput, now: Milliseconds) {
  return {
    name,
    url,
    active: active ? (1 as const) : (0 as const),
    verify_certificate: verifyCertificate ? (1 as const) : (0 as const),
    updated_at: now,
  };
}

async function writeEvents(queries: WriteQueries, id: number, events: readonly string[]): Promise<void> {
  await queries.deleteFrom('web_hook_event').where('hook_id', '=', id).execute();
  await queries
    .insertInto('web_hook_event')
    .values(events.map((event) => ({ hook_id: id, event })))
    .execute();
}

async function read(queries: Queries, id: number): Promise<WebHook | undefined> {
  const row = await queries.selectFrom('web_hook').selectAll().where('id', '=', id).executeTakeFirst();
  return row && toHook(row, await eventsOfEach(queries, [id]));
}

async function eventsOfEach(queries: Queries, ids: readonly number[]): Promise<ReadonlyMap<number, readonly string[]>> {
  if (ids.length === 0) return new Map();
  const rows = await queries.selectFrom('web_hook_event').selectAll().where('hook_id', 'in', ids).orderBy('event').execute();
  return new Map([...Map.groupBy(rows, ({ hook_id }) => hook_id)].map(([id, some]) => [id, some.map(({ event }) => event)]));
}

function toHook(row: Selectable<WebHookTable>, events: ReadonlyMap<number, readonly string[]>): WebHook {
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    events: events.get(row.id) ?? [],
    active: row.active === 1,
    signed: row.secret_encrypted !== null,
    username: row.username ?? undefined,
    verifyCertificate: row.verify_certificate === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

async function record(
  queries: WriteQueries,
  what: 'created' | 'updated' | 'deleted',
  before: WebHook | undefined,
  after: WebHook | undefined,
  origin: Origin,
  at: Milliseconds,
): Promise<void> {
  const hook = after ?? before;
  if (hook === undefined) return;
  const object: AuditedObject = { type: 'web-hook', id: String(hook.id), name: hook.name };
  await appendEvent(queries, {
    at,
    origin,
    kind: `web-hook.${what}`,
    object,
    summary: `Web hook ${what}`,
    changes: changesBetween(before, after),
  });
}

function changesBetween(before: WebHook | undefined, after: WebHook | undefined): readonly Change[] {
  const written = (hook: WebHook | undefined) =>
    hook && {
      name: hook.name,
      url: hook.url,
      events: hook.events.join(' '),
      active: String(hook.active),
      signed: String(hook.signed),
      username: hook.username ?? null,
      verifyCertificate: String(hook.verifyCertificate),
    };
  const [old, now] = [written(before), written(after)];
  return (['name', 'url', 'events', 'active', 'signed', 'username', 'verifyCertificate'] as const)
    .map((name) => ({ name, oldValue: old?.[name] ?? null, newValue: now?.[name] ?? null }))
    .filter(({ oldValue, newValue }) => oldValue !== newValue);
}
