/** The family of content: children and descendants, as maps by type and as lists. */
import type { FastifyRequest } from 'fastify';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import type { ListedLocation } from '../wiki/contained.ts';
import type { ContentRecord, Page, PageOf } from '../wiki/records.ts';
import { answerContents, sendBadPage } from './content-answers.ts';
import { sendError, unknownContent } from './errors.ts';
import { type ExpandTree, expandOf, nothing } from './expand.ts';
import { largestPage, noneFound, readPage } from './paging.ts';
import { all, first, type Query, readId } from './query.ts';
import { contentResource } from './representation/content-resource.ts';
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
        const found = await listBelow(rest, request, { record, read, type, page });
        const here = `${contentResource(record.id)}/${path}/${encodeURIComponent(type)}`;
        return answerContents(rest, request, reply, { path: here, page, found });
      },
    );
  }
}

/** The pages below a page, the comments on a page, the replies to a comment; what is called otherwise there is none of. */
async function listBelow(
  { wiki }: Rest,
  { caller, query }: FastifyRequest<{ Querystring: Query }>,
  {
    record,
    read,
    type,
    page,
  }: {
    readonly record: ContentRecord;
    readonly read: 'children' | 'descendants';
    readonly type: string;
    readonly page: Page;
  },
): Promise<PageOf<ContentRecord>> {
  const { person } = caller;
  const isComment = record.type === 'comment';
  if (type === 'page' && record.type === 'page') return wiki.tree[read](person, record.id, page);
  if (type !== 'comment') return noneFound;
  const withReplies = read === 'descendants' || first(query, 'depth') === 'all';
  if (isComment) return wiki.tree[withReplies ? 'descendants' : 'children'](person, record.id, page);
  const locations = commentLocations.filter((location) => all(query, 'location').includes(location));
  const filter = { rootsOnly: !withReplies, ...(locations.length === 0 ? {} : { locations }) };
  return wiki.contained.comments(person, record.id, filter, page);
}

const commentLocations: readonly ListedLocation[] = ['footer', 'inline', 'resolved'];

function findParent(rest: Rest, request: FastifyRequest<{ Params: { id: string }; Querystring: Query }>) {
  const id = readId(request.params.id);
  return id === undefined ? undefined : rest.wiki.content.find(request.caller.person, id);
}
