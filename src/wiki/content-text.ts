/** The title and body of content as somebody wrote them, checked before a transaction begins. */
import { malformedBody } from './bodies.ts';
import type { Refusal } from './refusals.ts';
import { readTitle } from './titles.ts';

/** @returns the title as it is stored, or why title or body is refused */
export function checkText<Title extends string | undefined>({
  title,
  body,
  status,
}: {
  readonly title?: Title;
  readonly body?: string;
  readonly status?: 'current' | 'draft';
}): { readonly title: Title | string } | Refusal | { readonly title?: never } {
  const malformed = body === undefined ? undefined : malformedBody(body);
  if (malformed !== undefined) return malformed;
  if (title === undefined) return {};
  // Who begins to write has no title yet.
  if (status === 'draft' && title.trim() === '') return { title: '' };
  const read = readTitle(title);
  return typeof read === 'string' ? { title: read } : read;
}
