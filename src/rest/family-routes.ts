/** What hangs below content: children and descendants, as maps of kinds and as lists. */
import type { FastifyRequest } from 'fastify';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { answerContents, sendBadPage } from './content-answers.ts';
import { sendError, unknownContent } from './errors.ts';
import { type ExpandTree, expandOf, nothing } from './expand.ts';
import { largestPage, noneFound, readPage } from './paging.ts';
import { type Query, readId } from './query.ts';
import { contentResource } from './representation/content.ts';
import type { Rest } from './rest.ts';
import { asAnswer, type Json } from './site.ts';

/** The path below a content, and what `expand` calls the same. */
const families = [
  { path: 'child', name: 'children', read: 'children' },
  { path: 'descendant', name: 'descendants', read: 'descendants' },
] as const;

export function familyRoutes(app: App, rest: Rest): void {
  const readable = { config: { access: apiRoute('READ', { anonymous: true }) }, preHandler: rest.openToAnonymous };

  for (const { path, name, read } of families) {
    app.get<{ Params: { id: string }; Querystring: Query }>(`/rest/api/content/:id/${path}`, readable, async (request, reply) => {
      const record = await findParent(rest, request);
      if (record === undefined) return sendError(reply, unknownContent(request.params.id));
      const expand: ExpandTree = new Map([[name, expandOf(request.query, nothing)]]);
      const [content] = await rest.batch(request).contents([record], expand);
      return reply.send(asAnswer(rest.site, (content?.[name] ?? {}) as Json)); // The expansion of that name is an object.
    });

    app.get<{ Params: { id: string; type: string }; Querystring: Query }>(
      `/rest/api/content/:id/${path}/:type`,
      readable,
      async (request, reply) => {
        const record = await findParent(rest, request);
        if (record === undefined) return sendError(reply, unknownContent(request.params.id));
        const page = readPage(request.query, largestPage(expandOf(request.query, nothing)));
        if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
        const { type } = request.params;
        // Content has no children of other kinds, whatever they are called.
        const found = type === 'page' ? await rest.wiki.tree[read](request.caller.person, record.id, page) : noneFound;
        const here = `${contentResource(record.id)}/${path}/${encodeURIComponent(type)}`;
        return answerContents(rest, request, reply, { path: here, page, found });
      },
    );
  }
}

function findParent(rest: Rest, request: FastifyRequest<{ Params: { id: string }; Querystring: Query }>) {
  const id = readId(request.params.id);
  return id === undefined ? undefined : rest.wiki.content.find(request.caller.person, id);
}
