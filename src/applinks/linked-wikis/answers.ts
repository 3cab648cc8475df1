/** Answers of the Confluence API, read member by member: a member of an unexpected type counts as absent. */
import { plainName } from '../../foundation/folding.ts';

/** @returns the members of a value that is an object; none of any other */
export function objectIn(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []);
}

export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** @returns a text on one line, without invisible characters; empty when it is none */
export function lineIn(value: unknown, most: number): string {
  return typeof value === 'string' ? plainName(value.slice(0, most).toWellFormed()) : '';
}

/** @returns an id, which some servers write as a number and some as text; undefined when it is none */
export function idIn(value: unknown): string | undefined {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  return /^[1-9][0-9]{0,18}$/.test(text) ? text : undefined;
}
