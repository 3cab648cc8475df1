/** Changing spaces: name and description, archiving, deleting, trash, personal spaces; and the long tasks that clients wait for. */
import type { FastifyReply } from 'fastify';
import { type Static, Type } from 'typebox';
import { originOf } from '../audit/origin.ts';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import type { LongTask } from '../wiki/long-tasks.ts';
import { isRefusal } from '../wiki/refusals.ts';
import type { SpaceChange } from '../wiki/space-changes.ts';
import { answerContents, sendBadPage } from './content-answers.ts';
import { sendError, sendRefusal, unknownContent, unknownSpace } from './errors.ts';
import { expandOf, nothing } from './expand.ts';
import { lenient, textLike } from './lenient.ts';
import { collection, largestPage, readPage } from './paging.ts';
import { personOf } from './person.ts';
import { type Query, readId } from './query.ts';
import { spaceResource } from './representation/space.ts';
import type { Rest } from './rest.ts';
import { asAnswer, type Json, type Site } from './site.ts';
import { answerSpace, createdSpaceExpand, spacesPath } from './space-routes.ts';

const ChangedSpace = Type.Object({
  name: lenient(Type.String()),
  description: lenient(Type.Object({ plain: lenient(Type.Object({ value: lenient(Type.String()) })) })),
  homepage: lenient(Type.Object({ id: lenient(textLike) })),
});

interface Params {
  readonly key: string;
}

export function spaceChangeRoutes(app: App, rest: Rest): void {
  const { spaces } = rest.wiki;
  const writable = { config: { access: apiRoute('WRITE') } };
  const administrable = { config: { access: apiRoute('ADMIN') } };

  app.put<{ Params: Params; Querystring: Query; Body: Static<typeof ChangedSpace> }>(
    `${spacesPath}/:key`,
    { ...writable, schema: { body: ChangedSpace } },
    async (request, reply) => {
      const { name, description, homepage } = request.body;
      const homepageId = homepage?.id ? readId(homepage.id) : undefined;
      if (homepage?.id && homepageId === undefined) return sendError(reply, unknownContent(homepage.id));
      const change: SpaceChange = {
        ...(name ? { name } : {}),
        ...(typeof description?.plain?.value === 'string' ? { description: description.plain.value } : {}),
        ...(homepageId === undefined ? {} : { homepageId }),
      };
      const space = await spaces.update(personOf(request), request.params.key, change, originOf(request));
      if (isRefusal(space)) return sendRefusal(reply, space);
      return answerSpace(rest, request, reply, space, expandOf(request.query, createdSpaceExpand));
    },
  );

  for (const [path, status] of [
    ['archive', 'ARCHIVED'],
    ['restore', 'CURRENT'],
  ] as const) {
    app.put<{ Params: Params }>(`${spacesPath}/:key/${path}`, administrable, async (request, reply) => {
      const space = await spaces.update(personOf(request), request.params.key, { status }, originOf(request));
      return isRefusal(space) ? sendRefusal(reply, space) : reply.code(204).send();
    });
  }

  app.delete<{ Params: Params }>(`${spacesPath}/:key`, administrable, async (request, reply) => {
    const removed = await spaces.remove(personOf(request), request.params.key, originOf(request));
    if (isRefusal(removed)) return sendRefusal(reply, removed);
    const id = String(removed.taskId);
    return reply.code(202).send({ id, links: { status: `${longTaskPath}/${id}` } });
  });

  app.get<{ Params: Params; Querystring: Query }>(
    `${spacesPath}/:key/trash`,
    { config: { access: apiRoute('READ') } },
    async (request, reply) => {
      const space = await spaces.find(request.caller.person, request.params.key);
      if (space === undefined) return sendError(reply, unknownSpace(request.params.key));
      const page = readPage(request.query, largestPage(expandOf(request.query, nothing)));
      if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
      const filter = { type: undefined, spaceKey: space.key, statuses: ['trashed'] as const };
      const found = await rest.wiki.content.list(request.caller.person, filter, page);
      if (isRefusal(found)) return sendRefusal(reply, found);
      return answerContents(rest, request, reply, { path: `${spaceResource(space)}/trash`, page, found });
    },
  );

  app.delete<{ Params: Params }>(`${spacesPath}/:key/trash`, administrable, async (request, reply) => {
    const refusal = await spaces.emptyTrash(personOf(request), request.params.key, originOf(request));
    return refusal === undefined ? reply.code(204).send() : sendRefusal(reply, refusal);
  });

  app.post<{ Querystring: Query }>(`${spacesPath}/personal`, writable, async (request, reply) => {
    const space = await spaces.createPersonal(personOf(request), originOf(request));
    if (isRefusal(space)) return sendRefusal(reply, space);
    return answerSpace(rest, request, reply, space, createdSpaceExpand);
  });

  app.post<{ Params: { username: string }; Querystring: Query }>(
    '/rest/api/admin/space/personal/:username',
    { config: { access: apiRoute('ADMIN', { permission: 'administer' }) } },
    async (request, reply) => {
      const { username } = request.params;
      const owner = await rest.users.byUsername(username);
      if (owner === undefined) return sendError(reply, { statusCode: 404, message: `No user found with username : ${username}` });
      const space = await spaces.createPersonal(owner, originOf(request));
      if (isRefusal(space)) return sendRefusal(reply, space);
      return answerSpace(rest, request, reply, space, createdSpaceExpand);
    },
  );
}

const longTaskPath = '/rest/api/longtask';

export function longTaskRoutes(app: App, rest: Rest): void {
  const readable = { config: { access: apiRoute('READ') } };

  app.get<{ Querystring: Query }>(longTaskPath, readable, async (request, reply): Promise<FastifyReply> => {
    const page = readPage(request.query, largestPage(nothing));
    if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
    const { results, more } = await rest.wiki.longTasks.list(personOf(request), page);
    const json = results.map((task) => taskJson(rest.site, task));
    return reply.send(collection(rest.site, longTaskPath, request.query, page, { results: json, more }));
  });

  app.get<{ Params: { id: string } }>(`${longTaskPath}/:id`, readable, async (request, reply) => {
    const id = readId(request.params.id);
    const task = id === undefined ? undefined : await rest.wiki.longTasks.find(personOf(request), id);
    if (task === undefined) {
      return sendError(reply, { statusCode: 404, message: `No task found with id : ${request.params.id}` });
    }
    return reply.send(asAnswer(rest.site, taskJson(rest.site, task)));
  });
}

const taskNames: Readonly<Record<LongTask['kind'], { readonly key: string; readonly says: (task: LongTask) => string }>> = {
  'space-deletion': {
    key: 'space.deletion',
    says: ({ subject, isDone, progress }) =>
      isDone
        ? `Space ${subject} was deleted.`
        : `Space ${subject} is being deleted: ${progress.done} of ${progress.total} contents are gone.`,
  },
  'user-deletion': { key: 'user.deletion', says: ({ subject }) => `User ${subject} was deleted.` },
};

/** As of Confluence, a task that is under way is not successful yet; none of these fails. */
function taskJson(site: Site, task: LongTask): Json {
  const { id, kind, subject, isDone, elapsed, progress } = task;
  const { key, says } = taskNames[kind];
  return {
    id: String(id),
    name: { key, args: [subject] },
    elapsedTime: elapsed,
    percentageComplete: progress.percentage,
    successful: isDone,
    messages: [{ translation: says(task), args: [] }],
    _links: { self: site.url(`${longTaskPath}/${id}`) },
  };
}
