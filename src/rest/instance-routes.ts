/** What clients ask about the installation before they start. */
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { sendBadPage } from './content-answers.ts';
import { collection, mostListed, readPage } from './paging.ts';
import type { Query } from './query.ts';
import type { Rest } from './rest.ts';
import { sendJson } from './site.ts';

/** The version of Confluence Data Center whose API is spoken: clients decide by it what they may call. */
const spokenVersion = '9.2.0';
const spokenBuildNumber = 9200;

export function instanceRoutes(app: App, { site, version, wiki }: Rest): void {
  const open = { config: { access: apiRoute('READ', { anonymous: true }) } };

  // A bare JSON string, as Confluence answers.
  app.get('/rest/api/accessmode', open, (_request, reply) => sendJson(reply, '"READ_WRITE"'));

  app.get('/rest/api/server-information', { config: { access: apiRoute('READ') } }, (_request, reply) =>
    reply.send({
      baseUrl: site.baseUrl,
      version: spokenVersion,
      buildNumber: spokenBuildNumber,
      product: 'Weir',
      productVersion: version,
    }),
  );

  const administered = { config: { access: apiRoute('ADMIN', { permission: 'administer' }) } };
  app.get('/rest/api/instance-metrics', administered, async (_request, reply) => reply.send(await wiki.metrics.count()));

  // Processes on one database know nothing of each other: each says that it is there.
  app.get<{ Querystring: Query }>('/rest/api/cluster/nodes', administered, (request, reply) => {
    const page = readPage(request.query, mostListed);
    if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
    const node = { nodeId: 'weir', state: 'RUNNING', version, isCurrent: true };
    const found = { results: [node].slice(page.start, page.start + page.limit), more: false };
    return reply.send(collection(site, '/rest/api/cluster/nodes', request.query, page, found));
  });

  // Asked by clients that test a connection; they read it as JSON and look at `typeId` and `version`.
  app.get(
    '/rest/applinks/1.0/manifest',
    { config: { access: apiRoute('READ', { anonymous: true, resource: '/rest/applinks' }) } },
    (_request, reply) =>
      reply.send({
        name: 'Weir',
        typeId: 'confluence',
        version: spokenVersion,
        buildNumber: spokenBuildNumber,
        url: site.baseUrl,
        publicSignup: false,
      }),
  );
}
