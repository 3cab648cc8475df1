/** Titles of content: what one may be, and that a space has each only once among its current pages, whatever the case. */
import type { WriteQueries } from '../database/schema.ts';
import { fold } from '../foundation/folding.ts';
import { currentStatus, pageType } from './records.ts';
import type { Refusal } from './refusals.ts';

/** In UTF-16 units, as Confluence counts. */
const longestTitle = 255;

/**
 * Control characters and the ones that turn the writing direction around have no place in a title; the joiners inside
 * emoji and some scripts do.
 */
const unfit = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** @returns the title as it is stored, or why it cannot be one */
export function readTitle(title: string): string | Refusal {
  const clean = title.replace(unfit, ' ').trim().normalize('NFC');
  if (clean === '') return { refused: 'invalid-title', problem: 'empty' };
  if (clean.length > longestTitle) return { refused: 'invalid-title', problem: 'too-long' };
  return clean;
}

/**
 * Must run under `lockSpaces`, so that no other writer takes the title in between.
 * @param except the page that is about to have the title
 * @returns whether another current page of the space has it
 */
export async function isTitleTaken(queries: WriteQueries, spaceId: number, title: string, except?: number): Promise<boolean> {
  const holder = await queries
    .selectFrom('content')
    .select('id')
    .where('space_id', '=', spaceId)
    .where('title_folded', '=', fold(title))
    .where('status', '=', currentStatus)
    .where('type', '=', pageType)
    .executeTakeFirst();
  return holder !== undefined && holder.id !== except;
}
