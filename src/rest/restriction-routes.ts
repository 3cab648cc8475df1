/** Restrictions of content: who may read or change it, by operation; reading and changing them, also on the older experimental paths. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { originOf } from '../audit/origin.ts';
import { sha256 } from '../foundation/digest.ts';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import type { ContentRecord } from '../wiki/records.ts';
import type { SubjectName } from '../wiki/refusals.ts';
import {
  type RestrictedOperation,
  type RestrictionChange,
  type Restrictions,
  restrictedOperations,
  unrestricted,
} from '../wiki/restrictions.ts';
import { sendBadPage } from './content-answers.ts';
import { badRequest, sendError, sendRefusal, unknownContent } from './errors.ts';
import { type ExpandTree, expandOf, parseExpand } from './expand.ts';
import { lenient } from './lenient.ts';
import { readPage } from './paging.ts';
import { personOf } from './person.ts';
import { first, type Query, readId } from './query.ts';
import type { Expansion } from './representation/expansion.ts';
import {
  relevantRestrictionsExpansion,
  restrictionLimit,
  restrictionOf,
  restrictionResource,
  restrictionsExpansion,
} from './representation/restriction.ts';
import type { Rest } from './rest.ts';
import { asAnswer, type Json } from './site.ts';

const Named = Type.Object({
  username: lenient(Type.String()),
  userKey: lenient(Type.String()),
  name: lenient(Type.String()),
});

const Subjects = Type.Union([Type.Array(Named), Type.Object({ results: Type.Array(Named) })]);

const Restriction = Type.Object({
  operation: Type.String(),
  restrictions: lenient(Type.Object({ user: lenient(Subjects), group: lenient(Subjects) })),
});

/** An array, or what reading gives: an object with `results`, or with the operations by name. */
const SentRestrictions = Type.Union([
  Type.Array(Restriction, { maxItems: 20 }),
  Type.Object({ results: Type.Array(Restriction, { maxItems: 20 }) }),
]);
type Sent = Static<typeof Restriction>;

interface Params {
  readonly id: string;
}

const bothExpand = parseExpand(['restrictions.user', 'restrictions.group']);
const operationsExpand = parseExpand(
  restrictedOperations.flatMap((each) => [`${each}.restrictions.user`, `${each}.restrictions.group`]),
);
const relevantExpand = parseExpand(['restrictions.user', 'restrictions.group', 'content']);
const mostShown = 1_000;

export function restrictionRoutes(app: App, rest: Rest): void {
  const readable = { config: { access: apiRoute('READ', { anonymous: true }) }, preHandler: rest.openToAnonymous };
  const writable = { config: { access: apiRoute('WRITE') } };

  app.get<{ Params: Params; Querystring: Query }>('/rest/api/content/:id/restriction/byOperation', readable, (request, reply) =>
    answer(request, reply, restrictionsExpansion, operationsExpand),
  );

  app.get<{ Params: Params & { operation: string }; Querystring: Query }>(
    '/rest/api/content/:id/restriction/byOperation/:operation',
    readable,
    async (request, reply) => {
      const shown = readPage(request.query, mostShown, restrictionLimit);
      if ('badParameter' in shown) return sendBadPage(reply, shown.badParameter);
      const operation = operationNamed(request.params.operation);
      if (operation === undefined) return sendError(reply, unknownOperation(request.params.operation));
      const content = await find(request);
      if (content === undefined) return sendError(reply, unknownContent(request.params.id));
      const [restrictions, view] = await Promise.all([
        rest.wiki.restrictions.of(request.caller.person, [content.id]),
        restrictionOf(rest.batch(request), [content], expandOf(request.query, bothExpand), shown),
      ]);
      return reply.send(asAnswer(rest.site, view(content, operation, restrictions.get(content.id))));
    },
  );

  app.get<{ Params: Params; Querystring: Query }>(
    '/rest/api/content/:id/restriction/relevantViewRestrictions',
    readable,
    (request, reply) => answer(request, reply, relevantRestrictionsExpansion, relevantExpand),
  );

  for (const root of ['/rest/api/content', '/rest/experimental/content']) {
    for (const [method, mode] of [
      ['PUT', 'replace'],
      ['POST', 'add'],
    ] as const) {
      app.route<{ Params: Params; Querystring: Query; Body: Static<typeof SentRestrictions> }>({
        method,
        url: `${root}/:id/restriction`,
        ...access(root),
        schema: { body: SentRestrictions },
        handler: (request, reply) => {
          const sent = Array.isArray(request.body) ? request.body : request.body.results;
          return change(request, reply, mode, sent);
        },
      });
    }
    app.delete<{ Params: Params; Querystring: Query }>(`${root}/:id/restriction`, access(root), (request, reply) =>
      change(
        request,
        reply,
        'replace',
        restrictedOperations.map((operation) => ({ operation })),
      ),
    );
    for (const [method, mode] of [
      ['PUT', 'add'],
      ['DELETE', 'remove'],
    ] as const) {
      app.route<{ Params: Params & { operation: string }; Querystring: Query }>({
        method,
        url: `${root}/:id/restriction/byOperation/:operation/user`,
        ...access(root),
        handler: (request, reply) => {
          const { query, params } = request;
          return change(request, reply, mode, [
            {
              operation: params.operation,
              restrictions: {
                user: [
                  {
                    username: first(query, 'userName') ?? first(query, 'username') ?? null,
                    userKey: first(query, 'key') ?? null,
                  },
                ],
              },
            },
          ]);
        },
      });
      app.route<{ Params: Params & { operation: string; name: string }; Querystring: Query }>({
        method,
        url: `${root}/:id/restriction/byOperation/:operation/group/:name`,
        ...access(root),
        handler: (request, reply) => {
          const { operation, name } = request.params;
          return change(request, reply, mode, [{ operation, restrictions: { group: [{ name }] } }]);
        },
      });
    }
  }

  function access(root: string) {
    return root === '/rest/api/content'
      ? writable
      : { config: { access: apiRoute('WRITE', { resource: '/rest/experimental' }) } };
  }

  async function find(request: FastifyRequest<{ Params: Params }>): Promise<ContentRecord | undefined> {
    const id = readId(request.params.id);
    return id === undefined ? undefined : rest.wiki.content.find(request.caller.person, id);
  }

  /** Answers with what one of the expansions of content gives by itself. */
  async function answer(
    request: FastifyRequest<{ Params: Params; Querystring: Query }>,
    reply: FastifyReply,
    expansion: Expansion<ContentRecord>,
    usual: ExpandTree,
  ): Promise<FastifyReply> {
    const content = await find(request);
    if (content === undefined) return sendError(reply, unknownContent(request.params.id));
    const json = await expansion.load(rest.batch(request), [content], expandOf(request.query, usual));
    return reply.send(asAnswer(rest.site, json(content) as Json)); // Both expansions give objects.
  }

  async function change(
    request: FastifyRequest<{ Params: Params; Querystring: Query }>,
    reply: FastifyReply,
    mode: 'replace' | 'add' | 'remove',
    sent: readonly Sent[],
  ): Promise<FastifyReply> {
    const id = readId(request.params.id);
    if (id === undefined) return sendError(reply, unknownContent(request.params.id));
    const changes: RestrictionChange[] = [];
    for (const { operation: name, restrictions } of sent) {
      const operation = operationNamed(name);
      if (operation === undefined) return sendError(reply, unknownOperation(name));
      const subjects = [...listed(restrictions?.user).map(userNamed), ...listed(restrictions?.group).map(groupNamed)];
      if (subjects.some((subject) => subject === undefined)) {
        return sendError(reply, badRequest('Each restriction names users by username or userKey, and groups by name.'));
      }
      changes.push({ operation, subjects: subjects.filter((subject) => subject !== undefined) });
    }
    const refusal = await rest.wiki.restrictions.change(personOf(request), id, mode, changes, originOf(request));
    if (refusal !== undefined) return sendRefusal(reply, refusal);
    if (request.method === 'DELETE') return reply.code(204).send();
    const content = await rest.wiki.content.find(request.caller.person, id, { statuses: ['current', 'draft', 'trashed'] });
    if (content === undefined) return sendError(reply, unknownContent(id));
    return reply.send(await changedJson(request, content));
  }

  /** Both operations, with a hash by which clients tell whether anything changed. */
  async function changedJson(request: FastifyRequest<{ Querystring: Query }>, content: ContentRecord): Promise<Json> {
    const { site } = rest;
    const asked = expandOf(request.query, bothExpand);
    const expand = asked.has('restrictions') ? asked : new Map([...asked, ...bothExpand]);
    const [found, view] = await Promise.all([
      rest.wiki.restrictions.of(request.caller.person, [content.id]),
      restrictionOf(rest.batch(request), [content], expand),
    ]);
    const restrictions = found.get(content.id) ?? nobody;
    const results = restrictedOperations.map((operation) => view(content, operation, restrictions));
    const names = restrictedOperations.map((operation) => [
      operation,
      restrictions[operation].users.map(({ userKey }) => userKey),
      restrictions[operation].groups,
    ]);
    return {
      results,
      start: 0,
      limit: restrictionLimit,
      size: results.length,
      restrictionsHash: Buffer.from(sha256(JSON.stringify(names)), 'base64url').toString('hex'),
      _links: { byOperation: site.url(restrictionResource(content.id)), base: site.baseUrl, context: site.contextPath },
    };
  }
}

const nobody: Restrictions = { read: unrestricted, update: unrestricted };

function operationNamed(name: string): RestrictedOperation | undefined {
  return restrictedOperations.find((operation) => operation === name);
}

function unknownOperation(name: string) {
  return badRequest(`Content can be restricted for the operations read and update, not for ${name}.`);
}

function listed(sent: Static<typeof Subjects> | null | undefined): readonly Static<typeof Named>[] {
  if (sent === undefined || sent === null) return [];
  return 'results' in sent ? sent.results : sent;
}

function userNamed({ username, userKey }: Static<typeof Named>): SubjectName | undefined {
  if (userKey) return { kind: 'user', userKey };
  return username ? { kind: 'user', username } : undefined;
}

function groupNamed({ name }: Static<typeof Named>): SubjectName | undefined {
  return name ? { kind: 'group', name } : undefined;
}
