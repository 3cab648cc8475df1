/** What comments have on the wire beyond other content. */
import type { CommentDetails } from '../../wiki/commenting.ts';
import type { ContentRecord } from '../../wiki/records.ts';
import type { ExpandTree } from '../expand.ts';
import { type Json, type Site, wireDate } from '../site.ts';
import type { Batch } from './expansion.ts';
import { userJson } from './user.ts';

/** @returns a function that gives the `extensions` of each comment among the records */
export async function commentExtensions(
  batch: Batch,
  records: readonly ContentRecord[],
  expand: ExpandTree,
): Promise<(record: ContentRecord) => Json> {
  const ids = records.filter(({ type }) => type === 'comment').map(({ id }) => id);
  const details = await batch.wiki.comments.details(batch.reader, ids);
  return ({ id }) => extensionsJson(batch.site, details.get(id), expand);
}

function extensionsJson(site: Site, details: CommentDetails | undefined, expand: ExpandTree): Json {
  const resolution = details?.resolution;
  const shown: Record<string, unknown> = {
    inlineProperties: details?.inlineProperties && { ...details.inlineProperties, markerRef: details.markerRef },
    resolution: resolution && {
      status: resolution.status,
      ...(resolution.at === undefined
        ? {}
        : {
            lastModifier: userJson(site, resolution.by, expand.get('resolution')?.get('lastModifier')),
            lastModifiedDate: wireDate(resolution.at),
          }),
    },
  };
  const parts: Record<string, unknown> = {};
  const expandable: Record<string, string> = {};
  for (const [name, value] of Object.entries(shown)) {
    if (!expand.has(name)) expandable[name] = '';
    else if (value !== undefined) parts[name] = value;
  }
  return { location: details?.location ?? 'footer', ...parts, _expandable: expandable };
}
