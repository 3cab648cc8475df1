/** What a query says of spaces: of the space of content, and of spaces and users as results of their own. */
import { type SqlBool, sql } from 'kysely';
import { fold } from '../../foundation/folding.ts';
import type { Viewer } from '../permissions.ts';
import { type Condition, isAtTime, isOneOf, type Test } from './conditions.ts';
import type { TextQuery } from './text-query.ts';
import { textMatches } from './text-test.ts';

/** Something with a name that no index holds: a space, a user. */
export interface Named {
  readonly id: number;
  readonly name: string;
  /** All its words, the name among them. */
  readonly text: string;
}

/** A user whom a query names. */
export interface Account {
  readonly id: number;
  readonly userKey: string;
  readonly usernameFolded: string;
}

export interface NameContext {
  readonly viewer: Viewer;
  /** Those that the reader may see; empty when no test needs them. */
  readonly spaces: readonly Named[];
  readonly users: readonly Named[];
  /** Those whom the query names. */
  readonly accounts: readonly Account[];
}

/** @param names folded usernames or user keys */
export function accountsNamed({ accounts }: NameContext, names: readonly string[]): readonly Account[] {
  return accounts.filter(({ userKey, usernameFolded }) => names.includes(userKey) || names.includes(usernameFolded));
}

function idsOf(named: readonly Named[], query: TextQuery, part: 'name' | 'text'): readonly number[] {
  return named.filter((each) => textMatches(query, each[part])).map(({ id }) => id);
}

/** @returns the condition that the table `space` at hand passes the test; undefined when the test says nothing of a space as such */
export function ofSpace(test: Test, { viewer, spaces }: NameContext): Condition | undefined {
  switch (test.test) {
    case 'favourite-space':
      return sql<SqlBool>`space.id in (select labelling.space_id from labelling join label on label.id = labelling.label_id
        where label.prefix = 'my' and label.name = 'favourite' and label.owner_id = ${viewer.userId} and labelling.space_id is not null)`;
    case 'recently-viewed':
      if (test.of !== 'space') return undefined;
      return sql<SqlBool>`space.id in (select content.space_id from recent_view join content on content.id = recent_view.content_id
        where recent_view.user_id = ${viewer.userId} group by content.space_id
        order by max(recent_view.viewed_at) desc, content.space_id limit ${test.limit} offset ${test.offset})`;
    case 'text':
      return test.field === 'space.title' ? isOneOf('space.id', idsOf(spaces, test.query, 'name')) : undefined;
    case 'words':
      if (test.field === 'space') return isOneOf('space.key_folded', test.values);
      if (test.field === 'space.type') return isOneOf('space.type', test.values);
      return test.field === 'space.category' ? hasCategory(test.values) : undefined;
    default:
      return undefined;
  }
}

function hasCategory(values: readonly string[]): Condition {
  if (values.length === 0) return false;
  return sql<SqlBool>`space.id in (select labelling.space_id from labelling join label on label.id = labelling.label_id
    where label.prefix = 'team' and label.name in (${sql.join(values)}) and labelling.space_id is not null)`;
}

/** @returns the condition that a space is a result */
export function spaceCondition(test: Test, context: NameContext): Condition {
  const asSpace = ofSpace(test, context);
  if (asSpace !== undefined) return asSpace;
  switch (test.test) {
    case 'time':
      return isAtTime(test.field === 'created' ? 'space.created_at' : 'space.updated_at', test);
    case 'text':
      if (test.field === 'user.fullname') return false;
      return isOneOf('space.id', idsOf(context.spaces, test.query, test.field === 'title' ? 'name' : 'text'));
    case 'users': {
      const ids = accountsNamed(context, test.names).map(({ id }) => id);
      if (test.field === 'creator') return isOneOf('space.creator_id', ids);
      if (test.field !== 'watcher' || ids.length === 0) return false;
      return sql<SqlBool>`space.id in (select space_id from watch where user_id in (${sql.join(ids)}) and space_id is not null)`;
    }
    case 'words':
      if (test.field === 'type') return test.values.includes('space');
      if (test.field === 'title') return isOneOf('space.id', withName(context.spaces, test.values));
      return false;
    default:
      return false;
  }
}

/** @returns the condition that a user is a result */
export function userCondition(test: Test, context: NameContext): Condition {
  const { users } = context;
  switch (test.test) {
    case 'text':
      if (test.field === 'space.title') return false;
      return isOneOf('user_account.id', idsOf(users, test.query, test.field === 'text' ? 'text' : 'name'));
    case 'users':
      return (
        test.field === 'user' &&
        isOneOf(
          'user_account.id',
          accountsNamed(context, test.names).map(({ id }) => id),
        )
      );
    case 'words':
      if (test.field === 'type') return test.values.includes('user');
      return test.field === 'user.fullname' || test.field === 'title'
        ? isOneOf('user_account.id', withName(users, test.values))
        : false;
    default:
      return false;
  }
}

/** @param values folded */
function withName(named: readonly Named[], values: readonly string[]): readonly number[] {
  return named.filter(({ name }) => values.includes(fold(name))).map(({ id }) => id);
}
