/** The versions of a page, newest first; each can be read. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { idIn } from '../../foundation/row-id.ts';
import { openPageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { pagePath } from '../../wiki/addresses.ts';
import type { ContentRecord, Page, PageOf, VersionRecord } from '../../wiki/records.ts';
import { personAvatar } from '../components/avatar.ts';
import { stateBadge, tag } from '../components/status.ts';
import { table } from '../components/table.ts';
import { relativeTime } from '../components/time.ts';
import { html, type Renderable } from '../html.ts';
import { address, type View } from '../view.ts';
import { partIn, partLinks } from './list-parts.ts';
import { readFrame, type SpaceFrame, spacePage } from './space-frame.ts';
import { subpageHead } from './subpage-head.ts';
import { wikiPaths } from './wiki-paths.ts';
import { notFound, queryOf, type WikiPageDeps } from './wiki-route.ts';

const versionsAPage = 50;

export function registerHistoryPage(app: App, deps: WikiPageDeps): void {
  app.get('/pages/viewpreviousversions.action', { config: { access: openPageRoute() } }, (request, reply) =>
    show(deps, request, reply),
  );
}

async function show(deps: WikiPageDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { wiki, views } = deps;
  const reader = request.caller.person;
  const id = idIn(queryOf(request, 'pageId'));
  const content = id === undefined ? undefined : await wiki.content.find(reader, id);
  if (content === undefined) return notFound(deps, request, reply);
  const part = partIn(request, versionsAPage);
  const [frame, versions, rights] = await Promise.all([
    readFrame(wiki, reader, content.space, content),
    wiki.versions.list(reader, content.id, part),
    reader === undefined ? undefined : wiki.rights.on(reader, [content.id]),
  ]);
  // Comments and attachments have histories of their own.
  const mayRestore = content.containerId === undefined && rights?.get(content.id)?.update === true;
  return sendPage(reply, historyPage(views.viewOf(request, reply), { frame, content, versions, part, mayRestore }));
}

interface HistoryProps {
  readonly frame: SpaceFrame;
  readonly content: ContentRecord;
  readonly versions: PageOf<ContentRecord>;
  readonly part: Page;
  readonly mayRestore: boolean;
}

function historyPage(view: View, { frame, content, versions, part, mayRestore }: HistoryProps): string {
  const words = view.text.wiki.history;
  const title = words.title(content.title);
  return spacePage(view, frame, {
    title,
    main: html`${subpageHead(view, content, { title, description: words.description })}${table({
      caption: words.caption,
      columns: [
        { label: words.version },
        { label: words.author },
        { label: words.when },
        { label: words.message },
        { label: words.compare, hideLabel: true, align: 'end' },
      ],
      rows: versions.results.map(({ version }, index) =>
        versionRow(view, content, version, versions.results[index + 1]?.version, mayRestore),
      ),
    })}${partLinks(view, wikiPaths.history(content.id), versions, part)}`,
  });
}

function versionRow(
  view: View,
  content: ContentRecord,
  version: VersionRecord,
  earlier: VersionRecord | undefined,
  mayRestore: boolean,
): readonly Renderable[] {
  const words = view.text.wiki;
  const restore = view.text.spaces.restoreVersion;
  const isCurrent = version.number === content.latestNumber;
  const href = address(view, isCurrent ? pagePath(content) : wikiPaths.version(content, version.number));
  const { author, message, minorEdit } = version;
  return [
    html`<span class="inline"><a href="${href}">${words.page.version(view.format, version.number)}</a>${isCurrent && stateBadge('good', words.history.current)}</span>`,
    author === undefined
      ? html`<span class="muted">${words.page.deletedAccount}</span>`
      : html`<span class="with-avatar">${personAvatar(view, author)}<span>${author.fullName}</span></span>`,
    relativeTime(view, version.createdAt),
    html`<span class="inline">${message === '' ? html`<span class="muted">${words.history.noMessage}</span>` : html`<span>${message}</span>`}${minorEdit && tag(words.history.minor)}</span>`,
    html`<span class="inline">${
      earlier === undefined
        ? undefined
        : html`<a href="${address(view, wikiPaths.comparison(content.id, earlier.number, version.number))}" aria-label="${words.history.compareWith(view.format, earlier.number, version.number)}">${words.history.compare}</a>`
    }${!isCurrent && mayRestore && html`<a href="${address(view, wikiPaths.restoreVersion(content.id, version.number))}" aria-label="${restore.restoreOf(view.format, version.number)}">${restore.restore}</a>`}</span>`,
  ];
}
