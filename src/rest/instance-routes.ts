/** What clients ask about the installation before they begin. */
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import type { Rest } from './rest.ts';

/** The version of Confluence Data Center whose API is spoken: clients decide by it what they may call. */
const spokenVersion = '9.2.0';
const spokenBuildNumber = 9200;

export function instanceRoutes(app: App, { site, version }: Rest): void {
  const open = { config: { access: apiRoute('READ', { anonymous: true }) } };

  // A bare JSON string, as Confluence answers.
  app.get('/rest/api/accessmode', open, (_request, reply) => reply.type('application/json; charset=utf-8').send('"READ_WRITE"'));

  app.get('/rest/api/server-information', { config: { access: apiRoute('READ') } }, (_request, reply) =>
    reply.send({
      baseUrl: site.baseUrl,
      version: spokenVersion,
      buildNumber: spokenBuildNumber,
      product: 'Weir',
      productVersion: version,
    }),
  );

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
