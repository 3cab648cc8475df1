/** Reading content: lists, one by id, its history. */
import type { FastifyRequest } from 'fastify';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { namedLabel } from '../wiki/annotations/label-names.ts';
import type { ContentStatus } from '../wiki/content.ts';
import type { Reader } from '../wiki/permissions.ts';
import type { ContentRecord } from '../wiki/records.ts';
import { contentAnswer, contentPath, listContent } from './content-answers.ts';
import { sendError, unknownContent } from './errors.ts';
import { expandOf, nothing, parseExpand } from './expand.ts';
import { all, first, type Query, readId } from './query.ts';
import { usualContentExpand } from './representation/content.ts';
import { historyOf } from './representation/version.ts';
import type { Rest } from './rest.ts';
import { asAnswer, sendJson } from './site.ts';

const usualHistoryExpand = parseExpand(['previousVersion', 'nextVersion', 'lastUpdated']);

export function contentRoutes(app: App, rest: Rest): void {
  /** What was answered for records that are kept (`ofKept`). It shows nothing but what the database holds, and so lasts as long as they do. */
  const usualAnswers = new WeakMap<ContentRecord, string>();
  const readable = { config: { access: apiRoute('READ', { anonymous: true }) }, preHandler: rest.openToAnonymous };

  app.get<{ Querystring: Query }>(contentPath, readable, async (request, reply) => {
    const { query } = request;
    const spaceKey = first(query, 'spaceKey');
    const title = first(query, 'title');
    const postingDay = first(query, 'postingDay');
    const labels = all(query, 'label').map(namedLabel);
    return listContent(rest, request, reply, {
      path: contentPath,
      type: first(query, 'type') ?? 'page',
      filter: {
        statuses: statusesOf(query),
        ...(spaceKey === undefined ? {} : { spaceKey }),
        ...(title === undefined ? {} : { title }),
        ...(postingDay === undefined ? {} : { postingDay }),
        ...(labels.length === 0 ? {} : { labels }),
      },
    });
  });

  app.get<{ Params: { id: string }; Querystring: Query }>(`${contentPath}/:id`, readable, async (request, reply) => {
    const record = await findAsked(rest, request);
    if (record === undefined) return sendError(reply, unknownContent(request.params.id));
    if (request.query.expand !== undefined) return contentAnswer(rest, request, record, expandOf(request.query, nothing));
    const known = usualAnswers.get(record);
    if (known !== undefined) return sendJson(reply, known);
    const answer = JSON.stringify(await contentAnswer(rest, request, record, usualContentExpand));
    if (Object.isFrozen(record)) usualAnswers.set(record, answer);
    return sendJson(reply, answer);
  });

  app.get<{ Params: { id: string }; Querystring: Query }>(`${contentPath}/:id/history`, readable, async (request, reply) => {
    const record = await findAsked(rest, request);
    if (record === undefined) return sendError(reply, unknownContent(request.params.id));
    const history = await historyOf(rest.batch(request), [record], expandOf(request.query, usualHistoryExpand));
    return reply.send(asAnswer(rest.site, history(record)));
  });
}

const storedStatuses: readonly ContentStatus[] = ['current', 'trashed', 'draft'];
/** What `any` means: everything that was published. */
const publishedStatuses: readonly ContentStatus[] = ['current', 'trashed'];

/** @returns the statuses that are asked for, of those that content has */
export function statusesOf(query: Query): readonly ContentStatus[] {
  const asked = all(query, 'status').map((status) => status.toLowerCase());
  if (asked.length === 0) return ['current'];
  return asked.includes('any') ? publishedStatuses : storedStatuses.filter((status) => asked.includes(status));
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
  if (version === undefined || version === '0') return findStanding(rest, caller.person, id, statusesOf(query));
  const number = readId(version);
  if (number === undefined) return undefined;
  const statuses = all(query, 'status').includes('historical') ? (['current'] as const) : statusesOf(query);
  return rest.wiki.content.find(caller.person, id, { statuses, number });
}

/** What is there with one of the statuses; of what is published, the reader's own edit where only a draft is asked for. */
async function findStanding(
  { wiki }: Rest,
  reader: Reader,
  id: number,
  statuses: readonly ContentStatus[],
): Promise<ContentRecord | undefined> {
  const found = await wiki.content.find(reader, id, { statuses });
  return found === undefined && statuses.includes('draft') ? wiki.pendingEdit(reader, id) : found;
}
