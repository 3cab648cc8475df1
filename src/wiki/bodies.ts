/** Accepts bodies: stored exactly as sent, refused when they are not well-formed. */
import type { Refusal } from './refusals.ts';
import { parse } from './storage-format/parse.ts';

/** @returns why a body cannot be stored, undefined when it can */
export function malformedBody(body: string): Refusal | undefined {
  const parsed = parse(body);
  if (parsed.type === 'document') return undefined;
  return { refused: 'malformed-body', text: parsed.text, row: parsed.row, column: parsed.column };
}
