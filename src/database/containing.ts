/** Searching a column for a text, without regard to case. */
import { type RawBuilder, sql } from 'kysely';
import { fold } from '../foundation/folding.ts';

/** SQLite nests expressions no deeper than 1000. No alphabet has more letters than this. */
const mostLetters = 200;

/** @returns the condition that a column's text contains this one, ignoring case; NUL characters in it are dropped */
export function containing(column: string, text: string): RawBuilder<boolean> {
  const wanted = fold(text.replaceAll('\0', ''));
  return sql<boolean>`${lowered(column, wanted)} like ${`%${literally(wanted)}%`} escape '\\'`;
}

/** @returns a text as a pattern of `like … escape '\'` that stands for itself */
export function literally(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/** `lower` of both databases knows ASCII alone: the other letters of the wanted text are lowered one by one. */
function lowered(column: string, wanted: string): RawBuilder<unknown> {
  const capitals = [...new Set(wanted)]
    .map((letter) => ({ letter, capital: letter.toUpperCase() }))
    .filter(({ letter, capital }) => letter > '\x7f' && capital !== letter && [...capital].length === 1);
  return capitals
    .slice(0, mostLetters)
    .reduce<RawBuilder<unknown>>(
      (text, { letter, capital }) => sql`replace(${text}, ${capital}, ${letter})`,
      sql`lower(${sql.ref(column)})`,
    );
}
