/** Accounts as users on the wire, with their status where it is asked for. */
import type { User } from '../../accounts/user.ts';
import type { Author } from '../../wiki/records.ts';
import { expandOf, nothing } from '../expand.ts';
import type { Query } from '../query.ts';
import type { Json, Site } from '../site.ts';
import { userJson } from './user.ts';

/** @returns the users; `expand=status` says of each whether the account is disabled */
export function usersJson(site: Site, query: Query, users: readonly (Author & Pick<User, 'disabledAt'>)[]): readonly Json[] {
  const withStatus = expandOf(query, nothing).has('status');
  return users.map((user) => {
    const json = userJson(site, user);
    return withStatus ? { ...json, status: user.disabledAt === null ? 'current' : 'deactivated', _expandable: {} } : json;
  });
}
