/**
 * Attachments. Files arrive as multipart forms, which need the header `X-Atlassian-Token`, because a page of another site could send
 * such a form too.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { registerUploads, skipRest, uploadParts, uploadTime } from '../http/uploads.ts';
import { receiveUpload } from '../wiki/attachments/receiving.ts';
import type { ContentRecord } from '../wiki/records.ts';
import { isRefusal, type Refusal } from '../wiki/refusals.ts';
import { answerContents, contentAnswer, sendBadPage } from './content-answers.ts';
import { badRequest, type ErrorAnswer, messageOf, sendError, sendRefusal, unknownContent } from './errors.ts';
import { expandOf, nothing, parseExpand } from './expand.ts';
import { lenient, numberLike, textLike } from './lenient.ts';
import { saysNoCheck } from './no-check.ts';
import { largestPage, readPage } from './paging.ts';
import { personOf } from './person.ts';
import { first, type Query, readId } from './query.ts';
import { contentResource } from './representation/content-resource.ts';
import type { Rest } from './rest.ts';
import { annotationsOf, SentMetadata } from './sent-metadata.ts';
import type { Json } from './site.ts';

/** What the answer to an upload or a change expands. */
const writtenExpand = parseExpand(['version', 'container', 'metadata']);

/** Clients echo the whole attachment; what can be changed is read. */
const Attachment = Type.Object({
  title: lenient(Type.String()),
  version: lenient(Type.Object({ number: lenient(numberLike) })),
  container: lenient(Type.Object({ id: lenient(textLike) })),
  metadata: lenient(
    Type.Object({ ...SentMetadata.properties, mediaType: lenient(Type.String()), comment: lenient(Type.String()) }),
  ),
  extensions: lenient(Type.Object({ mediaType: lenient(Type.String()), comment: lenient(Type.String()) })),
});

type OnContent = { Params: { id: string }; Querystring: Query };
type OnAttachment = { Params: { id: string; attachmentId: string }; Querystring: Query };

export function attachmentRoutes(app: App, rest: Rest): void {
  const { wiki } = rest;
  const list = '/rest/api/content/:id/child/attachment';
  const one = `${list}/:attachmentId`;
  const readable = { config: { access: apiRoute('READ', { anonymous: true }) }, preHandler: rest.openToAnonymous };
  const writable = { config: { access: apiRoute('WRITE') } };
  const form = { config: { ...writable.config, bodyTime: uploadTime }, onRequest: needsToken(rest) };

  app.get<OnContent>(list, readable, async (request, reply) => {
    const { query } = request;
    const reader = request.caller.person;
    const id = readId(request.params.id);
    const container = id === undefined ? undefined : await wiki.content.find(reader, id, { statuses: ['current', 'draft'] });
    if (container === undefined) return sendError(reply, unknownContent(request.params.id));
    const page = readPage(query, largestPage(expandOf(query, nothing)));
    if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
    const filter = { filename: first(query, 'filename') || undefined, mediaType: first(query, 'mediaType') || undefined };
    const found = await wiki.attachments.list(reader, container.id, filter, page);
    return answerContents(rest, request, reply, { path: `${contentResource(container.id)}/child/attachment`, page, found });
  });

  void registerUploads(app, (routes) => {
    routes.post<OnContent>(list, form, (request, reply) =>
      attach(rest, request, reply, first(request.query, 'allowDuplicated') === 'true' ? 'new-version' : 'refuse'),
    );
    routes.put<OnContent>(list, form, (request, reply) => attach(rest, request, reply, 'new-version'));
    routes.post<OnAttachment>(`${one}/data`, form, (request, reply) => attachVersion(rest, request, reply));
  });

  app.put<OnAttachment & { Body: Static<typeof Attachment> }>(
    one,
    { ...writable, schema: { body: Attachment } },
    async (request, reply) => {
      const named = idsIn(request.params);
      if (named === undefined) return sendError(reply, unknownContent(request.params.attachmentId));
      const change = changeOf(request.body);
      if ('statusCode' in change) return sendError(reply, change);
      const annotations = annotationsOf(request.body.metadata);
      if (isRefusal(annotations)) return sendRefusal(reply, annotations);
      const outcome = await wiki.attachments.revise(personOf(request), { ...named, ...change, annotations });
      if (isRefusal(outcome)) return sendRefusal(reply, outcome);
      return contentAnswer(rest, request, outcome, expandOf(request.query, writtenExpand));
    },
  );

  app.post<OnAttachment>(`${one}/move`, form, async (request, reply) => {
    const named = idsIn(request.params);
    if (named === undefined) return sendError(reply, unknownContent(request.params.attachmentId));
    const filename = first(request.query, 'newName') || undefined;
    const target = first(request.query, 'newContentId') || undefined;
    const newContainerId = target === undefined ? undefined : readId(target);
    if (target !== undefined && newContainerId === undefined) return sendError(reply, unknownContent(target));
    if (filename === undefined && target === undefined) {
      return sendError(reply, badRequest('Say where to by newContentId, or the new name by newName.'));
    }
    const outcome = await wiki.attachments.revise(personOf(request), { ...named, filename, newContainerId });
    return isRefusal(outcome) ? sendRefusal(reply, outcome) : reply.code(204).send();
  });

  app.delete<OnAttachment>(one, writable, async (request, reply) => {
    const found = await findAttachment(rest, request);
    if (found === undefined) return sendError(reply, unknownContent(request.params.attachmentId));
    return sendDone(reply, await wiki.trash(personOf(request), found.id));
  });

  app.delete<{ Params: OnAttachment['Params'] & { version: string } }>(
    `${one}/version/:version`,
    writable,
    async (request, reply) => {
      const found = await findAttachment(rest, request);
      const number = readId(request.params.version);
      if (found === undefined || number === undefined) return sendError(reply, unknownContent(request.params.attachmentId));
      const refusal = await wiki.removeVersion(personOf(request), found.id, number);
      // Of pages that is a bad request.
      if (refusal?.refused === 'unknown-version') return sendError(reply, { statusCode: 404, message: messageOf(refusal) });
      return sendDone(reply, refusal);
    },
  );
}

/** Stands in front of what a form of another site could send. */
function needsToken({ surface }: Rest) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    if (saysNoCheck(request)) return undefined;
    skipRest(request);
    return surface.refuse(request, reply, { reason: 'cross-site' });
  };
}

async function attach(
  rest: Rest,
  request: FastifyRequest<OnContent>,
  reply: FastifyReply,
  whenTaken: 'refuse' | 'new-version',
): Promise<FastifyReply> {
  const containerId = readId(request.params.id);
  if (containerId === undefined) return refuseUpload(request, reply, unknownContent(request.params.id));
  const { attachments } = rest.wiki;
  const person = personOf(request);
  const refusal = await attachments.whyNotAttachable(person, containerId);
  if (refusal !== undefined) return refuseUpload(request, reply, refusal);
  const outcome = await receiveUpload(attachments, uploadParts(request), (upload) =>
    attachments.attach(person, { containerId, ...upload, whenTaken }),
  );
  if (isRefusal(outcome)) return refuseUpload(request, reply, outcome);
  const results = await rest.batch(request).contents(outcome, expandOf(request.query, writtenExpand));
  const { baseUrl, contextPath } = rest.site;
  return reply.send({ results, size: results.length, _links: { base: baseUrl, context: contextPath } });
}

async function attachVersion(
  rest: Rest,
  request: FastifyRequest<OnAttachment>,
  reply: FastifyReply,
): Promise<FastifyReply | Json> {
  const { attachmentId } = request.params;
  const found = await findAttachment(rest, request);
  const containerId = readId(request.params.id);
  if (found === undefined || containerId === undefined) return refuseUpload(request, reply, unknownContent(attachmentId));
  const { attachments } = rest.wiki;
  const person = personOf(request);
  const refusal = await attachments.whyNotAttachable(person, containerId);
  if (refusal !== undefined) return refuseUpload(request, reply, refusal);
  const outcome = await receiveUpload<ContentRecord>(
    attachments,
    uploadParts(request),
    async ({ files, minorEdit }) => {
      const [file, ...others] = files;
      if (file === undefined || others.length > 0) return { refused: 'more-than-one-file' };
      return attachments.attachVersion(person, { containerId, id: found.id, file, minorEdit });
    },
    found.title,
  );
  if (isRefusal(outcome)) return refuseUpload(request, reply, outcome);
  return contentAnswer(rest, request, outcome, expandOf(request.query, writtenExpand));
}

/** @returns the ids of a path; an attachment may be called `att123` */
function idsIn({ id, attachmentId }: OnAttachment['Params']): { readonly containerId: number; readonly id: number } | undefined {
  const [containerId, own] = [readId(id), readId(attachmentId)];
  return containerId === undefined || own === undefined ? undefined : { containerId, id: own };
}

/** @returns the attachment that a path names, when it hangs where the path says and the caller may see it */
async function findAttachment(
  { wiki }: Rest,
  { params, caller }: FastifyRequest<{ Params: OnAttachment['Params'] }>,
): Promise<ContentRecord | undefined> {
  const named = idsIn(params);
  const found = named === undefined ? undefined : await wiki.content.find(caller.person, named.id);
  return found?.type === 'attachment' && found.containerId === named?.containerId ? found : undefined;
}

function refuseUpload(request: FastifyRequest, reply: FastifyReply, why: Refusal | ErrorAnswer): FastifyReply {
  skipRest(request);
  return 'statusCode' in why ? sendError(reply, why) : sendRefusal(reply, why);
}

function sendDone(reply: FastifyReply, refusal: Refusal | undefined): FastifyReply {
  return refusal === undefined ? reply.code(204).send() : sendRefusal(reply, refusal);
}

function changeOf({ title, version, container, metadata, extensions }: Static<typeof Attachment>) {
  const number = version?.number === undefined || version.number === null ? undefined : readId(version.number);
  if (version?.number !== undefined && version.number !== null && number === undefined) {
    return badRequest('The version number must be a whole number.');
  }
  const newContainerId = container?.id === undefined || container.id === null ? undefined : readId(container.id);
  return {
    filename: title || undefined,
    comment: metadata?.comment ?? extensions?.comment ?? undefined,
    mediaType: metadata?.mediaType ?? extensions?.mediaType ?? undefined,
    newContainerId,
    ...(number === undefined ? {} : { number }),
  };
}
