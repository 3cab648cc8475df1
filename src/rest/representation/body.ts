/** Bodies on the wire, in each representation that Weir offers. */
import type { Reader } from '../../wiki/permissions.ts';
import type { ContentRecord } from '../../wiki/records.ts';
import type { ViewForm } from '../../wiki/render.ts';
import type { ByRecord } from '../../wiki/versions.ts';
import { type ExpandTree, nothing } from '../expand.ts';
import type { Json } from '../site.ts';
import { contentExpansion } from './content-expansion.ts';
import { type Batch, type ExpansionTable, expandAll } from './expansion.ts';

type Representation = 'editor' | 'view' | 'export_view' | 'styled_view' | 'storage' | 'anonymous_export_view';

/** In the order in which `_expandable` lists them. */
const representations: readonly Representation[] = [
  'editor',
  'view',
  'export_view',
  'styled_view',
  'storage',
  'anonymous_export_view',
];

const forms: Readonly<Record<Exclude<Representation, 'editor' | 'storage'>, ViewForm>> = {
  view: 'view',
  export_view: 'export_view',
  styled_view: 'styled_view',
  anonymous_export_view: 'export_view',
};

/** What a page would have to load to show a body: bodies of Weir are whole by themselves. */
export const noWebResources: Json = {
  keys: [],
  contexts: [],
  uris: { all: [], css: [], js: [], _expandable: {} },
  tags: { all: '', css: '', data: '', js: '', _expandable: {} },
  superbatch: { uris: { all: [], css: [], js: [] }, tags: { all: '', css: '', data: '', js: '' }, metatags: '', _expandable: {} },
  _expandable: {},
};

const storedBody: ExpansionTable<ContentRecord> = [['content', contentExpansion]];
const shownBody: ExpansionTable<ContentRecord> = [
  ['webresource', { collapsed: () => '', load: () => () => noWebResources }],
  ['content', contentExpansion],
];

/** @returns a function that gives the bodies of each of the records */
export async function bodiesOf(
  batch: Batch,
  records: readonly ContentRecord[],
  expand: ExpandTree,
): Promise<(record: ContentRecord) => Json> {
  const wanted = representations.filter((name) => expand.has(name));
  const sources: ByRecord<string> = wanted.length === 0 ? new Map() : await batch.wiki.versions.bodies(batch.reader, records);
  const bodies = new Map(await Promise.all(wanted.map(async (name) => [name, await bodyOf(name)] as const)));
  return (record) => {
    const shown: Record<string, unknown> = {};
    const expandable: Record<string, string> = {};
    for (const name of representations) {
      const body = bodies.get(name)?.(record);
      if (body === undefined) expandable[name] = '';
      else shown[name] = body;
    }
    return { ...shown, _expandable: expandable };
  };

  async function bodyOf(name: Representation): Promise<(record: ContentRecord) => Json | undefined> {
    if (name !== 'storage' && name !== 'editor' && !batch.mayRender(records.length)) return () => undefined;
    const [values, expanded] = await Promise.all([
      valuesOf(name),
      expandAll(name === 'storage' ? storedBody : shownBody, batch, records, expand.get(name) ?? nothing),
    ]);
    // The editor's body is storage format, and recorded servers say so.
    const representation = name === 'editor' ? 'storage' : name;
    return (record) => {
      const value = values.get(record);
      if (value === undefined) return undefined;
      const { parts, expandable } = expanded(record);
      return { value, representation, ...parts, _expandable: expandable };
    };
  }

  function valuesOf(name: Representation): Promise<ByRecord<string>> | ByRecord<string> {
    if (name === 'storage' || name === 'editor') return sources;
    // An anonymous export shows of what a page points at only what anonymous readers may see.
    const reader: Reader = name === 'anonymous_export_view' ? undefined : batch.reader;
    return batch.renderer.render(
      reader,
      records.flatMap((content) => {
        const body = sources.get(content);
        return body === undefined ? [] : [{ content, body }];
      }),
      forms[name],
    );
  }
}
