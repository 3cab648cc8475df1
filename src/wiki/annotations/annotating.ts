/** Labels and properties sent along with new or published content, written in its transaction. */
import type { WriteQueries } from '../../database/schema.ts';
import type { Milliseconds } from '../../foundation/clock.ts';
import type { Person } from '../../http/caller.ts';
import { type Announce, labelEvent } from '../events.ts';
import type { ContentRecord } from '../records.ts';
import type { LabelName } from './label-names.ts';
import { attachLabels } from './labels.ts';
import type { FitProperty } from './properties.ts';

/** Checked already. */
export interface Annotations {
  readonly labels: readonly LabelName[];
  readonly properties: readonly FitProperty[];
}

/** Who annotates, and who is told of it; of a draft nobody is. */
export interface Annotating {
  readonly person: Person;
  readonly now: Milliseconds;
  readonly announce: Announce;
}

/** Tells of all labels that content has, but private ones: nobody was told while it was a draft. */
export async function tellOfLabels(
  queries: WriteQueries,
  content: Pick<ContentRecord, 'id' | 'type'>,
  { person, now, announce }: Annotating,
): Promise<void> {
  const labels = await queries
    .selectFrom('labelling')
    .innerJoin('label', 'label.id', 'labelling.label_id')
    .select(['label.prefix', 'label.name'])
    .where('labelling.content_id', '=', content.id)
    .where('label.prefix', '<>', 'my')
    .orderBy('label.name')
    .execute();
  for (const label of labels) await announce(queries, labelEvent('added', label, content, person, now));
}

/** Gives the labels, and sets the properties whose values differ; all others stay. Without annotations it does nothing. */
export async function annotate(
  queries: WriteQueries,
  content: Pick<ContentRecord, 'id' | 'type'>,
  annotations: Annotations | undefined,
  { person, now, announce }: Annotating,
): Promise<void> {
  if (annotations === undefined) return;
  const place = { column: 'content_id', id: content.id } as const;
  for (const label of await attachLabels(queries, place, person.id, annotations.labels, now)) {
    // Somebody's own labels are nobody else's business.
    if (label.prefix !== 'my') await announce(queries, labelEvent('added', label, content, person, now));
  }
  if (annotations.properties.length === 0) return;
  await queries
    .insertInto('property')
    .values(
      annotations.properties.map(({ key, text }) => ({
        content_id: content.id,
        space_id: null,
        key,
        value: text,
        version: 1,
        message: '',
        minor_edit: 0 as const,
        modified_at: now,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['content_id', 'key'])
        .doUpdateSet(({ eb, ref }) => ({
          value: ref('excluded.value'),
          version: eb('property.version', '+', 1),
          message: '',
          modified_at: now,
        }))
        .whereRef('property.value', '<>', 'excluded.value'),
    )
    .execute();
}
