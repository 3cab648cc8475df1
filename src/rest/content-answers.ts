/** Answers that several routes share: one content, a page of contents, the content that a filter finds. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ContentFilter } from '../wiki/content.ts';
import type { ContentRecord, Page, PageOf } from '../wiki/records.ts';
import { isRefusal } from '../wiki/refusals.ts';
import { badRequest, sendError, sendRefusal, unknownSpace } from './errors.ts';
import { type ExpandTree, expandOf, nothing } from './expand.ts';
import { collection, largestPage, noneFound, readPage } from './paging.ts';
import type { Query } from './query.ts';
import type { Rest } from './rest.ts';
import { asAnswer, type Json } from './site.ts';

export const contentPath = '/rest/api/content';

/** @returns the answer that is one content, complete with the links of an answer */
export async function contentAnswer(
  rest: Rest,
  request: FastifyRequest,
  record: ContentRecord,
  expand: ExpandTree,
): Promise<Json> {
  const [content] = await rest.batch(request).contents([record], expand);
  return asAnswer(rest.site, content ?? {}, contentPath);
}

/** Answers with a page of records, each expanded as the query says. */
export async function answerContents(
  rest: Rest,
  request: FastifyRequest<{ Querystring: Query }>,
  reply: FastifyReply,
  list: { readonly path: string; readonly page: Page; readonly found: PageOf<ContentRecord> },
): Promise<FastifyReply> {
  const { path, page, found } = list;
  const results: readonly Json[] = await rest.batch(request).contents(found.results, expandOf(request.query, nothing));
  return reply.send(collection(rest.site, path, request.query, page, { results, more: found.more }));
}

/** The kinds of content that lists are made of; what belongs to a page is listed there. */
export const listedTypes = ['page', 'blogpost'] as const;

export function isListed(type: string): type is (typeof listedTypes)[number] {
  return listedTypes.some((each) => each === type);
}

/** Answers with the content that a filter finds. An unknown type finds none. */
export async function listContent(
  rest: Rest,
  request: FastifyRequest<{ Querystring: Query }>,
  reply: FastifyReply,
  list: { readonly path: string; readonly type: string; readonly filter: Omit<ContentFilter, 'type'> },
): Promise<FastifyReply> {
  const { path, type, filter } = list;
  const reader = request.caller.person;
  const page = readPage(request.query, largestPage(expandOf(request.query, nothing)));
  if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
  if (!isListed(type) || filter.statuses.length === 0) {
    const { spaceKey } = filter;
    if (spaceKey !== undefined && (await rest.wiki.spaces.find(reader, spaceKey)) === undefined) {
      return sendError(reply, unknownSpace(spaceKey));
    }
    return answerContents(rest, request, reply, { path, page, found: noneFound });
  }
  const found = await rest.wiki.content.list(reader, { ...filter, type }, page);
  if (isRefusal(found)) return sendRefusal(reply, found);
  return answerContents(rest, request, reply, { path, page, found });
}

/** The answer for a `start` or `limit` that is no number. */
export function sendBadPage(reply: FastifyReply, parameter: 'start' | 'limit'): FastifyReply {
  return sendError(reply, badRequest(`The parameter ${parameter} must be a whole number from 0.`));
}
