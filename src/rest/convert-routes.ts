/** `contentbody/convert`: converts a body from one representation into another without storing anything. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import type { Caller } from '../http/caller.ts';
import { malformedBody } from '../wiki/bodies.ts';
import type { Reader } from '../wiki/permissions.ts';
import type { Refusal } from '../wiki/refusals.ts';
import type { ViewForm } from '../wiki/render.ts';
import type { Place } from '../wiki/render-pages.ts';
import { type ErrorAnswer, sendError, sendRefusal } from './errors.ts';
import { expandOf, nothing } from './expand.ts';
import { lenient, textLike } from './lenient.ts';
import { first, type Query, readId } from './query.ts';
import { noWebResources } from './representation/body.ts';
import { contentResource } from './representation/content-resource.ts';
import { type Rest, rendererFor } from './rest.ts';
import { fromWiki } from './sent-body.ts';
import { asAnswer, type Json } from './site.ts';

const SentBody = Type.Object({
  value: lenient(Type.String()),
  representation: lenient(Type.String()),
  /** Where the body stands, or would: what links without a space key, and macros, are about. */
  content: lenient(Type.Object({ id: lenient(textLike) })),
});

type Conversion = (caller: Caller, value: string, place: Place) => Promise<string | Refusal | ErrorAnswer>;

export function convertRoutes(app: App, rest: Rest): void {
  const readable = { config: { access: apiRoute('READ', { anonymous: true }) }, preHandler: rest.openToAnonymous };
  const conversions = conversionsOf(rest);

  app.post<{ Params: { to: string }; Body: Static<typeof SentBody>; Querystring: Query }>(
    '/rest/api/contentbody/convert/:to',
    { ...readable, schema: { body: SentBody } },
    async (request, reply) => {
      const { to } = request.params;
      const { value, representation, content } = request.body;
      const from = representation || 'storage';
      const convert = conversions.get(`${from} to ${to}`);
      if (convert === undefined) return sendUnsupported(reply, from, to);
      const { caller } = request;
      const place = await placeOf(rest, caller.person, request.query, content?.id);
      const converted = await convert(caller, value ?? '', place);
      if (typeof converted !== 'string') {
        return 'refused' in converted ? sendRefusal(reply, converted) : sendError(reply, converted);
      }
      return reply.send(asAnswer(rest.site, await convertedJson(rest, request, { value: converted, representation: to }, place)));
    },
  );
}

async function convertedJson(
  rest: Rest,
  request: FastifyRequest<{ Querystring: Query }>,
  body: { readonly value: string; readonly representation: string },
  { content }: Place,
): Promise<Json> {
  const expand = expandOf(request.query, nothing);
  const below = expand.get('content');
  const [json] = below === undefined || content === undefined ? [] : await rest.batch(request).contents([content], below);
  return {
    ...body,
    ...(expand.has('webresource') ? { webresource: noWebResources } : {}),
    ...(json === undefined ? {} : { content: json }),
    _expandable: {
      ...(expand.has('webresource') ? {} : { webresource: '' }),
      ...(below === undefined ? { content: content === undefined ? '' : contentResource(content.id) } : {}),
    },
  };
}

function conversionsOf({ wiki }: Rest): ReadonlyMap<string, Conversion> {
  const rendered =
    (form: ViewForm): Conversion =>
    (caller, value, place) =>
      rendererFor(wiki, caller).preview(caller.person, value, place, form);
  /** The editor's body is storage format: it is checked, and stays as it is. */
  const checked: Conversion = async (_caller, value) => malformedBody(value) ?? value;
  return new Map<string, Conversion>([
    ['storage to view', rendered('view')],
    ['storage to export_view', rendered('export_view')],
    ['storage to styled_view', rendered('styled_view')],
    ['storage to editor', checked],
    ['editor to storage', checked],
    ['wiki to storage', async (_caller, value) => fromWiki(value)],
  ]);
}

/** The content or the space that the request names, as far as the reader may see it. */
async function placeOf(rest: Rest, reader: Reader, query: Query, contentId: string | number | null | undefined): Promise<Place> {
  const id = readId(contentId ?? first(query, 'pageIdContext') ?? '');
  const content = id === undefined ? undefined : await rest.wiki.content.find(reader, id);
  return { content, spaceKey: content?.space.key ?? first(query, 'spaceKeyContext') ?? '' };
}

function sendUnsupported(reply: FastifyReply, from: string, to: string): FastifyReply {
  return sendError(reply, {
    statusCode: 500,
    message: `java.lang.UnsupportedOperationException: Cannot convert from ${from} to ${to}`,
  });
}
