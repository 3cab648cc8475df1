/** Labels: those of content and of spaces, and those used in a space or everywhere. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import type { LabelPrefix } from '../database/schema/annotations.ts';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { type LabelName, namedLabel, parseLabel, readLabel } from '../wiki/annotations/label-names.ts';
import type { Label, LabelQuery } from '../wiki/annotations/labels.ts';
import type { Target } from '../wiki/annotations/target.ts';
import type { Page, PageOf } from '../wiki/records.ts';
import { isRefusal } from '../wiki/refusals.ts';
import { annotatedPaths, resourceOf, type TargetParams, targetIn } from './annotated.ts';
import { sendBadPage } from './content-answers.ts';
import { badRequest, sendError, sendRefusal, unknownSpace } from './errors.ts';
import { nothing } from './expand.ts';
import { collection, largestPage, readPage } from './paging.ts';
import { personOf } from './person.ts';
import { all, first, type Query } from './query.ts';
import { labelJson, usualLabels } from './representation/label.ts';
import type { Rest } from './rest.ts';
import { readLabels, SentLabel } from './sent-metadata.ts';

const SentLabels = Type.Union([Type.Array(SentLabel, { maxItems: 500 }), SentLabel]);

export function labelRoutes(app: App, rest: Rest): void {
  const readable = { config: { access: apiRoute('READ', { anonymous: true }) }, preHandler: rest.openToAnonymous };
  const writable = { config: { access: apiRoute('WRITE') } };

  for (const owner of annotatedPaths) {
    const path = `${owner}/label`;

    app.get<{ Params: TargetParams; Querystring: Query }>(path, readable, async (request, reply) => {
      const target = targetIn(request.params);
      if ('statusCode' in target) return sendError(reply, target);
      return answerLabels(rest, request, reply, target, all(request.query, 'prefix'));
    });

    app.post<{ Params: TargetParams; Querystring: Query; Body: Static<typeof SentLabels> }>(
      path,
      { ...writable, schema: { body: SentLabels } },
      async (request, reply) => {
        const target = targetIn(request.params);
        if ('statusCode' in target) return sendError(reply, target);
        const names = readLabels([request.body].flat());
        if (isRefusal(names)) return sendRefusal(reply, names);
        return add(rest, request, reply, target, names);
      },
    );

    app.delete<{ Params: TargetParams; Querystring: Query }>(path, writable, (request, reply) => {
      const name = first(request.query, 'name');
      if (!name) return sendError(reply, badRequest('Name the label by the parameter name.'));
      return remove(rest, request, reply, parseLabel(name));
    });

    app.delete<{ Params: TargetParams & { label: string }; Querystring: Query }>(`${path}/:label`, writable, (request, reply) => {
      const { label } = request.params;
      if (label.includes('/')) {
        return sendError(reply, badRequest(`The label ${label} holds a slash: name it by the parameter name instead.`));
      }
      return remove(rest, request, reply, parseLabel(label));
    });
  }

  // The categories of a space are its team labels.
  const category = '/rest/api/space/:key/category/:label';
  app.post<{ Params: { key: string; label: string }; Querystring: Query }>(category, writable, async (request, reply) => {
    const { key, label } = request.params;
    const name = readLabel(label, 'team');
    if (isRefusal(name)) return sendRefusal(reply, name);
    return add(rest, request, reply, { kind: 'space', key }, [name]);
  });
  app.delete<{ Params: { key: string; label: string }; Querystring: Query }>(category, writable, (request, reply) =>
    remove(rest, request, reply, { ...parseLabel(request.params.label), prefix: 'team' }),
  );

  const { labels } = rest.wiki;
  for (const [path, read] of [
    ['labels', labels.used],
    ['popular', labels.popular],
    ['recent', labels.recent],
  ] as const) {
    app.get<{ Querystring: Query }>(`/rest/api/label/${path}`, readable, (request, reply) =>
      answerList(rest, request, reply, `/rest/api/label/${path}`, (page) => read(request.caller.person, undefined, page)),
    );
    const inSpace = path === 'labels' ? 'labels' : `labels/${path}`;
    app.get<{ Params: { key: string }; Querystring: Query }>(`/rest/api/space/:key/${inSpace}`, readable, (request, reply) =>
      answerListOfSpace(rest, request, reply, inSpace, (spaceId, page) => read(request.caller.person, spaceId, page)),
    );
  }

  app.get<{ Params: { label: string }; Querystring: Query }>('/rest/api/label/:label/related', readable, (request, reply) => {
    const { label } = request.params;
    return answerList(rest, request, reply, `/rest/api/label/${encodeURIComponent(label)}/related`, (page) =>
      labels.related(request.caller.person, undefined, namedLabel(label), page),
    );
  });
  app.get<{ Params: { key: string; label: string }; Querystring: Query }>(
    '/rest/api/space/:key/labels/:label/related',
    readable,
    (request, reply) => {
      const { label } = request.params;
      return answerListOfSpace(rest, request, reply, `labels/${encodeURIComponent(label)}/related`, (spaceId, page) =>
        labels.related(request.caller.person, spaceId, namedLabel(label), page),
      );
    },
  );
}

async function add(
  rest: Rest,
  request: FastifyRequest<{ Params: TargetParams; Querystring: Query }>,
  reply: FastifyReply,
  target: Target,
  names: readonly LabelName[],
): Promise<FastifyReply> {
  const refusal = await rest.wiki.labels.add(personOf(request), target, names);
  if (refusal !== undefined) return sendRefusal(reply, refusal);
  return answerLabels(rest, request, reply, target, []);
}

async function remove(
  rest: Rest,
  request: FastifyRequest<{ Params: TargetParams; Querystring: Query }>,
  reply: FastifyReply,
  label: LabelQuery,
): Promise<FastifyReply> {
  const target = targetIn(request.params);
  if ('statusCode' in target) return sendError(reply, target);
  const refusal = await rest.wiki.labels.remove(personOf(request), target, label);
  return refusal === undefined ? reply.code(204).send() : sendRefusal(reply, refusal);
}

const prefixes: readonly LabelPrefix[] = ['global', 'my', 'team'];

/** @param asked the prefixes that are asked for; none for all */
async function answerLabels(
  rest: Rest,
  request: FastifyRequest<{ Querystring: Query }>,
  reply: FastifyReply,
  target: Target,
  asked: readonly string[],
): Promise<FastifyReply> {
  const page = readPage(request.query, largestPage(nothing), usualLabels);
  if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
  const filter = asked.length === 0 ? {} : { prefixes: prefixes.filter((prefix) => asked.includes(prefix)) };
  const found = await rest.wiki.labels.of(request.caller.person, target, filter, page);
  if (isRefusal(found)) return sendRefusal(reply, found);
  return sendLabels(rest, request, reply, `${resourceOf(target)}/label`, page, found);
}

async function answerList(
  rest: Rest,
  request: FastifyRequest<{ Querystring: Query }>,
  reply: FastifyReply,
  path: string,
  read: (page: Page) => Promise<PageOf<Label>>,
): Promise<FastifyReply> {
  const page = readPage(request.query, largestPage(nothing), usualLabels);
  if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
  return sendLabels(rest, request, reply, path, page, await read(page));
}

async function answerListOfSpace(
  rest: Rest,
  request: FastifyRequest<{ Params: { key: string }; Querystring: Query }>,
  reply: FastifyReply,
  path: string,
  read: (spaceId: number, page: Page) => Promise<PageOf<Label>>,
): Promise<FastifyReply> {
  const space = await rest.wiki.spaces.find(request.caller.person, request.params.key);
  if (space === undefined) return sendError(reply, unknownSpace(request.params.key));
  const resource = resourceOf({ kind: 'space', key: space.key });
  return answerList(rest, request, reply, `${resource}/${path}`, (page) => read(space.id, page));
}

function sendLabels(
  { site }: Rest,
  request: FastifyRequest<{ Querystring: Query }>,
  reply: FastifyReply,
  path: string,
  page: Page,
  { results, more }: PageOf<Label>,
): FastifyReply {
  return reply.send(collection(site, path, request.query, page, { results: results.map(labelJson), more }));
}
