/** The trash of a space: what is in it, taking it back, and deleting it for good. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from '../../../audit/origin.ts';
import { idIn } from '../../../foundation/row-id.ts';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { sendPage } from '../../../http/headers.ts';
import type { ContentRecord, Page, PageOf } from '../../../wiki/records.ts';
import { isRefusal, type Refusal } from '../../../wiki/refusals.ts';
import { linkButton } from '../../components/button.ts';
import { confirmation } from '../../components/dialog.ts';
import { form } from '../../components/form.ts';
import { guideLink } from '../../components/guide-link.ts';
import { emptyState, notice } from '../../components/notice.ts';
import { box } from '../../components/section.ts';
import { table } from '../../components/table.ts';
import { relativeTime } from '../../components/time.ts';
import { fieldOf } from '../../form-body.ts';
import { html, type Renderable } from '../../html.ts';
import { signedIn } from '../../people/signed-in.ts';
import { address, type View } from '../../view.ts';
import { partIn, partLinks } from '../list-parts.ts';
import { type SpaceFrame, spacePage } from '../space-frame.ts';
import { wikiPaths } from '../wiki-paths.ts';
import { queryOf, sendRefusal, type WikiPageDeps } from '../wiki-route.ts';
import { keptHead, readKept } from './kept-space.ts';

type OfSpace = { Params: { key: string } };

const shownAtOnce = 50;

export function registerSpaceTrash(app: App, deps: WikiPageDeps): void {
  const { wiki, views } = deps;
  const config = { access: pageRoute() };
  const path = '/spaces/:key/trash';

  app.get<OfSpace>(path, { config }, async (request, reply) => {
    const frame = await readKept(deps, request, reply, request.params.key);
    return frame === undefined ? reply : show(request, reply, frame);
  });

  app.post<OfSpace>(`${path}/restore`, { config }, async (request, reply) => {
    const frame = await readKept(deps, request, reply, request.params.key);
    if (frame === undefined) return reply;
    const content = await trashedIn(request, frame, fieldOf(request.body, 'content'));
    const { text } = views.viewOf(request, reply);
    if (content === undefined) return show(request, reply.code(404), frame, text.spaces.trash.gone);
    const restored = await wiki.restore(signedIn(request).person, content.id, content.latestNumber + 1);
    if (!isRefusal(restored)) return views.goOn(reply, wikiPaths.spaceTrash(frame.space.key), 'content-restored');
    const problem = problemOf(text.spaces.trash, content, restored);
    return problem === undefined ? sendRefusal(deps, request, reply, restored) : show(request, reply.code(409), frame, problem);
  });

  app.get<OfSpace>(`${path}/purge`, { config }, async (request, reply) => {
    const frame = await readKept(deps, request, reply, request.params.key);
    if (frame === undefined) return reply;
    const content = await trashedIn(request, frame, queryOf(request, 'content'));
    if (content === undefined) return views.goOn(reply, wikiPaths.spaceTrash(frame.space.key));
    const view = views.viewOf(request, reply);
    const words = view.text.spaces.trash;
    return sendPage(
      reply,
      askPage(view, frame, {
        title: words.purgeTitle(content.title),
        consequences: [words.purgeFacts],
        action: wikiPaths.purgeTrash(frame.space.key),
        fields: { content: String(content.id) },
        confirmLabel: words.purge,
      }),
    );
  });

  app.post<OfSpace>(`${path}/purge`, { config }, async (request, reply) => {
    const frame = await readKept(deps, request, reply, request.params.key);
    if (frame === undefined) return reply;
    const content = await trashedIn(request, frame, fieldOf(request.body, 'content'));
    if (content !== undefined) {
      const refusal = await wiki.purge(signedIn(request).person, content.id, originOf(request));
      if (refusal !== undefined) return sendRefusal(deps, request, reply, refusal);
    }
    return views.goOn(reply, wikiPaths.spaceTrash(frame.space.key), 'content-purged');
  });

  app.get<OfSpace>(`${path}/empty`, { config }, async (request, reply) => {
    const frame = await readKept(deps, request, reply, request.params.key);
    if (frame === undefined) return reply;
    const size = (await wiki.spaces.sizesOf([frame.space.id])).get(frame.space.id);
    const view = views.viewOf(request, reply);
    const words = view.text.spaces.trash;
    return sendPage(
      reply,
      askPage(view, frame, {
        title: words.emptyTitle,
        consequences: [words.emptyFacts(view.format, size?.trashed ?? 0), words.emptyForever],
        action: wikiPaths.emptyTrash(frame.space.key),
        fields: {},
        confirmLabel: words.emptyAll,
      }),
    );
  });

  app.post<OfSpace>(`${path}/empty`, { config }, async (request, reply) => {
    const { key } = request.params;
    const refusal = await wiki.spaces.emptyTrash(signedIn(request).person, key, originOf(request));
    return refusal === undefined
      ? views.goOn(reply, wikiPaths.spaceTrash(key), 'trash-emptied')
      : sendRefusal(deps, request, reply, refusal);
  });

  /** @returns what lies in the trash of this space under an id */
  async function trashedIn(request: FastifyRequest, { space }: SpaceFrame, typed: string): Promise<ContentRecord | undefined> {
    const id = idIn(typed);
    if (id === undefined) return undefined;
    const content = await wiki.content.find(signedIn(request).person, id, { statuses: ['trashed'] });
    return content?.space.id === space.id ? content : undefined;
  }

  async function show(request: FastifyRequest, reply: FastifyReply, frame: SpaceFrame, problem?: string): Promise<FastifyReply> {
    const part = partIn(request, shownAtOnce);
    const filter = { type: undefined, spaceKey: frame.space.key, statuses: ['trashed'] as const };
    const listed = await wiki.content.list(signedIn(request).person, filter, part);
    if (isRefusal(listed)) return sendRefusal(deps, request, reply, listed);
    return sendPage(reply, trashPage(views.viewOf(request, reply), frame, listed, part, problem));
  }
}

type Words = View['text']['spaces']['trash'];

/** @returns why it cannot be taken back, for whoever can do something about it */
function problemOf(words: Words, { title }: ContentRecord, { refused }: Refusal): string | undefined {
  if (refused === 'title-taken') return words.titleTaken(title);
  if (refused === 'filename-taken') return words.fileTaken(title);
  return refused === 'version-conflict' ? words.changed : undefined;
}

function trashPage(
  view: View,
  frame: SpaceFrame,
  listed: PageOf<ContentRecord>,
  part: Page,
  problem: string | undefined,
): string {
  const words = view.text.spaces.trash;
  const { space } = frame;
  const isEmpty = listed.results.length === 0;
  return spacePage(view, frame, {
    title: words.title,
    current: 'trash',
    main: html`${keptHead(view, space, {
      title: words.title,
      description: words.description,
      actions:
        !isEmpty && linkButton({ label: words.emptyAll, href: address(view, wikiPaths.emptyTrash(space.key)), icon: 'trash' }),
    })}${problem !== undefined && notice({ tone: 'danger', body: html`<p>${problem}</p>`, announce: true })}${
      isEmpty
        ? emptyState({
            icon: 'trash',
            title: words.empty,
            body: words.emptyBody,
            guide: guideLink(view, 'using#looking-after-a-space'),
          })
        : html`<div class="stack">${table({
            caption: words.title,
            columns: [
              { label: words.columns.what },
              { label: words.columns.kind },
              { label: words.columns.by },
              { label: words.columns.changed },
              { label: words.columns.actions },
            ],
            rows: listed.results.map((content) => trashedRow(view, space.key, content)),
          })}<p class="muted">${words.restoredAs}</p></div>`
    }${partLinks(view, wikiPaths.spaceTrash(space.key), listed, part)}`,
  });
}

function trashedRow(view: View, key: string, { id, title, type, version }: ContentRecord): readonly Renderable[] {
  const words = view.text.spaces.trash;
  const purge = `${address(view, wikiPaths.purgeTrash(key))}?content=${id}`;
  return [
    html`<span class="wrap-anywhere">${title}</span>`,
    words.kinds[type],
    version.author?.fullName ?? html`<span class="muted">${view.text.wiki.page.deletedAccount}</span>`,
    relativeTime(view, version.createdAt),
    html`<span class="inline">${form(view, {
      action: wikiPaths.restoreTrash(key),
      fields: { content: String(id) },
      body: html`<button class="button button-secondary button-small" type="submit" aria-label="${words.restoreOf(title)}">${words.restore}</button>`,
    })}<a class="button button-secondary button-small" href="${purge}" aria-label="${words.purgeOf(title)}">${words.purge}</a></span>`,
  ];
}

interface AskProps {
  readonly title: string;
  readonly consequences: readonly string[];
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly confirmLabel: string;
}

function askPage(view: View, frame: SpaceFrame, { title, ...question }: AskProps): string {
  const trash = address(view, wikiPaths.spaceTrash(frame.space.key));
  return spacePage(view, frame, {
    title,
    current: 'trash',
    main: html`${keptHead(view, frame.space, {
      title: html`<span class="wrap-anywhere">${title}</span>`,
      above: [{ label: view.text.spaces.trash.title, href: trash }],
    })}${box(confirmation(view, { ...question, cancelHref: trash }))}`,
  });
}
