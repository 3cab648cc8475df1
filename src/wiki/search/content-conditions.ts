/** What a query says of content, as conditions on the tables `content` and `space` at hand. */
import { type SqlBool, sql } from 'kysely';
import type { Engine } from '../../database/database.ts';
import type { ContentType } from '../../database/schema/content.ts';
import { type Asking, type Condition, isAmong, isAtTime, isOneOf, type Test } from './conditions.ts';
import { hasProperty } from './property-conditions.ts';
import { accountsNamed, type NameContext, ofSpace } from './space-conditions.ts';
import { mentionNames } from './text-index.ts';
import { matchesText } from './text-match.ts';

export interface ContentContext extends NameContext {
  readonly engine: Engine;
  readonly asking: Asking;
}

/** @returns the condition that content is a result; patterns in texts must be resolved */
export function contentCondition(test: Test, context: ContentContext): Condition {
  const asSpace = ofSpace(test, context);
  if (asSpace !== undefined) return asSpace;
  switch (test.test) {
    case 'ids':
      return hasIds(test);
    case 'time':
      return isAtTime(test.field === 'created' ? 'content.created_at' : 'content.modified_at', test);
    case 'users':
      return concerns(test, context);
    case 'text':
      return test.field === 'user.fullname'
        ? false
        : matchesText(context.engine, test.query, test.field === 'title' ? 'title' : 'anywhere', context.asking);
    case 'words':
      return hasWord(test, context);
    case 'recently-viewed':
      return sql<SqlBool>`content.id in (select recent_view.content_id from recent_view where recent_view.user_id = ${context.viewer.userId}
        order by recent_view.viewed_at desc, recent_view.content_id desc limit ${test.limit} offset ${test.offset})`;
    case 'property':
      return hasProperty(test, context.engine);
    default:
      return false;
  }
}

function hasIds({ field, ids }: Extract<Test, { readonly test: 'ids' }>): Condition {
  switch (field) {
    case 'id':
      return isOneOf('content.id', ids);
    case 'parent':
      return isOneOf('content.parent_id', ids);
    case 'container':
      return isOneOf('content.container_id', ids);
    case 'ancestor':
      if (ids.length === 0) return false;
      return sql<SqlBool>`content.id in (
        with recursive below(id) as (
          select child.id from content child where child.parent_id in (${sql.join(ids)}) and child.status = 'current'
          union
          select child.id from below join content child on child.parent_id = below.id where child.status = 'current'
        )
        select id from below)`;
    default:
      return field satisfies never;
  }
}

function concerns({ field, names }: Extract<Test, { readonly test: 'users' }>, context: ContentContext): Condition {
  const accounts = accountsNamed(context, names);
  if (accounts.length === 0) return false;
  const ids = sql.join(accounts.map(({ id }) => id));
  switch (field) {
    case 'creator':
      return sql<SqlBool>`content.creator_id in (${ids})`;
    case 'contributor':
      return isAmong(context.asking, sql`written.content_id`, sql`content_version written where written.author_id in (${ids})`);
    case 'mention':
      return hasReference(context, 'mention', accounts.flatMap(mentionNames));
    case 'watcher':
      return isAmong(
        context.asking,
        sql`watch.content_id`,
        sql`watch where watch.user_id in (${ids}) and watch.content_id is not null`,
      );
    case 'favourite':
      // The names are the viewer's own, or there are none.
      return hasLabel(context, 'my', ['favourite']);
    case 'user':
      return false;
    default:
      return field satisfies never;
  }
}

function hasWord({ field, values }: Extract<Test, { readonly test: 'words' }>, context: ContentContext): Condition {
  switch (field) {
    case 'type':
      return hasType(values);
    case 'title':
      return isOneOf('content.title_folded', values);
    case 'label':
      return hasAnyLabel(context, values);
    case 'macro':
      return hasReference(context, 'macro', values);
    case 'space':
    case 'space.type':
    case 'space.category':
    case 'user.fullname':
      return false;
    default:
      return field satisfies never;
  }
}

function hasReference({ asking }: ContentContext, kind: 'macro' | 'mention', names: readonly string[]): Condition {
  if (names.length === 0) return false;
  return isAmong(
    asking,
    sql`search_reference.content_id`,
    sql`search_reference where search_reference.kind = ${kind} and search_reference.name in (${sql.join(names)})`,
  );
}

const types: readonly ContentType[] = ['page', 'blogpost', 'comment', 'attachment'];

/** Types are written into the query's text: only so can the databases use the indexes over pages. */
function hasType(values: readonly string[]): Condition {
  const known = types.filter((type) => values.includes(type));
  const [only, ...others] = known;
  if (only === undefined) return false;
  if (others.length === 0) return sql<SqlBool>`content.type = ${sql.lit(only)}`;
  return known.length === types.length || sql<SqlBool>`content.type in (${sql.join(known.map((type) => sql.lit(type)))})`;
}

/** Labels are named with their prefix, `my:later`, or without it when it is `global`. */
function hasAnyLabel(context: ContentContext, values: readonly string[]): Condition {
  const byPrefix = (prefix: string) =>
    values.filter((value) => value.startsWith(`${prefix}:`)).map((value) => value.slice(prefix.length + 1));
  const plain = values.filter((value) => !/^(global|my|team):/.test(value));
  const conditions = [
    hasLabel(context, 'global', [...plain, ...byPrefix('global')]),
    hasLabel(context, 'team', byPrefix('team')),
    hasLabel(context, 'my', byPrefix('my')),
  ].filter((condition) => condition !== false);
  return conditions.length === 0 ? false : sql<SqlBool>`(${sql.join(conditions, sql` or `)})`;
}

function hasLabel({ asking, viewer }: ContentContext, prefix: 'global' | 'my' | 'team', names: readonly string[]): Condition {
  const ownerId = prefix === 'my' ? viewer.userId : 0;
  // Nobody's own label is a label of whoever is not signed in.
  if (names.length === 0 || (prefix === 'my' && ownerId === 0)) return false;
  return isAmong(
    asking,
    sql`labelling.content_id`,
    sql`labelling join label on label.id = labelling.label_id
      where label.prefix = ${prefix} and label.owner_id = ${ownerId} and label.name in (${sql.join(names)})
      and labelling.content_id is not null`,
  );
}
