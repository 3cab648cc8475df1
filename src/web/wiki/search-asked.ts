/** What somebody asks the page of search, read from its address and written into one. */
import type { FastifyRequest } from 'fastify';
import { quoteCql } from '../../wiki/search/cql-tree.ts';
import { queryOf } from './wiki-route.ts';

export const kinds = ['everything', 'page', 'blogpost', 'comment', 'attachment', 'space', 'user'] as const;
type Kind = (typeof kinds)[number];

/** What somebody filled into the form. */
export interface Asked {
  readonly words: string;
  readonly kind: Kind;
  /** Looked for instead of the words when it is there. */
  readonly cql: string;
}

export function askedIn(request: FastifyRequest): Asked {
  const kind = queryOf(request, 'type');
  return {
    words: queryOf(request, 'queryString').trim(),
    kind: kinds.find((each) => each === kind) ?? 'everything',
    cql: queryOf(request, 'cql').trim(),
  };
}

/** @returns the query that is asked; undefined when nothing is */
export function cqlOf({ words, kind, cql }: Asked): string | undefined {
  if (cql !== '') return cql;
  if (words === '') return undefined;
  const types = kind === 'everything' ? kinds.filter((each) => each !== 'everything') : [kind];
  return `type in (${types.join(', ')}) and siteSearch ~ ${quoteCql(words)}`;
}

/** @returns the same as the query of an address */
export function queryText({ words: queryString, kind: type, cql }: Asked): string {
  return String(new URLSearchParams(cql === '' ? { queryString, type } : { cql }));
}
