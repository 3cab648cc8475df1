/** How far the deletion of a space is, for whoever began it. It goes on without anybody looking. */
import { idIn } from '../../../foundation/row-id.ts';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { sendPage } from '../../../http/headers.ts';
import type { LongTask } from '../../../wiki/long-tasks.ts';
import { linkButton } from '../../components/button.ts';
import { breadcrumbs, pageHead } from '../../components/navigation.ts';
import { progressBar } from '../../components/progress.ts';
import { box } from '../../components/section.ts';
import { type Html, html } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { paths } from '../../layout/paths.ts';
import { signedIn } from '../../people/signed-in.ts';
import { address, type View } from '../../view.ts';
import { wikiPaths } from '../wiki-paths.ts';
import { notFound, type WikiPageDeps } from '../wiki-route.ts';

const lookAgainAfter = 2_000;

export function registerDeletionPage(app: App, deps: WikiPageDeps): void {
  const { wiki, views } = deps;
  app.get<{ Params: { id: string } }>('/space-deletions/:id', { config: { access: pageRoute() } }, async (request, reply) => {
    const id = idIn(request.params.id);
    const task = id === undefined ? undefined : await wiki.longTasks.find(signedIn(request).person, id);
    if (task?.kind !== 'space-deletion') return notFound(deps, request, reply);
    return sendPage(reply, deletionPage(views.viewOf(request, reply), task));
  });
}

function deletionPage(view: View, task: LongTask): string {
  const words = view.text.spaces.deletion;
  const title = task.isDone ? words.doneTitle(task.subject) : words.title(task.subject);
  const crumbs = view.viewer?.isAdministrator
    ? [
        { label: view.text.layout.generalConfiguration, href: address(view, paths.generalConfiguration) },
        { label: view.text.configuration.pages.spaces.label, href: address(view, paths.spaces) },
      ]
    : [{ label: view.text.wiki.home.title, href: address(view, paths.home) }];
  return page(view, {
    kind: 'app',
    title,
    main: html`${pageHead({
      title,
      breadcrumbs: breadcrumbs(view, crumbs),
      description: task.isDone ? words.doneText : words.text,
    })}${task.isDone ? onward(view) : underWay(view, task)}`,
  });
}

function underWay(view: View, { id, progress }: LongTask): Html {
  const words = view.text.spaces.deletion;
  const { done, total, percentage } = progress;
  const bar = progressBar({ label: words.bar, percentage, said: words.said(view.format, percentage, done, total) });
  return html`<div class="stack">${box(html`<div id="deletion" data-watch="${String(lookAgainAfter)}">${bar}</div>`)}
    <p>${words.leave}</p>
    <p>${linkButton({ label: words.reload, href: address(view, wikiPaths.spaceDeletion(id)), icon: 'refresh' })}</p></div>`;
}

function onward(view: View): Html {
  const words = view.text.spaces.deletion;
  const path = view.viewer?.isAdministrator ? paths.spaces : paths.home;
  return html`<p>${linkButton({ label: words.onward, href: address(view, path), kind: 'primary' })}</p>`;
}
