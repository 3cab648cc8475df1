/** Creating, updating and deleting content. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from '../audit/origin.ts';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import type { ContentRecord } from '../wiki/records.ts';
import { isRefusal, type Refusal } from '../wiki/refusals.ts';
import { contentAnswer, contentPath } from './content-answers.ts';
import { deleteContent, updateContent } from './content-changes.ts';
import { createContent } from './content-creation.ts';
import { type ErrorAnswer, sendError, sendRefusal, unknownContent } from './errors.ts';
import { expandOf } from './expand.ts';
import { personOf } from './person.ts';
import { first, type Query, readId } from './query.ts';
import { writtenContentExpand } from './representation/content.ts';
import type { Rest } from './rest.ts';
import { SentContent } from './sent-content.ts';
import type { Json } from './site.ts';

export function contentWriteRoutes(app: App, rest: Rest): void {
  const writable = { config: { access: apiRoute('WRITE') } };
  const written = { ...writable, schema: { body: SentContent } };

  app.post<{ Body: SentContent; Querystring: Query }>(contentPath, written, async (request, reply) => {
    const outcome = await createContent(rest, personOf(request), request.body, first(request.query, 'status'));
    return answerWritten(rest, request, reply, outcome);
  });

  app.put<{ Params: { id: string }; Body: SentContent; Querystring: Query }>(
    `${contentPath}/:id`,
    written,
    async (request, reply) => {
      const id = readId(request.params.id);
      if (id === undefined) return sendError(reply, unknownContent(request.params.id));
      const status = first(request.query, 'status');
      return answerWritten(rest, request, reply, await updateContent(rest, personOf(request), id, request.body, status));
    },
  );

  // Weir has no blueprints: what a draft of one is published by publishes any draft.
  for (const method of ['POST', 'PUT'] as const) {
    app.route<{ Params: { draftId: string }; Body: SentContent; Querystring: Query }>({
      method,
      url: `${contentPath}/blueprint/instance/:draftId`,
      ...written,
      // The draft is complete: some clients send nothing.
      preValidation(request, _reply, done) {
        request.body ??= {};
        done();
      },
      async handler(request, reply) {
        const id = readId(request.params.draftId);
        if (id === undefined) return sendError(reply, unknownContent(request.params.draftId));
        const draft = await rest.wiki.content.find(request.caller.person, id, { statuses: ['draft'] });
        if (draft === undefined) return sendError(reply, unknownContent(id));
        // The query's status says what it is, not what it becomes.
        const status = request.body.status || 'current';
        const outcome = await updateContent(rest, personOf(request), id, { ...request.body, status });
        return answerWritten(rest, request, reply, outcome);
      },
    });
  }

  app.delete<{ Params: { id: string }; Querystring: Query }>(`${contentPath}/:id`, writable, async (request, reply) => {
    const id = readId(request.params.id);
    if (id === undefined) return sendError(reply, unknownContent(request.params.id));
    const failed = await deleteContent(rest, personOf(request), id, first(request.query, 'status'), originOf(request));
    if (failed === undefined) return reply.code(204).send();
    return isRefusal(failed) ? sendRefusal(reply, failed) : sendError(reply, failed);
  });
}

function answerWritten(
  rest: Rest,
  request: FastifyRequest<{ Querystring: Query }>,
  reply: FastifyReply,
  outcome: ContentRecord | Refusal | ErrorAnswer,
): FastifyReply | Promise<Json> {
  if ('statusCode' in outcome) return sendError(reply, outcome);
  if (isRefusal(outcome)) return sendRefusal(reply, outcome);
  return contentAnswer(rest, request, outcome, expandOf(request.query, writtenContentExpand));
}
