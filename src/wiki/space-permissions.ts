/**
 * The grants of a space, for those who administer it: who holds what, and changing it. Granting adds what the granted permissions
 * include; revoking removes what includes the revoked ones.
 */
import { appendEvent, type Change } from '../audit/audit-trail.ts';
import type { Origin } from '../audit/origin.ts';
import type { SubjectKind } from '../database/schema/columns.ts';
import type { Queries, WriteQueries } from '../database/schema.ts';
import type { Person } from '../http/caller.ts';
import { spaceEvent, type TellingVerbs } from './events.ts';
import { lockSpaces } from './locks.ts';
import { spaceFor } from './named-space.ts';
import { complete, without } from './permission-sets.ts';
import { type SpacePermission, viewerOf } from './permissions.ts';
import { type Author, type AuthorRow, authorColumns, toAuthor } from './records.ts';
import { isRefusal, type Refusal, type SubjectName } from './refusals.ts';
import { type KnownSubject, nameOf, subjectsNamed } from './subjects.ts';

/** Who holds a permission. */
export type Subject =
  | { readonly kind: 'user'; readonly user: Author }
  | { readonly kind: 'group'; readonly name: string }
  | { readonly kind: 'anonymous' };

export interface Grant {
  readonly subject: Subject;
  /** With all that they include, in their usual order. */
  readonly permissions: readonly SpacePermission[];
}

interface SpaceGrants {
  readonly space: { readonly id: number; readonly key: string };
  /** Anonymous readers, then groups, then users, by name. */
  readonly grants: readonly Grant[];
}

export interface GrantChange {
  /** `set` makes it exactly these and what they include: none takes everything. */
  readonly change: 'grant' | 'revoke' | 'set';
  readonly subject: SubjectName;
  readonly permissions: readonly SpacePermission[];
}

export interface SpacePermissionVerbs {
  list(person: Person, spaceKey: string): Promise<SpaceGrants | Refusal>;
  /** Carries out all of the changes or none. @returns undefined when it is done */
  change(person: Person, spaceKey: string, changes: readonly GrantChange[], origin: Origin): Promise<Refusal | undefined>;
}

export function spacePermissionVerbs({ database, clock, announce }: TellingVerbs): SpacePermissionVerbs {
  return {
    async list(person, spaceKey) {
      const space = await findAdministered(database.read, person, spaceKey);
      if (isRefusal(space)) return space;
      return { space, grants: await grantsOf(database.read, space.id) };
    },

    async change(person, spaceKey, changes, origin) {
      if (changes.some(givesMoreThanViewToAnonymous)) return { refused: 'anonymous-may-only-view' };
      const now = clock.now();
      return database.write(async (queries) => {
        const space = await lockAdministered(queries, person, spaceKey);
        if (isRefusal(space)) return space;
        const known = await subjectsNamed(
          queries,
          changes.map(({ subject }) => subject),
        );
        const unknown = changes.find(({ subject }) => !known.has(nameOf(subject)));
        if (unknown !== undefined) return { refused: 'unknown-subject', subject: unknown.subject };

        const recorded: Change[] = [];
        // A request names a few subjects, each with conditions of its own; nothing here runs over results.
        for (const change of changes) {
          const subject = known.get(nameOf(change.subject));
          if (subject === undefined) continue;
          const held = await heldBy(queries, space.id, subject);
          const next = afterChange(held, change);
          if (written(next) === written(held)) continue;
          await replaceGrants(queries, space.id, subject, next);
          recorded.push({ name: subject.called, oldValue: written(held), newValue: written(next) });
        }
        if (recorded.length > 0) {
          await appendEvent(queries, {
            at: now,
            origin,
            kind: 'space.permissions-changed',
            object: { type: 'space', id: String(space.id), name: space.key },
            summary: `Permissions of space ${space.key} were changed.`,
            changes: recorded,
          });
          await announce(queries, spaceEvent('permissions_updated', space.key, person, now));
        }
        return undefined;
      });
    },
  };
}

function givesMoreThanViewToAnonymous({ change, subject, permissions }: GrantChange): boolean {
  return subject.kind === 'anonymous' && change !== 'revoke' && permissions.some((permission) => permission !== 'view');
}

/** A set as the audit trail records it. */
function written(permissions: readonly SpacePermission[]): string | null {
  return permissions.length === 0 ? null : permissions.join(' ');
}

/** @returns a space that the person administers, or why they cannot do what only such a person does */
export async function findAdministered(
  queries: Queries,
  person: Person,
  key: string,
): Promise<{ readonly id: number; readonly key: string } | Refusal> {
  const space = await spaceFor(queries, viewerOf(person), key, 'administer');
  if (space === undefined) return { refused: 'unknown-space', key };
  if (!space.isPermitted) return { refused: 'not-permitted', action: { verb: 'administer-space', key: space.key } };
  return { id: space.id, key: space.key };
}

/** As `findAdministered`, once the space is locked: whoever held the lock before may have taken it from this person, or from everybody. */
export async function lockAdministered(queries: WriteQueries, person: Person, key: string): ReturnType<typeof findAdministered> {
  const before = await findAdministered(queries, person, key);
  if (isRefusal(before)) return before;
  await lockSpaces(queries, before.id);
  return findAdministered(queries, person, key);
}

const kindOrder: Readonly<Record<SubjectKind, number>> = { anonymous: 0, group: 1, user: 2 };

async function grantsOf(queries: Queries, spaceId: number): Promise<readonly Grant[]> {
  const rows = await queries
    .selectFrom('space_permission as granted')
    .leftJoin('user_account', (join) =>
      join.onRef('user_account.id', '=', 'granted.subject_id').on('granted.subject_kind', '=', 'user'),
    )
    .leftJoin('user_group', (join) =>
      join.onRef('user_group.id', '=', 'granted.subject_id').on('granted.subject_kind', '=', 'group'),
    )
    .select([
      'granted.subject_kind',
      'granted.subject_id',
      'granted.permission',
      ...authorColumns('user_account'),
      'user_group.name',
    ])
    .where('granted.space_id', '=', spaceId)
    .orderBy('user_account.username_folded')
    .orderBy('user_group.name_folded')
    .execute();
  const bySubject = Map.groupBy(rows, ({ subject_kind, subject_id }) => `${subject_kind} ${subject_id}`);
  return [...bySubject.values()]
    .flatMap((ofSubject): readonly Grant[] => {
      const subject = subjectOf(ofSubject[0]);
      return subject === undefined ? [] : [{ subject, permissions: complete(ofSubject.map(({ permission }) => permission)) }];
    })
    .sort((a, b) => kindOrder[a.subject.kind] - kindOrder[b.subject.kind]);
}

interface SubjectRow extends AuthorRow {
  readonly subject_kind: SubjectKind;
  readonly name: string | null;
}

/** @returns undefined when the account or group is gone */
function subjectOf(row: SubjectRow | undefined): Subject | undefined {
  if (row === undefined) return undefined;
  if (row.subject_kind === 'anonymous') return { kind: 'anonymous' };
  if (row.subject_kind === 'group') return row.name === null ? undefined : { kind: 'group', name: row.name };
  const user = toAuthor(row);
  return user && { kind: 'user', user };
}

async function heldBy(queries: WriteQueries, spaceId: number, subject: KnownSubject): Promise<readonly SpacePermission[]> {
  const rows = await queries
    .selectFrom('space_permission')
    .select('permission')
    .where('space_id', '=', spaceId)
    .where('subject_kind', '=', subject.kind)
    .where('subject_id', '=', subject.id)
    .execute();
  return complete(rows.map(({ permission }) => permission));
}

function afterChange(held: readonly SpacePermission[], { change, permissions }: GrantChange): readonly SpacePermission[] {
  switch (change) {
    case 'set':
      return complete(permissions);
    case 'grant':
      return complete([...held, ...permissions]);
    case 'revoke':
      return without(held, permissions);
    default:
      return change satisfies never;
  }
}

async function replaceGrants(
  queries: WriteQueries,
  spaceId: number,
  subject: KnownSubject,
  permissions: readonly SpacePermission[],
): Promise<void> {
  await queries
    .deleteFrom('space_permission')
    .where('space_id', '=', spaceId)
    .where('subject_kind', '=', subject.kind)
    .where('subject_id', '=', subject.id)
    .execute();
  if (permissions.length === 0) return;
  await queries
    .insertInto('space_permission')
    .values(
      permissions.map((permission) => ({ space_id: spaceId, subject_kind: subject.kind, subject_id: subject.id, permission })),
    )
    .execute();
}
