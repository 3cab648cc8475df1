/** Versions of content: all of them, one, and removing an earlier one. */
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { contentPath, sendBadPage } from './content-answers.ts';
import { sendError, sendRefusal, unknownContent } from './errors.ts';
import { expandOf, nothing } from './expand.ts';
import { collection, largestPage, readPage } from './paging.ts';
import { personOf } from './person.ts';
import { type Query, readId } from './query.ts';
import { versionsOf } from './representation/version.ts';
import type { Rest } from './rest.ts';
import { asAnswer } from './site.ts';

const experimentalPath = '/rest/experimental/content';

interface Params {
  readonly id: string;
}

export function versionRoutes(app: App, rest: Rest): void {
  const readable = {
    config: { access: apiRoute('READ', { anonymous: true, resource: '/rest/experimental' }) },
    preHandler: rest.openToAnonymous,
  };

  app.get<{ Params: Params; Querystring: Query }>(`${experimentalPath}/:id/version`, readable, async (request, reply) => {
    const id = readId(request.params.id);
    const { person } = request.caller;
    if (id === undefined || (await rest.wiki.content.find(person, id)) === undefined) {
      return sendError(reply, unknownContent(request.params.id));
    }
    const expand = expandOf(request.query, nothing);
    const page = readPage(request.query, largestPage(expand.get('content') ?? nothing));
    if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
    const { results, more } = await rest.wiki.versions.list(person, id, page);
    const json = await versionsOf(rest.batch(request), results, expand);
    const found = { results: results.map(json), more };
    return reply.send(collection(rest.site, `${experimentalPath}/${id}/version`, request.query, page, found));
  });

  app.get<{ Params: Params & { number: string }; Querystring: Query }>(
    `${experimentalPath}/:id/version/:number`,
    readable,
    async (request, reply) => {
      const id = readId(request.params.id);
      const number = readId(request.params.number);
      const { person } = request.caller;
      const record = id === undefined || number === undefined ? undefined : await rest.wiki.content.find(person, id, { number });
      if (record === undefined) return sendError(reply, unknownContent(request.params.id));
      const version = await versionsOf(rest.batch(request), [record], expandOf(request.query, nothing));
      return reply.send(asAnswer(rest.site, version(record)));
    },
  );

  for (const [root, resource] of [
    [contentPath, '/rest/api'],
    [experimentalPath, '/rest/experimental'],
  ] as const) {
    app.delete<{ Params: Params & { number: string } }>(
      `${root}/:id/version/:number`,
      { config: { access: apiRoute('WRITE', { resource }) } },
      async (request, reply) => {
        const id = readId(request.params.id);
        if (id === undefined) return sendError(reply, unknownContent(request.params.id));
        const refusal = await rest.wiki.removeVersion(personOf(request), id, readId(request.params.number) ?? 0);
        return refusal === undefined ? reply.code(204).send() : sendRefusal(reply, refusal);
      },
    );
  }
}
