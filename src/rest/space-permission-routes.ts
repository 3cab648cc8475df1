/**
 * The permissions of a space, in the shapes of Confluence 10: pairs of a target and an operation, granted to subjects. Weir
 * holds `view`, `edit` and `administer`; each stands for the operations that it allows.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { originOf } from '../audit/origin.ts';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { type SpacePermission, spacePermissions } from '../wiki/permissions.ts';
import { isRefusal, type SubjectName } from '../wiki/refusals.ts';
import type { Grant, GrantChange, Subject } from '../wiki/space-permissions.ts';
import { badRequest, type ErrorAnswer, sendError, sendRefusal } from './errors.ts';
import { lenient } from './lenient.ts';
import { personOf } from './person.ts';
import { anonymousJson, groupJson, userJson } from './representation/user.ts';
import type { Rest } from './rest.ts';
import type { Json, Site } from './site.ts';

const Operation = Type.Object({ targetType: Type.String(), operationKey: Type.String() });
const Operations = Type.Array(Operation, { maxItems: 40 });
type OperationPair = Static<typeof Operation>;

const Grants = Type.Array(
  Type.Object({
    userKey: lenient(Type.String()),
    username: lenient(Type.String()),
    groupName: lenient(Type.String()),
    operations: Operations,
  }),
  { maxItems: 40 },
);

/** What each permission adds to those below it. */
const operationsOf: Readonly<Record<SpacePermission, readonly OperationPair[]>> = {
  view: [{ targetType: 'space', operationKey: 'read' }],
  edit: [
    { targetType: 'page', operationKey: 'create' },
    { targetType: 'page', operationKey: 'delete' },
  ],
  administer: [{ targetType: 'space', operationKey: 'administer' }],
};

const permissionsPath = '/rest/api/space/:key/permissions';

export function spacePermissionRoutes(app: App, rest: Rest): void {
  const readable = { config: { access: apiRoute('READ') } };
  const changeable = { config: { access: apiRoute('ADMIN') } };

  const list = async (
    request: FastifyRequest<{ Params: { key: string } }>,
    reply: FastifyReply,
    isWanted: (subject: Subject) => boolean,
  ): Promise<FastifyReply> => {
    const found = await rest.wiki.permissions.list(personOf(request), request.params.key);
    if (isRefusal(found)) return sendRefusal(reply, found);
    const { space, grants } = found;
    return reply.send(grants.filter(({ subject }) => isWanted(subject)).flatMap((grant) => grantJson(rest.site, space, grant)));
  };

  const change = async (
    request: FastifyRequest<{ Params: { key: string } }>,
    reply: FastifyReply,
    changes: readonly GrantChange[] | ErrorAnswer,
  ): Promise<FastifyReply> => {
    if ('statusCode' in changes) return sendError(reply, changes);
    const refusal = await rest.wiki.permissions.change(personOf(request), request.params.key, changes, originOf(request));
    return refusal === undefined ? reply.code(204).send() : sendRefusal(reply, refusal);
  };

  app.get<{ Params: { key: string } }>(permissionsPath, readable, (request, reply) => list(request, reply, () => true));
  app.get<{ Params: { key: string } }>(`${permissionsPath}/anonymous`, readable, (request, reply) =>
    list(request, reply, ({ kind }) => kind === 'anonymous'),
  );
  app.get<{ Params: { key: string; name: string } }>(`${permissionsPath}/group/:name`, readable, (request, reply) =>
    list(request, reply, (subject) => subject.kind === 'group' && subject.name === request.params.name),
  );
  app.get<{ Params: { key: string; user: string } }>(`${permissionsPath}/user/:user`, readable, (request, reply) =>
    list(
      request,
      reply,
      (subject) => subject.kind === 'user' && [subject.user.userKey, subject.user.username].includes(request.params.user),
    ),
  );

  app.post<{ Params: { key: string }; Body: Static<typeof Grants> }>(
    permissionsPath,
    { ...changeable, schema: { body: Grants } },
    (request, reply) => change(request, reply, replacements(request.body)),
  );

  for (const verb of ['grant', 'revoke'] as const) {
    app.put<{ Params: { key: string }; Body: OperationPair[] }>(
      `${permissionsPath}/anonymous/${verb}`,
      { ...changeable, schema: { body: Operations } },
      (request, reply) => change(request, reply, changesOf(verb, { kind: 'anonymous' }, request.body)),
    );
    app.put<{ Params: { key: string; name: string }; Body: OperationPair[] }>(
      `${permissionsPath}/group/:name/${verb}`,
      { ...changeable, schema: { body: Operations } },
      (request, reply) => change(request, reply, changesOf(verb, { kind: 'group', name: request.params.name }, request.body)),
    );
    app.put<{ Params: { key: string; user: string }; Body: OperationPair[] }>(
      `${permissionsPath}/user/:user/${verb}`,
      { ...changeable, schema: { body: Operations } },
      (request, reply) => change(request, reply, changesOf(verb, userNamed(request.params.user), request.body)),
    );
  }
}

/** A key is 32 hex digits; whatever else stands in its place is a username. */
function userNamed(user: string): SubjectName {
  return /^[0-9a-f]{32}$/.test(user) ? { kind: 'user', userKey: user } : { kind: 'user', username: user };
}

function changesOf(
  change: 'grant' | 'revoke',
  subject: SubjectName,
  operations: readonly OperationPair[],
): readonly GrantChange[] | ErrorAnswer {
  const permissions = permissionsFor(operations);
  if ('statusCode' in permissions) return permissions;
  return permissions.map((permission) => ({ change, subject, permission }));
}

/** Each entry says all that its subject is to hold. */
function replacements(entries: Static<typeof Grants>): readonly GrantChange[] | ErrorAnswer {
  const changes: GrantChange[] = [];
  for (const entry of entries) {
    const subject = subjectOf(entry);
    if (subject === undefined) return badRequest('Each entry names a userKey or a groupName.');
    const permissions = permissionsFor(entry.operations);
    if ('statusCode' in permissions) return permissions;
    changes.push({ change: 'set', subject, permission: spacePermissions.findLast((each) => permissions.includes(each)) });
  }
  return changes;
}

function subjectOf({ userKey, username, groupName }: Static<typeof Grants>[number]): SubjectName | undefined {
  if (groupName) return { kind: 'group', name: groupName };
  if (userKey) return userNamed(userKey);
  return username ? { kind: 'user', username } : undefined;
}

const editedTypes = ['page', 'blogpost', 'comment', 'attachment'];
const editingKeys = ['create', 'update', 'delete'];

/** @returns the permissions that a list of operations amounts to, in their order */
function permissionsFor(operations: readonly OperationPair[]): readonly SpacePermission[] | ErrorAnswer {
  const found = new Set<SpacePermission>();
  for (const { targetType, operationKey } of operations) {
    if (targetType === 'space' && operationKey === 'read') found.add('view');
    else if (targetType === 'space' && operationKey === 'administer') found.add('administer');
    else if (editedTypes.includes(targetType) && editingKeys.includes(operationKey)) found.add('edit');
    else
      return badRequest(
        `Weir has no permission for ${operationKey} of ${targetType}: grant space read, page create or space administer.`,
      );
  }
  return spacePermissions.filter((permission) => found.has(permission));
}

/** A grant as the operations that it allows, one entry each. */
function grantJson(
  site: Site,
  space: { readonly id: number; readonly key: string },
  { subject, permission }: Grant,
): readonly Json[] {
  const included = spacePermissions.slice(0, spacePermissions.indexOf(permission) + 1);
  return included
    .flatMap((each) => operationsOf[each])
    .map((operation) => ({ operation, subject: subjectJson(site, subject), spaceKey: space.key, spaceId: space.id }));
}

function subjectJson(site: Site, subject: Subject): Json {
  switch (subject.kind) {
    case 'anonymous':
      return anonymousJson(site);
    case 'group':
      return groupJson(site, subject.name);
    case 'user':
      return userJson(site, subject.user);
    default:
      return subject satisfies never;
  }
}
