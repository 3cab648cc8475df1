/** Content on the wire: what it always has, and the table of what it expands to. */
import { pagePath, tinyPath } from '../../wiki/addresses.ts';
import type { ContentRecord, PageOf } from '../../wiki/records.ts';
import type { Rights } from '../../wiki/rights.ts';
import { type ExpandTree, parseExpand } from '../expand.ts';
import { nestedCollection, usualLimit } from '../paging.ts';
import type { Json } from '../site.ts';
import { bodiesOf } from './body.ts';
import { type Batch, type Expansion, type ExpansionTable, expandAll } from './expansion.ts';
import { contentMetadata } from './metadata.ts';
import { spaceResource, spacesJson } from './space.ts';
import { historyOf, versionJson } from './version.ts';

/** What a single read expands when the request does not say; a list expands nothing then. */
export const usualContentExpand = parseExpand(['space', 'history', 'version']);

/** What the answer to a create or an update expands. */
export const writtenContentExpand = parseExpand(['body.storage', 'container', 'ancestors', 'history', 'space', 'version']);

/** Lists inside this many objects at most: below, each level would multiply the answer. */
const mostParents = 200;

/** The kinds of children that content has; there are only pages so far. */
const childTypes = ['attachment', 'comment', 'page'] as const;

export function contentResource(id: number): string {
  return `/rest/api/content/${id}`;
}

const blank = () => '';
const below = (path: string) => (record: ContentRecord) => `${contentResource(record.id)}/${path}`;

/** The space that content is in, as `space` and, for a page, as `container`. */
const spaceExpansion: Expansion<ContentRecord> = {
  collapsed: ({ space }) => spaceResource(space),
  async load(batch, records, expand) {
    const spaces = [...new Map(records.map(({ space }) => [space.id, space])).values()];
    const json = await spacesJson(batch, spaces, expand);
    const byId = new Map(spaces.map(({ id }, index) => [id, json[index]]));
    return ({ space }) => byId.get(space.id);
  },
};

const contentExpansions: ExpansionTable<ContentRecord> = [
  ['container', spaceExpansion],
  ['metadata', contentMetadata(({ id }) => contentResource(id))],
  [
    'operations',
    {
      collapsed: blank,
      async load({ wiki, reader }, records) {
        const rights = await wiki.rights.on(
          reader,
          records.map(({ id }) => id),
        );
        return ({ id, type }) => operationsJson(type, rights.get(id));
      },
    },
  ],
  [
    'children',
    {
      collapsed: below('child'),
      load: (batch, records, expand) =>
        familyOf(batch, records, expand, {
          path: 'child',
          read: (ids) => batch.wiki.tree.childrenOfEach(batch.reader, ids, usualLimit),
        }),
    },
  ],
  ['restrictions', { collapsed: below('restriction/byOperation') }],
  ['history', { collapsed: below('history'), load: historyOf }],
  [
    'ancestors',
    {
      collapsed: blank,
      async load(batch, records, expand) {
        const chains = await batch.wiki.tree.ancestors(batch.reader, records);
        const json = await eachJson(batch, [...chains.values()].flat(), expand);
        return ({ id }) => (chains.get(id) ?? []).map((ancestor) => json.get(ancestor.id));
      },
    },
  ],
  ['body', { collapsed: blank, load: bodiesOf }],
  [
    'version',
    {
      collapsed: blank,
      load:
        ({ site }) =>
        ({ id, version }) =>
          versionJson(site, id, version),
    },
  ],
  [
    'descendants',
    {
      collapsed: below('descendant'),
      load: (batch, records, expand) =>
        familyOf(batch, records, expand, {
          path: 'descendant',
          read: (ids) => batch.wiki.tree.descendantsOfEach(batch.reader, ids, usualLimit),
        }),
    },
  ],
  ['space', spaceExpansion],
  ['relevantViewRestrictions', { collapsed: below('restriction/relevantViewRestrictions') }],
];

/** `children` and `descendants`: a map of kinds, of which each expands to a collection. */
async function familyOf(
  batch: Batch,
  records: readonly ContentRecord[],
  expand: ExpandTree,
  family: {
    readonly path: 'child' | 'descendant';
    read(ids: readonly number[]): Promise<ReadonlyMap<number, PageOf<ContentRecord>>>;
  },
): Promise<(record: ContentRecord) => Json | undefined> {
  if (records.length > mostParents) return () => undefined;
  const pageExpand = expand.get('page');
  const pages = pageExpand === undefined ? undefined : await family.read(records.map(({ id }) => id));
  const json = await eachJson(
    batch,
    [...(pages?.values() ?? [])].flatMap(({ results }) => results),
    pageExpand ?? new Map(),
  );
  return ({ id }) => {
    const parts: Record<string, unknown> = {};
    const expandable: Record<string, string> = {};
    for (const type of childTypes) {
      const path = `${contentResource(id)}/${family.path}/${type}`;
      if (!expand.has(type)) {
        expandable[type] = path;
        continue;
      }
      const found = type === 'page' ? pages?.get(id) : undefined;
      const results = (found?.results ?? []).map((child) => json.get(child.id)).filter((child) => child !== undefined);
      parts[type] = nestedCollection(batch.site, path, usualLimit, { results, more: found?.more ?? false });
    }
    return { ...parts, _links: { self: batch.site.url(`${contentResource(id)}/${family.path}`) }, _expandable: expandable };
  };
}

/** Records on the wire by id, each once. */
async function eachJson(
  batch: Batch,
  records: readonly ContentRecord[],
  expand: ExpandTree,
): Promise<ReadonlyMap<number, Json | undefined>> {
  const distinct = [...new Map(records.map((record) => [record.id, record])).values()];
  const json = await batch.contents(distinct, expand);
  return new Map(distinct.map(({ id }, index) => [id, json[index]]));
}

function operationsJson(targetType: ContentRecord['type'], rights: Rights | undefined): readonly Json[] {
  if (rights === undefined) return [];
  const operations = ['read', ...(['update', 'delete', 'purge'] as const).filter((operation) => rights[operation])];
  return operations.map((operation) => ({ operation, targetType }));
}

/** @returns content on the wire, in the order of the records */
export async function contentsJson(
  batch: Batch,
  records: readonly ContentRecord[],
  expand: ExpandTree,
): Promise<readonly Json[]> {
  if (records.length === 0) return [];
  const expanded = await expandAll(contentExpansions, batch, records, expand);
  return records.map((record) => {
    const { parts, expandable } = expanded(record);
    return {
      id: String(record.id),
      type: record.type,
      status: record.status,
      title: record.title,
      position: record.position,
      ...parts,
      extensions: { position: record.position },
      _links: {
        webui: pagePath(record),
        edit: `/pages/resumedraft.action?draftId=${record.id}`,
        tinyui: tinyPath(record),
        self: batch.site.url(contentResource(record.id)),
      },
      _expandable: expandable,
    };
  });
}
