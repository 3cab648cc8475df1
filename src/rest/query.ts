/** Reads query strings leniently: clients send parameters that Weir does not know, repeat them, or put several values into one. */
import { idIn } from '../foundation/row-id.ts';

/** As Fastify parses it: a parameter that is repeated has an array. */
export type Query = Readonly<Record<string, string | string[] | undefined>>;

/** @returns the parameter's first value */
export function first(query: Query, name: string): string | undefined {
  const value = query[name];
  return Array.isArray(value) ? value[0] : value;
}

/** @returns all values of a parameter, repeated ones and those between commas, without blanks */
export function all(query: Query, name: string): readonly string[] {
  const value = query[name];
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value])
    .flatMap((each) => each.split(','))
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

/** @returns the id that a path or body gives, undefined when no content could have it. Older clients write `att123` for an attachment */
export function readId(text: string | number): number | undefined {
  return idIn(String(text).replace(/^att/, ''));
}

/** @returns the parameters without some, written as a query: `a=1&b=2` */
export function writeQuery(query: Query, without: readonly string[], added: Readonly<Record<string, number>> = {}): string {
  const pairs = Object.entries(query)
    .filter(([name]) => !without.includes(name))
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value ?? '']).map((each) => [name, each] as const));
  return [...pairs, ...Object.entries(added).map(([name, value]) => [name, String(value)] as const)]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
}
