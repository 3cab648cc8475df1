/** How words for routes are written down, and those that many routes share. */
import type { TSchema } from 'typebox';
import type { QueryName } from './parameters.ts';

/** What is said of one route. */
export interface Words {
  readonly summary: string;
  readonly query?: readonly QueryName[];
  /** The status of success. */
  readonly succeeds?: 201 | 202 | 204;
  /** A body that does something useful. */
  readonly example?: unknown;
  /** The schema of the answer, where success has one that is JSON. */
  readonly answers?: TSchema;
  /** Refusals beside those that every route of its kind has: another version was there first, it is too large. */
  readonly refuses?: readonly (409 | 413)[];
  /** The body is a multipart form with files. */
  readonly takesFiles?: true;
  /** The request needs the header by which clients say that no page of another site made it, as uploads do. */
  readonly needsNoCheck?: true;
  /** Success is the bytes of a file. */
  readonly givesFile?: true;
}

/** What is said of several routes, by method and path below the context path. */
export type WordsOfRoutes = Readonly<Record<string, Words>>;

/** The parameters of a list. */
export const page = ['start', 'limit'] as const;

/** The parameters of a list whose results expand. */
export const list = ['expand', ...page] as const;

/** Names the user that a request is about. */
export const whose = ['username', 'key'] as const;
