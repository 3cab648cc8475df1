/** Label names: a prefix and a name, written together as `my:name`. */
import type { LabelPrefix } from '../../database/schema/annotations.ts';
import { fold, plainName } from '../../foundation/folding.ts';
import type { Refusal } from '../refusals.ts';

export interface LabelName {
  readonly prefix: LabelPrefix;
  /** Lower case. */
  readonly name: string;
}

/** The label with which somebody marks content and spaces as favourites. */
export const favouriteLabel: LabelName = { prefix: 'my', name: 'favourite' };

export const longestLabel = 255;
const labelPrefixes: readonly LabelPrefix[] = ['global', 'my', 'team'];
const forbidden = /[\s\p{C}:;,.?&[\](){}^!@#*]/u;

/**
 * Reads the name of a label to be given.
 * @param prefix without one it is `global`
 */
export function readLabel(name: string, prefix: string | null | undefined): LabelName | Refusal {
  const known = labelPrefixes.find((each) => each === (prefix || 'global'));
  if (known === undefined) return { refused: 'invalid-label', name: `${prefix}:${name}`, problem: 'prefix' };
  const folded = fold(name.trim());
  if (plainName(folded) === '') return { refused: 'invalid-label', name, problem: 'empty' };
  if (folded.length > longestLabel) return { refused: 'invalid-label', name, problem: 'too-long' };
  if (forbidden.test(folded)) return { refused: 'invalid-label', name, problem: 'characters' };
  return { prefix: known, name: folded };
}

/** Reads the name of a label that may be there: `name`, `my:name`, `team:name`; a name that no label can have names none. */
export function parseLabel(text: string): { readonly prefix: LabelPrefix | undefined; readonly name: string } {
  const prefix = labelPrefixes.find((each) => text.startsWith(`${each}:`));
  return { prefix, name: fold(prefix === undefined ? text : text.slice(prefix.length + 1)) };
}

/** A label as an address names it: without a prefix it is global. */
export function namedLabel(text: string): LabelName {
  const { prefix = 'global', name } = parseLabel(text);
  return { prefix, name };
}

/** The labels of spaces that an address names: those are team labels mostly, so a name without a prefix means these too. */
export function namedSpaceLabels(text: string): readonly LabelName[] {
  const { prefix, name } = parseLabel(text);
  const prefixes = prefix === undefined ? (['global', 'team'] as const) : [prefix];
  return prefixes.map((each) => ({ prefix: each, name }));
}

/** The name as people write it: a shared label without its prefix. */
export function writeLabel({ prefix, name }: LabelName): string {
  return prefix === 'global' ? name : `${prefix}:${name}`;
}

/** Whose label it is: 0 for those that everybody sees. */
export function ownerOf(prefix: LabelPrefix, userId: number): number {
  return prefix === 'my' ? userId : 0;
}
