/** The route of the page System, for system administrators: it concerns the machine. */
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { sendPage } from '../../../http/headers.ts';
import { paths } from '../../layout/paths.ts';
import type { ConsoleDeps } from '../console-route.ts';
import { systemPage } from './system-page.ts';

export function registerSystemPage(app: App, { views, settings, systemFacts }: ConsoleDeps): void {
  app.get(paths.system, { config: { access: pageRoute('administer-system') } }, async (request, reply) =>
    sendPage(reply, systemPage(views.viewOf(request, reply), await systemFacts(), settings.all())),
  );
}
