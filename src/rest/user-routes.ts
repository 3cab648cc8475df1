/** Users: the caller, one by name or key, and the anonymous user. */
import { ofKept } from '../database/prepared.ts';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import type { Caller } from '../http/caller.ts';
import type { Author } from '../wiki/records.ts';
import { unknownUser, unknownUserKey } from './account-errors.ts';
import { sendError } from './errors.ts';
import { expandOf, nothing } from './expand.ts';
import { personOf } from './person.ts';
import { first, type Query } from './query.ts';
import { anonymousJson, userJson } from './representation/user.ts';
import type { Rest } from './rest.ts';
import { asAnswer, sendJson } from './site.ts';

export function userRoutes(app: App, { site, users }: Rest): void {
  const readable = { config: { access: apiRoute('READ') } };

  const answer = (query: Query, user: Author) => asAnswer(site, userJson(site, user, expandOf(query, nothing)));

  // Whose account is disabled does not come this far.
  const current = (query: Query, caller: Caller) => answer(query, { ...personOf({ caller }), disabledAt: null });
  /** What is asked most often, by clients that look whether their token is still good. */
  const usualCurrent = ofKept((caller: Caller) => JSON.stringify(current({}, caller)));

  app.get<{ Querystring: Query }>('/rest/api/user/current', readable, async ({ caller, query }, reply) =>
    query.expand === undefined ? sendJson(reply, usualCurrent(caller)) : current(query, caller),
  );

  app.get<{ Querystring: Query }>(
    '/rest/api/user/anonymous',
    { config: { access: apiRoute('READ', { anonymous: true }) } },
    (request, reply) => reply.send(asAnswer(site, anonymousJson(site, expandOf(request.query, nothing)))),
  );

  app.get<{ Querystring: Query }>('/rest/api/user', readable, async (request, reply) => {
    const key = first(request.query, 'key');
    const username = first(request.query, 'username');
    if (key !== undefined) {
      const user = await users.byUserKey(key);
      if (user === undefined) return sendError(reply, unknownUserKey(key));
      return reply.send(answer(request.query, user));
    }
    if (username === undefined) {
      return sendError(reply, { statusCode: 400, message: 'Name a user by the parameter key or username.' });
    }
    const user = await users.byUsername(username);
    if (user === undefined) return sendError(reply, unknownUser(username));
    return reply.send(answer(request.query, user));
  });
}
