/** What a person has written and not published, with the way to go on. */
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { sendPage } from '../../../http/headers.ts';
import { spacePath } from '../../../wiki/addresses.ts';
import type { ContentRecord } from '../../../wiki/records.ts';
import { guideLink } from '../../components/guide-link.ts';
import { pageHead } from '../../components/navigation.ts';
import { emptyState } from '../../components/notice.ts';
import { table } from '../../components/table.ts';
import { relativeTime } from '../../components/time.ts';
import { html, type Renderable } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { paths } from '../../layout/paths.ts';
import { signedIn } from '../../people/signed-in.ts';
import { address, type View } from '../../view.ts';
import { wikiPaths } from '../wiki-paths.ts';
import type { WikiPageDeps } from '../wiki-route.ts';

/** More than anybody goes on with. */
const mostDrafts = 200;

export function registerDraftList(app: App, { wiki, views }: WikiPageDeps): void {
  app.get(paths.drafts, { config: { access: pageRoute() } }, async (request, reply) => {
    const drafts = await wiki.unpublished(signedIn(request).person, mostDrafts);
    return sendPage(reply, draftList(views.viewOf(request, reply), drafts));
  });
}

function draftList(view: View, drafts: readonly ContentRecord[]): string {
  const words = view.text.editing.drafts;
  return page(view, {
    kind: 'app',
    title: words.title,
    main: html`${pageHead({ title: words.title, description: words.description })}${
      drafts.length === 0
        ? emptyState({ icon: 'write', title: words.empty, body: words.emptyBody, guide: guideLink(view, 'using#drafts') })
        : table({
            caption: words.caption,
            columns: [{ label: words.name }, { label: words.state }, { label: words.space }, { label: words.saved }],
            rows: drafts.map((draft) => draftRow(view, draft)),
          })
    }`,
  });
}

function draftRow(view: View, { id, title, space, version, isPendingEdit }: ContentRecord): readonly Renderable[] {
  const words = view.text.editing.drafts;
  const href = address(view, isPendingEdit ? wikiPaths.edit(id) : wikiPaths.resumeDraft(id));
  return [
    html`<a href="${href}">${title === '' ? words.untitled : title}</a>`,
    isPendingEdit ? words.change : words.isNew,
    html`<a href="${address(view, spacePath(space))}">${space.name}</a>`,
    relativeTime(view, version.createdAt),
  ];
}
