/**
 * Who may see and do what in a space, as the SQL condition that every list, count and single read includes: what a read
 * would refuse can therefore never show in a list.
 *
 * A space grants permissions to users and groups, and `view` to anonymous readers, which then everybody may. Whoever holds any
 * permission holds `view`, and whoever holds `administer` holds all of them: that is how grants are stored. A system administrator
 * holds every permission in every space; the global permission `administer` by itself opens none. In a space that is being deleted nobody
 * holds any: its grants are gone, and what sees everything does not see it (`space-deletion.ts`).
 * A service account may be held to a list of spaces: of what it is permitted, what lies outside the list is taken from it again.
 */
import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import type { Flag } from '../database/schema/columns.ts';
import type { ContentRestrictionTable, ContentTable, SpacePermissionTable } from '../database/schema/content.ts';
import type { Schema } from '../database/schema.ts';
import { holds, type Person } from '../http/caller.ts';

export type SpacePermission = SpacePermissionTable['permission'];

/** Who reads: a person, or nobody in particular. */
export type Reader = Person | undefined;

/** A reader as the conditions compare it: values only, so that one text of a query serves every reader. */
export interface Viewer {
  /** 0 matches no user and no group. */
  readonly userId: number;
  readonly seesEverything: Flag;
  /** The account whose list of spaces is all that there is for it; 0: no list. */
  readonly confinedAs: number;
}

/** A person without the global permission `use` reads what anonymous readers do. */
export function viewerOf(reader: Reader): Viewer {
  const confinedAs = reader?.confined ? reader.id : 0;
  if (reader === undefined || !holds(reader.permissions, 'use')) return { userId: 0, seesEverything: 0, confinedAs };
  const seesEverything = !reader.confined && holds(reader.permissions, 'administer-system') ? 1 : 0;
  return { userId: reader.id, seesEverything, confinedAs };
}

/** Content under the names by which conditions look at it. */
type Named = 'content' | 'container';
type Tables = Schema & { readonly container: ContentTable; readonly restriction: ContentRestrictionTable };

const builder = () => expressionBuilder<Tables, 'space' | Named | 'restriction'>();

/** The condition that the grant at hand reaches a viewer. */
export function reaches(viewer: Viewer): Expression<SqlBool> {
  const { or } = expressionBuilder<Schema, never>();
  return or(waysToReach(viewer));
}

/** As whom a grant may reach a viewer: as a member of a group, by name, or as anybody. Each is a condition on the grant at hand. */
function waysToReach(viewer: Viewer): readonly Expression<SqlBool>[] {
  const { eb, and, selectFrom } = expressionBuilder<Schema & { readonly granted: SpacePermissionTable }, 'granted'>();
  return [
    and([
      eb('granted.subject_kind', '=', sql.lit('group' as const)),
      eb('granted.subject_id', 'in', selectFrom('group_member').select('group_id').where('user_id', '=', viewer.userId)),
    ]),
    and([eb('granted.subject_kind', '=', sql.lit('user' as const)), eb('granted.subject_id', '=', viewer.userId)]),
    // Anonymous readers may see and nothing else, whatever the row says: what they may do, everybody may.
    and([
      eb('granted.subject_kind', '=', sql.lit('anonymous' as const)),
      eb('granted.subject_id', '=', sql.lit(0)),
      eb('granted.permission', '=', sql.lit('view' as const)),
    ]),
  ];
}

/** Everything but spaces that are being deleted: this is the one place that asks for those, and it is asked of such viewers alone. */
function everythingTo(viewer: Viewer, space: 'space.id' | 'content.space_id'): Expression<SqlBool> {
  const { eb, and, not, exists, selectFrom } = builder();
  const ending = selectFrom('space_deletion').select(sql.lit(1).as('one')).whereRef('space_deletion.space_id', '=', space);
  return and([eb(eb.val(viewer.seesEverything), '=', sql.lit(1 as Flag)), not(exists(ending))]);
}

/**
 * The condition that a viewer holds a permission in the space at hand.
 * @param permission one, or an expression for one that depends on the content at hand
 */
export function permitted(
  space: 'space.id' | 'content.space_id',
  viewer: Viewer,
  permission: SpacePermission | Expression<SpacePermission>,
): Expression<SqlBool> {
  const { and, or, exists, selectFrom } = builder();
  const grants = selectFrom('space_permission as granted')
    .select(sql.lit(1).as('one'))
    .whereRef('granted.space_id', '=', space)
    .where('granted.permission', '=', asExpression(permission));
  // Asked one by one, each way is a look-up by the whole key; together they would be a walk through all grants of the space.
  const granted = or(waysToReach(viewer).map((way) => exists(grants.where(way))));
  return or([everythingTo(viewer, space), and([granted, withinList(space, viewer, asExpression(permission))])]);
}

/** What may be done in a space that is on the list for reading alone. */
const reading = [sql.lit('view' as const), sql.lit('export' as const)];

/** The condition that a permission in the space at hand is within the list of spaces to which the viewer is held, if there is one. */
export function withinList(
  space: 'space.id' | 'content.space_id' | 'granted.space_id',
  { confinedAs }: Viewer,
  permission: Expression<SpacePermission>,
): Expression<SqlBool> {
  const { eb, or, exists, selectFrom } = expressionBuilder<
    Tables & { readonly granted: SpacePermissionTable },
    'space' | 'content' | 'granted'
  >();
  const listed = selectFrom('service_account_space as listed')
    .select(sql.lit(1).as('one'))
    .where('listed.user_id', '=', confinedAs)
    .whereRef('listed.space_id', '=', space)
    .where((where) => where.or([where('listed.access', '=', sql.lit('write' as const)), where(permission, 'in', reading)]));
  return or([eb(eb.val(confinedAs), '=', sql.lit(0)), exists(listed)]);
}

function asExpression(permission: SpacePermission | Expression<SpacePermission>): Expression<SpacePermission> {
  return typeof permission === 'string' ? sql.lit(permission) : permission;
}

/**
 * The end of a subquery that looks for one row: with it PostgreSQL asks for each content at hand. Without it, it would rather read all
 * content there is once, for a list of a few.
 */
const askedOfEach = { limit: sql.lit(1), offset: sql.lit(0) } as const;

/**
 * The condition that a viewer may see the content at hand: by the space, by its restrictions and those above it, and by its status.
 * What is in the trash is seen by those who may delete it, a draft by its author; what belongs to a page in the trash by nobody. Whoever sees
 * everything sees that too, save the drafts of others and what belongs to them: nobody has been shown those yet.
 */
export function readable(viewer: Viewer): Expression<SqlBool> {
  const { eb, and, or, exists, selectFrom } = builder();
  const alone = eb('content.container_id', 'is', null);
  const container = selectFrom('content as container')
    .select('container.id')
    .whereRef('container.id', '=', 'content.container_id')
    .limit(askedOfEach.limit)
    .offset(askedOfEach.offset);
  return or([
    and([
      everythingTo(viewer, 'content.space_id'),
      noOthersDraft('content', viewer),
      or([alone, exists(container.where(noOthersDraft('container', viewer)))]),
    ]),
    and([
      permitted('content.space_id', viewer, 'view'),
      or([standing('content', viewer), and([eb('content.status', '=', sql.lit('trashed' as const)), removable(viewer)])]),
      unrestricted(viewer),
      or([alone, exists(container.where(standing('container', viewer)))]),
    ]),
  ]);
}

/**
 * The condition that the content at hand is current, and so is what it belongs to, and that a viewer may see it: what `readable` says of such
 * content, without all that it asks of drafts and of the trash. For queries that look at many rows.
 */
export function currentAndReadable(viewer: Viewer): Expression<SqlBool> {
  const { eb, and, or, exists, selectFrom } = builder();
  const current = sql.lit('current' as const);
  const container = selectFrom('content as container')
    .select('container.id')
    .whereRef('container.id', '=', 'content.container_id')
    .where('container.status', '=', current)
    .limit(askedOfEach.limit)
    .offset(askedOfEach.offset);
  return and([
    eb('content.status', '=', current),
    or([eb('content.container_id', 'is', null), exists(container)]),
    or([everythingTo(viewer, 'content.space_id'), and([permitted('content.space_id', viewer, 'view'), unrestricted(viewer)])]),
  ]);
}

function noOthersDraft(content: Named, viewer: Viewer): Expression<SqlBool> {
  const { eb, or } = builder();
  return or([eb(`${content}.status`, '<>', sql.lit('draft' as const)), eb(`${content}.creator_id`, '=', viewer.userId)]);
}

/** The condition that a viewer finds it where it stands: what is current, and a draft of their own. */
function standing(content: Named, viewer: Viewer): Expression<SqlBool> {
  const { eb, and, or } = builder();
  return or([
    eb(`${content}.status`, '=', sql.lit('current' as const)),
    and([eb(`${content}.status`, '=', sql.lit('draft' as const)), eb(`${content}.creator_id`, '=', viewer.userId)]),
  ]);
}

/** The condition that the space lets a viewer delete content of this kind, or this because they made it. */
function removable(viewer: Viewer): Expression<SqlBool> {
  const { eb, and, or } = builder();
  return or([
    permitted('content.space_id', viewer, permissionFor('delete')),
    and([eb('content.creator_id', '=', viewer.userId), permitted('content.space_id', viewer, 'delete-own')]),
  ]);
}

/** `create-page`, `delete-comment`: by the type of the content at hand. */
function permissionFor(verb: 'create' | 'delete'): Expression<SpacePermission> {
  return sql<SpacePermission>`${sql.lit(`${verb}-`)} || ${sql.ref('content.type')}`;
}

/** The condition that every read restriction at and above the content at hand names the viewer. */
function unrestricted(viewer: Viewer): Expression<SqlBool> {
  const { eb, or, not, exists, selectFrom } = builder();
  const closed = selectFrom('restriction_chain as chain')
    .select('chain.restricted_id')
    .whereRef('chain.content_id', '=', 'content.restricted_by')
    .where(({ not, exists, selectFrom }) => {
      const naming = selectFrom('content_restriction as restriction')
        .select('restriction.content_id')
        .whereRef('restriction.content_id', '=', 'chain.restricted_id')
        .where('restriction.operation', '=', sql.lit('read' as const))
        .where(names(viewer));
      return not(exists(naming));
    })
    .limit(askedOfEach.limit)
    .offset(askedOfEach.offset);
  return or([eb('content.restricted_by', 'is', null), not(exists(closed))]);
}

/** The condition that the restriction at hand names the viewer, or a group of theirs. */
function names(viewer: Viewer): Expression<SqlBool> {
  const { eb, and, or, selectFrom } = builder();
  return or([
    and([eb('restriction.subject_kind', '=', sql.lit('user' as const)), eb('restriction.subject_id', '=', viewer.userId)]),
    and([
      eb('restriction.subject_kind', '=', sql.lit('group' as const)),
      eb('restriction.subject_id', 'in', selectFrom('group_member').select('group_id').where('user_id', '=', viewer.userId)),
    ]),
  ]);
}

/** The condition that no update restriction, of the content at hand or of what contains it, leaves the viewer out. */
function unrestrictedToUpdate(viewer: Viewer): Expression<SqlBool> {
  const { or, not, exists, selectFrom, fn } = builder();
  const restriction = selectFrom('content_restriction as restriction')
    .select('restriction.content_id')
    .whereRef('restriction.content_id', '=', fn.coalesce('content.container_id', 'content.id'))
    .where('restriction.operation', '=', sql.lit('update' as const));
  return or([everythingTo(viewer, 'content.space_id'), not(exists(restriction)), exists(restriction.where(names(viewer)))]);
}

/** The condition that a viewer who sees the content at hand may make a version of it; a comment changes only by its author. */
export function editable(viewer: Viewer): Expression<SqlBool> {
  const { eb, and, or } = builder();
  const ownComment = or([
    permitted('content.space_id', viewer, 'administer'),
    and([eb('content.creator_id', '=', viewer.userId), permitted('content.space_id', viewer, 'create-comment')]),
  ]);
  return or([
    and([eb('content.type', '=', sql.lit('comment' as const)), ownComment]),
    and([
      eb('content.type', '<>', sql.lit('comment' as const)),
      permitted('content.space_id', viewer, permissionFor('create')),
      unrestrictedToUpdate(viewer),
    ]),
  ]);
}

/** The condition that a viewer who sees the content at hand may put it in the trash. */
export function deletable(viewer: Viewer): Expression<SqlBool> {
  const { eb, and, or } = builder();
  return and([removable(viewer), or([eb('content.type', '=', sql.lit('comment' as const)), unrestrictedToUpdate(viewer)])]);
}

/** The condition that a viewer who sees the page or blog post at hand may attach files to it. */
export function attachable(viewer: Viewer): Expression<SqlBool> {
  const { and } = builder();
  return and([permitted('content.space_id', viewer, 'create-attachment'), unrestrictedToUpdate(viewer)]);
}

/** The condition that a viewer who sees the content at hand may say who reads and changes it. */
export function restrictable(viewer: Viewer): Expression<SqlBool> {
  const { and, or } = builder();
  return or([
    permitted('content.space_id', viewer, 'administer'),
    and([permitted('content.space_id', viewer, 'restrict'), editable(viewer)]),
  ]);
}

/** The condition as a column, 0 or 1 on both databases. */
export function asFlag(condition: Expression<SqlBool>) {
  return builder()
    .eb.case()
    .when(condition)
    .then(sql.lit(1 as Flag))
    .else(sql.lit(0 as Flag))
    .end();
}
