/** Watches: one's own, those of others (for administrators), and lists of watchers. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ContentType } from '../database/schema/content.ts';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { actsAsAdministrator } from '../http/caller.ts';
import type { Watched } from '../wiki/annotations/watches.ts';
import { isRefusal } from '../wiki/refusals.ts';
import { annotatedPaths, resourceOf, type TargetParams, targetIn } from './annotated.ts';
import { sendBadPage } from './content-answers.ts';
import { badRequest, type ErrorAnswer, sendError, sendRefusal } from './errors.ts';
import { expandOf, nothing } from './expand.ts';
import { collection, largestPage, readPage } from './paging.ts';
import { personOf } from './person.ts';
import { first, type Query } from './query.ts';
import { userJson } from './representation/user.ts';
import type { Rest } from './rest.ts';

type WatchRequest = FastifyRequest<{ Params: TargetParams; Querystring: Query }>;

export function watchRoutes(app: App, rest: Rest): void {
  const readable = { config: { access: apiRoute('READ') } };
  const writable = { config: { access: apiRoute('WRITE') } };
  const { watches } = rest.wiki;

  for (const path of ['/rest/api/user/watch/content/:id', '/rest/api/user/watch/space/:key']) {
    app.get<{ Params: TargetParams; Querystring: Query }>(path, readable, async (request, reply) => {
      const asked = await read(rest, request);
      if ('statusCode' in asked) return sendError(reply, asked);
      const outcome = await watches.isWatching(personOf(request), asked.userId, asked.watched);
      return isRefusal(outcome) ? sendRefusal(reply, outcome) : reply.send({ watching: outcome.watching });
    });

    app.post<{ Params: TargetParams; Querystring: Query }>(path, writable, async (request, reply) => {
      const asked = await read(rest, request);
      if ('statusCode' in asked) return sendError(reply, asked);
      const refusal = await watches.watch(personOf(request), asked.userId, asked.watched);
      return refusal === undefined ? reply.send({ watching: true }) : sendRefusal(reply, refusal);
    });

    app.delete<{ Params: TargetParams; Querystring: Query }>(path, writable, async (request, reply) => {
      const asked = await read(rest, request);
      if ('statusCode' in asked) return sendError(reply, asked);
      const refusal = await watches.unwatch(personOf(request), asked.userId, asked.watched);
      return refusal === undefined ? reply.code(204).send() : sendRefusal(reply, refusal);
    });
  }

  for (const path of annotatedPaths) {
    app.get<{ Params: TargetParams; Querystring: Query }>(`${path}/watchers`, readable, (request, reply) =>
      answerWatchers(rest, request, reply),
    );
  }
}

async function answerWatchers(rest: Rest, request: WatchRequest, reply: FastifyReply): Promise<FastifyReply> {
  const target = targetIn(request.params);
  if ('statusCode' in target) return sendError(reply, target);
  const page = readPage(request.query, largestPage(nothing));
  if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
  const found = await rest.wiki.watches.watchers(personOf(request), target, page);
  if (isRefusal(found)) return sendRefusal(reply, found);
  const expand = expandOf(request.query, nothing);
  const results = found.results.map((watcher) => userJson(rest.site, watcher, expand));
  return reply.send(collection(rest.site, `${resourceOf(target)}/watchers`, request.query, page, { results, more: found.more }));
}

const contentTypes: readonly ContentType[] = ['page', 'blogpost', 'comment', 'attachment'];

/** What is watched, and by whom: the caller, unless an administrator names somebody else. */
async function read(
  rest: Rest,
  request: WatchRequest,
): Promise<{ readonly userId: number; readonly watched: Watched } | ErrorAnswer> {
  const target = targetIn(request.params);
  if ('statusCode' in target) return target;
  const type = first(request.query, 'contentType');
  const contentType = contentTypes.find((each) => each === type);
  if (type && contentType === undefined) return badRequest(`contentType must be one of ${contentTypes.join(', ')}.`);
  const userId = await readUser(rest, request);
  if (typeof userId === 'object') return userId;
  return { userId, watched: target.kind === 'space' && contentType !== undefined ? { ...target, contentType } : target };
}

async function readUser({ users }: Rest, request: WatchRequest): Promise<number | ErrorAnswer> {
  const person = personOf(request);
  const key = first(request.query, 'key');
  const username = first(request.query, 'username');
  if (!key && !username) return person.id;
  const user = await (key ? users.byUserKey(key) : users.byUsername(username ?? ''));
  if (user !== undefined && (user.id === person.id || actsAsAdministrator(request.caller))) return user.id;
  return {
    statusCode: 404,
    message: `No user found, or not permitted to say what they watch, with ${key ? `key : ${key}` : `username : ${username}`}`,
  };
}
