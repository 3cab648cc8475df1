/** Bodies on the wire, in the representations that Weir can give. */
import type { Reader } from '../../wiki/permissions.ts';
import type { ContentRecord } from '../../wiki/records.ts';
import type { ViewForm } from '../../wiki/render.ts';
import type { ExpandTree } from '../expand.ts';
import type { Json } from '../site.ts';
import type { Batch } from './expansion.ts';

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

/** @returns a function that gives the body of each of the records */
export async function bodiesOf(
  batch: Batch,
  records: readonly ContentRecord[],
  expand: ExpandTree,
): Promise<(record: ContentRecord) => Json> {
  const wanted = representations.filter((name) => expand.has(name));
  const sources = wanted.length === 0 ? new Map<number, string>() : await batch.wiki.versions.bodies(batch.reader, records);
  const values = new Map(await Promise.all(wanted.map(async (name) => [name, await valuesOf(name)] as const)));
  return ({ id }) => {
    const body: Record<string, unknown> = {};
    const expandable: Record<string, string> = {};
    for (const name of representations) {
      const value = values.get(name)?.get(id);
      if (value === undefined) expandable[name] = '';
      else body[name] = bodyJson(name, value, id);
    }
    body._expandable = expandable;
    return body;
  };

  function valuesOf(name: Representation): Promise<ReadonlyMap<number, string>> | ReadonlyMap<number, string> {
    if (name === 'storage' || name === 'editor') return sources;
    // An anonymous export shows of what a page points at only what anonymous readers may see.
    const reader: Reader = name === 'anonymous_export_view' ? undefined : batch.reader;
    return batch.renderer.render(
      reader,
      records.flatMap((content) => {
        const body = sources.get(content.id);
        return body === undefined ? [] : [{ content, body }];
      }),
      forms[name],
    );
  }
}

function bodyJson(name: Representation, value: string, id: number): Json {
  const content = `/rest/api/content/${id}`;
  return {
    value,
    // The editor's body is storage format, and recorded servers say so.
    representation: name === 'editor' ? 'storage' : name,
    _expandable: name === 'storage' ? { content } : { webresource: '', content },
  };
}
