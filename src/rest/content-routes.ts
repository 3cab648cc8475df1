/** Reading content: lists, one by id, its history. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import type { ContentFilter, ContentStatus } from '../wiki/content.ts';
import type { ContentRecord, Page, PageOf } from '../wiki/records.ts';
import { isRefusal } from '../wiki/refusals.ts';
import { sendError, sendRefusal, unknownContent, unknownSpace } from './errors.ts';
import { type ExpandTree, expandOf, nothing, parseExpand } from './expand.ts';
import { collection, largestPage, noneFound, readPage } from './paging.ts';
import { all, first, type Query, readId } from './query.ts';
import { usualContentExpand } from './representation/content.ts';
import { historyOf } from './representation/version.ts';
import type { Rest } from './rest.ts';
import { asAnswer, type Json } from './site.ts';

const contentPath = '/rest/api/content';
const usualHistoryExpand = parseExpand(['previousVersion', 'nextVersion', 'lastUpdated']);

export function contentRoutes(app: App, rest: Rest): void {
  const readable = { config: { access: apiRoute('READ', { anonymous: true }) }, preHandler: rest.openToAnonymous };

  app.get<{ Querystring: Query }>(contentPath, readable, async (request, reply) => {
    const { query } = request;
    const spaceKey = first(query, 'spaceKey');
    const title = first(query, 'title');
    return listContent(rest, request, reply, {
      path: contentPath,
      type: first(query, 'type') ?? 'page',
      filter: {
        statuses: statusesOf(query),
        ...(spaceKey === undefined ? {} : { spaceKey }),
        ...(title === undefined ? {} : { title }),
      },
    });
  });

  app.get<{ Params: { id: string }; Querystring: Query }>(`${contentPath}/:id`, readable, async (request, reply) => {
    const record = await findAsked(rest, request);
    if (record === undefined) return sendError(reply, unknownContent(request.params.id));
    return answerContent(rest, request, reply, record, expandOf(request.query, usualContentExpand));
  });

  app.get<{ Params: { id: string }; Querystring: Query }>(`${contentPath}/:id/history`, readable, async (request, reply) => {
    const record = await findAsked(rest, request);
    if (record === undefined) return sendError(reply, unknownContent(request.params.id));
    const history = await historyOf(rest.batch(request), [record], expandOf(request.query, usualHistoryExpand));
    return reply.send(asAnswer(rest.site, history(record)));
  });
}

/** Answers with one content, complete with the links of an answer. */
export async function answerContent(
  rest: Rest,
  request: FastifyRequest,
  reply: FastifyReply,
  record: ContentRecord,
  expand: ExpandTree,
): Promise<FastifyReply> {
  const [content] = await rest.batch(request).contents([record], expand);
  return reply.send(asAnswer(rest.site, content ?? {}, contentPath));
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

/** Answers with the content that a filter finds. A type that no content has yet finds none. */
export async function listContent(
  rest: Rest,
  request: FastifyRequest<{ Querystring: Query }>,
  reply: FastifyReply,
  list: { readonly path: string; readonly type: string; readonly filter: ContentFilter },
): Promise<FastifyReply> {
  const { path, type, filter } = list;
  const reader = request.caller.person;
  const page = readPage(request.query, largestPage(expandOf(request.query, nothing)));
  if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
  if (type !== 'page' || filter.statuses.length === 0) {
    const { spaceKey } = filter;
    if (spaceKey !== undefined && (await rest.wiki.spaces.find(reader, spaceKey)) === undefined) {
      return sendError(reply, unknownSpace(spaceKey));
    }
    return answerContents(rest, request, reply, { path, page, found: noneFound });
  }
  const found = await rest.wiki.content.list(reader, filter, page);
  if (isRefusal(found)) return sendRefusal(reply, found);
  return answerContents(rest, request, reply, { path, page, found });
}

export function sendBadPage(reply: FastifyReply, parameter: 'start' | 'limit'): FastifyReply {
  return sendError(reply, { statusCode: 400, message: `The parameter ${parameter} must be a whole number from 0.` });
}

const storedStatuses: readonly ContentStatus[] = ['current', 'trashed'];

/** @returns the statuses that are asked for, of those that content has: `draft` finds nothing yet */
function statusesOf(query: Query): readonly ContentStatus[] {
  const asked = all(query, 'status');
  if (asked.length === 0) return ['current'];
  return asked.includes('any') ? storedStatuses : storedStatuses.filter((status) => asked.includes(status));
}

/** The content that a path and its `status` and `version` name, if this caller may see it. */
function findAsked(
  rest: Rest,
  request: FastifyRequest<{ Params: { id: string }; Querystring: Query }>,
): Promise<ContentRecord | undefined> | undefined {
  const id = readId(request.params.id);
  if (id === undefined) return undefined;
  const { query, caller } = request;
  const version = first(query, 'version');
  // Version 0 is the current one.
  if (version === undefined || version === '0') return rest.wiki.content.find(caller.person, id, { statuses: statusesOf(query) });
  const number = readId(version);
  if (number === undefined) return undefined;
  const statuses = all(query, 'status').includes('historical') ? (['current'] as const) : statusesOf(query);
  return rest.wiki.content.find(caller.person, id, { statuses, number });
}
