/** The templates of a space, for whoever administers it. */
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { html } from '../../html.ts';
import { address } from '../../view.ts';
import { spacePage } from '../space-frame.ts';
import { wikiPaths } from '../wiki-paths.ts';
import type { WikiPageDeps } from '../wiki-route.ts';
import { keptHead, readKept } from './kept-space.ts';
import { registerTemplateKeeping } from './template-keeping.ts';

export function registerTemplateForms(app: App, deps: WikiPageDeps): void {
  const { views, showFailure, wiki } = deps;
  registerTemplateKeeping(
    app,
    { views, showFailure, templates: wiki.templates },
    {
      path: '/spaces/:key/templates',
      access: pageRoute(),
      async open(request, reply) {
        const frame = await readKept(deps, request, reply, request.params.key);
        if (frame === undefined) return undefined;
        const { space } = frame;
        const list = wikiPaths.templates(space.key);
        return {
          spaceKey: space.key,
          list,
          page: (view, { title, explains, main }) =>
            spacePage(view, frame, {
              title,
              main: html`${keptHead(view, space, {
                title,
                ...(explains && { description: view.text.spaces.templates.description }),
                above: [{ label: view.text.templates.title, href: address(view, list) }],
              })}${main}`,
            }),
        };
      },
    },
  );
}
