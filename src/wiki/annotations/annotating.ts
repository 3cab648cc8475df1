/** Labels and properties that come along when content is created or published, in its transaction. */
import type { WriteQueries } from '../../database/schema.ts';
import type { Milliseconds } from '../../foundation/clock.ts';
import type { LabelName } from './label-names.ts';
import { attachLabels } from './labels.ts';
import type { FitProperty } from './properties.ts';

/** Checked already. */
export interface Annotations {
  readonly labels: readonly LabelName[];
  readonly properties: readonly FitProperty[];
}

/** Gives the labels, and sets the properties whose values differ; all others stay. Without annotations it does nothing. */
export async function annotate(
  queries: WriteQueries,
  contentId: number,
  annotations: Annotations | undefined,
  by: { readonly userId: number; readonly now: Milliseconds },
): Promise<void> {
  if (annotations === undefined) return;
  await attachLabels(queries, { column: 'content_id', id: contentId }, by.userId, annotations.labels, by.now);
  if (annotations.properties.length === 0) return;
  await queries
    .insertInto('property')
    .values(
      annotations.properties.map(({ key, text }) => ({
        content_id: contentId,
        space_id: null,
        key,
        value: text,
        version: 1,
        message: '',
        minor_edit: 0 as const,
        modified_at: by.now,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['content_id', 'key'])
        .doUpdateSet(({ eb, ref }) => ({
          value: ref('excluded.value'),
          version: eb('property.version', '+', 1),
          message: '',
          modified_at: by.now,
        }))
        .whereRef('property.value', '<>', 'excluded.value'),
    )
    .execute();
}
