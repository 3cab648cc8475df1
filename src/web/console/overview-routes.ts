/** The route of General configuration itself. */
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { fieldOf } from '../form-body.ts';
import { paths } from '../layout/paths.ts';
import type { ConsoleDeps } from './console-route.ts';
import { overviewPage } from './overview-page.ts';

export function registerOverview(app: App, { views }: ConsoleDeps): void {
  app.get(paths.generalConfiguration, { config: { access: pageRoute('administer') } }, (request, reply) =>
    sendPage(reply, overviewPage(views.viewOf(request, reply), fieldOf(request.query, 'q').slice(0, 200))),
  );
}
