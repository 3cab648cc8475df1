/** Creating, updating and deleting content. Bodies are read leniently: clients echo whole objects and send numbers as text. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import type { Person } from '../http/caller.ts';
import type { ContentRecord } from '../wiki/records.ts';
import { isRefusal, type Refusal } from '../wiki/refusals.ts';
import { answerContent } from './content-answers.ts';
import { badRequest, type ErrorAnswer, sendError, sendRefusal, unknownContent } from './errors.ts';
import { expandOf } from './expand.ts';
import { lenient, numberLike, textLike } from './lenient.ts';
import { personOf } from './person.ts';
import { all, type Query, readId } from './query.ts';
import { writtenContentExpand } from './representation/content.ts';
import type { Rest } from './rest.ts';
import { SentBody, storageOf } from './sent-body.ts';
import { annotationsOf, SentMetadata } from './sent-metadata.ts';

const Content = Type.Object({
  type: lenient(Type.String()),
  status: lenient(Type.String()),
  title: lenient(Type.String()),
  space: lenient(Type.Object({ key: lenient(Type.String()) })),
  ancestors: lenient(Type.Array(Type.Object({ id: lenient(textLike) }))),
  body: lenient(SentBody),
  version: lenient(
    Type.Object({ number: lenient(numberLike), message: lenient(Type.String()), minorEdit: lenient(Type.Boolean()) }),
  ),
  position: lenient(Type.Unknown()),
  metadata: lenient(SentMetadata),
});
type ContentBody = Static<typeof Content>;

export function contentWriteRoutes(app: App, rest: Rest): void {
  const writable = { config: { access: apiRoute('WRITE') } };

  app.post<{ Body: ContentBody; Querystring: Query }>(
    '/rest/api/content',
    { ...writable, schema: { body: Content } },
    async (request, reply) => {
      const outcome = await create(rest, personOf(request), request.body);
      return answerWritten(rest, request, reply, outcome);
    },
  );

  app.put<{ Params: { id: string }; Body: ContentBody; Querystring: Query }>(
    '/rest/api/content/:id',
    { ...writable, schema: { body: Content } },
    async (request, reply) => {
      const id = readId(request.params.id);
      if (id === undefined) return sendError(reply, unknownContent(request.params.id));
      const outcome = await update(rest, personOf(request), id, request.body);
      return answerWritten(rest, request, reply, outcome);
    },
  );

  app.delete<{ Params: { id: string }; Querystring: Query }>('/rest/api/content/:id', writable, async (request, reply) => {
    const id = readId(request.params.id);
    if (id === undefined) return sendError(reply, unknownContent(request.params.id));
    const [status = 'current'] = all(request.query, 'status');
    const person = personOf(request);
    if (status !== 'current' && status !== 'trashed') return sendError(reply, unknownContent(id));
    const refusal = await (status === 'trashed' ? rest.wiki.purge(person, id) : rest.wiki.trash(person, id));
    return refusal === undefined ? reply.code(204).send() : sendRefusal(reply, refusal);
  });
}

function answerWritten(
  rest: Rest,
  request: FastifyRequest<{ Querystring: Query }>,
  reply: FastifyReply,
  outcome: ContentRecord | Refusal | ErrorAnswer,
): FastifyReply | Promise<FastifyReply> {
  if ('statusCode' in outcome) return sendError(reply, outcome);
  if (isRefusal(outcome)) return sendRefusal(reply, outcome);
  return answerContent(rest, request, reply, outcome, expandOf(request.query, writtenContentExpand));
}

async function create(rest: Rest, person: Person, content: ContentBody): Promise<ContentRecord | Refusal | ErrorAnswer> {
  const type = content.type ?? 'page';
  const status = content.status ?? 'current';
  if (type !== 'page') return badRequest(`Content of type ${type} cannot be created.`);
  if (status !== 'current') return badRequest(`Content cannot be created with the status ${status}.`);
  if (!content.space?.key) return badRequest('A space key is needed: {"space":{"key":"..."}}.');
  const body = storageOf(content.body);
  if (typeof body === 'object') return body;
  const parent = parentOf(content);
  if (typeof parent === 'object') return parent;
  const annotations = annotationsOf(content.metadata);
  if (isRefusal(annotations)) return annotations;
  return rest.wiki.createPage(person, {
    spaceKey: content.space.key,
    title: content.title ?? '',
    body: body ?? '',
    ...(parent === undefined ? {} : { parentId: parent }),
    ...(content.version?.message ? { message: content.version.message } : {}),
    annotations,
  });
}

async function update(
  rest: Rest,
  person: Person,
  id: number,
  content: ContentBody,
): Promise<ContentRecord | Refusal | ErrorAnswer> {
  const status = content.status ?? 'current';
  if (status !== 'current') return badRequest(`Content cannot be updated to the status ${status}.`);
  const number = numberOf(content);
  if (number === undefined) {
    return badRequest('Must supply an incremented version when updating Content. No version supplied.');
  }
  const known = await rest.wiki.content.find(person, id, { statuses: ['current', 'trashed'] });
  if (known === undefined) return unknownContent(id);
  // Nothing else is changed by taking content back from the trash.
  if (known.status === 'trashed') return content.status ? rest.wiki.restore(person, id, number) : unknownContent(id);
  if (content.type && content.type !== known.type)
    return badRequest(`Content of type ${known.type} cannot become a ${content.type}.`);
  const body = storageOf(content.body);
  if (typeof body === 'object') return body;
  const parent = parentOf(content);
  if (typeof parent === 'object') return parent;
  const position = positionOf(content);
  const annotations = annotationsOf(content.metadata);
  if (isRefusal(annotations)) return annotations;
  return rest.wiki.publishVersion(person, {
    id,
    number,
    ...(content.title ? { title: content.title } : {}),
    ...(body === undefined ? {} : { body }),
    ...(parent === undefined ? {} : { parentId: parent }),
    ...(position === undefined ? {} : { position }),
    message: content.version?.message ?? '',
    minorEdit: content.version?.minorEdit ?? false,
    annotations,
  });
}

/** The parent is the last of the ancestors: whoever echoes what was read sends them all, from the root. */
function parentOf({ ancestors }: ContentBody): number | undefined | ErrorAnswer {
  const last = ancestors?.at(-1)?.id;
  if (last === undefined || last === null) return undefined;
  return (
    readId(last) ?? {
      statusCode: 404,
      message: `No parent or not permitted to view content with id : ContentId{id=${last}}`,
    }
  );
}

function numberOf({ version }: ContentBody): number | undefined {
  return version?.number === undefined || version.number === null ? undefined : readId(version.number);
}

/** Negative means that nobody has ordered it by hand: it stays where it is. */
function positionOf({ position }: ContentBody): number | undefined {
  return typeof position === 'number' && Number.isSafeInteger(position) && position >= 0 ? position : undefined;
}
