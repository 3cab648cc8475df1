/**
 * Who may see and do what in a space, as the SQL condition that every list, count and single read includes: what a read
 * would refuse can therefore never show in a list.
 *
 * A space grants `view`, `edit` or `administer` to users and groups, each including those before it, and `view` to anonymous
 * readers, which then everybody may. Trashed content is seen by those who may edit its space. A system
 * administrator holds every permission in every space; the global permission `administer` by itself opens none.
 */
import { type Expression, expressionBuilder, type SqlBool, sql } from 'kysely';
import type { ContentRestrictionTable, ContentTable, SpacePermissionTable } from '../database/schema/content.ts';
import type { Flag, Schema } from '../database/schema.ts';
import { holds, type Person } from '../http/caller.ts';

export type SpacePermission = SpacePermissionTable['permission'];

/** Who reads: a person, or nobody in particular. */
export type Reader = Person | undefined;

/** A reader as the conditions compare it: values only, so that one text of a query serves every reader. */
export interface Viewer {
  /** 0 matches no user and no group. */
  readonly userId: number;
  readonly seesEverything: Flag;
}

/** In their order: each includes those before it. */
export const spacePermissions: readonly SpacePermission[] = ['view', 'edit', 'administer'];

/** @returns the permission and those that include it */
export function atLeast(permission: SpacePermission): readonly SpacePermission[] {
  return spacePermissions.slice(spacePermissions.indexOf(permission));
}

/** A person without the global permission `use` reads what anonymous readers do. */
export function viewerOf(reader: Reader): Viewer {
  if (reader === undefined || !holds(reader.permissions, 'use')) return { userId: 0, seesEverything: 0 };
  return { userId: reader.id, seesEverything: holds(reader.permissions, 'administer-system') ? 1 : 0 };
}

const builder = () => expressionBuilder<Schema, 'space' | 'content'>();

/** The grants that reach a viewer; the caller says of which space, and of which permission. */
function grantsTo(viewer: Viewer) {
  return builder()
    .selectFrom('space_permission as granted')
    .select(sql.lit(1).as('one'))
    .where(({ eb, and, or, selectFrom }) =>
      or([
        // Anonymous readers may see and nothing else, whatever the row says: what they may do, everybody may.
        and([
          eb('granted.subject_kind', '=', sql.lit('anonymous' as const)),
          eb('granted.permission', '=', sql.lit('view' as const)),
        ]),
        and([eb('granted.subject_kind', '=', sql.lit('user' as const)), eb('granted.subject_id', '=', viewer.userId)]),
        and([
          eb('granted.subject_kind', '=', sql.lit('group' as const)),
          eb('granted.subject_id', 'in', selectFrom('group_member').select('group_id').where('user_id', '=', viewer.userId)),
        ]),
      ]),
    );
}

function everythingTo(viewer: Viewer): Expression<SqlBool> {
  const { eb } = builder();
  return eb(eb.val(viewer.seesEverything), '=', sql.lit(1 as Flag));
}

/** The condition that a viewer holds a permission in the space at hand. */
export function permitted(
  space: 'space.id' | 'content.space_id',
  viewer: Viewer,
  permission: SpacePermission,
): Expression<SqlBool> {
  const { or, exists } = builder();
  const granted = grantsTo(viewer)
    .whereRef('granted.space_id', '=', space)
    .where(
      'granted.permission',
      'in',
      atLeast(permission).map((each) => sql.lit(each)),
    );
  return or([everythingTo(viewer), exists(granted)]);
}

/**
 * The condition that a viewer may see the content at hand, whatever its status: by the space, by its restrictions and those
 * above it, and for a comment or attachment also by the status of what contains it.
 */
export function readable(viewer: Viewer): Expression<SqlBool> {
  const { eb, and, or, exists, selectFrom } = builder();
  const container = selectFrom('content as container')
    .select('container.id')
    .whereRef('container.id', '=', 'content.container_id')
    .where(visibleIn('container', viewer));
  return or([
    everythingTo(viewer),
    and([
      permitted('content.space_id', viewer, 'view'),
      visibleIn('content', viewer),
      unrestricted(viewer),
      or([eb('content.container_id', 'is', null), exists(container)]),
    ]),
  ]);
}

/** The condition that the status lets a viewer see it: what is in the trash those who may edit, a draft whoever writes it. */
function visibleIn(content: 'content' | 'container', viewer: Viewer): Expression<SqlBool> {
  const { eb, and, or } = expressionBuilder<Schema & { container: ContentTable }, 'content' | 'container'>();
  return or([
    eb(`${content}.status`, '=', sql.lit('current' as const)),
    and([eb(`${content}.status`, '=', sql.lit('trashed' as const)), permitted('content.space_id', viewer, 'edit')]),
    and([eb(`${content}.status`, '=', sql.lit('draft' as const)), eb(`${content}.creator_id`, '=', viewer.userId)]),
  ]);
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
    });
  return or([eb('content.restricted_by', 'is', null), not(exists(closed))]);
}

/** The condition that the restriction at hand names the viewer, or a group of theirs. */
function names(viewer: Viewer): Expression<SqlBool> {
  const { eb, and, or, selectFrom } = expressionBuilder<Schema & { restriction: ContentRestrictionTable }, 'restriction'>();
  return or([
    and([eb('restriction.subject_kind', '=', sql.lit('user' as const)), eb('restriction.subject_id', '=', viewer.userId)]),
    and([
      eb('restriction.subject_kind', '=', sql.lit('group' as const)),
      eb('restriction.subject_id', 'in', selectFrom('group_member').select('group_id').where('user_id', '=', viewer.userId)),
    ]),
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
