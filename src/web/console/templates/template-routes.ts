/** The templates for all spaces: their list, and keeping them. */
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { sendPage } from '../../../http/headers.ts';
import { isRefusal } from '../../../wiki/refusals.ts';
import { pageHead } from '../../components/navigation.ts';
import { html } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { paths } from '../../layout/paths.ts';
import { signedIn } from '../../people/signed-in.ts';
import { address } from '../../view.ts';
import { registerTemplateKeeping, type TemplatePlace } from '../../wiki/keeping/template-keeping.ts';
import { partIn } from '../../wiki/list-parts.ts';
import { sendRefusal } from '../../wiki/wiki-route.ts';
import { consoleCrumbs } from '../console-head.ts';
import type { ConsoleDeps } from '../console-route.ts';
import { templateListPage } from './template-list-page.ts';

const templatesAPage = 50;

const forAllSpaces: TemplatePlace = {
  spaceKey: undefined,
  list: paths.templates,
  page: (view, { title, explains, main }) =>
    page(view, {
      kind: 'console',
      title,
      current: 'templates',
      main: html`${pageHead({
        title,
        breadcrumbs: consoleCrumbs(view, [
          { label: view.text.configuration.pages.templates.label, href: address(view, paths.templates) },
        ]),
        ...(explains && { description: view.text.spaces.templates.descriptionEverywhere }),
      })}${main}`,
    }),
};

export function registerTemplatePages(app: App, deps: ConsoleDeps): void {
  const { views, templates } = deps;
  const access = pageRoute('administer');

  app.get(paths.templates, { config: { access } }, async (request, reply) => {
    const part = partIn(request, templatesAPage);
    const found = await templates.list(signedIn(request).person, undefined, part);
    if (isRefusal(found)) return sendRefusal(deps, request, reply, found);
    return sendPage(reply, templateListPage(views.viewOf(request, reply), found, part));
  });

  registerTemplateKeeping(app, deps, { path: paths.templates, access, open: async () => forAllSpaces });
}
