/** Global permissions, listed, granted and revoked as in Confluence 10. Only system administrators change who is one. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { Grant } from '../accounts/global-permissions.ts';
import type { Subject } from '../accounts/subject.ts';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import type { GlobalPermission } from '../http/caller.ts';
import { unknownGroup, unknownUser } from './account-errors.ts';
import { administratorOf } from './admin-routes.ts';
import { badRequest, type ErrorAnswer, sendError } from './errors.ts';
import { lenient } from './lenient.ts';
import type { PeopleRest } from './people-rest.ts';
import { anonymousJson, groupJson, userJson } from './representation/user.ts';
import type { Json } from './site.ts';

const Operation = Type.Object({ targetType: Type.String(), operationKey: Type.String() });
const Operations = Type.Array(Operation, { maxItems: 40 });
type OperationPair = Static<typeof Operation>;

const Grants = Type.Array(
  Type.Object({ userKey: lenient(Type.String()), groupName: lenient(Type.String()), operations: Operations }),
  { maxItems: 40 },
);

const pairs: Readonly<Record<GlobalPermission, OperationPair>> = {
  use: { targetType: 'application', operationKey: 'use' },
  'create-space': { targetType: 'space', operationKey: 'create' },
  administer: { targetType: 'application', operationKey: 'administer' },
  'administer-system': { targetType: 'system', operationKey: 'administer' },
};
// Object.keys forgets that the keys are permissions.
const globalPermissions = Object.keys(pairs) as readonly GlobalPermission[];

const path = '/rest/api/permissions';

export function globalPermissionRoutes(
  app: App,
  {
    site,
    users,
    groups,
    permissions,
    administration,
  }: Pick<PeopleRest, 'site' | 'users' | 'groups' | 'permissions' | 'administration'>,
): void {
  const administered = { config: { access: apiRoute('ADMIN', { permission: 'administer' }) } };

  app.get(path, administered, async (_request, reply) => reply.send(await listed(() => true)));

  app.get<{ Params: { group: string } }>(`${path}/group/:group`, administered, async (request, reply) => {
    const group = await groups.byName(request.params.group);
    if (group === undefined) return sendError(reply, unknownGroup(request.params.group));
    return reply.send(await listed(({ subject }) => subject.kind === 'group' && subject.id === group.id));
  });

  app.get<{ Params: { user: string } }>(`${path}/user/:user`, administered, async (request, reply) => {
    const user = await userNamed(request.params.user);
    if (user === undefined) return sendError(reply, unknownUser(request.params.user));
    return reply.send(await listed(({ subject }) => subject.kind === 'user' && subject.id === user.id));
  });

  app.put<{ Body: Static<typeof Grants> }>(path, { ...administered, schema: { body: Grants } }, async (request, reply) => {
    for (const { userKey, groupName, operations } of request.body) {
      const wanted = readOperations(operations);
      if ('statusCode' in wanted) return sendError(reply, wanted);
      const subject = groupName ? await groupSubject(groupName) : await userSubject(userKey ?? '');
      if ('statusCode' in subject) return sendError(reply, subject);
      const held = (await permissions.list()).filter((grant) => isOf(grant, subject)).map(({ permission }) => permission);
      const failed =
        (await change(
          request,
          subject,
          'grant',
          wanted.filter((each) => !held.includes(each)),
        )) ??
        (await change(
          request,
          subject,
          'revoke',
          held.filter((each) => !wanted.includes(each)),
        ));
      if (failed !== undefined) return sendError(reply, failed);
    }
    return reply.code(204).send();
  });

  for (const verb of ['grant', 'revoke'] as const) {
    const changed = { ...administered, schema: { body: Operations } };
    app.put<{ Params: { group: string }; Body: OperationPair[] }>(
      `${path}/group/:group/${verb}`,
      changed,
      async (request, reply) => answer(request, reply, await groupSubject(request.params.group), verb),
    );
    app.put<{ Params: { user: string }; Body: OperationPair[] }>(`${path}/user/:user/${verb}`, changed, async (request, reply) =>
      answer(request, reply, await userSubject(request.params.user), verb),
    );
    for (const nobody of ['anonymous', 'unlicensed']) {
      app.put<{ Body: OperationPair[] }>(`${path}/${nobody}/${verb}`, changed, (_request, reply) =>
        sendError(reply, badRequest('Whoever has no account, or may not use Weir, is let in space by space.')),
      );
    }
  }
  for (const nobody of ['anonymous', 'unlicensed']) {
    app.get(`${path}/${nobody}`, administered, (_request, reply) => reply.send([]));
  }

  async function listed(isWanted: (grant: Grant) => boolean): Promise<readonly Json[]> {
    const grants = (await permissions.list()).filter(isWanted);
    const people = await Promise.all(
      [...new Set(grants.flatMap(({ subject, name }) => (subject.kind === 'user' ? [name] : [])))].map((name) =>
        users.byUsername(name),
      ),
    );
    const known = new Map(people.flatMap((user) => (user === undefined ? [] : [[user.id, user] as const])));
    return grants.map(({ subject, name, permission }) => {
      const user = known.get(subject.id);
      const json = subject.kind === 'group' ? groupJson(site, name) : user ? userJson(site, user) : anonymousJson(site);
      return { operation: pairs[permission], subject: json };
    });
  }

  async function answer(
    request: FastifyRequest<{ Body: OperationPair[] }>,
    reply: FastifyReply,
    subject: Subject | ErrorAnswer,
    verb: 'grant' | 'revoke',
  ): Promise<FastifyReply> {
    if ('statusCode' in subject) return sendError(reply, subject);
    const wanted = readOperations(request.body);
    if ('statusCode' in wanted) return sendError(reply, wanted);
    const failed = await change(request, subject, verb, wanted);
    return failed === undefined ? reply.code(204).send() : sendError(reply, failed);
  }

  async function change(
    request: FastifyRequest,
    subject: Subject,
    verb: 'grant' | 'revoke',
    wanted: readonly GlobalPermission[],
  ): Promise<ErrorAnswer | undefined> {
    const by = administratorOf(request);
    if (wanted.includes('administer-system') && !by.isSystemAdministrator) return systemAdministratorOnly;
    for (const permission of wanted) {
      const outcome = await administration[verb](subject, permission, by);
      if (outcome === 'system-administrator-only') return systemAdministratorOnly;
      if (outcome === 'last-administrator') return badRequest('This would leave nobody who administers the system.');
    }
    return undefined;
  }

  /** A key is 32 hex digits; whatever else stands in its place is a username. */
  function userNamed(user: string) {
    return /^[0-9a-f]{32}$/.test(user) ? users.byUserKey(user) : users.byUsername(user);
  }

  async function userSubject(user: string): Promise<Subject | ErrorAnswer> {
    const found = await userNamed(user);
    return found === undefined ? unknownUser(user) : { kind: 'user', id: found.id };
  }

  async function groupSubject(name: string): Promise<Subject | ErrorAnswer> {
    const found = await groups.byName(name);
    return found === undefined ? unknownGroup(name) : { kind: 'group', id: found.id };
  }
}

const systemAdministratorOnly: ErrorAnswer = { statusCode: 403, message: 'Current user not permitted to administer the system' };

function isOf({ subject }: Grant, { kind, id }: Subject): boolean {
  return subject.kind === kind && subject.id === id;
}

/** @returns the permissions that operations stand for; making one's personal space everybody may who may use Weir */
function readOperations(operations: readonly OperationPair[]): readonly GlobalPermission[] | ErrorAnswer {
  const found: GlobalPermission[] = [];
  for (const { targetType, operationKey } of operations) {
    const permission = globalPermissions.find(
      (each) => pairs[each].targetType === targetType && pairs[each].operationKey === operationKey,
    );
    if (permission !== undefined) found.push(permission);
    else if (targetType !== 'personal_space' || operationKey !== 'create') {
      return badRequest(`There is no global permission for the operation ${operationKey} on ${targetType}.`);
    }
  }
  return found;
}
