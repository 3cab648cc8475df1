/** Restrictions on the wire: by operation, each with the users and groups it names. */
import type { ContentRecord } from '../../wiki/records.ts';
import {
  type RestrictedOperation,
  type Restriction,
  type Restrictions,
  restrictedOperations,
  unrestricted,
} from '../../wiki/restrictions.ts';
import { type ExpandTree, nothing } from '../expand.ts';
import { type Json, type Site, wireDate } from '../site.ts';
import { contentExpansion } from './content-expansion.ts';
import { contentResource } from './content-resource.ts';
import { type Batch, type Expanded, type Expansion, type ExpansionTable, expandAll } from './expansion.ts';
import { groupJson, userJson } from './user.ts';

/** How many users or groups a restriction shows at once, unless the client says. */
export const restrictionLimit = 200;

export function restrictionResource(contentId: number): string {
  return `${contentResource(contentId)}/restriction/byOperation`;
}

/** The part of a restriction's lists that is shown. */
export interface Shown {
  readonly start: number;
  readonly limit: number;
}

const fromTheBeginning: Shown = { start: 0, limit: restrictionLimit };

const ownExpansions: ExpansionTable<ContentRecord> = [['content', contentExpansion]];

/** @returns a function that gives one operation of each content */
export async function restrictionOf(
  batch: Batch,
  records: readonly ContentRecord[],
  expand: ExpandTree,
  shown: Shown = fromTheBeginning,
): Promise<(record: ContentRecord, operation: RestrictedOperation, restrictions: Restrictions | undefined) => Json> {
  const expanded = await expandAll(ownExpansions, batch, records, expand);
  const lists = expand.get('restrictions') ?? nothing;
  return (record, operation, restrictions) => {
    const restriction = restrictions?.[operation] ?? unrestricted;
    const subjects = subjectsJson(batch.site, restriction, lists, shown);
    return restrictionJson(batch.site, record.id, operation, { subjects, changedAt: restriction.changedAt }, expanded(record));
  };
}

function restrictionJson(
  site: Site,
  contentId: number,
  operation: RestrictedOperation,
  { subjects, changedAt }: { readonly subjects: Json; readonly changedAt: number | undefined },
  { parts, expandable }: Expanded,
): Json {
  return {
    operation,
    restrictions: subjects,
    ...(changedAt === undefined ? {} : { lastModificationDate: wireDate(changedAt) }),
    ...parts,
    _links: { self: site.url(`${restrictionResource(contentId)}/${operation}`) },
    _expandable: expandable,
  };
}

/** Users and groups: what is not expanded stands under `_expandable`, which is left out where nothing does. */
function subjectsJson(site: Site, { users, groups }: Restriction, expand: ExpandTree, { start, limit }: Shown): Json {
  const ofUser = expand.get('user');
  const lists: Readonly<Record<'user' | 'group', () => readonly Json[]>> = {
    user: () => users.slice(start, start + limit).map((user) => userJson(site, user, ofUser)),
    group: () => groups.slice(start, start + limit).map((name) => groupJson(site, name)),
  };
  const parts: Record<string, unknown> = {};
  const expandable: Record<string, string> = {};
  for (const kind of ['user', 'group'] as const) {
    if (!expand.has(kind)) expandable[kind] = '';
    else {
      const results = lists[kind]();
      parts[kind] = { results, start, limit, size: results.length };
    }
  }
  return Object.keys(expandable).length === 0 ? parts : { ...parts, _expandable: expandable };
}

/** All operations of content. Comments and attachments have none of their own. */
export const restrictionsExpansion: Expansion<ContentRecord> = {
  collapsed: ({ id }) => restrictionResource(id),
  async load(batch, records, expand) {
    const asked = restrictedOperations.filter((operation) => expand.has(operation));
    const [restrictions, ...views] = await Promise.all([
      batch.wiki.restrictions.of(
        batch.reader,
        records.map(({ id }) => id),
      ),
      ...asked.map((operation) => restrictionOf(batch, records, expand.get(operation) ?? nothing)),
    ]);
    const viewOf = new Map(asked.map((operation, index) => [operation, views[index]]));
    return (record) => {
      const parts: Record<string, unknown> = {};
      const expandable: Record<string, string> = {};
      for (const operation of restrictedOperations) {
        const view = viewOf.get(operation);
        if (view === undefined) expandable[operation] = `${restrictionResource(record.id)}/${operation}`;
        else parts[operation] = view(record, operation, restrictions.get(record.id));
      }
      return { ...parts, _links: { self: batch.site.url(restrictionResource(record.id)) }, _expandable: expandable };
    };
  },
};

/** Whatever restricts who reads content, the topmost first: its own restriction and those above it. */
export const relevantRestrictionsExpansion: Expansion<ContentRecord> = {
  collapsed: ({ id }) => relevantResource(id),
  async load(batch, records, expand) {
    const { site, wiki, reader } = batch;
    const relevant = await wiki.restrictions.relevant(
      reader,
      records.map(({ id }) => id),
    );
    const restricting = [...new Map([...relevant.values()].flat().map((record) => [record.id, record])).values()];
    const [restrictions, view] = await Promise.all([
      wiki.restrictions.of(
        reader,
        restricting.map(({ id }) => id),
      ),
      restrictionOf(batch, restricting, expand),
    ]);
    const byId = new Map(restricting.map((record) => [record.id, view(record, 'read', restrictions.get(record.id))]));
    return ({ id }) => {
      const results = (relevant.get(id) ?? []).map((each) => byId.get(each.id));
      return {
        results,
        start: 0,
        limit: results.length,
        size: results.length,
        _links: { self: site.url(relevantResource(id)) },
      };
    };
  },
};

function relevantResource(contentId: number): string {
  return `${contentResource(contentId)}/restriction/relevantViewRestrictions`;
}
