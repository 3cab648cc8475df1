/** The permissions of a space, for those who administer it, listed, granted and revoked as in Confluence 10. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { originOf } from '../audit/origin.ts';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { isRefusal, type SubjectName } from '../wiki/refusals.ts';
import type { GrantChange, Subject } from '../wiki/space-permissions.ts';
import { badRequest, type ErrorAnswer, sendError, sendRefusal } from './errors.ts';
import { expandOf, nothing } from './expand.ts';
import { lenient } from './lenient.ts';
import { personOf } from './person.ts';
import type { Query } from './query.ts';
import { grantJson, type OperationPair, readOperations } from './representation/space-permission.ts';
import type { Rest } from './rest.ts';

const Operation = Type.Object({ targetType: Type.String(), operationKey: Type.String() });
const Operations = Type.Array(Operation, { maxItems: 40 });

const Grants = Type.Array(
  Type.Object({
    userKey: lenient(Type.String()),
    username: lenient(Type.String()),
    groupName: lenient(Type.String()),
    operations: Operations,
  }),
  { maxItems: 40 },
);

const permissionsPath = '/rest/api/space/:key/permissions';

export function spacePermissionRoutes(app: App, rest: Rest): void {
  const readable = { config: { access: apiRoute('READ') } };
  const changeable = { config: { access: apiRoute('ADMIN') } };

  const list = async (
    request: FastifyRequest<{ Params: { key: string }; Querystring: Query }>,
    reply: FastifyReply,
    isWanted: (subject: Subject) => boolean,
  ): Promise<FastifyReply> => {
    const found = await rest.wiki.permissions.list(personOf(request), request.params.key);
    if (isRefusal(found)) return sendRefusal(reply, found);
    const { space, grants } = found;
    const expand = expandOf(request.query, nothing);
    const wanted = grants.filter(({ subject }) => isWanted(subject));
    return reply.send(wanted.flatMap((grant) => grantJson(rest.site, space, grant, expand)));
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

  app.get<{ Params: { key: string }; Querystring: Query }>(permissionsPath, readable, (request, reply) =>
    list(request, reply, () => true),
  );
  app.get<{ Params: { key: string }; Querystring: Query }>(`${permissionsPath}/anonymous`, readable, (request, reply) =>
    list(request, reply, ({ kind }) => kind === 'anonymous'),
  );
  app.get<{ Params: { key: string; name: string }; Querystring: Query }>(
    `${permissionsPath}/group/:name`,
    readable,
    (request, reply) => list(request, reply, (subject) => subject.kind === 'group' && subject.name === request.params.name),
  );
  app.get<{ Params: { key: string; user: string }; Querystring: Query }>(
    `${permissionsPath}/user/:user`,
    readable,
    (request, reply) =>
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
  const read = readOperations(operations);
  return 'unknown' in read ? unknownOperation(read.unknown) : [{ change, subject, permissions: read.permissions }];
}

/** Each entry says all that its subject is to hold. */
function replacements(entries: Static<typeof Grants>): readonly GrantChange[] | ErrorAnswer {
  const changes: GrantChange[] = [];
  for (const entry of entries) {
    const subject = subjectOf(entry);
    if (subject === undefined) return badRequest('Each entry names a userKey or a groupName.');
    const read = readOperations(entry.operations);
    if ('unknown' in read) return unknownOperation(read.unknown);
    changes.push({ change: 'set', subject, permissions: read.permissions });
  }
  return changes;
}

function subjectOf({ userKey, username, groupName }: Static<typeof Grants>[number]): SubjectName | undefined {
  if (groupName) return { kind: 'group', name: groupName };
  if (userKey) return userNamed(userKey);
  return username ? { kind: 'user', username } : undefined;
}

function unknownOperation({ targetType, operationKey }: OperationPair): ErrorAnswer {
  return badRequest(`There is no space permission for the operation ${operationKey} on ${targetType}.`);
}
