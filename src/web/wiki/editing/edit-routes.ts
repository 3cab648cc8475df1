/** Editing what is published: `/pages/editpage.action?pageId=ID`, with preview, draft, and what happens when somebody was faster. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { idIn } from '../../../foundation/row-id.ts';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import type { Person } from '../../../http/caller.ts';
import { pagePath } from '../../../wiki/addresses.ts';
import { markWords } from '../../../wiki/comparison.ts';
import type { ContentRecord } from '../../../wiki/records.ts';
import { isRefusal, type Refusal } from '../../../wiki/refusals.ts';
import type { Wiki } from '../../../wiki/wiki.ts';
import { fieldOf } from '../../form-body.ts';
import { signedIn } from '../../people/signed-in.ts';
import { readFrame } from '../space-frame.ts';
import { wikiPaths } from '../wiki-paths.ts';
import { notFound, queryOf, sendRefusal, type WikiPageDeps } from '../wiki-route.ts';
import type { Conflict, EditorProps } from './editor-page.ts';
import { sendEditor } from './send-editor.ts';
import { errorsOf, largestForm, readWritten, toStorage, type Written } from './written.ts';

/** What a person is about to change. */
interface Opened {
  readonly person: Person;
  readonly content: ContentRecord;
  readonly draft: ContentRecord | undefined;
}

export function registerEditRoutes(app: App, deps: WikiPageDeps): void {
  const { wiki, views } = deps;
  const config = { access: pageRoute() };

  app.get(wikiPaths.editPage, { config }, async (request, reply) => {
    const opened = await open(wiki, signedIn(request).person, idIn(queryOf(request, 'pageId')));
    if (opened === undefined) return notFound(deps, request, reply);
    if (isRefusal(opened)) return sendRefusal(deps, request, reply, opened);
    const { person, content, draft } = opened;
    const from = draft ?? content;
    const text = (await wiki.versions.bodies(person, [from])).get(from) ?? '';
    const written: Written = { title: from.title, text, markup: 'storage', message: '', minorEdit: false };
    return show(request, reply, opened, { written, basedOn: from.version.number });
  });

  app.post(wikiPaths.editPage, { config, bodyLimit: largestForm }, async (request, reply) => {
    const { body } = request;
    const opened = await open(wiki, signedIn(request).person, idIn(fieldOf(body, 'pageId')));
    if (opened === undefined) return notFound(deps, request, reply);
    if (isRefusal(opened)) return sendRefusal(deps, request, reply, opened);
    const { person, content, draft } = opened;
    const written = readWritten(body);
    const basedOn = idIn(fieldOf(body, 'basedOn')) ?? content.version.number;
    const storage = toStorage(written);
    const { id } = content;
    switch (fieldOf(body, 'do')) {
      case 'publish': {
        if (storage === undefined) return refuse('too-long');
        const { title, message, minorEdit } = written;
        const edit = { id, number: basedOn + 1, title, body: storage, message, minorEdit };
        const outcome = await (draft === undefined ? wiki.publishVersion(person, edit) : wiki.publishEdit(person, edit));
        if (!isRefusal(outcome)) return views.goOn(reply, pagePath(outcome), 'page-published');
        if (outcome.refused !== 'version-conflict') return refuse(outcome);
        return conflict(storage);
      }
      case 'save': {
        if (storage === undefined) return refuse('too-long');
        const saved = await wiki.saveEdit(person, { id, title: written.title, body: storage, basedOn });
        return isRefusal(saved) ? refuse(saved) : views.goOn(reply, wikiPaths.edit(id), 'draft-saved');
      }
      default: {
        if (storage === undefined) return refuse('too-long');
        const preview = await wiki.renderer.forPages.preview(person, storage, { content, spaceKey: content.space.key }, 'view');
        return typeof preview !== 'string' ? refuse(preview) : show(request, reply, opened, { written, basedOn, preview });
      }
    }

    function refuse(refusal: Refusal | 'too-long'): FastifyReply | Promise<FastifyReply> {
      const errors = errorsOf(views.viewOf(request, reply), refusal);
      if (errors === undefined) return sendRefusal(deps, request, reply, refusal as Refusal); // A text that is too long has its words.
      return show(request, reply.code(422), opened as Opened, { written, basedOn, errors }); // It was found above.
    }

    /** Shows what is published by now beside what was written; what was written is kept as a draft, too. */
    async function conflict(mine: string): Promise<FastifyReply> {
      await wiki.saveEdit(person, { id, title: written.title, body: mine, basedOn });
      const now = await open(wiki, person, id);
      if (now === undefined) return notFound(deps, request, reply);
      if (isRefusal(now)) return sendRefusal(deps, request, reply, now);
      const found = await compare(wiki, person, now.content, mine);
      return show(request, reply.code(409), now, { written, basedOn, conflict: found });
    }
  });

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    { person, content, draft }: Opened,
    { basedOn, ...props }: Omit<EditorProps, 'frame' | 'writing'> & { readonly basedOn: number },
  ): Promise<FastifyReply> {
    const frame = await readFrame(wiki, person, content.space, content);
    const writing = { kind: 'edit', content, basedOn, draft } as const;
    return sendEditor(deps, request, reply, { frame, writing, ...props });
  }
}

/** @returns undefined for what is not there, and for what is no page or blog post */
async function open(wiki: Wiki, person: Person, id: number | undefined): Promise<Opened | Refusal | undefined> {
  if (id === undefined) return undefined;
  const content = await wiki.content.find(person, id);
  if (content === undefined || content.containerId !== undefined) return undefined;
  const [rights, draft] = await Promise.all([wiki.rights.on(person, [id]), wiki.pendingEdit(person, id)]);
  if (rights.get(id)?.update !== true) return { refused: 'not-permitted', action: { verb: 'update', id } };
  return { person, content, draft };
}

async function compare(wiki: Wiki, person: Person, content: ContentRecord, mine: string): Promise<Conflict> {
  const theirs = (await wiki.versions.bodies(person, [content])).get(content) ?? '';
  const place = { content, spaceKey: content.space.key };
  const [before, after] = await Promise.all(
    [theirs, mine].map((body) => wiki.renderer.forPages.preview(person, body, place, 'view')),
  );
  if (typeof before !== 'string' || typeof after !== 'string') return { theirs, difference: undefined };
  const { html, addedWords, removedWords } = markWords(before, after);
  return { theirs, difference: { html, isSame: addedWords + removedWords === 0 } };
}
