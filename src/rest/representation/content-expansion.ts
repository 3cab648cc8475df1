/** The way back from what belongs to content (a version, a body, a restriction): `content` expands to the content itself. */
import type { ContentRecord } from '../../wiki/records.ts';
import type { ExpandTree } from '../expand.ts';
import type { Json } from '../site.ts';
import { contentResource } from './content-resource.ts';
import type { Batch, Expansion } from './expansion.ts';

/** The content of the very version that the record is of. */
export const contentExpansion: Expansion<ContentRecord> = { collapsed: ({ id }) => contentResource(id), load: contentsOf };

/** @returns a function that gives each of the records on the wire */
export async function contentsOf(
  batch: Batch,
  records: readonly ContentRecord[],
  expand: ExpandTree,
): Promise<(record: ContentRecord) => Json | undefined> {
  const contents = await batch.contents(records, expand);
  const byRecord = new Map(records.map((record, index) => [record, contents[index]]));
  return (record) => byRecord.get(record);
}
