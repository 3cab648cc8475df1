/** What `metadata` expands to: the labels and properties of content, the labels of a space. */
import type { Property } from '../../wiki/annotations/properties.ts';
import type { ContentRecord, SpaceRecord } from '../../wiki/records.ts';
import { type ExpandTree, nothing } from '../expand.ts';
import type { Json } from '../site.ts';
import type { Batch, Expansion } from './expansion.ts';
import { nestedLabels, usualLabels } from './label.ts';
import { nestedProperty } from './property.ts';

const idOf = ({ id }: { readonly id: number }) => id;

/** @param resource the path of a content in the API */
export function contentMetadata(resource: (record: ContentRecord) => string): Expansion<ContentRecord> {
  return {
    collapsed: () => '',
    async load(batch, records, below) {
      const ids = records.map(idOf);
      const [labels, properties] = await Promise.all([
        below.has('labels') ? batch.wiki.labels.ofEach(batch.reader, 'content', ids, usualLabels) : undefined,
        propertiesOf(batch, ids, below.get('properties')),
      ]);
      return (record) => {
        const own = resource(record);
        const parts: Record<string, unknown> = {};
        const expandable: Record<string, string> = { currentuser: '', frontend: '', editorHtml: '' };
        if (labels === undefined) expandable.labels = '';
        else parts.labels = nestedLabels(batch.site, own, labels.get(record.id));
        if (properties === undefined) expandable.properties = '';
        else parts.properties = properties(record.id, own);
        return { ...parts, _expandable: expandable };
      };
    },
  };
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

/**
 * The properties of content as a map by their keys: those that are named stand there, all others under `_expandable`.
 * @param expand undefined: properties are not expanded
 */
async function propertiesOf(
  batch: Batch,
  ids: readonly number[],
  expand: ExpandTree | undefined,
): Promise<((id: number, resource: string) => Json) | undefined> {
  if (expand === undefined) return undefined;
  const named = namedIn(expand);
  const [keys, properties] = await Promise.all([
    batch.wiki.properties.keysOf(batch.reader, ids),
    batch.wiki.properties.ofContents(batch.reader, ids, [...named.keys()]),
  ]);
  return (id, resource) => {
    const found: readonly Property[] = properties.get(id) ?? [];
    const shown = new Set(found.map(({ key }) => key));
    // From entries, so that a key `__proto__` is a key like any other.
    return Object.fromEntries([
      ...found.map(
        (property) => [property.key, nestedProperty(batch, resource, property, named.get(property.key) ?? nothing)] as const,
      ),
      ['_expandable', Object.fromEntries((keys.get(id) ?? []).filter((key) => !shown.has(key)).map((key) => [key, '']))],
    ]);
  };
}

/** Every key that the dotted names may mean, since a key can hold dots itself, with what is below it. */
function namedIn(expand: ExpandTree, prefix = ''): ReadonlyMap<string, ExpandTree> {
  return new Map(
    [...expand].flatMap(([name, below]) => [[prefix + name, below] as const, ...namedIn(below, `${prefix}${name}.`)]),
  );
}
