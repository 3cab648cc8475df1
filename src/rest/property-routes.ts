/** Properties of content and spaces: any JSON under a key. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { type FitProperty, fitProperty, type Property } from '../wiki/annotations/properties.ts';
import type { Target } from '../wiki/annotations/target.ts';
import { isRefusal, type Refusal } from '../wiki/refusals.ts';
import { annotatedPaths, resourceOf, type TargetParams, targetIn } from './annotated.ts';
import { sendBadPage } from './content-answers.ts';
import { badRequest, type ErrorAnswer, sendError, sendRefusal } from './errors.ts';
import { expandOf, nothing } from './expand.ts';
import { flagLike, lenient, numberLike, readFlag, textLike } from './lenient.ts';
import { collection, largestPage, readPage } from './paging.ts';
import { personOf } from './person.ts';
import { type Query, readId } from './query.ts';
import { type PropertyOwner, propertiesJson, usualPropertyExpand } from './representation/property.ts';
import { spacesJson } from './representation/space.ts';
import type { Rest } from './rest.ts';
import { asAnswer } from './site.ts';

/** How many properties a list has when the client does not say. */
const usualProperties = 10;

const PropertyBody = Type.Object({
  key: lenient(Type.String()),
  value: Type.Optional(Type.Unknown()),
  version: lenient(Type.Object({ number: lenient(numberLike), message: lenient(Type.String()), minorEdit: lenient(flagLike) })),
  content: lenient(Type.Object({ id: lenient(textLike) })),
  space: lenient(Type.Object({ key: lenient(Type.String()) })),
});
type PropertyBody = Static<typeof PropertyBody>;

type InTarget = { Params: TargetParams; Querystring: Query };
type WithKey = { Params: TargetParams & { propertyKey: string }; Querystring: Query };

export function propertyRoutes(app: App, rest: Rest): void {
  const readable = { config: { access: apiRoute('READ', { anonymous: true }) }, preHandler: rest.openToAnonymous };
  const writable = { config: { access: apiRoute('WRITE') }, schema: { body: PropertyBody } };
  const { properties } = rest.wiki;

  for (const path of annotatedPaths.map((owner) => `${owner}/property`)) {
    app.get<InTarget>(path, readable, async (request, reply) => {
      const target = targetIn(request.params);
      if ('statusCode' in target) return sendError(reply, target);
      const expand = expandOf(request.query, usualPropertyExpand);
      const page = readPage(request.query, largestPage(nothing), usualProperties);
      if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
      const found = await properties.of(request.caller.person, target, page);
      if (isRefusal(found)) return sendRefusal(reply, found);
      const results = await propertiesJson(rest.batch(request), ownerOf(rest, request, target), found.results, expand);
      const here = `${resourceOf(target)}/property`;
      return reply.send(collection(rest.site, here, request.query, page, { results, more: found.more }));
    });

    app.get<WithKey>(`${path}/:propertyKey`, readable, async (request, reply) => {
      const target = targetIn(request.params);
      if ('statusCode' in target) return sendError(reply, target);
      return answer(
        rest,
        request,
        reply,
        target,
        await properties.find(request.caller.person, target, request.params.propertyKey),
      );
    });

    for (const create of [path, `${path}/:propertyKey`]) {
      app.post<InTarget & { Params: Partial<WithKey['Params']>; Body: PropertyBody }>(
        create,
        writable,
        async (request, reply) => {
          const target = targetIn(request.params);
          if ('statusCode' in target) return sendError(reply, target);
          const property = read(request.body, target, request.params.propertyKey);
          if ('statusCode' in property) return sendError(reply, property);
          if (isRefusal(property)) return sendRefusal(reply, property);
          return answer(rest, request, reply, target, await properties.create(personOf(request), target, property));
        },
      );
    }

    app.put<WithKey & { Body: PropertyBody }>(`${path}/:propertyKey`, writable, async (request, reply) => {
      const target = targetIn(request.params);
      if ('statusCode' in target) return sendError(reply, target);
      const property = read(request.body, target, request.params.propertyKey);
      if ('statusCode' in property) return sendError(reply, property);
      if (isRefusal(property)) return sendRefusal(reply, property);
      const number = readId(request.body.version?.number ?? '');
      if (number === undefined) return sendError(reply, noVersion);
      const outcome = await properties.update(personOf(request), target, { ...property, number });
      return answer(rest, request, reply, target, outcome);
    });

    app.delete<WithKey>(`${path}/:propertyKey`, { config: writable.config }, async (request, reply) => {
      const target = targetIn(request.params);
      if ('statusCode' in target) return sendError(reply, target);
      const refusal = await properties.remove(personOf(request), target, request.params.propertyKey);
      return refusal === undefined ? reply.code(204).send() : sendRefusal(reply, refusal);
    });
  }
}

const noVersion = badRequest(
  'Must supply an incremented version when updating a property: {"version":{"number":2}}. The number 1 creates it.',
);

/** @param pathKey the key in the path, which the body may leave out but not contradict */
function read(body: PropertyBody, target: Target, pathKey: string | undefined): FitProperty | Refusal | ErrorAnswer {
  const key = pathKey ?? body.key ?? '';
  if (body.key && body.key !== key) {
    return badRequest(`The property in the body has the key ${body.key}, the one in the path ${key}.`);
  }
  if (isElsewhere(body, target))
    return badRequest('The property in the body belongs to another content or space than the path says.');
  if (body.value === undefined) return badRequest('A property needs a value: {"key":"...","value":{}}.');
  const fit = fitProperty(key, body.value);
  if (isRefusal(fit)) return fit;
  return { ...fit, message: body.version?.message ?? '', minorEdit: readFlag(body.version?.minorEdit) ?? false };
}

function isElsewhere({ content, space }: PropertyBody, target: Target): boolean {
  if (target.kind === 'content') return Boolean(content?.id) && Number(content?.id) !== target.id;
  return Boolean(space?.key) && space?.key?.toLowerCase() !== target.key.toLowerCase();
}

async function answer(
  rest: Rest,
  request: FastifyRequest<{ Querystring: Query }>,
  reply: FastifyReply,
  target: Target,
  outcome: Property | Refusal,
): Promise<FastifyReply> {
  if (isRefusal(outcome)) return sendRefusal(reply, outcome);
  const expand = expandOf(request.query, usualPropertyExpand);
  const [property] = await propertiesJson(rest.batch(request), ownerOf(rest, request, target), [outcome], expand);
  return reply.send(asAnswer(rest.site, property ?? {}));
}

function ownerOf(rest: Rest, request: FastifyRequest, target: Target): PropertyOwner {
  const reader = request.caller.person;
  const batch = rest.batch(request);
  return {
    kind: target.kind,
    resource: resourceOf(target),
    async load(below) {
      if (target.kind === 'content') {
        const content = await rest.wiki.content.find(reader, target.id, { statuses: ['current', 'draft'] });
        return content && (await batch.contents([content], below))[0];
      }
      const space = await rest.wiki.spaces.find(reader, target.key);
      return space && (await spacesJson(batch, [space], below))[0];
    },
  };
}
