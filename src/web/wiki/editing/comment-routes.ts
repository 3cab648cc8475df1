/** Writing, changing, resolving and deleting comments. What was typed and cannot be stored is shown again on a page of its own. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { idIn } from '../../../foundation/row-id.ts';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { sendPage } from '../../../http/headers.ts';
import { commentPath, pagePath } from '../../../wiki/addresses.ts';
import type { ContentRecord } from '../../../wiki/records.ts';
import { isRefusal } from '../../../wiki/refusals.ts';
import { countPassages } from '../../../wiki/storage-format/passages.ts';
import { button, linkButton } from '../../components/button.ts';
import { textArea } from '../../components/field.ts';
import { form, formActions } from '../../components/form.ts';
import { fieldOf } from '../../form-body.ts';
import { type Html, html } from '../../html.ts';
import { signedIn } from '../../people/signed-in.ts';
import { address, type View } from '../../view.ts';
import { readFrame, spacePage } from '../space-frame.ts';
import { subpageHead } from '../subpage-head.ts';
import { wikiPaths } from '../wiki-paths.ts';
import { notFound, queryOf, sendRefusal, type WikiPageDeps } from '../wiki-route.ts';
import { passageFields, type TypedComment, textFieldOf } from './comment-forms.ts';
import { errorsOf, readText, toStorage } from './written.ts';

export function registerCommentRoutes(app: App, deps: WikiPageDeps): void {
  const { wiki, views } = deps;
  const config = { access: pageRoute() };

  app.post(wikiPaths.createComment, { config }, async (request, reply) => {
    const { person } = signedIn(request);
    const { body } = request;
    const page = await find(request, idIn(fieldOf(body, 'pageId')));
    if (page === undefined || page.containerId !== undefined) return notFound(deps, request, reply);
    const parentId = idIn(fieldOf(body, 'parentId'));
    const onPassage = fieldOf(body, 'location') === 'inline';
    const text = readText(body, textFieldOf({ parentId, onPassage }));
    const passage = readText(body, 'passage').trim();
    const words = views.textOf(request).editing.comments;
    const storage = toStorage({ text, markup: 'wiki' });
    const places = onPassage ? countPassages((await wiki.versions.bodies(person, [page])).get(page) ?? '', passage) : 1;
    const errors = {
      ...(text.trim() === '' ? { text: words.textMissing } : storage === undefined ? { text: words.malformed } : {}),
      ...(places === 0 ? { passage: words.passageMissing } : {}),
    };
    if (storage === undefined || Object.keys(errors).length > 0) {
      const fields = { pageId: String(page.id), ...(parentId === undefined ? {} : { parentId: String(parentId) }) };
      const typed = { text, passage, errors };
      return showTyped(request, reply.code(422), page, (view) =>
        form(view, {
          once: true,
          action: wikiPaths.createComment,
          fields: onPassage ? { ...fields, location: 'inline' } : fields,
          body: onPassage ? passageFields(view, typed) : textFields(view, textFieldOf({ parentId }), typed, words.submit),
        }),
      );
    }
    const made = await wiki.createComment(person, {
      containerId: page.id,
      body: storage,
      ...(parentId === undefined ? {} : { parentId }),
      ...(onPassage
        ? { location: 'inline', inlineProperties: passageProperties(passage, places, views.viewOf(request, reply).now) }
        : {}),
    });
    return isRefusal(made)
      ? sendRefusal(deps, request, reply, made)
      : views.goOn(reply, commentPath(made.id, page), 'comment-added');
  });

  app.get('/pages/editcomment.action', { config }, async (request, reply) => {
    const { person } = signedIn(request);
    const comment = await find(request, idIn(queryOf(request, 'commentId')));
    const page = await find(request, comment?.containerId);
    if (comment?.type !== 'comment' || page === undefined) return notFound(deps, request, reply);
    const rights = await wiki.rights.on(person, [comment.id]);
    if (!rights.get(comment.id)?.update) {
      return sendRefusal(deps, request, reply, { refused: 'not-permitted', action: { verb: 'update', id: comment.id } });
    }
    const text = (await wiki.versions.bodies(person, [comment])).get(comment) ?? '';
    return showEditor(request, reply, page, comment, comment.version.number + 1, { text, errors: {} });
  });

  app.post('/pages/editcomment.action', { config }, async (request, reply) => {
    const { person } = signedIn(request);
    const { body } = request;
    const comment = await find(request, idIn(fieldOf(body, 'commentId')));
    const page = await find(request, comment?.containerId);
    if (comment?.type !== 'comment' || page === undefined) return notFound(deps, request, reply);
    const number = idIn(fieldOf(body, 'number')) ?? 0;
    const text = readText(body, 'text');
    const outcome = await wiki.publishVersion(person, { id: comment.id, number, body: text });
    if (!isRefusal(outcome)) return views.goOn(reply, commentPath(comment.id, page), 'comment-saved');
    const errors = errorsOf(views.viewOf(request, reply), outcome);
    if (errors === undefined) return sendRefusal(deps, request, reply, outcome);
    return showEditor(request, reply.code(422), page, comment, number, { text, errors });
  });

  app.post(wikiPaths.resolveComment, { config }, async (request, reply) => {
    const comment = await find(request, idIn(fieldOf(request.body, 'commentId')));
    const page = await find(request, comment?.containerId);
    if (comment === undefined || page === undefined) return notFound(deps, request, reply);
    const resolution = fieldOf(request.body, 'resolution') === 'resolved' ? 'resolved' : 'open';
    const outcome = await wiki.resolveComment(signedIn(request).person, comment.id, resolution);
    if (isRefusal(outcome)) return sendRefusal(deps, request, reply, outcome);
    return views.goOn(reply, commentPath(comment.id, page), resolution === 'resolved' ? 'comment-resolved' : 'comment-reopened');
  });

  app.post(wikiPaths.removeComment, { config }, async (request, reply) => {
    const comment = await find(request, idIn(fieldOf(request.body, 'commentId')));
    const page = await find(request, comment?.containerId);
    if (comment?.type !== 'comment' || page === undefined) return notFound(deps, request, reply);
    const refusal = await wiki.trash(signedIn(request).person, comment.id);
    if (refusal !== undefined) return sendRefusal(deps, request, reply, refusal);
    return views.goOn(reply, pagePath(page), 'comment-deleted');
  });

  function find(request: FastifyRequest, id: number | undefined): Promise<ContentRecord | undefined> {
    return id === undefined ? Promise.resolve(undefined) : wiki.content.find(signedIn(request).person, id);
  }

  function showEditor(
    request: FastifyRequest,
    reply: FastifyReply,
    page: ContentRecord,
    { id }: ContentRecord,
    number: number,
    typed: TypedComment,
  ): Promise<FastifyReply> {
    return showTyped(request, reply, page, (view) => {
      const fields = { commentId: String(id), number: String(number) };
      const body = textFields(view, 'text', typed, view.text.editing.comments.save, commentPath(id, page));
      return form(view, { once: true, action: wikiPaths.editComment(id), fields, body });
    });
  }

  async function showTyped(
    request: FastifyRequest,
    reply: FastifyReply,
    page: ContentRecord,
    body: (view: View) => Html,
  ): Promise<FastifyReply> {
    const frame = await readFrame(wiki, signedIn(request).person, page.space, page);
    const view = views.viewOf(request, reply);
    const words = view.text.editing.comments;
    const title = words.editTitle(page.title);
    const main = html`${subpageHead(view, page, { title, description: words.description })}<div class="comment-forms">${body(view)}</div>`;
    return sendPage(reply, spacePage(view, frame, { title, main }));
  }
}

function textFields(view: View, name: string, { text, errors }: TypedComment, submit: string, back?: string): Html {
  const words = view.text.editing.comments;
  const isStorage = back !== undefined;
  return html`
    ${textArea({ name, label: words.text, hint: isStorage ? view.text.editing.editor.storage : words.textHint, value: text, error: errors.text, rows: 8, monospace: isStorage })}
    ${formActions(html`${button({ label: submit, kind: 'primary' })}${back !== undefined && linkButton({ label: view.text.components.cancel, href: address(view, back) })}`)}`;
}

/** What clients send of a passage: the first of the places where its words stand. */
function passageProperties(originalSelection: string, numMatches: number, now: number) {
  return {
    originalSelection,
    numMatches,
    matchIndex: 0,
    lastFetchTime: String(now),
    serializedHighlights: JSON.stringify([[originalSelection]]),
  };
}
