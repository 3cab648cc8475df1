/** Spaces: lists, one by key, creating, and a space's content. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { originOf } from '../audit/origin.ts';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { namedSpaceLabels } from '../wiki/annotations/label-names.ts';
import type { SpaceRecord } from '../wiki/records.ts';
import { isRefusal } from '../wiki/refusals.ts';
import type { SpaceFilter } from '../wiki/spaces.ts';
import { listContent, type listedTypes, sendBadPage } from './content-answers.ts';
import { sendError, sendRefusal, unknownSpace } from './errors.ts';
import { type ExpandTree, expandOf, nothing, parseExpand } from './expand.ts';
import { lenient } from './lenient.ts';
import { collection, largestPage, noneFound, readPage } from './paging.ts';
import { personOf } from './person.ts';
import { all, first, type Query } from './query.ts';
import { spaceResource, spacesJson } from './representation/space.ts';
import type { Rest } from './rest.ts';
import { asAnswer } from './site.ts';

export const spacesPath = '/rest/api/space';
export const createdSpaceExpand = parseExpand(['description.plain', 'homepage']);

const NewSpace = Type.Object({
  key: lenient(Type.String()),
  name: lenient(Type.String()),
  description: lenient(Type.Object({ plain: lenient(Type.Object({ value: lenient(Type.String()) })) })),
});
type NewSpaceBody = Static<typeof NewSpace>;

export function spaceRoutes(app: App, rest: Rest): void {
  const readable = { config: { access: apiRoute('READ', { anonymous: true }) }, preHandler: rest.openToAnonymous };

  app.get<{ Querystring: Query }>(spacesPath, readable, async (request, reply) => {
    const { query } = request;
    const page = readPage(query, largestPage(nothing));
    if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
    const found = await rest.wiki.spaces.list(request.caller.person, filterOf(query), page);
    const results = await spacesJson(rest.batch(request), found.results, expandOf(query, nothing));
    return reply.send(collection(rest.site, spacesPath, query, page, { results, more: found.more }));
  });

  app.get<{ Params: { key: string }; Querystring: Query }>(`${spacesPath}/:key`, readable, async (request, reply) => {
    const space = await rest.wiki.spaces.find(request.caller.person, request.params.key);
    if (space === undefined) return sendError(reply, unknownSpace(request.params.key));
    return answerSpace(rest, request, reply, space, expandOf(request.query, nothing));
  });

  for (const [path, isPrivate] of [
    [spacesPath, false],
    [`${spacesPath}/_private`, true],
  ] as const) {
    app.post<{ Body: NewSpaceBody; Querystring: Query }>(
      path,
      { config: { access: apiRoute('WRITE') }, schema: { body: NewSpace } },
      async (request, reply) => {
        const { key, name, description } = request.body;
        const space = await rest.wiki.spaces.create(
          personOf(request),
          { key: key ?? '', name: name ?? '', description: description?.plain?.value ?? '', private: isPrivate },
          originOf(request),
        );
        if (isRefusal(space)) return sendRefusal(reply, space);
        return answerSpace(rest, request, reply, space, expandOf(request.query, createdSpaceExpand));
      },
    );
  }

  app.get<{ Params: { key: string }; Querystring: Query }>(`${spacesPath}/:key/content`, readable, async (request, reply) => {
    const space = await rest.wiki.spaces.find(request.caller.person, request.params.key);
    if (space === undefined) return sendError(reply, unknownSpace(request.params.key));
    const expand = expandOf(request.query, nothing);
    const page = readPage(request.query, largestPage(expand));
    if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
    const list = async (type: (typeof listedTypes)[number]) => {
      const filter = { ...contentFilter(space, request.query), type };
      const found = await rest.wiki.content.list(request.caller.person, filter, page);
      // The space was found a moment ago; when it is gone by now, it holds nothing.
      const { results: records, more } = isRefusal(found) ? noneFound : found;
      const results = await rest.batch(request).contents(records, expand);
      return collection(rest.site, `${spaceResource(space)}/content/${type}`, request.query, page, { results, more });
    };
    const [pages, blogPosts] = await Promise.all([list('page'), list('blogpost')]);
    return reply.send({
      page: pages,
      blogpost: blogPosts,
      _links: { self: rest.site.url(`${spaceResource(space)}/content`), base: rest.site.baseUrl, context: rest.site.contextPath },
    });
  });

  app.get<{ Params: { key: string; type: string }; Querystring: Query }>(
    `${spacesPath}/:key/content/:type`,
    readable,
    async (request, reply) => {
      const space = await rest.wiki.spaces.find(request.caller.person, request.params.key);
      if (space === undefined) return sendError(reply, unknownSpace(request.params.key));
      const { type } = request.params;
      return listContent(rest, request, reply, {
        path: `${spaceResource(space)}/content/${encodeURIComponent(type)}`,
        type,
        filter: contentFilter(space, request.query),
      });
    },
  );
}

/** Answers with one space, complete with the links of an answer. */
export async function answerSpace(
  rest: Rest,
  request: FastifyRequest,
  reply: FastifyReply,
  space: SpaceRecord,
  expand: ExpandTree,
): Promise<FastifyReply> {
  const [json] = await spacesJson(rest.batch(request), [space], expand);
  return reply.send(asAnswer(rest.site, json ?? {}, spacesPath));
}

function contentFilter(space: SpaceRecord, query: Query) {
  return { spaceKey: space.key, statuses: ['current'] as const, rootsOnly: first(query, 'depth') === 'root' };
}

function filterOf(query: Query): SpaceFilter {
  const keys = [...all(query, 'spaceKey'), ...all(query, 'spaceKeySingle')];
  const type = first(query, 'type');
  const status = first(query, 'status')?.toUpperCase();
  const labels = all(query, 'label').flatMap(namedSpaceLabels);
  const favourite = first(query, 'favourite');
  return {
    ...(keys.length === 0 ? {} : { keys }),
    ...(type === 'global' || type === 'personal' ? { type } : {}),
    ...(status === 'CURRENT' || status === 'ARCHIVED' ? { status } : {}),
    ...(labels.length === 0 ? {} : { labels }),
    ...(favourite === 'true' || favourite === 'false' ? { favourite: favourite === 'true' } : {}),
  };
}
