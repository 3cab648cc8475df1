/** Accounts as everybody who may use Weir sees them, and changing one's own. */
import { Type } from 'typebox';
import { originOf } from '../audit/origin.ts';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { actsByToken, holds } from '../http/caller.ts';
import { noAddressesByToken, noPasswordsByToken, unknownUser, unknownUserKey, userError } from './account-errors.ts';
import { sendBadPage } from './content-answers.ts';
import { badRequest, type ErrorAnswer, sendError } from './errors.ts';
import { expandOf, nothing } from './expand.ts';
import { isStale, proveAgain } from './fresh-proof.ts';
import { lenient } from './lenient.ts';
import { collection, listLimit, mostListed, readPage } from './paging.ts';
import type { PeopleRest } from './people-rest.ts';
import { personOf } from './person.ts';
import { first, type Query } from './query.ts';
import { groupJson, userJson } from './representation/user.ts';
import { asAnswer } from './site.ts';

/** What may be changed about an account; the rest of what a client echoes is not read. */
export const ProfileBody = Type.Object({ fullName: lenient(Type.String()), email: lenient(Type.String()) });

const PasswordBody = Type.Object({ oldPassword: Type.String(), newPassword: Type.String() });

export function accountRoutes(app: App, { site, users, groups, signIn, isFresh }: PeopleRest): void {
  const readable = { config: { access: apiRoute('READ') } };
  const writable = { config: { access: apiRoute('WRITE') } };

  app.get<{ Querystring: Query }>('/rest/api/user/list', readable, async (request, reply) => {
    const page = readPage(request.query, mostListed, listLimit);
    if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
    const { results, more } = await users.page({ ...page, activeOnly: false });
    const expand = expandOf(request.query, nothing);
    const found = { results: results.map((user) => userJson(site, user, expand)), more };
    return reply.send(collection(site, '/rest/api/user/list', request.query, page, found));
  });

  app.get<{ Querystring: Query }>('/rest/api/user/memberof', readable, async (request, reply) => {
    const page = readPage(request.query, mostListed, listLimit);
    if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
    const user = await namedUser(request.query);
    if ('statusCode' in user) return sendError(reply, user);
    const all = await groups.ofUser(user.id);
    const found = {
      results: all.slice(page.start, page.start + page.limit).map(({ name }) => groupJson(site, name)),
      more: page.limit > 0 && all.length > page.start + page.limit,
    };
    return reply.send(collection(site, '/rest/api/user/memberof', request.query, page, found));
  });

  app.put('/rest/api/user/current', { ...writable, schema: { body: ProfileBody } }, async (request, reply) => {
    const { id, username, fullName, email } = personOf(request);
    const { body } = request;
    const profile = { fullName: body.fullName ?? fullName, email: body.email ?? email };
    if (profile.email !== email && actsByToken(request.caller)) return sendError(reply, noAddressesByToken);
    if (profile.email !== email && isStale(request, isFresh)) return sendError(reply, proveAgain(site));
    const outcome = await users.updateProfile(id, profile, originOf(request));
    if (outcome.outcome !== 'done') return sendError(reply, userError(outcome, username));
    return reply.send(asAnswer(site, userJson(site, outcome.user)));
  });

  app.post('/rest/api/user/current/password', { ...writable, schema: { body: PasswordBody } }, async (request, reply) => {
    const { caller, body } = request;
    if (actsByToken(caller)) return sendError(reply, noPasswordsByToken);
    const { id, username } = personOf(request);
    const verified = await signIn.verify(username, body.oldPassword, originOf(request));
    if (verified.outcome === 'wrong') return sendError(reply, wrongPassword);
    if (verified.outcome === 'throttled') {
      return sendError(reply.header('Retry-After', String(verified.retryAfterSeconds)), throttled);
    }
    const keepSession = caller.kind === 'session' ? { keepSession: caller.session.publicId } : {};
    const change = { userId: id, password: body.newPassword, alsoApplications: false, ...keepSession };
    const outcome = await users.changePassword(change, originOf(request));
    return outcome.outcome === 'done' ? reply.code(204).send() : sendError(reply, userError(outcome, username));
  });

  // Asked by connectors that look for the e-mail address. It is told to the person and to administrators.
  app.get<{ Params: { user: string } }>(
    '/rest/mobile/1.0/profile/:user',
    { config: { access: apiRoute('READ', { resource: '/rest/mobile' }) } },
    async (request, reply) => {
      const user = await users.byUsername(request.params.user);
      if (user === undefined) return sendError(reply, unknownUser(request.params.user));
      const reader = personOf(request);
      const mayReadEmail = reader.id === user.id || holds(reader.permissions, 'administer');
      const { username, userKey, fullName, email } = user;
      return reply.send({ username, userKey, fullName, ...(mayReadEmail ? { email } : {}) });
    },
  );

  async function namedUser(query: Query): Promise<{ readonly id: number } | ErrorAnswer> {
    const key = first(query, 'key');
    if (key !== undefined) return (await users.byUserKey(key)) ?? unknownUserKey(key);
    const username = first(query, 'username');
    if (username === undefined) return badRequest('Name a user by the parameter key or username.');
    return (await users.byUsername(username)) ?? unknownUser(username);
  }
}

const wrongPassword: ErrorAnswer = { statusCode: 403, message: 'The old password is wrong.' };
const throttled: ErrorAnswer = { statusCode: 403, message: 'Too many attempts failed. Wait, then try again.' };
