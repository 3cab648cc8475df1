/** Restrictions on the wire: by operation, each with the users and groups that it names. */
import type { ContentRecord } from '../../wiki/records.ts';
import { type RestrictedOperation, type Restriction, type Restrictions, restrictedOperations } from '../../wiki/restrictions.ts';
import { type ExpandTree, nothing } from '../expand.ts';
import type { Json, Site } from '../site.ts';
import { contentResource } from './content-resource.ts';
import type { Expansion } from './expansion.ts';
import { groupJson, userJson } from './user.ts';

/** How many users or groups a restriction shows at once, unless the client says. */
export const restrictionLimit = 200;

const unrestricted: Restriction = { users: [], groups: [] };

export function restrictionResource(contentId: number): string {
  return `${contentResource(contentId)}/restriction/byOperation`;
}

/** The part of a restriction's lists that is shown. */
export interface Shown {
  readonly start: number;
  readonly limit: number;
}

const fromTheBeginning: Shown = { start: 0, limit: restrictionLimit };

/** One operation. */
export function restrictionJson(
  site: Site,
  contentId: number,
  operation: RestrictedOperation,
  restriction: Restriction,
  expand: ExpandTree,
  shown: Shown = fromTheBeginning,
): Json {
  const below = expand.get('restrictions') ?? nothing;
  const lists: Readonly<Record<'user' | 'group', readonly Json[]>> = {
    user: restriction.users.map((user) => userJson(site, user)),
    group: restriction.groups.map((name) => groupJson(site, name)),
  };
  const parts: Record<string, unknown> = {};
  const expandable: Record<string, string> = {};
  for (const kind of ['user', 'group'] as const) {
    if (!below.has(kind)) expandable[kind] = '';
    else {
      const results = lists[kind].slice(shown.start, shown.start + shown.limit);
      parts[kind] = { results, start: shown.start, limit: shown.limit, size: results.length };
    }
  }
  return {
    operation,
    restrictions: Object.keys(expandable).length === 0 ? parts : { ...parts, _expandable: expandable },
    _links: { self: site.url(`${restrictionResource(contentId)}/${operation}`) },
    _expandable: { content: contentResource(contentId) },
  };
}

/** All operations of one content; what is not expanded stands under `_expandable`. */
export function restrictionsJson(
  site: Site,
  contentId: number,
  restrictions: Restrictions | undefined,
  expand: ExpandTree,
): Json {
  const parts: Record<string, unknown> = {};
  const expandable: Record<string, string> = {};
  for (const operation of restrictedOperations) {
    const below = expand.get(operation);
    if (below === undefined) expandable[operation] = `${restrictionResource(contentId)}/${operation}`;
    else parts[operation] = restrictionJson(site, contentId, operation, restrictions?.[operation] ?? unrestricted, below);
  }
  return { ...parts, _links: { self: site.url(restrictionResource(contentId)) }, _expandable: expandable };
}

/** Comments and attachments have none of their own. */
export const restrictionsExpansion: Expansion<ContentRecord> = {
  collapsed: ({ id }) => restrictionResource(id),
  async load({ site, wiki, reader }, records, expand) {
    const ids = records.map(({ id }) => id);
    const restrictions = await wiki.restrictions.of(reader, ids);
    return ({ id }) => restrictionsJson(site, id, restrictions.get(id), expand);
  },
};
