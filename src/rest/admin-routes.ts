/** What administrators do to accounts and groups, under `/rest/api/admin` and `/rest/api/user/{username}/group/{groupName}`. */
import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Administrator } from '../accounts/administration.ts';
import { usersGroup } from '../accounts/default-groups.ts';
import { originOf } from '../audit/origin.ts';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { actsAsSystemAdministrator, actsByToken } from '../http/caller.ts';
import { groupError, noAddressesByToken, noPasswordsByToken, userError } from './account-errors.ts';
import { ProfileBody } from './account-routes.ts';
import { sendBadPage } from './content-answers.ts';
import { badRequest, sendError } from './errors.ts';
import { expandOf, nothing } from './expand.ts';
import { isStale, proveAgain } from './fresh-proof.ts';
import { lenient } from './lenient.ts';
import { collection, listLimit, mostListed, readPage } from './paging.ts';
import type { PeopleRest } from './people-rest.ts';
import { personOf } from './person.ts';
import type { Query } from './query.ts';
import { groupJson, userJson } from './representation/user.ts';
import { asAnswer } from './site.ts';

const NewUserBody = Type.Object({
  userName: Type.String(),
  fullName: Type.String(),
  email: Type.String(),
  /** Without one the account has no password until the person chooses one by an invitation. */
  password: lenient(Type.String()),
  notifyViaEmail: lenient(Type.Boolean()),
});
type NewUserBody = Static<typeof NewUserBody>;

const NewPasswordBody = Type.Object({ password: Type.String() });
const GroupBody = Type.Object({ name: Type.String() });

type OfUser = { Params: { username: string } };
type OfGroup = { Params: { groupName: string } };
type OfMember = { Params: { username: string; groupName: string } };

export function adminRoutes(app: App, rest: PeopleRest): void {
  userAdministration(app, rest);
  groupAdministration(app, rest);
}

const config = { access: apiRoute('ADMIN', { permission: 'administer' }) };

function userAdministration(app: App, { site, users, administration, longTasks, isFresh }: PeopleRest): void {
  const path = '/rest/api/admin/user';

  app.post<{ Body: NewUserBody }>(path, { config, schema: { body: NewUserBody } }, async (request, reply) => {
    const { userName, fullName, email, password } = request.body;
    const typed = password ?? null;
    if (typed === null && request.body.notifyViaEmail !== true) {
      return sendError(reply, badRequest('Send a password, or notifyViaEmail: true.'));
    }
    if (typed !== null && actsByToken(request.caller)) return sendError(reply, noPasswordsByToken);
    const account = { username: userName, fullName, email, password: typed, groups: [usersGroup] };
    const outcome = await administration.create(account, administratorOf(request));
    if (outcome.outcome !== 'done') return sendError(reply, userError(outcome, userName));
    // By a token nobody is invited: it chose the mailbox, and would choose the password with it.
    if (typed === null && !actsByToken(request.caller)) await administration.sendAddress(userName, administratorOf(request));
    return reply.code(201).send({ userKey: outcome.user.userKey });
  });

  app.put<OfUser & { Body: Static<typeof ProfileBody> }>(
    `${path}/:username`,
    { config, schema: { body: ProfileBody } },
    async (request, reply) => {
      const { username } = request.params;
      const { fullName, email } = request.body;
      const profile = { ...(typeof fullName === 'string' && { fullName }), ...(typeof email === 'string' && { email }) };
      const before = email && (await users.byUsername(username))?.email;
      if (before !== undefined && before !== email) {
        if (actsByToken(request.caller)) return sendError(reply, noAddressesByToken);
        if (isStale(request, isFresh)) return sendError(reply, proveAgain(site));
      }
      const outcome = await administration.changeProfile(username, profile, administratorOf(request));
      if (outcome.outcome !== 'done') return sendError(reply, userError(outcome, username));
      return reply.send(asAnswer(site, userJson(site, outcome.user)));
    },
  );

  // It is done when the answer comes; clients expect to be told of a task.
  app.delete<OfUser>(`${path}/:username`, { config }, async (request, reply) => {
    const { username } = request.params;
    const outcome = await administration.delete(username, administratorOf(request));
    if (outcome.outcome !== 'done') return sendError(reply, userError(outcome, username));
    const task = await longTasks.last(personOf(request), 'user-deletion', outcome.user.username);
    if (task === undefined) throw new Error('the deletion of a user was not noted as a task');
    const id = String(task.id);
    return reply.code(202).send({ id, links: { status: `/rest/api/longtask/${id}` } });
  });

  for (const verb of ['disable', 'enable'] as const) {
    app.put<OfUser>(`${path}/:username/${verb}`, { config }, async (request, reply) => {
      const { username } = request.params;
      const outcome = await administration[verb](username, administratorOf(request));
      return outcome.outcome === 'done' ? reply.code(204).send() : sendError(reply, userError(outcome, username));
    });
  }

  app.post<OfUser & { Body: Static<typeof NewPasswordBody> }>(
    `${path}/:username/password`,
    {
      config: { access: apiRoute('SYSTEM_ADMIN', { permission: 'administer-system' }) },
      schema: { body: NewPasswordBody },
    },
    async (request, reply) => {
      if (actsByToken(request.caller)) return sendError(reply, noPasswordsByToken);
      if (isStale(request, isFresh)) return sendError(reply, proveAgain(site));
      const { username } = request.params;
      const outcome = await administration.resetPassword(username, request.body.password, administratorOf(request));
      return outcome.outcome === 'done' ? reply.code(204).send() : sendError(reply, userError(outcome, username));
    },
  );

  app.get<{ Querystring: Query }>('/rest/api/admin/users/list/active', { config }, async (request, reply) => {
    const page = readPage(request.query, mostListed, listLimit);
    if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
    const { results, more } = await users.page({ ...page, activeOnly: true });
    const expand = expandOf(request.query, nothing);
    const found = { results: results.map((user) => userJson(site, user, expand)), more };
    return reply.send(collection(site, '/rest/api/admin/users/list/active', request.query, page, found));
  });
}

function groupAdministration(app: App, { site, groups, administration }: PeopleRest): void {
  app.post<{ Body: Static<typeof GroupBody> }>(
    '/rest/api/admin/group',
    { config, schema: { body: GroupBody } },
    async (request, reply) => {
      const { name } = request.body;
      const outcome = await groups.create(name, originOf(request));
      if (outcome.outcome !== 'done') return sendError(reply, groupError(outcome, { group: name }));
      return reply.send(asAnswer(site, groupJson(site, outcome.group.name)));
    },
  );

  app.delete<OfGroup>('/rest/api/admin/group/:groupName', { config }, async (request, reply) => {
    const { groupName } = request.params;
    const outcome = await administration.deleteGroup(groupName, administratorOf(request));
    return outcome.outcome === 'done' ? reply.code(204).send() : sendError(reply, groupError(outcome, { group: groupName }));
  });

  for (const [method, verb] of [
    ['PUT', 'addMember'],
    ['DELETE', 'removeMember'],
  ] as const) {
    app.route<OfMember>({
      method,
      url: '/rest/api/user/:username/group/:groupName',
      config,
      async handler(request, reply) {
        const { username, groupName } = request.params;
        const outcome = await administration[verb](username, groupName, administratorOf(request));
        if (outcome.outcome === 'done') return reply.code(204).send();
        return sendError(reply, groupError(outcome, { group: groupName, user: username }));
      },
    });
  }
}

export function administratorOf(request: FastifyRequest): Administrator {
  return { origin: originOf(request), isSystemAdministrator: actsAsSystemAdministrator(request.caller) };
}
