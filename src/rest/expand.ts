/**
 * `expand`: which parts of an object a client wants to see. A comma list in which dots descend; what is unknown is ignored,
 * as are ranges on collections (`children.page[0:5]`).
 */
import type { Query } from './query.ts';
import { all } from './query.ts';

/** What to expand below each name. A map, so that `__proto__` is a name like any other. */
export type ExpandTree = ReadonlyMap<string, ExpandTree>;

export const nothing: ExpandTree = new Map();

/** More than any client asks for; what is beyond is ignored like an unknown name. */
const mostNames = 200;

/** Deeper than any object nests. */
const deepest = 8;

/** Parses one list: `body.storage,version,space.homepage`. */
export function parseExpand(names: readonly string[]): ExpandTree {
  const root: Map<string, ExpandTree> = new Map();
  for (const name of names.slice(0, mostNames)) {
    let at = root;
    for (const part of name.split('.', deepest)) {
      const bracket = part.indexOf('[');
      const key = bracket === -1 ? part : part.slice(0, bracket);
      // Every map in the tree was made here, as a mutable one.
      const below = (at.get(key) as Map<string, ExpandTree> | undefined) ?? new Map<string, ExpandTree>();
      at.set(key, below);
      at = below;
    }
  }
  return root;
}

/** @param usual what to expand when the request does not say */
export function expandOf(query: Query, usual: ExpandTree): ExpandTree {
  return query.expand === undefined ? usual : parseExpand(all(query, 'expand'));
}
