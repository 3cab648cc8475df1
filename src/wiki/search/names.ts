/** The names of spaces and users, which no index of texts holds: there are few of them, and they are compared word by word. */
import type { Queries } from '../../database/schema.ts';
import { padded } from '../lists.ts';
import { permitted, type Viewer } from '../permissions.ts';
import type { Meaning } from './cql-meaning.ts';
import type { ResultKind } from './meanings.ts';
import type { Account, NameContext, Named } from './space-conditions.ts';

/** @returns the names that the tests of a query are about; of spaces only those that the viewer may see */
export async function namesFor(
  queries: Queries,
  viewer: Viewer,
  meaning: Meaning,
  kinds: readonly ResultKind[],
): Promise<NameContext> {
  const fields = namedFields(meaning);
  const asksTitle = fields.has('title') || fields.has('text');
  const [spaces, users, accounts] = await Promise.all([
    fields.has('space.title') || (kinds.includes('space') && asksTitle) ? readSpaces(queries, viewer) : [],
    kinds.includes('user') && viewer.userId !== 0 && (fields.has('user.fullname') || asksTitle) ? readUsers(queries) : [],
    readAccounts(queries, usersIn(meaning)),
  ]);
  return { viewer, spaces, users, accounts };
}

function namedFields(meaning: Meaning): ReadonlySet<string> {
  switch (meaning.test) {
    case 'not':
      return namedFields(meaning.meaning);
    case 'and':
    case 'or':
      return new Set(meaning.meanings.flatMap((each) => [...namedFields(each)]));
    case 'text':
    case 'words':
      return new Set([meaning.field]);
    default:
      return new Set();
  }
}

async function readSpaces(queries: Queries, viewer: Viewer): Promise<readonly Named[]> {
  const rows = await queries
    .selectFrom('space')
    .select(['space.id', 'space.name', 'space.description'])
    .where(permitted('space.id', viewer, 'view'))
    .execute();
  return rows.map(({ id, name, description }) => ({ id, name, text: `${name} ${description}` }));
}

async function readUsers(queries: Queries): Promise<readonly Named[]> {
  const rows = await queries
    .selectFrom('user_account')
    .select(['id', 'full_name', 'username'])
    .where('disabled_at', 'is', null)
    .where('kind', '=', 'person')
    .execute();
  return rows.map(({ id, full_name, username }) => ({ id, name: full_name, text: `${full_name} ${username}` }));
}

/** The names and keys of the users that a query names. */
function usersIn(meaning: Meaning): readonly string[] {
  switch (meaning.test) {
    case 'not':
      return usersIn(meaning.meaning);
    case 'and':
    case 'or':
      return meaning.meanings.flatMap(usersIn);
    case 'users':
      return meaning.names;
    default:
      return [];
  }
}

async function readAccounts(queries: Queries, names: readonly string[]): Promise<readonly Account[]> {
  if (names.length === 0) return [];
  const rows = await queries
    .selectFrom('user_account')
    .select(['id', 'user_key', 'username_folded'])
    .where(({ or, eb }) => or([eb('username_folded', 'in', padded(names)), eb('user_key', 'in', padded(names))]))
    .execute();
  return rows.map(({ id, user_key, username_folded }) => ({ id, userKey: user_key, usernameFolded: username_folded }));
}
