/**
 * Titles of content: what a title may be, and that it is unique (ignoring case) among a space's current pages, and among the blog
 * posts of a day.
 */
import { sql } from 'kysely';
import type { ContentType } from '../database/schema/content.ts';
import type { WriteQueries } from '../database/schema.ts';
import { fold, plainName } from '../foundation/folding.ts';
import { settleFormerTitles } from './link-following.ts';
import { currentStatus } from './records.ts';
import type { Refusal } from './refusals.ts';

/** In UTF-16 units, as Confluence counts. */
const longestTitle = 255;

/**
 * Control characters and the ones that turn the writing direction around have no place in a title; the joiners inside
 * emoji and some scripts do.
 */
const unfit = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** @returns a title as it would be stored: whoever looks for what they sent finds it */
export function cleanTitle(title: string): string {
  return title.replace(unfit, ' ').trim().normalize('NFC');
}

/** @returns the title as it is stored, or why it cannot be one */
export function readTitle(title: string): string | Refusal {
  const clean = cleanTitle(title);
  // A page that is called by what nobody sees is a link that nobody finds.
  if (plainName(clean) === '') return { refused: 'invalid-title', problem: 'empty' };
  if (clean.length > longestTitle) return { refused: 'invalid-title', problem: 'too-long' };
  return clean;
}

/** What a title must be unlike. */
interface Titled {
  readonly type: ContentType;
  readonly spaceId: number;
  readonly title: string;
  /** Of a blog post. */
  readonly postingDay: string | null;
}

/**
 * Lets content be called so, unless something else of its space is. Must run under `lockSpaces`, so that no other writer takes the title in
 * between. What links still call so, since it was called so until now, has them rewritten before: they never lead to what is called so next.
 * @param except the content that is about to have the title
 * @returns false when another current page of the space has it, or for a blog post another of its day
 */
export async function claimTitle(
  queries: WriteQueries,
  { type, spaceId, title, postingDay }: Titled,
  except?: number,
): Promise<boolean> {
  if (type !== 'page' && type !== 'blogpost') return true;
  let holders = queries
    .selectFrom('content')
    .select('id')
    .where('space_id', '=', spaceId)
    .where('title_folded', '=', fold(title))
    .where('status', '=', currentStatus)
    .where('type', '=', sql.lit(type));
  if (type === 'blogpost') holders = holders.where('posting_day', '=', postingDay);
  const holder = await holders.executeTakeFirst();
  if (holder !== undefined && holder.id !== except) return false;
  await settleFormerTitles(queries, (former) =>
    former
      .where('space_id', '=', spaceId)
      .where('type', '=', type)
      .where('title_folded', '=', fold(title))
      .$if(except !== undefined, (others) => others.where('content_id', '<>', except ?? 0)),
  );
  return true;
}
