/** Which part of a list a page shows, and the way to the parts before and after it. */
import type { FastifyRequest } from 'fastify';
import type { Page, PageOf } from '../../wiki/records.ts';
import { pagination } from '../components/navigation.ts';
import type { Html } from '../html.ts';
import { address, type View } from '../view.ts';
import { queryOf } from './wiki-route.ts';

/** @returns the part that `start` in the address names */
export function partIn(request: FastifyRequest, limit: number): Page {
  const start = queryOf(request, 'start');
  return { start: /^\d{1,6}$/.test(start) ? Number(start) : 0, limit };
}

/** @param path the list's address under the context path. @returns nothing for a list that is all there */
export function partLinks(view: View, path: string, { results, more }: PageOf<unknown>, { start, limit }: Page): Html | false {
  if (start === 0 && !more) return false;
  const href = (from: number) => address(view, `${path}${path.includes('?') ? '&' : '?'}start=${from}`);
  return pagination(view, {
    summary: results.length === 0 ? '' : view.text.wiki.part(view.format, start + 1, start + results.length),
    previousHref: start > 0 ? href(Math.max(0, start - limit)) : undefined,
    nextHref: more ? href(start + limit) : undefined,
  });
}
