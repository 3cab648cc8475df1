/** The route of the first page of General configuration. */
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { fieldOf } from '../form-body.ts';
import { paths } from '../layout/paths.ts';
import type { ConsoleDeps } from './console-route.ts';
import { overviewPage } from './overview-page.ts';
import { overallCounters, usageDays } from './usage-section.ts';

export function registerOverview(app: App, { views, usage }: ConsoleDeps): void {
  app.get(paths.generalConfiguration, { config: { access: pageRoute('administer') } }, async (request, reply) => {
    const typed = fieldOf(request.query, 'q').slice(0, 200);
    const span = await usage.lastDays(overallCounters, '', usageDays);
    return sendPage(reply, overviewPage(views.viewOf(request, reply), typed, span));
  });
}
