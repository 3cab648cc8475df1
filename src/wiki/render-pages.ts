/** Prepares bodies for rendering: parses them and collects everything they will ask for. Included pages are read too, level by level. */
import type { Database } from '../database/database.ts';
import type { LinkResolver } from './links.ts';
import { padded } from './lists.ts';
import { type Reader, readable, viewerOf } from './permissions.ts';
import { type ContentRecord, currentStatus, selectRecords, toRecord } from './records.ts';
import type { MacroQuestion, PartQuestion } from './storage-format/macro-data.ts';
import { macroNeeds } from './storage-format/macros/table.ts';
import { parse } from './storage-format/parse.ts';
import { references } from './storage-format/references.ts';
import type { ResourceReference } from './storage-format/resources.ts';
import type { StorageDocument } from './storage-format/tree.ts';

/** Where a body stands. */
export interface Place {
  /** Undefined for a body that is not stored. */
  readonly content: ContentRecord | undefined;
  /** Titles without a space key are looked for in this space; the empty string is none. */
  readonly spaceKey: string;
}

/** A body and what it needs. */
export interface ReadyPage {
  readonly place: Place;
  readonly document: StorageDocument;
  readonly questions: readonly MacroQuestion[];
  /** Everything that the body names, and what its macros name. */
  readonly resources: readonly ResourceReference[];
}

/** Pages within pages: the fifth level includes nothing more. */
export const deepestInclude = 5;

/** In one rendering; what is included beyond is not found. */
const mostIncluded = 100;

/** Of all bodies that one rendering reads beside its own, in UTF-16 units. */
const largestRead = 8 * 1024 * 1024;

export function readyPage(place: Place, document: StorageDocument): ReadyPage {
  const { questions, resources } = macroNeeds(document);
  return { place, document, questions, resources: [...references(document).resources, ...resources] };
}

/** @returns pages by id, of those that the reader may see, as long as there is room for them */
export function pageReader(database: Database) {
  return async (reader: Reader, ids: readonly number[], room: { left: number }): Promise<ReadonlyMap<number, ReadyPage>> => {
    if (ids.length === 0) return new Map();
    const rows = await selectRecords(database.read)
      .select('version.body')
      .where('content.id', 'in', padded(ids))
      .where('content.status', '=', currentStatus)
      .where(readable(viewerOf(reader)))
      .execute();
    const pages = new Map<number, ReadyPage>();
    for (const { body, ...row } of rows) {
      room.left -= body.length;
      const document = room.left < 0 ? undefined : parse(body);
      if (document?.type !== 'document') continue;
      const content = toRecord(row);
      pages.set(content.id, readyPage({ content, spaceKey: content.space.key }, document));
    }
    return pages;
  };
}

export type PageReader = ReturnType<typeof pageReader>;

/** Room for the bodies of one rendering. */
export function roomForPages(): { left: number } {
  return { left: largestRead };
}

/**
 * Reads what the pages include, and what that includes: two or three queries a level, whatever the number of pages.
 * @returns by id
 */
export async function includedPages(
  reader: Reader,
  roots: readonly ReadyPage[],
  { resolve, read, room }: { readonly resolve: LinkResolver; readonly read: PageReader; readonly room: { left: number } },
): Promise<ReadonlyMap<number, ReadyPage>> {
  const known = new Map<number, ReadyPage>();
  let level = roots;
  for (let depth = 0; depth < deepestInclude && level.some(asksForParts); depth += 1) {
    const wanted = level.filter(asksForParts).map(({ place, questions }) => ({
      spaceKey: place.spaceKey,
      resources: questions.filter(isPart).map(({ page }) => page),
    }));
    const links = await resolve(reader, wanted);
    const ids = wanted.flatMap(({ spaceKey, resources }) =>
      resources.map((page) =>
        page.kind === 'content' ? links.content(page.contentId)?.id : links.page(page, page.spaceKey ?? spaceKey)?.id,
      ),
    );
    const missing = [...new Set(ids.filter((id) => id !== undefined).map(Number))].filter((id) => !known.has(id));
    const pages = await read(reader, missing.slice(0, mostIncluded - known.size), room);
    for (const [id, page] of pages) known.set(id, page);
    level = [...pages.values()];
  }
  return known;
}

function asksForParts({ questions }: ReadyPage): boolean {
  return questions.some(isPart);
}

function isPart(question: MacroQuestion): question is PartQuestion {
  return question.kind === 'part';
}
