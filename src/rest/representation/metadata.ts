/** What `metadata` expands to: the labels and properties of content, the labels of a space. */
import type { Property } from '../../wiki/annotations/properties.ts';
import type { ContentRecord, SpaceRecord } from '../../wiki/records.ts';
import { type ExpandTree, nothing } from '../expand.ts';
import type { Json } from '../site.ts';
import { contentsOf } from './content-expansion.ts';
import { currentUserExpansion } from './current-user.ts';
import { type Batch, type Expansion, groupOf } from './expansion.ts';
import { nestedLabels, usualLabels } from './label.ts';
import { nestedProperty } from './property.ts';

const idOf = ({ id }: { readonly id: number }) => id;
const blank = () => '';

/** @param resource the path of a content in the API */
export function contentMetadata(resource: (record: ContentRecord) => string): Expansion<ContentRecord> {
  return groupOf([
    ['currentuser', currentUserExpansion],
    // What the editor of Confluence is told of a page. Weir's own asks nothing of the API.
    ['frontend', { collapsed: blank, load: () => () => ({}) }],
    ['editorHtml', { collapsed: blank, load: () => () => '' }],
    [
      'labels',
      {
        collapsed: blank,
        async load({ site, wiki, reader }, records) {
          const labels = await wiki.labels.ofEach(reader, 'content', records.map(idOf), usualLabels);
          return (record) => nestedLabels(site, resource(record), labels.get(record.id));
        },
      },
    ],
    ['properties', { collapsed: blank, load: (batch, records, below) => propertiesOf(batch, records, below, resource) }],
  ]);
}

/** @param resource the path of a space in the API */
export function spaceMetadata(resource: (space: SpaceRecord) => string): Expansion<SpaceRecord> {
  return {
    collapsed: () => '',
    async load(batch, spaces, below) {
      if (!below.has('labels')) return () => ({ _expandable: { labels: '' } });
      const labels = await batch.wiki.labels.ofEach(batch.reader, 'space', spaces.map(idOf), usualLabels);
      return (space) => ({ labels: nestedLabels(batch.site, resource(space), labels.get(space.id)), _expandable: {} });
    },
  };
}

/** The properties of content as a map by their keys: those that are named stand there, all others under `_expandable`. */
async function propertiesOf(
  batch: Batch,
  records: readonly ContentRecord[],
  expand: ExpandTree,
  resource: (record: ContentRecord) => string,
): Promise<(record: ContentRecord) => Json> {
  const named = namedIn(expand);
  const ids = records.map(idOf);
  const withContent = Array.from(named, ([key, below]) => [key, below.get('content')] as const);
  const [keys, properties, contents] = await Promise.all([
    batch.wiki.properties.keysOf(batch.reader, ids),
    batch.wiki.properties.ofContents(batch.reader, ids, [...named.keys()]),
    Promise.all(
      withContent.flatMap(([key, below]) =>
        below === undefined ? [] : [contentsOf(batch, records, below).then((content) => [key, content] as const)],
      ),
    ),
  ]);
  const contentOf = new Map(contents);
  return (record) => {
    const found: readonly Property[] = properties.get(record.id) ?? [];
    const shown = new Set(found.map(({ key }) => key));
    // From entries, so that a key `__proto__` is a key like any other.
    return Object.fromEntries([
      ...found.map((property) => {
        const { key } = property;
        const expanded = named.get(key) ?? nothing;
        return [key, nestedProperty(batch, resource(record), property, expanded, contentOf.get(key)?.(record))] as const;
      }),
      ['_expandable', Object.fromEntries((keys.get(record.id) ?? []).filter((key) => !shown.has(key)).map((key) => [key, '']))],
    ]);
  };
}

/** Every key that the dotted names may mean, since a key can hold dots itself, with what is below it. */
function namedIn(expand: ExpandTree, prefix = ''): ReadonlyMap<string, ExpandTree> {
  return new Map(
    [...expand].flatMap(([name, below]) => [[prefix + name, below] as const, ...namedIn(below, `${prefix}${name}.`)]),
  );
}
