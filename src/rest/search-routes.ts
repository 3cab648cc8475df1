/** Search by CQL: results of every kind, content alone, and users alone. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import type { Page } from '../wiki/records.ts';
import { type CqlProblem, isCqlProblem } from '../wiki/search/cql-tree.ts';
import type { ResultKind } from '../wiki/search/meanings.ts';
import type { Found } from '../wiki/search/search.ts';
import { contentPath, sendBadPage } from './content-answers.ts';
import { badRequest, type ErrorAnswer, sendError } from './errors.ts';
import { type ExpandTree, expandOf, nothing } from './expand.ts';
import { collection, largestPage, readPage } from './paging.ts';
import { first, type Query, readId } from './query.ts';
import { excerptKindOf, searchResultsJson } from './representation/search.ts';
import type { Rest } from './rest.ts';

type SearchRequest = FastifyRequest<{ Querystring: Query }>;

const searchPath = '/rest/api/search';

export function searchRoutes(app: App, rest: Rest): void {
  const readable = { config: { access: apiRoute('READ', { anonymous: true }) }, preHandler: rest.openToAnonymous };

  for (const [path, kinds] of [
    [searchPath, ['content', 'space', 'user']],
    [`${searchPath}/user`, ['user']],
  ] as const) {
    app.get<{ Querystring: Query }>(path, readable, async (request, reply) => {
      const { query } = request;
      const expand = expandOf(query, nothing);
      const searched = await find(rest, request, reply, kinds, expand.get('content') ?? nothing);
      if (searched === undefined) return reply;
      const { found, page } = searched;
      const results = await searchResultsJson(rest.batch(request), found, expand, excerptKindOf(first(query, 'excerpt')));
      const { _links, ...answer } = collection(rest.site, path, query, page, { results, more: found.more });
      return reply.send({
        ...answer,
        totalSize: found.total,
        cqlQuery: first(query, 'cql'),
        searchDuration: Math.round(reply.elapsedTime),
        _links,
      });
    });
  }

  app.get<{ Querystring: Query }>(`${contentPath}/search`, readable, async (request, reply) => {
    const expand = expandOf(request.query, nothing);
    const searched = await find(rest, request, reply, ['content'], expand);
    if (searched === undefined) return reply;
    const { found, page } = searched;
    const records = found.results.flatMap((hit) => (hit.kind === 'content' ? [hit.content] : []));
    const results = await rest.batch(request).contents(records, expand);
    return reply.send(collection(rest.site, `${contentPath}/search`, request.query, page, { results, more: found.more }));
  });
}

/** @returns what was found; undefined when the request was answered with an error */
async function find(
  rest: Rest,
  request: SearchRequest,
  reply: FastifyReply,
  kinds: readonly ResultKind[],
  contentExpand: ExpandTree,
): Promise<{ readonly found: Found; readonly page: Page } | undefined> {
  const { query, caller } = request;
  const page = readPage(query, largestPage(contentExpand));
  if ('badParameter' in page) {
    sendBadPage(reply, page.badParameter);
    return undefined;
  }
  const context = readContext(first(query, 'cqlcontext'));
  if (context === undefined) {
    sendError(reply, badRequest('The parameter cqlcontext must be a JSON object: {"spaceKey":"...","contentId":"..."}.'));
    return undefined;
  }
  const cql = first(query, 'cql') ?? '';
  const includeArchivedSpaces = first(query, 'includeArchivedSpaces') === 'true';
  const found = await rest.wiki.search.find(caller.person, { cql, kinds, includeArchivedSpaces, ...context }, page);
  if (!isCqlProblem(found)) return { found, page };
  sendError(reply, badCql(cql, found));
  return undefined;
}

/** Clients know the message; what is wrong, and where, stands beside it. */
function badCql(cql: string, { problem, text, span }: CqlProblem): ErrorAnswer {
  const message = problem === 'unsupported-field' ? `Unsupported CQL field : ${cql.slice(span.start, span.end)}` : cql;
  return {
    ...badRequest(`Could not parse cql : ${message}`),
    detail: { key: `cql.${problem}`, text: `${text} (character ${span.start + 1})` },
  };
}

const statuses = ['current', 'draft', 'trashed'] as const;

/** @returns what a `cqlcontext` says, as far as it can be read; undefined when it is no JSON object */
function readContext(text: string | undefined) {
  if (text === undefined || text === '') return {};
  const context = parseObject(text);
  if (context === undefined) return undefined;
  const { spaceKey, contentId, contentStatuses } = context;
  const asked = Array.isArray(contentStatuses) ? statuses.filter((status) => contentStatuses.includes(status)) : [];
  return {
    ...(typeof spaceKey === 'string' ? { spaceKey } : {}),
    ...(typeof contentId === 'string' || typeof contentId === 'number' ? { contentId: readId(contentId) } : {}),
    ...(asked.length === 0 ? {} : { statuses: asked }),
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
