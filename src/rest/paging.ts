/** Paging: which part of a list a client asks for, and the collection on the wire. */
import type { Page, PageOf } from '../wiki/records.ts';
import type { ExpandTree } from './expand.ts';
import { first, type Query, writeQuery } from './query.ts';
import type { Json, Site } from './site.ts';

/** How many results a list has when the client does not say. */
export const usualLimit = 25;

/** What `start` or `limit` is when it is no number. */
export interface BadPage {
  readonly badParameter: 'start' | 'limit';
}

/** Groups, users and restrictions, which are small. */
export const listLimit = 200;
export const mostListed = 1000;

const mostResults = 500;
/** Where each result brings a body or a list of its own. */
const mostWithBodies = 200;
const mostRendered = 50;

const renderedBodies = ['view', 'export_view', 'anonymous_export_view'];

/** @returns the most results of one answer, given what each brings along */
export function largestPage(expand: ExpandTree): number {
  const body = expand.get('body');
  if (body !== undefined && renderedBodies.some((name) => body.has(name))) return mostRendered;
  return body !== undefined || expand.has('children') || expand.has('descendants') ? mostWithBodies : mostResults;
}

/**
 * @param largest a larger `limit` is cut down to it silently
 * @param usual the limit of a request that names none
 */
export function readPage(query: Query, largest: number, usual: number = usualLimit): Page | BadPage {
  const start = readCount(first(query, 'start'), 0);
  if (start === undefined) return { badParameter: 'start' };
  const limit = readCount(first(query, 'limit'), usual);
  if (limit === undefined) return { badParameter: 'limit' };
  return { start, limit: Math.min(limit, largest) };
}

/** Whoever asks for more asks for all there is. */
const longestList = 999_999_999_999_999;

function readCount(text: string | undefined, usual: number): number | undefined {
  if (text === undefined || text === '') return usual;
  const digits = text.trim();
  return /^\d+$/.test(digits) ? Math.min(Number(digits), longestList) : undefined;
}

/**
 * A collection that is an answer of its own.
 * @param path of this very list, below the context path
 */
export function collection(site: Site, path: string, query: Query, page: Page, found: PageOf<Json>): Json {
  const here = writeQuery(query, ['start', 'limit']);
  const at = (start: number) => `${path}?${writeQuery(query, ['start', 'limit'], { limit: page.limit, start })}`;
  return {
    results: found.results,
    start: page.start,
    limit: page.limit,
    size: found.results.length,
    _links: {
      self: site.url(here === '' ? path : `${path}?${here}`),
      ...(found.more ? { next: at(page.start + page.limit) } : {}),
      ...(page.start > 0 ? { prev: at(Math.max(0, page.start - page.limit)) } : {}),
      base: site.baseUrl,
      context: site.contextPath,
    },
  };
}

/** A collection inside an object, from its beginning. */
export function nestedCollection(site: Site, path: string, limit: number, found: PageOf<Json>): Json {
  return {
    results: found.results,
    start: 0,
    limit,
    size: found.results.length,
    _links: { self: site.url(path), ...(found.more ? { next: `${path}?limit=${limit}&start=${limit}` } : {}) },
  };
}

/** What there is nothing of yet. */
export const noneFound: PageOf<never> = { results: [], more: false };
