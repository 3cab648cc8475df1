/** `/rest/openapi.json`: the description of the API, open to anybody. */
import { publicRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { describeApi } from './openapi/document.ts';
import type { Rest } from './rest.ts';
import { sendJson } from './site.ts';

export function openApiRoutes(app: App, { site, version }: Rest): void {
  let text: string | undefined;
  app.get('/rest/openapi.json', { config: { access: publicRoute('api') } }, (_request, reply) => {
    // Not before the first request: all routes are declared by then.
    text ??= JSON.stringify(describeApi(site, version, app.declaredRoutes));
    return sendJson(reply, text);
  });
}
