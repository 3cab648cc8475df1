/** Reads request parameters for both endpoints (RFC 6749 §3.1, §3.2): an empty one counts as absent, a repeated one is an error. */
import { parseForm } from '../http/form.ts';

/** What a query string or a form was parsed to; an array is a parameter that was sent more than once. */
type Fields = Readonly<Record<string, unknown>>;

export interface Parameters {
  /** @returns the value; undefined when it is absent, empty, or was sent more than once */
  get(name: string): string | undefined;
  /** Whether it was sent at all, empty or not. */
  has(name: string): boolean;
  readonly names: readonly string[];
  /** Names of those that were sent more than once. */
  readonly repeated: readonly string[];
}

/** @param body what the form parser made of the body; anything but an object has no parameters */
export function formParameters(body: unknown): Parameters {
  const fields: Fields = isFields(body) ? body : {};
  const names = Object.keys(fields);
  return {
    get(name) {
      const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
      return typeof value === 'string' && value !== '' ? value : undefined;
    },
    has: (name) => Object.hasOwn(fields, name),
    names,
    repeated: names.filter((name) => Array.isArray(fields[name])),
  };
}

/**
 * @param url path and query of a request, as it came
 * @throws an error with `statusCode` 413 when there are more parameters than anybody sends
 */
export function queryParameters(url: string): Parameters {
  const start = url.indexOf('?');
  return formParameters(start === -1 ? undefined : parseForm(url.slice(start + 1)));
}

function isFields(body: unknown): body is Fields {
  return typeof body === 'object' && body !== null;
}

/** @returns both as one; what is in both counts as sent more than once */
export function together(one: Parameters, other: Parameters): Parameters {
  return {
    get: (name) => one.get(name) ?? other.get(name),
    has: (name) => one.has(name) || other.has(name),
    names: [...new Set([...one.names, ...other.names])],
    repeated: [...one.repeated, ...other.repeated, ...one.names.filter((name) => other.has(name))],
  };
}
