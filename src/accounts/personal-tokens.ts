/**
 * Personal access tokens: what a person gives a program so that it can act for them. The token is shown once, and only its hash is
 * stored. It can never do more than its owner, whose permissions are read at each use; disabling the account ends it at once.
 */
import type { Selectable } from 'kysely';
import { type AuditedObject, appendEvent } from '../audit/audit-trail.ts';
import type { Origin } from '../audit/origin.ts';
import type { Database } from '../database/database.ts';
import { prepare } from '../database/prepared.ts';
import type { PersonalTokenTable } from '../database/schema/personal-tokens.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import { plainName } from '../foundation/folding.ts';
import type { Random } from '../foundation/random.ts';
import { mintToken, tokenHash } from '../foundation/token-format.ts';
import { type Person, type Scope, scopeKeys } from '../http/caller.ts';
import type { OnPasswordChanged } from './password-change.ts';
import { personColumns, toPerson } from './person.ts';
import { holdSession } from './sessions.ts';

export interface PersonalToken {
  readonly id: number;
  readonly name: string;
  /** The widest right that it gives; undefined: everything that its owner may do. */
  readonly scope: Scope | undefined;
  readonly createdAt: Milliseconds;
  /** Null: it does not expire by itself. */
  readonly expiresAt: Milliseconds | null;
  readonly lastUsedAt: Milliseconds | null;
  readonly lastUsedAddress: string | null;
}

/** What its owner decides; as typed, or as a program sends it. */
export interface NewPersonalToken {
  readonly name: string;
  /** Days from now; undefined: as long as the setting allows. */
  readonly days: number | undefined;
  readonly scope: Scope | undefined;
}

export type PersonalTokenProblem =
  | 'name-missing'
  | 'name-too-long'
  | 'days-invalid'
  | 'days-too-many'
  | 'too-many-tokens'
  | 'session-ended';

export type PersonalTokenOutcome =
  | { readonly outcome: 'created'; readonly token: PersonalToken; readonly rawToken: string }
  | { readonly outcome: 'refused'; readonly problem: PersonalTokenProblem };

/** Whose a token is, and what it may do. */
export interface ResolvedPersonalToken {
  readonly id: number;
  readonly person: Person;
  readonly scope: Scope;
}

export interface PersonalTokenStore {
  /** In days; 0: no limit. */
  mostDays(): number;
  /** @param session `publicId` of the browser session that asks for it; left out: none does */
  create(person: Person, token: NewPersonalToken, origin: Origin, session?: string): Promise<PersonalTokenOutcome>;
  /** @returns a user's tokens that have not expired, the newest first */
  ofUser(userId: number): Promise<readonly PersonalToken[]>;
  /** Ends a token of this user. @returns false when there is none */
  revoke(userId: number, tokenId: number, origin: Origin): Promise<boolean>;
  /** @returns whose a token is; undefined for one that is unknown, expired, or of a disabled account */
  resolve(rawToken: string): Promise<ResolvedPersonalToken | undefined>;
  /** Deletes some tokens that expired long ago. @returns how many */
  prune(limit: number): Promise<number>;
}

export interface PersonalTokenOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  /** The longest life of a token in days, of those that were made before the limit too; 0: none. */
  readonly mostDays: () => number;
  readonly onCreated: readonly OnTokenCreated[];
}

/** Runs inside the transaction that makes a token: its owner is told. */
export type OnTokenCreated = (queries: WriteQueries, userId: number, token: PersonalToken) => Promise<void>;

const day: Milliseconds = 24 * 3_600_000;
/** Ten years: more says nothing, and a date stays a date. */
const longestDays = 3650;
export const longestTokenName = 100;
/** So that a list of them is read at once. */
const mostTokens = 100;
/** An expired row stays a while: the clocks of several nodes differ. */
const margin: Milliseconds = 3_600_000;

export function personalTokenStore({ database, clock, random, mostDays, onCreated }: PersonalTokenOptions): PersonalTokenStore {
  const byHash = prepare(database, (queries, values: { hash: string }) =>
    queries
      .selectFrom('personal_token')
      .innerJoin('user_account', 'user_account.id', 'personal_token.user_id')
      .where('personal_token.token_hash', '=', values.hash)
      .where('user_account.disabled_at', 'is', null)
      .select(['personal_token.id', 'personal_token.scope', 'personal_token.created_at', 'personal_token.expires_at'])
      .select(personColumns),
  );

  /** The setting holds for tokens of any age. */
  function endOf({ created_at, expires_at }: Pick<Row, 'created_at' | 'expires_at'>): Milliseconds | null {
    const most = mostDays();
    if (most === 0) return expires_at;
    const latest = created_at + most * day;
    return expires_at === null ? latest : Math.min(expires_at, latest);
  }

  function hasExpired(row: Pick<Row, 'created_at' | 'expires_at'>, now: Milliseconds): boolean {
    const end = endOf(row);
    return end !== null && end <= now;
  }

  const toToken = (row: Row): PersonalToken => ({
    id: row.id,
    name: row.name,
    scope: row.scope ?? undefined,
    createdAt: row.created_at,
    expiresAt: endOf(row),
    lastUsedAt: row.last_used_at,
    lastUsedAddress: row.last_used_address,
  });

  return {
    mostDays,

    async create(person, typed, origin, session) {
      const name = plainName(typed.name);
      const problem = problemOf(name, typed.days, mostDays());
      if (problem !== undefined) return { outcome: 'refused', problem };
      const now = clock.now();
      const rawToken = mintToken('personal', random, now);
      return database.write(async (queries) => {
        // Whoever changes the password and ends all tokens with it gets this one too, or it is not made.
        if (session !== undefined && !(await holdSession(queries, session, now))) {
          return { outcome: 'refused', problem: 'session-ended' };
        }
        const held = await queries
          .selectFrom('personal_token')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('user_id', '=', person.id)
          .executeTakeFirstOrThrow();
        if (held.count >= mostTokens) return { outcome: 'refused', problem: 'too-many-tokens' };
        const row = await queries
          .insertInto('personal_token')
          .values({
            user_id: person.id,
            name,
            token_hash: tokenHash(rawToken),
            scope: typed.scope ?? null,
            created_at: now,
            expires_at: typed.days === undefined ? null : now + typed.days * day,
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        const token = toToken(row);
        await appendEvent(queries, {
          at: now,
          origin,
          kind: 'personal-token.created',
          object: objectOf(person),
          summary: `Personal access token “${name}” created`,
          changes: [
            { name: 'scope', oldValue: null, newValue: token.scope ?? 'all' },
            { name: 'expires', oldValue: null, newValue: writtenEnd(token.expiresAt) },
          ],
        });
        for (const hook of onCreated) await hook(queries, person.id, token);
        return { outcome: 'created', token, rawToken };
      });
    },

    async ofUser(userId) {
      const now = clock.now();
      const rows = await database.read
        .selectFrom('personal_token')
        .selectAll()
        .where('user_id', '=', userId)
        .orderBy('id', 'desc')
        .execute();
      return rows.filter((row) => !hasExpired(row, now)).map(toToken);
    },

    revoke(userId, tokenId, origin) {
      const now = clock.now();
      return database.write(async (queries) => {
        const row = await queries
          .deleteFrom('personal_token')
          .where('id', '=', tokenId)
          .where('user_id', '=', userId)
          .returning('name')
          .executeTakeFirst();
        if (row === undefined) return false;
        const owner = await ownerOf(queries, userId);
        await appendEvent(queries, {
          at: now,
          origin,
          kind: 'personal-token.revoked',
          object: owner,
          summary: `Personal access token “${row.name}” revoked`,
        });
        return true;
      });
    },

    async resolve(rawToken) {
      const found = await byHash.kept({ hash: tokenHash(rawToken) }, ([row]) => row && { row, person: toPerson(row) });
      if (found === undefined || hasExpired(found.row, clock.now())) return undefined;
      const { row, person } = found;
      return { id: row.id, person, scope: row.scope ?? widestScope };
    },

    prune: (limit) =>
      database.write(async (queries) => {
        const before = clock.now() - margin;
        const most = mostDays();
        const expired = queries
          .selectFrom('personal_token')
          .select('id')
          .where((where) =>
            where.or([where('expires_at', '<', before), ...(most === 0 ? [] : [where('created_at', '<', before - most * day)])]),
          )
          .limit(limit);
        const { numDeletedRows } = await queries
          .deleteFrom('personal_token')
          .where('id', 'in', expired)
          .executeTakeFirstOrThrow();
        return Number(numDeletedRows);
      }),
  };
}

/** Ends a user's tokens when the password changes, if that was chosen; in the transaction of the change. */
export const endTokensOnPasswordChange: OnPasswordChanged = async (queries, userId, { alsoApplications, at, origin }) => {
  if (!alsoApplications) return;
  const ended = await dropTokensOf(queries, userId);
  if (ended === 0) return;
  const object = await ownerOf(queries, userId);
  const tokens = ended === 1 ? 'One personal access token' : `${ended} personal access tokens`;
  await appendEvent(queries, { at, origin, kind: 'personal-token.revoked', object, summary: `${tokens} revoked` });
};

/** @returns how many tokens of the user ended */
export async function dropTokensOf(queries: WriteQueries, userId: number): Promise<number> {
  const { numDeletedRows } = await queries.deleteFrom('personal_token').where('user_id', '=', userId).executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

/** @returns the sentence that says what is wrong */
export function personalTokenProblemText(problem: PersonalTokenProblem, mostDays: number): string {
  switch (problem) {
    case 'name-missing':
      return 'Enter a name that tells you later which program has this token.';
    case 'name-too-long':
      return `Use at most ${longestTokenName} characters.`;
    case 'days-invalid':
      return `Enter a whole number of days from 1 to ${mostDays === 0 ? longestDays : mostDays}, or nothing.`;
    case 'days-too-many':
      return `A token may last ${mostDays === 0 ? longestDays : mostDays} days at most.`;
    case 'too-many-tokens':
      return `You have ${mostTokens} tokens already. Revoke one that you do not need first.`;
    case 'session-ended':
      return 'Your session has ended meanwhile. Log in again.';
  }
}

type Row = Selectable<PersonalTokenTable>;

/** Without a scope of its own a token may do what its owner may do. */
const widestScope: Scope = scopeKeys.at(-1) ?? 'READ';

function problemOf(name: string, days: number | undefined, mostDays: number): PersonalTokenProblem | undefined {
  if (name === '') return 'name-missing';
  if ([...name].length > longestTokenName) return 'name-too-long';
  if (days === undefined) return undefined;
  if (!Number.isSafeInteger(days) || days < 1) return 'days-invalid';
  return days > (mostDays === 0 ? longestDays : mostDays) ? 'days-too-many' : undefined;
}

function objectOf({ userKey, username }: Pick<Person, 'userKey' | 'username'>): AuditedObject {
  return { type: 'user', id: userKey, name: username };
}

async function ownerOf(queries: WriteQueries, userId: number): Promise<AuditedObject> {
  const { user_key, username } = await queries
    .selectFrom('user_account')
    .select(['user_key', 'username'])
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  return objectOf({ userKey: user_key, username });
}

function writtenEnd(end: Milliseconds | null): string {
  return end === null ? 'never' : new Date(end).toISOString();
}
