/** `content/scan`: walks through all content by a cursor that is opaque to the client and valid only for the query that returned it. */
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { isRefusal } from '../wiki/refusals.ts';
import type { ScanPlace } from '../wiki/scan.ts';
import { contentPath, isListed, sendBadPage } from './content-answers.ts';
import { statusesOf } from './content-routes.ts';
import { badRequest, sendError, sendRefusal } from './errors.ts';
import { expandOf, nothing } from './expand.ts';
import { largestPage, readPage } from './paging.ts';
import { first, type Query, writeQuery } from './query.ts';
import type { Rest } from './rest.ts';
import type { Json } from './site.ts';

const scanPath = `${contentPath}/scan`;

export function scanRoutes(app: App, rest: Rest): void {
  const readable = { config: { access: apiRoute('READ', { anonymous: true }) }, preHandler: rest.openToAnonymous };

  app.get<{ Querystring: Query }>(scanPath, readable, async (request, reply) => {
    const { query, caller } = request;
    const expand = expandOf(query, nothing);
    const page = readPage(query, largestPage(expand));
    if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
    const { limit } = page;
    const type = first(query, 'type') || 'page';
    if (!isListed(type)) return sendError(reply, badRequest(`Content of type ${type} cannot be scanned.`));
    const spaceKey = first(query, 'spaceKey');
    const statuses = statusesOf(query);
    const scope = JSON.stringify([type, spaceKey ?? null, statuses]);

    const cursor = first(query, 'cursor') || undefined;
    const place = cursor === undefined ? undefined : open(cursor, scope);
    if (cursor !== undefined && place === undefined) {
      return sendError(reply, badRequest('The cursor is not one that this scan gave. Begin again without it.'));
    }
    const filter = { type, statuses, ...(spaceKey === undefined ? {} : { spaceKey }) };
    const found = await rest.wiki.scans.scan(caller.person, filter, place, limit);
    if (isRefusal(found)) return sendRefusal(reply, found);

    const [start, end] = [found.results.at(0)?.id, found.results.at(-1)?.id];
    const next = found.hasNext && end !== undefined ? seal({ id: end, direction: 'after' }, scope) : undefined;
    const previous = found.hasPrevious && start !== undefined ? seal({ id: start, direction: 'before' }, scope) : undefined;
    const at = (sealed: string) => `${scanPath}?${writeQuery({ ...query, cursor: sealed }, ['limit', 'start'], { limit })}`;
    const results = await rest.batch(request).contents(found.results, expand);
    const answer: Json = {
      results,
      ...(cursor === undefined ? {} : { cursor }),
      ...(next === undefined ? {} : { nextCursor: next }),
      ...(previous === undefined ? {} : { prevCursor: previous }),
      limit,
      size: results.length,
      _links: {
        self: rest.site.url(`${scanPath}?${writeQuery(query, [])}`),
        ...(next === undefined ? {} : { next: at(next) }),
        ...(previous === undefined ? {} : { prev: at(previous) }),
        base: rest.site.baseUrl,
        context: rest.site.contextPath,
      },
    };
    return reply.send(answer);
  });

  function seal({ id, direction }: ScanPlace, scope: string): string {
    return rest.keyring.encrypt(`${direction} ${id}`, `scan ${scope}`);
  }

  function open(cursor: string, scope: string): ScanPlace | undefined {
    const [direction, id] = rest.keyring.decrypt(cursor, `scan ${scope}`)?.split(' ') ?? [];
    return direction === 'after' || direction === 'before' ? { id: Number(id), direction } : undefined;
  }
}
