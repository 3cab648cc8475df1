/** Properties of content and spaces: any JSON under a key, with versions. */
import type { Database } from '../../database/database.ts';
import type { Queries } from '../../database/schema.ts';
import type { Clock, Milliseconds } from '../../foundation/clock.ts';
import { parseExactly } from '../../foundation/exact-json.ts';
import type { Person } from '../../http/caller.ts';
import { padded } from '../lists.ts';
import { type Reader, readable, viewerOf } from '../permissions.ts';
import { type Page, type PageOf, toPage } from '../records.ts';
import { isRefusal, type Refusal } from '../refusals.ts';
import { columnsOf, type FoundPlace, findPlace, type Target } from './target.ts';

export interface Property {
  readonly id: number;
  readonly key: string;
  /** Any JSON. */
  readonly value: unknown;
  readonly version: {
    readonly number: number;
    readonly message: string;
    readonly minorEdit: boolean;
    /** Milliseconds since 1970. */
    readonly modifiedAt: Milliseconds;
  };
}

/** A property that was found to be fit to be stored. */
export interface FitProperty {
  readonly key: string;
  /** JSON. */
  readonly text: string;
  readonly message?: string;
  readonly minorEdit?: boolean;
}

export interface PropertyVerbs {
  /** @returns the properties, by key */
  of(reader: Reader, target: Target, page: Page): Promise<PageOf<Property> | Refusal>;
  find(reader: Reader, target: Target, key: string): Promise<Property | Refusal>;
  /** @returns the properties with these keys of each content, by its id */
  ofContents(reader: Reader, ids: readonly number[], keys: readonly string[]): Promise<ReadonlyMap<number, readonly Property[]>>;
  /** @returns the keys of each content's properties, by its id; some of them where there are very many */
  keysOf(reader: Reader, ids: readonly number[]): Promise<ReadonlyMap<number, readonly string[]>>;
  create(person: Person, target: Target, property: FitProperty): Promise<Property | Refusal>;
  /** @param number of the version to make: one more than the current one; 1 creates the property */
  update(person: Person, target: Target, property: FitProperty & { readonly number: number }): Promise<Property | Refusal>;
  remove(person: Person, target: Target, key: string): Promise<Refusal | undefined>;
}

const longestKey = 255;
/** In bytes of UTF-8, as JSON. */
const largestValue = 32 * 1024;
/** Of all the content of one answer together. */
const mostKeys = 5_000;

/** @returns the property as it is stored, or why it cannot be */
export function fitProperty(key: string, value: unknown): Pick<FitProperty, 'key' | 'text'> | Refusal {
  if (key === '' || key.length > longestKey || !key.isWellFormed())
    return { refused: 'invalid-property-key', longest: longestKey };
  const text = JSON.stringify(value);
  if (Buffer.byteLength(text) > largestValue) return { refused: 'property-too-large', key, largest: largestValue };
  return { key, text };
}

export function propertyVerbs({ database, clock }: { readonly database: Database; readonly clock: Clock }): PropertyVerbs {
  /** Runs a change in a transaction of its own, where whoever asks may make it. */
  function change<T>(
    person: Person,
    target: Target,
    work: (queries: Queries, place: FoundPlace) => Promise<T | Refusal>,
  ): Promise<T | Refusal> {
    return database.write(async (queries) => {
      const place = await findPlace(queries, viewerOf(person), target);
      if (isRefusal(place)) return place;
      return place.mayEdit ? work(queries, place) : place.notPermitted;
    });
  }

  return {
    async of(reader, target, page) {
      const place = await findPlace(database.read, viewerOf(reader), target);
      if (isRefusal(place)) return place;
      const rows = await database.read
        .selectFrom('property')
        .select(columns)
        .where(place.column, '=', place.id)
        .orderBy('key')
        .limit(page.limit + 1)
        .offset(page.start)
        .execute();
      return toPage(rows, page, toProperty);
    },

    async find(reader, target, key) {
      const place = await findPlace(database.read, viewerOf(reader), target);
      if (isRefusal(place)) return place;
      const row = await database.read
        .selectFrom('property')
        .select(columns)
        .where(place.column, '=', place.id)
        .where('key', '=', key)
        .executeTakeFirst();
      return row === undefined ? { refused: 'unknown-property', key } : toProperty(row);
    },

    async ofContents(reader, ids, keys) {
      if (ids.length === 0 || keys.length === 0) return new Map();
      const rows = await ofReadable(database.read, reader, ids)
        .select([...columns, 'content.id as of'])
        .where('property.key', 'in', padded(keys))
        .execute();
      const each = Map.groupBy(rows, (row) => row.of);
      return new Map([...each].map(([id, found]) => [id, found.map(toProperty)]));
    },

    async keysOf(reader, ids) {
      if (ids.length === 0) return new Map();
      const rows = await ofReadable(database.read, reader, ids)
        .select(['content.id as of', 'property.key'])
        .orderBy('content.id')
        .orderBy('property.key')
        .limit(mostKeys)
        .execute();
      const each = Map.groupBy(rows, (row) => row.of);
      return new Map([...each].map(([id, found]) => [id, found.map(({ key }) => key)]));
    },

    create(person, target, property) {
      return change(person, target, async (queries, place) => {
        return (await insert(queries, place, property, clock.now())) ?? { refused: 'property-taken', key: property.key };
      });
    },

    update(person, target, property) {
      const { key, number } = property;
      return change(person, target, async (queries, place) => {
        const now = clock.now();
        const created = number === 1 ? await insert(queries, place, property, now) : undefined;
        if (created !== undefined) return created;
        const { message = '', minorEdit = false } = property;
        // The version in the condition decides which of the writers of this number wins.
        const row = await queries
          .updateTable('property')
          .set({ value: property.text, version: number, message, minor_edit: minorEdit ? 1 : 0, modified_at: now })
          .where(place.column, '=', place.id)
          .where('key', '=', key)
          .where('version', '=', number - 1)
          .returning(columns)
          .executeTakeFirst();
        if (row !== undefined) return toProperty(row);
        const stands = await queries
          .selectFrom('property')
          .select('version')
          .where(place.column, '=', place.id)
          .where('key', '=', key)
          .executeTakeFirst();
        return stands === undefined
          ? { refused: 'unknown-property', key }
          : { refused: 'version-conflict', current: stands.version };
      });
    },

    remove(person, target, key) {
      return change(person, target, async (queries, place) => {
        const { numDeletedRows } = await queries
          .deleteFrom('property')
          .where(place.column, '=', place.id)
          .where('key', '=', key)
          .executeTakeFirstOrThrow();
        return numDeletedRows === 1n ? undefined : { refused: 'unknown-property', key };
      });
    },
  };
}

const columns = [
  'property.id',
  'property.key',
  'property.value',
  'property.version',
  'property.message',
  'property.minor_edit',
  'property.modified_at',
] as const;

function ofReadable(queries: Queries, reader: Reader, ids: readonly number[]) {
  return queries
    .selectFrom('property')
    .innerJoin('content', 'content.id', 'property.content_id')
    .where('content.id', 'in', padded(ids))
    .where(readable(viewerOf(reader)));
}

/** @returns undefined when there is one with this key */
async function insert(
  queries: Queries,
  place: FoundPlace,
  { key, text, message = '', minorEdit = false }: FitProperty,
  now: Milliseconds,
): Promise<Property | undefined> {
  const row = await queries
    .insertInto('property')
    .values({
      ...columnsOf(place),
      key,
      value: text,
      version: 1,
      message,
      minor_edit: minorEdit ? 1 : 0,
      modified_at: now,
    })
    .onConflict((conflict) => conflict.columns([place.column, 'key']).doNothing())
    .returning(columns)
    .executeTakeFirst();
  return row && toProperty(row);
}

interface PropertyRow {
  readonly id: number;
  readonly key: string;
  readonly value: string;
  readonly version: number;
  readonly message: string;
  readonly minor_edit: 0 | 1;
  readonly modified_at: number;
}

function toProperty(row: PropertyRow): Property {
  return {
    id: row.id,
    key: row.key,
    value: parseExactly(row.value),
    version: {
      number: row.version,
      message: row.message,
      minorEdit: row.minor_edit === 1,
      modifiedAt: row.modified_at,
    },
  };
}
