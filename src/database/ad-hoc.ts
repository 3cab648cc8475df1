/**
 * Queries whose text differs each time, such as those that people write. They get no prepared statement, so they push none out that is
 * used again and again.
 */
import { type RawBuilder, sql } from 'kysely';

const mark = '/* ad hoc */';

/** Stands at the beginning of such a query. */
export const adHoc: RawBuilder<unknown> = sql.raw(mark);

export function isAdHoc(text: string): boolean {
  return text.startsWith(mark);
}
