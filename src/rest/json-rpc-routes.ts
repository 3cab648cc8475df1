/**
 * The methods of Confluence's older JSON-RPC API that clients still call: reading and changing the permissions of a space. The method
 * is named in the body (JSON-RPC 2.0), or in the path; then the body is its parameter list and the answer the bare result.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { originOf } from '../audit/origin.ts';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { actsByToken, type Caller, scopeCovers } from '../http/caller.ts';
import { bearerChallenge } from '../oauth/bearer.ts';
import type { SpacePermission } from '../wiki/permissions.ts';
import { isRefusal, type SubjectName } from '../wiki/refusals.ts';
import type { Grant, GrantChange, Subject } from '../wiki/space-permissions.ts';
import { badRequest, type ErrorAnswer, messageOf, sendError } from './errors.ts';
import { lenient, textLike } from './lenient.ts';
import { personOf } from './person.ts';
import type { Rest } from './rest.ts';
import type { Json } from './site.ts';

const path = '/rpc/json-rpc/confluenceservice-v2';

/** What Confluence's API of that time calls each permission. */
const permissionByName: Readonly<Record<string, SpacePermission>> = {
  VIEWSPACE: 'view',
  EDITSPACE: 'create-page',
  REMOVEPAGE: 'delete-page',
  EDITBLOG: 'create-blogpost',
  REMOVEBLOG: 'delete-blogpost',
  COMMENT: 'create-comment',
  REMOVECOMMENT: 'delete-comment',
  CREATEATTACHMENT: 'create-attachment',
  REMOVEATTACHMENT: 'delete-attachment',
  REMOVEOWNCONTENT: 'delete-own',
  EXPORTSPACE: 'export',
  SETPAGEPERMISSIONS: 'restrict',
  SETSPACEPERMISSIONS: 'administer',
};
/** On what Weir has not: accepted, and without effect. */
const withoutEffect: readonly string[] = ['REMOVEMAIL', 'EXPORTPAGE'];

const Call = Type.Object({
  jsonrpc: lenient(Type.String()),
  method: Type.String(),
  params: lenient(Type.Array(Type.Unknown(), { maxItems: 10 })),
  id: lenient(textLike),
});
const Parameters = Type.Array(Type.Unknown(), { maxItems: 10 });

type Outcome = { readonly result: unknown } | ErrorAnswer;
type Method = (request: FastifyRequest, params: readonly unknown[]) => Promise<Outcome>;

export function jsonRpcRoutes(app: App, rest: Rest): void {
  const methods = methodsOf(rest);
  const config = { access: apiRoute('READ', { resource: '/rpc' }) };
  const challenge = bearerChallenge(rest.site.baseUrl, '/rpc', { reason: 'insufficient-scope', scope: 'ADMIN' });

  app.post(path, { config, schema: { body: Call } }, async (request, reply) => {
    const { method, params, id } = request.body;
    const outcome = await call(request, method, params ?? []);
    const answer = 'statusCode' in outcome ? { error: errorJson(outcome) } : { result: outcome.result };
    return reply.send({ jsonrpc: '2.0', ...answer, id: id ?? null });
  });

  app.post<{ Params: { method: string } }>(
    `${path}/:method`,
    { config, schema: { body: Parameters } },
    async (request, reply): Promise<FastifyReply> => {
      const outcome = await call(request, request.params.method, request.body as readonly unknown[]); // The schema says so.
      if (outcome === needsAdmin) void reply.header('WWW-Authenticate', challenge);
      return 'statusCode' in outcome ? sendError(reply, outcome) : reply.send(outcome.result);
    },
  );

  function call(request: FastifyRequest, name: string, params: readonly unknown[]): Promise<Outcome> {
    const method = methods.get(name);
    return method === undefined ? Promise.resolve(unknownMethod(name)) : method(request, params);
  }
}

/** To be told with the challenge that the access check gives elsewhere (RFC 6750 §3.1). */
const needsAdmin: ErrorAnswer = { statusCode: 403, message: 'The access token does not cover this: it needs the scope ADMIN.' };

function unknownMethod(name: string): ErrorAnswer {
  return { statusCode: 404, message: `There is no method ${name}.` };
}

/** The codes of JSON-RPC 2.0 §5.1; whatever it does not name is the server's own. */
function errorJson({ statusCode, message }: ErrorAnswer): Json {
  const code = statusCode === 404 && message.startsWith('There is no method') ? -32601 : statusCode === 400 ? -32602 : -32000;
  return { code, message, data: { statusCode } };
}

function methodsOf(rest: Rest): ReadonlyMap<string, Method> {
  const { permissions } = rest.wiki;

  async function sets(request: FastifyRequest, key: unknown): Promise<readonly Json[] | ErrorAnswer> {
    if (typeof key !== 'string') return badRequest('The parameters are: the key of a space.');
    const found = await permissions.list(personOf(request), key);
    if (!isRefusal(found)) return setsJson(found.grants);
    return { statusCode: found.refused === 'unknown-space' ? 404 : 403, message: messageOf(found) };
  }

  const changing =
    (change: 'grant' | 'revoke', isAnonymous: boolean): Method =>
    async (request, [names, ...others]) => {
      if (!mayChange(request.caller)) return needsAdmin;
      const [entity, key] = isAnonymous ? [undefined, others[0]] : others;
      const wanted = [names].flat();
      if (typeof key !== 'string' || !wanted.every((name) => typeof name === 'string')) {
        return badRequest('The parameters are: a permission, the name of a user or group, the key of a space.');
      }
      const unknown = wanted.find((name) => !Object.hasOwn(permissionByName, name) && !withoutEffect.includes(name));
      if (unknown !== undefined) return badRequest(`There is no space permission ${unknown}.`);
      const subject = isAnonymous ? ({ kind: 'anonymous' } as const) : await subjectNamed(entity);
      if (subject === undefined) return badRequest('Name a user or a group.');
      const changes: readonly GrantChange[] = [
        { change, subject, permissions: wanted.flatMap((name) => permissionByName[name] ?? []) },
      ];
      const refusal = await permissions.change(personOf(request), key, changes, originOf(request));
      if (refusal === undefined) return { result: true };
      const statusCode = refusal.refused === 'unknown-space' ? 404 : refusal.refused === 'not-permitted' ? 403 : 400;
      return { statusCode, message: messageOf(refusal) };
    };

  /** A user is meant where there is one of this name, else a group. */
  async function subjectNamed(entity: unknown): Promise<SubjectName | undefined> {
    if (typeof entity !== 'string' || entity === '') return undefined;
    const user = await rest.users.byUsername(entity);
    return user === undefined ? { kind: 'group', name: entity } : { kind: 'user', username: user.username };
  }

  return new Map<string, Method>([
    [
      'getSpacePermissionSets',
      async (request, [key]) => {
        const found = await sets(request, key);
        return 'statusCode' in found ? found : { result: found };
      },
    ],
    [
      'getSpacePermissionSet',
      async (request, [key, name]) => {
        const found = await sets(request, key);
        if ('statusCode' in found) return found;
        const set = found.find(({ type }) => type === name);
        return set === undefined ? badRequest(`There is no space permission ${String(name)}.`) : { result: set };
      },
    ],
    ['getSpaceLevelPermissions', async () => ({ result: Object.keys(permissionByName) })],
    ['addPermissionToSpace', changing('grant', false)],
    ['addPermissionsToSpace', changing('grant', false)],
    ['removePermissionFromSpace', changing('revoke', false)],
    ['addAnonymousPermissionToSpace', changing('grant', true)],
    ['addAnonymousPermissionsToSpace', changing('grant', true)],
    ['removeAnonymousPermissionFromSpace', changing('revoke', true)],
  ]);
}

/** Reading and changing have one address here, so that the scope which changing needs is asked beside the method. */
function mayChange(caller: Caller): boolean {
  return !actsByToken(caller) || scopeCovers(caller.scope, 'ADMIN');
}

/** By permission, those who hold it; an entry that names nobody stands for anonymous readers. */
function setsJson(grants: readonly Grant[]): readonly Json[] {
  return Object.entries(permissionByName).map(([type, permission]) => ({
    type,
    spacePermissions: grants
      .filter(({ permissions }) => permissions.includes(permission))
      .map(({ subject }) => ({ type, ...namesOf(subject) })),
  }));
}

function namesOf(subject: Subject): Json {
  switch (subject.kind) {
    case 'anonymous':
      return { userName: null, groupName: null };
    case 'group':
      return { userName: null, groupName: subject.name };
    case 'user':
      return { userName: subject.user.username, groupName: null };
    default:
      return subject satisfies never;
  }
}
