/**
 * Restrictions: who may read or change a page or blog post, among those whom the space permits. To read, a reader must be named by
 * every restriction at and above it; to change, by the content's own.
 */
import { appendEvent, type Change } from '../audit/audit-trail.ts';
import type { Origin } from '../audit/origin.ts';
import type { Database } from '../database/database.ts';
import type { ContentRestrictionTable } from '../database/schema/content.ts';
import type { Queries, WriteQueries } from '../database/schema.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import type { Person } from '../http/caller.ts';
import { type ChangeableContent, findLocked } from './changing.ts';
import { refreshRestrictions } from './inheritance.ts';
import { padded } from './lists.ts';
import { type Reader, readable, viewerOf } from './permissions.ts';
import { type Author, authorColumns, type ContentRecord, selectRecords, toAuthor, toRecord } from './records.ts';
import type { Refusal, SubjectName } from './refusals.ts';
import { type KnownSubject, nameOf, subjectsNamed } from './subjects.ts';

export type RestrictedOperation = ContentRestrictionTable['operation'];

export const restrictedOperations: readonly RestrictedOperation[] = ['read', 'update'];

/** Whom one operation on one content is restricted to; nobody named: it is not restricted. */
export interface Restriction {
  readonly users: readonly Author[];
  readonly groups: readonly string[];
  /** Undefined: it is none, or was made before that was noted. */
  readonly changedAt: Milliseconds | undefined;
}

/** Nobody is named: everybody may whom the space lets. */
export const unrestricted: Restriction = { users: [], groups: [], changedAt: undefined };

/** The restrictions of content itself, without those above it. */
export type Restrictions = Readonly<Record<RestrictedOperation, Restriction>>;

export interface RestrictionChange {
  readonly operation: RestrictedOperation;
  readonly subjects: readonly SubjectName[];
  /** When the restriction that the person saw was last changed, 0: that was not noted. What somebody else has changed since is then left alone. */
  readonly seen?: Milliseconds | undefined;
}

export interface RestrictionVerbs {
  /** @returns by content id; without what the reader may not see */
  of(reader: Reader, contentIds: readonly number[]): Promise<ReadonlyMap<number, Restrictions>>;
  /**
   * @returns by content id the content at and above that restricts who reads it, the topmost first, as far as the reader may see it;
   *   without what nothing restricts
   */
  relevant(reader: Reader, contentIds: readonly number[]): Promise<ReadonlyMap<number, readonly ContentRecord[]>>;
  /**
   * Changes the restrictions of the operations that are named; the others stay.
   * @param mode `replace` makes each exactly this (nobody: no restriction), `add` lets more in where it is restricted already,
   *   `remove` takes these away
   * @returns undefined when it is done; `locks-out` when the person would shut themselves out
   */
  change(
    person: Person,
    contentId: number,
    mode: 'replace' | 'add' | 'remove',
    changes: readonly RestrictionChange[],
    origin: Origin,
  ): Promise<Refusal | undefined>;
}

export function restrictionVerbs({ database, clock }: { readonly database: Database; readonly clock: Clock }): RestrictionVerbs {
  return {
    async of(reader, contentIds) {
      if (contentIds.length === 0) return new Map();
      const seen = await database.read
        .selectFrom('content')
        .select('content.id')
        .where('content.id', 'in', padded([...new Set(contentIds)]))
        .where(readable(viewerOf(reader)))
        .execute();
      const ids = seen.map(({ id }) => id);
      if (ids.length === 0) return new Map();
      const rows = await restrictionsOf(database.read, ids);
      const byContent = Map.groupBy(rows, ({ content_id }) => content_id);
      return new Map(ids.map((id) => [id, toRestrictions(byContent.get(id) ?? [])]));
    },

    async relevant(reader, contentIds) {
      if (contentIds.length === 0) return new Map();
      const links = await database.read
        .selectFrom('content as restricted')
        .innerJoin('restriction_chain as chain', 'chain.content_id', 'restricted.restricted_by')
        .select(['restricted.id', 'chain.restricted_id'])
        .select(({ selectFrom }) =>
          selectFrom('restriction_chain as above')
            .select(({ fn }) => fn.countAll<number>().as('depth'))
            .whereRef('above.content_id', '=', 'chain.restricted_id')
            .as('depth'),
        )
        .where('restricted.id', 'in', padded([...new Set(contentIds)]))
        // The further down, the more restrictions hold.
        .orderBy('depth')
        .execute();
      if (links.length === 0) return new Map();
      const rows = await selectRecords(database.read)
        .where('content.id', 'in', padded([...new Set(links.map(({ restricted_id }) => restricted_id))]))
        .where(readable(viewerOf(reader)))
        .execute();
      const byId = new Map(rows.map((row) => [row.id, toRecord(row)]));
      const linksOf = Map.groupBy(links, ({ id }) => id);
      return new Map(
        Array.from(linksOf, ([id, above]) => [id, above.flatMap(({ restricted_id }) => byId.get(restricted_id) ?? [])]),
      );
    },

    async change(person, contentId, mode, changes, origin) {
      const now = clock.now();
      return database.write(async (queries) => {
        const viewer = viewerOf(person);
        const content = await findLocked(queries, viewer, contentId);
        if (content === undefined) return { refused: 'unknown-content', id: contentId };
        if (content.container_id !== null) return { refused: 'restricted-by-container', id: contentId };
        if (!content.may_restrict) return { refused: 'not-permitted', action: { verb: 'restrict', id: contentId } };
        const named = changes.flatMap(({ subjects }) => subjects);
        const known = await subjectsNamed(queries, named);
        const unknown = named.find((subject) => subject.kind === 'anonymous' || !known.has(nameOf(subject)));
        if (unknown !== undefined) return { refused: 'unknown-subject', subject: unknown };

        const held = await restrictionsOf(queries, [contentId]);
        const standing = toRestrictions(held);
        if (changes.some(({ operation, seen }) => seen !== undefined && seen !== (standing[operation].changedAt ?? 0))) {
          return { refused: 'restrictions-changed', id: contentId };
        }
        const next = changes.map(({ operation, subjects }) => {
          const before = held.filter((row) => row.operation === operation).map(toKnown);
          const after = combine(
            mode,
            before,
            subjects.flatMap((subject) => known.get(nameOf(subject)) ?? []),
          );
          return { operation, before, after };
        });
        if (!viewer.seesEverything) {
          const groups = await groupsOf(queries, person.id);
          const isIn = ({ kind, id }: KnownSubject) => (kind === 'user' ? id === person.id : groups.has(id));
          if (next.some(({ after }) => after.length > 0 && !after.some(isIn))) return { refused: 'locks-out', id: contentId };
        }

        const changed = next.filter(({ before, after }) => written(before) !== written(after));
        if (changed.length === 0) return undefined;
        // No two changes have one time.
        const last = Math.max(...held.map(({ changed_at }) => changed_at ?? 0), 0);
        await replace(queries, content, changed, Math.max(now, last + 1));
        await appendEvent(queries, {
          at: now,
          origin,
          kind: 'content.restrictions-changed',
          object: { type: content.type, id: String(contentId), name: content.title },
          summary: `Restrictions of ${content.title} were changed.`,
          changes: changed.map(
            ({ operation, before, after }): Change => ({
              name: operation,
              oldValue: written(before) || null,
              newValue: written(after) || null,
            }),
          ),
        });
        return undefined;
      });
    },
  };
}

async function replace(
  queries: WriteQueries,
  { id }: ChangeableContent,
  changed: readonly { readonly operation: RestrictedOperation; readonly after: readonly KnownSubject[] }[],
  now: Milliseconds,
): Promise<void> {
  await queries
    .deleteFrom('content_restriction')
    .where('content_id', '=', id)
    .where(
      'operation',
      'in',
      changed.map(({ operation }) => operation),
    )
    .execute();
  const rows = changed.flatMap(({ operation, after }) =>
    after.flatMap((subject) =>
      subject.kind === 'anonymous'
        ? []
        : [{ content_id: id, operation, subject_kind: subject.kind, subject_id: subject.id, changed_at: now }],
    ),
  );
  if (rows.length > 0) await queries.insertInto('content_restriction').values(rows).execute();
  if (changed.some(({ operation }) => operation === 'read')) await refreshRestrictions(queries, { at: id });
}

function combine(
  mode: 'replace' | 'add' | 'remove',
  before: readonly KnownSubject[],
  named: readonly KnownSubject[],
): readonly KnownSubject[] {
  const distinct = (subjects: readonly KnownSubject[]) => [
    ...new Map(subjects.map((subject) => [keyOf(subject), subject])).values(),
  ];
  switch (mode) {
    case 'replace':
      return distinct(named);
    case 'add':
      return distinct([...before, ...named]);
    case 'remove': {
      const gone = new Set(named.map(keyOf));
      return before.filter((subject) => !gone.has(keyOf(subject)));
    }
    default:
      return mode satisfies never;
  }
}

function keyOf({ kind, id }: KnownSubject): string {
  return `${kind} ${id}`;
}

/** Subjects as the audit trail records them. */
function written(subjects: readonly KnownSubject[]): string {
  return subjects
    .map(({ called }) => called)
    .sort()
    .join(', ');
}

async function groupsOf(queries: WriteQueries, userId: number): Promise<ReadonlySet<number>> {
  const rows = await queries.selectFrom('group_member').select('group_id').where('user_id', '=', userId).execute();
  return new Set(rows.map(({ group_id }) => group_id));
}

function restrictionsOf(queries: Queries, contentIds: readonly number[]) {
  return queries
    .selectFrom('content_restriction as restriction')
    .leftJoin('user_account', (join) =>
      join.onRef('user_account.id', '=', 'restriction.subject_id').on('restriction.subject_kind', '=', 'user'),
    )
    .leftJoin('user_group', (join) =>
      join.onRef('user_group.id', '=', 'restriction.subject_id').on('restriction.subject_kind', '=', 'group'),
    )
    .select([
      'restriction.content_id',
      'restriction.operation',
      'restriction.subject_kind',
      'restriction.subject_id',
      'restriction.changed_at',
      ...authorColumns('user_account'),
      'user_group.name',
    ])
    .where('restriction.content_id', 'in', padded(contentIds))
    .orderBy('user_account.username_folded')
    .orderBy('user_group.name_folded')
    .execute();
}

type RestrictionRow = Awaited<ReturnType<typeof restrictionsOf>>[number];

function toKnown({ subject_kind: kind, subject_id: id, username, name }: RestrictionRow): KnownSubject {
  return { kind, id, called: `${kind} ${username ?? name ?? id}` };
}

function toRestrictions(rows: readonly RestrictionRow[]): Restrictions {
  const of = (operation: RestrictedOperation): Restriction => {
    const mine = rows.filter((row) => row.operation === operation);
    return {
      users: mine.flatMap((row) => toAuthor(row) ?? []),
      groups: mine.flatMap(({ name }) => name ?? []),
      changedAt: mine.find(({ changed_at }) => changed_at !== null)?.changed_at ?? undefined,
    };
  };
  return { read: of('read'), update: of('update') };
}
