/** A user account as the stores return it, and how changes to it are recorded. */
import type { Selectable } from 'kysely';
import { appendEvent, type Change } from '../audit/audit-trail.ts';
import type { Origin } from '../audit/origin.ts';
import type { UserAccountTable } from '../database/schema/accounts.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import type { Profile } from './profile-rules.ts';

export interface User extends Profile {
  readonly id: number;
  /** 32 lower-case hex digits, the `userKey` of the REST API. */
  readonly userKey: string;
  /** The account of a program, behind a service account. */
  readonly isService: boolean;
  /** Null: no password sign-in. */
  readonly passwordChangedAt: Milliseconds | null;
  /** Null: not disabled. */
  readonly disabledAt: Milliseconds | null;
  /** Since when a second factor is asked for; null: none. */
  readonly twoStepAt: Milliseconds | null;
  /** By the browser; null: never, or not since this is noted. */
  readonly lastSignInAt: Milliseconds | null;
  readonly createdAt: Milliseconds;
  /** Names their picture; undefined: they have none. */
  readonly picture: string | undefined;
}

export function toUser(row: Selectable<UserAccountTable>): User {
  return {
    id: row.id,
    userKey: row.user_key,
    username: row.username,
    fullName: row.full_name,
    email: row.email,
    isService: row.kind === 'service',
    passwordChangedAt: row.password_changed_at,
    disabledAt: row.disabled_at,
    twoStepAt: row.two_step_at,
    lastSignInAt: row.last_sign_in_at,
    createdAt: row.created_at,
    picture: row.picture ?? undefined,
  };
}

export type UserEventKind =
  | 'user.created'
  | 'user.profile-changed'
  | 'user.renamed'
  | 'user.password-changed'
  | 'user.disabled'
  | 'user.enabled'
  | 'user.unlocked'
  | 'user.deleted';

const summaries: Readonly<Record<UserEventKind, string>> = {
  'user.created': 'User created',
  'user.profile-changed': 'Profile changed',
  'user.renamed': 'Username changed',
  'user.password-changed': 'Password changed',
  'user.disabled': 'User disabled, all sessions ended',
  'user.enabled': 'User enabled',
  'user.unlocked': 'Sign-in unlocked: failed attempts are forgotten',
  'user.deleted': 'User deleted: name, address, memberships and credentials are gone',
};

/** Those that say what the profile was and is. */
const kindsOfProfile: ReadonlySet<UserEventKind> = new Set(['user.created', 'user.profile-changed', 'user.renamed']);

/** Writes the event of a change to a user, inside its transaction. `before` is compared with `user`; without it nothing was there. */
export function recordUserEvent(
  queries: WriteQueries,
  event: {
    readonly kind: UserEventKind;
    readonly user: User;
    readonly before?: User;
    readonly origin: Origin;
    readonly at: Milliseconds;
  },
): Promise<void> {
  const { kind, user, origin, at } = event;
  return appendEvent(queries, {
    at,
    origin,
    kind,
    object: { type: 'user', id: user.userKey, name: user.username },
    summary: summaries[kind],
    changes: kindsOfProfile.has(kind) ? changesBetween(event.before, user) : [],
  });
}

function changesBetween(before: User | undefined, after: User): readonly Change[] {
  return (['username', 'fullName', 'email'] as const)
    .map((name) => ({ name, oldValue: before?.[name] ?? null, newValue: after[name] }))
    .filter(({ oldValue, newValue }) => oldValue !== newValue);
}
