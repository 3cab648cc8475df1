/** Page templates, at the paths of both products, and (ours alone) creating a page from one. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { originOf } from '../audit/origin.ts';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { actsAsAdministrator } from '../http/caller.ts';
import { isRefusal } from '../wiki/refusals.ts';
import { type FillProblem, fillTemplate, variablesOf } from '../wiki/storage-format/template.ts';
import type { Template, TemplateChange, TemplateKeeper } from '../wiki/templates.ts';
import { contentAnswer, sendBadPage } from './content-answers.ts';
import { badRequest, type ErrorAnswer, sendError, sendRefusal, unknownTemplate } from './errors.ts';
import { type ExpandTree, expandOf, nothing, parseExpand } from './expand.ts';
import { lenient, textLike } from './lenient.ts';
import { collection, mostListed, noneFound, readPage } from './paging.ts';
import { personOf } from './person.ts';
import { first, type Query, readId } from './query.ts';
import { writtenContentExpand } from './representation/content.ts';
import { spacesJson } from './representation/space.ts';
import type { Rest } from './rest.ts';
import { SentBody, storageOf } from './sent-body.ts';
import { parentOf } from './sent-content.ts';
import { readLabels, SentLabel } from './sent-metadata.ts';
import { asAnswer, type Json } from './site.ts';

const SentTemplate = Type.Object({
  templateId: lenient(textLike),
  name: lenient(Type.String()),
  templateType: lenient(Type.String()),
  description: lenient(Type.String({ maxLength: 2000 })),
  body: lenient(SentBody),
  labels: lenient(Type.Array(SentLabel, { maxItems: 100 })),
  space: lenient(Type.Object({ key: lenient(Type.String()) })),
});
type SentTemplate = Static<typeof SentTemplate>;

const PageFromTemplate = Type.Object({
  title: Type.String(),
  space: Type.Object({ key: Type.String() }),
  ancestors: lenient(Type.Array(Type.Object({ id: lenient(textLike) }))),
  /** What goes into the holes, by their names. */
  variables: lenient(Type.Record(Type.String(), Type.String())),
});

type WithId = { Params: { templateId: string }; Querystring: Query };

const bodyExpand = parseExpand(['body']);

export function templateRoutes(app: App, rest: Rest): void {
  for (const root of ['/rest/api', '/rest/experimental']) templatesUnder(app, rest, root);

  app.post<WithId & { Body: Static<typeof PageFromTemplate> }>(
    '/rest/weir/1.0/template/:templateId/page',
    { config: { access: apiRoute('WRITE', { resource: '/rest/weir' }) }, schema: { body: PageFromTemplate } },
    async (request, reply) => {
      const template = await find(rest, request);
      if (template === undefined) return sendError(reply, unknownTemplate(request.params.templateId));
      const { title, space, variables } = request.body;
      const body = fillTemplate(template.body, new Map(Object.entries(variables ?? {})));
      if (typeof body === 'object') return sendError(reply, cannotFill(body));
      const parent = parentOf(request.body);
      if (typeof parent === 'object') return sendError(reply, parent);
      const page = await rest.wiki.createPage(personOf(request), {
        spaceKey: space.key,
        title,
        body,
        ...(parent === undefined ? {} : { parentId: parent }),
        annotations: { labels: template.labels, properties: [] },
      });
      if (isRefusal(page)) return sendRefusal(reply, page);
      return contentAnswer(rest, request, page, expandOf(request.query, writtenContentExpand));
    },
  );
}

function templatesUnder(app: App, rest: Rest, root: string): void {
  const path = `${root}/template`;
  const readable = { config: { access: apiRoute('READ', { resource: root }) } };
  const changeable = { config: { access: apiRoute('ADMIN', { resource: root }) } };
  const { templates } = rest.wiki;

  app.get<{ Querystring: Query }>(`${path}/page`, readable, async (request, reply) => {
    const page = readPage(request.query, mostListed);
    if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
    const found = await templates.list(personOf(request), first(request.query, 'spaceKey') || undefined, page);
    if (isRefusal(found)) return sendRefusal(reply, found);
    const results = await templatesJson(rest, request, path, found.results, expandOf(request.query, nothing));
    return reply.send(collection(rest.site, `${path}/page`, request.query, page, { results, more: found.more }));
  });

  // Blueprints are templates that programs bring along, and none is installed here.
  app.get<{ Querystring: Query }>(`${path}/blueprint`, readable, (request, reply) => {
    const page = readPage(request.query, mostListed);
    if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
    return reply.send(collection(rest.site, `${path}/blueprint`, request.query, page, noneFound));
  });

  app.get<WithId>(`${path}/:templateId`, readable, async (request, reply) => {
    const template = await find(rest, request);
    if (template === undefined) return sendError(reply, unknownTemplate(request.params.templateId));
    return answer(request, reply, template);
  });

  app.post<{ Body: SentTemplate; Querystring: Query }>(
    path,
    { ...changeable, schema: { body: SentTemplate } },
    async (request, reply) => {
      const sent = read(request.body);
      if ('statusCode' in sent) return sendError(reply, sent);
      if (isRefusal(sent)) return sendRefusal(reply, sent);
      const template = await templates.create(keeperOf(request), {
        spaceKey: request.body.space?.key || undefined,
        name: sent.name ?? '',
        description: sent.description ?? '',
        body: sent.body ?? '',
        labels: sent.labels ?? [],
      });
      return isRefusal(template) ? sendRefusal(reply, template) : answer(request, reply, template);
    },
  );

  app.put<{ Body: SentTemplate; Querystring: Query }>(
    path,
    { ...changeable, schema: { body: SentTemplate } },
    async (request, reply) => {
      const id = readId(request.body.templateId ?? '');
      if (id === undefined) return sendError(reply, badRequest('Name the template: {"templateId":"..."}.'));
      const sent = read(request.body);
      if ('statusCode' in sent) return sendError(reply, sent);
      if (isRefusal(sent)) return sendRefusal(reply, sent);
      const template = await templates.update(keeperOf(request), id, sent);
      return isRefusal(template) ? sendRefusal(reply, template) : answer(request, reply, template);
    },
  );

  app.delete<WithId>(`${path}/:templateId`, changeable, async (request, reply) => {
    const id = readId(request.params.templateId);
    if (id === undefined) return sendError(reply, unknownTemplate(request.params.templateId));
    const refusal = await templates.remove(keeperOf(request), id);
    return refusal === undefined ? reply.code(204).send() : sendRefusal(reply, refusal);
  });

  async function answer(
    request: FastifyRequest<{ Querystring: Query }>,
    reply: FastifyReply,
    template: Template,
  ): Promise<FastifyReply> {
    const [json] = await templatesJson(rest, request, path, [template], expandOf(request.query, bodyExpand));
    return reply.send(asAnswer(rest.site, json ?? {}));
  }
}

function find(rest: Rest, request: FastifyRequest<WithId>): Promise<Template | undefined> {
  return rest.wiki.templates.find(personOf(request), readId(request.params.templateId) ?? 0);
}

function keeperOf(request: FastifyRequest): TemplateKeeper {
  return { person: personOf(request), isAdministrator: actsAsAdministrator(request.caller), origin: originOf(request) };
}

/** @returns what a body says of a template; what it leaves out is left out */
function read({ name, description, templateType, body: sentBody, labels: sentLabels }: SentTemplate) {
  if (templateType && templateType !== 'page') return badRequest(`A template is of the type page, not ${templateType}.`);
  const body = storageOf(sentBody);
  if (typeof body === 'object') return body;
  const labels = sentLabels ? readLabels(sentLabels) : undefined;
  if (isRefusal(labels)) return labels;
  const change: TemplateChange = {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(body === undefined ? {} : { body }),
    ...(labels === undefined ? {} : { labels }),
  };
  return change;
}

/** @returns templates on the wire, in their order; those of one answer are all of the same space */
async function templatesJson(
  { site, wiki, batch }: Rest,
  request: FastifyRequest,
  path: string,
  templates: readonly Template[],
  expand: ExpandTree,
): Promise<readonly Json[]> {
  const below = expand.get('space');
  const key = templates[0]?.spaceKey;
  const space = below === undefined || key === undefined ? undefined : await wiki.spaces.find(request.caller.person, key);
  const [spaceJson] = below === undefined || space === undefined ? [] : await spacesJson(batch(request), [space], below);
  return templates.map(({ id, spaceKey, name, description, body, labels }) => ({
    templateId: String(id),
    name,
    description,
    labels: labels.map((label) => ({ ...label, label: label.name })),
    templateType: 'page',
    editorVersion: 'v1',
    ...(expand.has('body')
      ? {
          body: { storage: { value: body, representation: 'storage', _expandable: {} }, _expandable: {} },
          variables: variablesOf(body),
        }
      : {}),
    ...(spaceJson === undefined ? {} : { space: spaceJson }),
    _links: { self: site.url(`${path}/${id}`) },
    _expandable: {
      ...(expand.has('body') ? {} : { body: '' }),
      ...(spaceKey === undefined || spaceJson !== undefined ? {} : { space: `/rest/api/space/${encodeURIComponent(spaceKey)}` }),
    },
  }));
}

function cannotFill(problem: FillProblem): ErrorAnswer {
  switch (problem.problem) {
    case 'malformed':
      return badRequest(`The template cannot be read: ${problem.error.text}.`);
    case 'unknown-variable':
      return badRequest(`The template has no variable ${problem.name}.`);
    case 'not-an-option':
      return badRequest(`${problem.variable.name} must be one of ${problem.variable.options.join(', ')}.`);
    case 'too-large':
      return badRequest(`The page would be larger than ${problem.most} characters. Put less into the variables.`);
    default:
      return problem satisfies never;
  }
}
