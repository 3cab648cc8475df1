/** `children` and `descendants` on the wire: a map by type, each entry of which expands to a collection. */
import type { ContentRecord, PageOf } from '../../wiki/records.ts';
import { type ExpandTree, nothing } from '../expand.ts';
import { nestedCollection, noneFound, usualLimit } from '../paging.ts';
import type { Json } from '../site.ts';
import { contentResource } from './content-resource.ts';
import type { Batch, Expansion } from './expansion.ts';

export type FamilyPath = 'child' | 'descendant';

/** The kinds of content below pages, in the order in which `_expandable` lists them. */
const familyTypes = ['attachment', 'comment', 'page'] as const;
export type FamilyType = (typeof familyTypes)[number];

/** Lists inside this many objects at most: below, each level would multiply the answer. */
const mostParents = 200;

export function familyExpansion(path: FamilyPath): Expansion<ContentRecord> {
  return {
    collapsed: ({ id }) => `${contentResource(id)}/${path}`,
    async load(batch, records, expand) {
      if (records.length > mostParents) return () => undefined;
      const wanted = familyTypes.filter((type) => expand.has(type));
      const lists = await Promise.all(wanted.map((type) => listsOf(batch, records, path, type, expand.get(type) ?? nothing)));
      const byType = new Map(wanted.map((type, index) => [type, lists[index]]));
      return ({ id }) => {
        const parts: Record<string, unknown> = {};
        const expandable: Record<string, string> = {};
        for (const type of familyTypes) {
          const list = byType.get(type);
          const below = `${contentResource(id)}/${path}/${type}`;
          if (list === undefined) expandable[type] = below;
          else parts[type] = nestedCollection(batch.site, below, usualLimit, list.get(id) ?? noneFound);
        }
        return { ...parts, _links: { self: batch.site.url(`${contentResource(id)}/${path}`) }, _expandable: expandable };
      };
    },
  };
}

/** The first ones of a kind below each record, on the wire. */
async function listsOf(
  batch: Batch,
  records: readonly ContentRecord[],
  path: FamilyPath,
  type: FamilyType,
  expand: ExpandTree,
): Promise<ReadonlyMap<number, PageOf<Json>>> {
  const found = await read(batch, records, path, type);
  const flat = [...found].flatMap(([id, { results }]) => results.map((record) => [id, record] as const));
  const json = await batch.contents(
    flat.map(([, record]) => record),
    expand,
  );
  const byParent = Map.groupBy(
    flat.map(([id], index) => [id, json[index]] as const),
    ([id]) => id,
  );
  return new Map(
    [...found].map(([id, { more }]) => {
      const results = (byParent.get(id) ?? []).map(([, each]) => each).filter((each) => each !== undefined);
      return [id, { results, more }];
    }),
  );
}

/** Replies hang below the comment that they reply to, everything else below the page. */
async function read(
  { wiki, reader }: Batch,
  records: readonly ContentRecord[],
  path: FamilyPath,
  type: FamilyType,
): Promise<ReadonlyMap<number, PageOf<ContentRecord>>> {
  const { tree, contained } = wiki;
  const treeOf = (ids: readonly number[]) =>
    path === 'child' ? tree.childrenOfEach(reader, ids, usualLimit) : tree.descendantsOfEach(reader, ids, usualLimit);
  const idsOf = (wanted: (record: ContentRecord) => boolean) => records.filter(wanted).map(({ id }) => id);
  switch (type) {
    case 'page':
      return treeOf(idsOf((record) => record.type === 'page'));
    case 'comment': {
      const [onContent, replies] = await Promise.all([
        contained.ofEach(
          reader,
          idsOf((record) => record.type !== 'comment'),
          'comment',
          usualLimit,
          { replies: path === 'descendant' },
        ),
        treeOf(idsOf((record) => record.type === 'comment')),
      ]);
      return new Map([...onContent, ...replies]);
    }
    case 'attachment':
      return contained.ofEach(
        reader,
        idsOf((record) => record.type !== 'comment'),
        'attachment',
        usualLimit,
      );
    default:
      return type satisfies never;
  }
}
