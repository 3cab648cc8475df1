/**
 * Queries of which there are ever more texts, such as those that people write: no statement is kept for them, so that they
 * take no place from those that come again and again.
 */
import { type RawBuilder, sql } from 'kysely';

const mark = '/* ad hoc */';

/** Stands at the beginning of such a query. */
export const adHoc: RawBuilder<unknown> = sql.raw(mark);

export function isAdHoc(text: string): boolean {
  return text.startsWith(mark);
}
