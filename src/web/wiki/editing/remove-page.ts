/** Putting a page in the trash: `/pages/removepage.action?pageId=ID` asks first. */
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { sendPage } from '../../../http/headers.ts';
import { pagePath, spacePath } from '../../../wiki/addresses.ts';
import { confirmation } from '../../components/dialog.ts';
import { html } from '../../html.ts';
import { address } from '../../view.ts';
import { readFrame, spacePage } from '../space-frame.ts';
import { subpageHead } from '../subpage-head.ts';
import { notFound, sendRefusal, type WikiPageDeps } from '../wiki-route.ts';
import { openPage } from './open-page.ts';

const path = '/pages/removepage.action';

/** More are said as "at least". */
const mostCounted = 1000;

export function registerRemovePage(app: App, deps: WikiPageDeps): void {
  const { wiki, views } = deps;
  const config = { access: pageRoute() };

  app.get(path, { config }, async (request, reply) => {
    const opened = await openPage(deps, request, 'delete');
    if (opened === undefined) return notFound(deps, request, reply);
    const { person, content, may } = opened;
    if (!may) return sendRefusal(deps, request, reply, { refused: 'not-permitted', action: { verb: 'delete', id: content.id } });
    const [frame, children] = await Promise.all([
      readFrame(wiki, person, content.space, content),
      wiki.tree.children(person, content.id, { start: 0, limit: mostCounted }),
    ]);
    const view = views.viewOf(request, reply);
    const words = view.text.editing.remove;
    const count = children.results.length;
    return sendPage(
      reply,
      spacePage(view, frame, {
        title: words.title(content.title),
        main: html`${subpageHead(view, content, { title: words.title(content.title), description: '' })}${confirmation(view, {
          consequences: [
            words.toTrash(content.space.name),
            ...(count > 0 ? [words.children(view.format, count)] : []),
            words.links,
          ],
          action: path,
          fields: { pageId: String(content.id) },
          confirmLabel: words.submit,
          cancelHref: address(view, pagePath(content)),
        })}`,
      }),
    );
  });

  app.post(path, { config }, async (request, reply) => {
    const opened = await openPage(deps, request, 'delete');
    if (opened === undefined) return notFound(deps, request, reply);
    const refusal = await wiki.trash(opened.person, opened.content.id);
    if (refusal !== undefined) return sendRefusal(deps, request, reply, refusal);
    return views.goOn(reply, spacePath(opened.content.space), 'page-deleted');
  });
}
