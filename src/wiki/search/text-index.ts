/**
 * Keeps the index of texts true. The database notes which content has a new title or body (triggers of the migration); the
 * transaction that wrote it indexes it before it commits, so that whoever reads what was written can also find it.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Database, Engine } from '../../database/database.ts';
import { prepare } from '../../database/prepared.ts';
import type { WriteQueries } from '../../database/schema.ts';
import { fold } from '../../foundation/folding.ts';
import { writeLinks } from '../link-index.ts';
import { parse } from '../storage-format/parse.ts';
import { references } from '../storage-format/references.ts';
import type { ResourceReference } from '../storage-format/resources.ts';
import { titleMark } from './text-match.ts';
import { type Word, wordsOf } from './words.ts';

/** In UTF-16 units; what stands behind is not found. A `tsvector` holds 1 MiB. */
const longestText = 150_000;

/** What one transaction takes on. More is noted only by what writes past the wiki, and waits for `catchUp`. */
const mostAtOnce = 1_000;
const batchSize = 100;

export interface TextIndex {
  /** The same database; each of its transactions indexes what it wrote. */
  readonly database: Database;
  /** Indexes, inside its transaction, what was written past the wiki. */
  index(queries: WriteQueries): Promise<void>;
  /** Indexes what was written past the wiki, a part at a time. @returns how many contents were done; 0 when nothing is left */
  catchUp(limit: number): Promise<number>;
  /**
   * Indexes all content anew, a part at a time, beside everything else that goes on.
   * @param after the last id that was done, 0 to begin
   * @returns the last id of this part, and how many there were; undefined when there is nothing behind `after`
   */
  reindex(after: number): Promise<{ readonly last: number; readonly count: number } | undefined>;
}

interface Pending {
  readonly id: number;
  readonly title: string;
  /** Null: it was never indexed. */
  readonly indexed_id: number | null;
  readonly body: string;
}

export function textIndex(database: Database): TextIndex {
  const { engine } = database;
  const pending = prepare(database, (queries, values: { readonly limit: number }) =>
    queries
      .selectFrom('search_pending')
      .innerJoin('content', 'content.id', 'search_pending.content_id')
      .innerJoin('content_version as version', (join) =>
        join.onRef('version.content_id', '=', 'content.id').onRef('version.number', '=', 'content.version'),
      )
      .leftJoin('search_text as indexed', 'indexed.content_id', 'content.id')
      .select(['content.id', 'content.title', 'version.body', 'indexed.content_id as indexed_id'])
      // By the notes, of which there are few: in the order of content all of it would be read to find them.
      .orderBy('search_pending.content_id')
      .limit(values.limit)
      // Whoever publishes it at this moment indexes a newer text: that one must stay.
      .$if(engine === 'postgresql', (query) => query.forShare('content')),
  );

  async function indexPending(queries: WriteQueries, most: number): Promise<number> {
    let done = 0;
    while (done < most) {
      const rows = await pending.all(queries, { limit: Math.min(batchSize, most - done) });
      if (rows.length > 0) await writeDocuments(queries, engine, rows);
      done += rows.length;
      if (rows.length < batchSize) break;
    }
    return done;
  }

  return {
    database: {
      ...database,
      write: (work) =>
        database.write(async (queries) => {
          const outcome = await work(queries);
          await indexPending(queries, mostAtOnce);
          return outcome;
        }),
      writePrepared: (query) =>
        database.write(async (queries) => {
          const outcome = await queries.executeQuery(query);
          await indexPending(queries, mostAtOnce);
          return outcome;
        }),
    },

    async index(queries) {
      await indexPending(queries, mostAtOnce);
    },

    catchUp: (limit) => database.write((queries) => indexPending(queries, Math.min(limit, mostAtOnce))),

    reindex: (after) =>
      database.write(async (queries) => {
        const rows = await queries
          .selectFrom('content')
          .select('id')
          .where('id', '>', after)
          .orderBy('id')
          .limit(batchSize)
          // First the content and then the note, as whoever publishes does: so neither waits for the other.
          .$if(engine === 'postgresql', (query) => query.forShare())
          .execute();
        const last = rows.at(-1);
        if (last === undefined) return undefined;
        await queries
          .insertInto('search_pending')
          .values(rows.map(({ id }) => ({ content_id: id })))
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        await indexPending(queries, mostAtOnce);
        return { last: last.id, count: rows.length };
      }),
  };
}

interface Document {
  readonly id: number;
  /** Something may be noted of an earlier text. */
  readonly isChanged: boolean;
  readonly text: string;
  readonly titleWords: readonly Word[];
  readonly textWords: readonly Word[];
  readonly references: readonly { readonly kind: 'macro' | 'mention'; readonly name: string }[];
  readonly resources: readonly ResourceReference[];
}

async function writeDocuments(queries: WriteQueries, engine: Engine, rows: readonly Pending[]): Promise<void> {
  const documents = rows.map(toDocument);
  const ids = rows.map(({ id }) => id);
  await queries
    .insertInto('search_text')
    .values(documents.map(({ id, text }) => ({ content_id: id, body: text })))
    .onConflict((conflict) => conflict.column('content_id').doUpdateSet((eb) => ({ body: eb.ref('excluded.body') })))
    .execute();
  await indexRows(engine, documents).execute(queries);
  await writeWords(queries, documents);
  const changed = documents.filter(({ isChanged }) => isChanged).map(({ id }) => id);
  if (changed.length > 0) await queries.deleteFrom('search_reference').where('content_id', 'in', changed).execute();
  const named = documents.flatMap(({ id, references }) => references.map((reference) => ({ content_id: id, ...reference })));
  for (const rows of inParts(named)) {
    await queries
      .insertInto('search_reference')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  const linking = documents.filter(({ isChanged, resources }) => isChanged || resources.length > 0);
  if (linking.length > 0) await writeLinks(queries, linking);
  await queries.deleteFrom('search_pending').where('content_id', 'in', ids).execute();
}

/** In one order, so that no two writers wait for each other. */
async function writeWords(queries: WriteQueries, documents: readonly Document[]): Promise<void> {
  const words = new Set(documents.flatMap(({ titleWords, textWords }) => [...titleWords, ...textWords].map(({ form }) => form)));
  for (const part of inParts([...words].sort())) {
    await queries
      .insertInto('search_word')
      .values(part.map((word) => ({ word })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** As many rows at a time as a statement has place for. */
function* inParts<T>(rows: readonly T[]): Generator<readonly T[], void, undefined> {
  for (let start = 0; start < rows.length; start += 1_000) yield rows.slice(start, start + 1_000);
}

function toDocument({ id, title, body, indexed_id }: Pending): Document {
  const parsed = parse(body);
  const found = parsed.type === 'document' ? references(parsed) : { text: '', macros: [], resources: [] };
  const text = found.text.slice(0, longestText).replace(/[\ud800-\udbff]$/, '');
  return {
    id,
    isChanged: indexed_id !== null,
    text,
    titleWords: wordsOf(title),
    textWords: wordsOf(text),
    resources: found.resources,
    references: [
      ...found.macros.map((macro) => ({ kind: 'macro' as const, name: macro.toLowerCase() })),
      ...found.resources.flatMap(mentionOf).map((name) => ({ kind: 'mention' as const, name })),
    ],
  };
}

/** How a mention of a user is kept: as the page names them. */
export function mentionNames(user: { readonly userKey: string; readonly usernameFolded: string }): readonly [string, string] {
  return [`key:${user.userKey}`, `name:${user.usernameFolded}`];
}

function mentionOf(resource: ResourceReference): readonly string[] {
  if (resource.kind !== 'user') return [];
  if (resource.userKey !== undefined) return [`key:${resource.userKey}`];
  return resource.username === undefined ? [] : [`name:${fold(resource.username)}`];
}

function indexRows(engine: Engine, documents: readonly Document[]): RawBuilder<unknown> {
  if (engine === 'sqlite') {
    const rows = documents.map(({ id, titleWords, textWords }) => {
      const [titleStems, titleForms] = stemsAndForms(titleWords);
      const [bodyStems, bodyForms] = stemsAndForms(textWords);
      return sql`(${sql.join([id, titleStems, bodyStems, `${titleForms} ${markedOf(titleWords)}`, bodyForms])})`;
    });
    return sql`insert or replace into search_index (rowid, title, body, title_forms, body_forms) values ${sql.join(rows)}`;
  }
  const rows = documents.map((document) => sql`(${document.id}::bigint, ${tsvectorOf(document)}::text::tsvector)`);
  return sql`insert into search_index (content_id, document) values ${sql.join(rows)}
    on conflict (content_id) do update set document = excluded.document`;
}

/** The stems in their order, and once each the words that differ from their stems. */
function stemsAndForms(words: readonly Word[]): readonly [stems: string, forms: string] {
  const forms = new Set(words.filter(({ stem, form }) => stem !== form).map(({ form }) => form));
  return [words.map(({ stem }) => stem).join(' '), [...forms].join(' ')];
}

/** All words of a title, stems and words as written, each once and marked as one of a title (`text-match.ts`). */
function markedOf(titleWords: readonly Word[]): string {
  const marked = new Set(titleWords.flatMap(({ stem, form }) => [titleMark + stem, titleMark + form]));
  return [...marked].join(' ');
}

/** PostgreSQL keeps no greater position, and no more positions of a word. */
const lastPosition = 16_383;
const mostPositions = 255;

/** So far apart that no phrase reaches from the title into the body. */
const gap = 10;

/** A `tsvector` as it is written, see `text-match.ts`; words are letters and digits, which need no escaping. */
function tsvectorOf({ titleWords, textWords }: Document): string {
  const stems = new Map<string, number[]>();
  const forms = new Set<string>();
  let position = 0;
  const add = (word: string) => {
    const known = stems.get(word);
    if (known === undefined) stems.set(word, [position]);
    else if (known.length < mostPositions) known.push(position);
  };
  const addAll = (words: readonly Word[], isTitle: boolean) => {
    for (const { stem, form } of words) {
      position = Math.min(position + 1, lastPosition);
      add(`s${stem}`);
      if (isTitle) add(`t${stem}`);
      if (form === stem) continue;
      forms.add(`f${form}`);
      if (isTitle) forms.add(`u${form}`);
    }
  };
  addAll(titleWords, true);
  position += gap;
  addAll(textWords, false);
  const placed = Array.from(stems, ([word, at]) => `'${word}':${at.join(',')}`);
  return [...placed, ...Array.from(forms, (form) => `'${form}'`)].join(' ');
}
