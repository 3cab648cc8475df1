/** Moving a page below another, or to the top of a space: `/pages/movepageform.action?pageId=ID`. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { sendPage } from '../../../http/headers.ts';
import { pagePath } from '../../../wiki/addresses.ts';
import type { Destination } from '../../../wiki/moving.ts';
import type { Reader } from '../../../wiki/permissions.ts';
import { isRefusal, type Refusal } from '../../../wiki/refusals.ts';
import type { Wiki } from '../../../wiki/wiki.ts';
import { button, linkButton } from '../../components/button.ts';
import { textField } from '../../components/field.ts';
import { form, formActions } from '../../components/form.ts';
import { fieldOf } from '../../form-body.ts';
import { html } from '../../html.ts';
import { address, type View } from '../../view.ts';
import { readFrame, spacePage } from '../space-frame.ts';
import { subpageHead } from '../subpage-head.ts';
import { notFound, sendRefusal, type WikiPageDeps } from '../wiki-route.ts';
import { type OpenPage, openPage } from './open-page.ts';

const path = '/pages/movepageform.action';

/** Where the page is to go, as somebody typed it. */
interface Typed {
  readonly spaceKey: string;
  readonly parent: string;
}

type MoveErrors = { readonly [Field in keyof Typed]?: string };

export function registerMovePage(app: App, deps: WikiPageDeps): void {
  const { wiki, views } = deps;
  const config = { access: pageRoute() };

  app.get(path, { config }, async (request, reply) => {
    const opened = await openPage(deps, request, 'update');
    if (opened?.content.type !== 'page') return notFound(deps, request, reply);
    const { person, content, may } = opened;
    if (!may) return sendRefusal(deps, request, reply, { refused: 'not-permitted', action: { verb: 'move', id: content.id } });
    const parent = content.parentId === undefined ? undefined : await wiki.content.find(person, content.parentId);
    return show(request, reply, opened, { spaceKey: content.space.key, parent: parent?.title ?? '' }, {});
  });

  app.post(path, { config }, async (request, reply) => {
    const opened = await openPage(deps, request, 'update');
    if (opened?.content.type !== 'page') return notFound(deps, request, reply);
    const typed = { spaceKey: fieldOf(request.body, 'spaceKey').trim(), parent: fieldOf(request.body, 'parent').trim() };
    const { person, content } = opened;
    const destination = await destinationOf(wiki, person, typed);
    const view = views.viewOf(request, reply);
    if ('errors' in destination) return show(request, reply.code(422), opened, typed, destination.errors(view));
    const moved = await wiki.move(person, content.id, destination);
    if (!isRefusal(moved)) return views.goOn(reply, pagePath(moved), 'page-moved');
    const errors = errorsOf(view, moved, typed);
    return errors === undefined
      ? sendRefusal(deps, request, reply, moved)
      : show(request, reply.code(422), opened, typed, errors);
  });

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    { person, content }: OpenPage,
    typed: Typed,
    errors: MoveErrors,
  ): Promise<FastifyReply> {
    const view = views.viewOf(request, reply);
    const words = view.text.editing.move;
    const frame = await readFrame(wiki, person, content.space, content);
    const title = words.title(content.title);
    const body = form(view, {
      action: path,
      fields: { pageId: String(content.id) },
      body: html`
        ${textField({ name: 'spaceKey', label: words.space, value: typed.spaceKey, error: errors.spaceKey, required: true, autocomplete: 'off', monospace: true, maxLength: 255 })}
        ${textField({ name: 'parent', label: words.parent, hint: words.parentHint, value: typed.parent, error: errors.parent, autocomplete: 'off', maxLength: 255 })}
        ${formActions(html`${button({ label: words.submit, kind: 'primary' })}${linkButton({ label: view.text.components.cancel, href: address(view, pagePath(content)) })}`)}`,
    });
    const main = html`${subpageHead(view, content, { title, description: words.description })}${body}`;
    return sendPage(reply, spacePage(view, frame, { title, main }));
  }
}

/** @returns where that is, or what its fields say where it is nowhere that this reader may see */
async function destinationOf(
  wiki: Wiki,
  reader: Reader,
  { spaceKey, parent }: Typed,
): Promise<Destination | { readonly errors: (view: View) => MoveErrors }> {
  const space = await wiki.spaces.find(reader, spaceKey);
  if (space === undefined) return { errors: ({ text }) => ({ spaceKey: text.editing.move.unknownSpace(spaceKey) }) };
  if (parent === '') return { parentId: null, spaceKey: space.key };
  const page = await wiki.content.findByTitle(reader, space.key, parent);
  if (page === undefined) return { errors: ({ text }) => ({ parent: text.editing.move.unknownParent(parent, space.key) }) };
  return { parentId: page.id };
}

/** @returns undefined for a refusal that is no field's fault */
function errorsOf({ text }: View, refusal: Refusal, typed: Typed): MoveErrors | undefined {
  const words = text.editing.move;
  switch (refusal.refused) {
    case 'cyclic-move':
      return { parent: words.cyclic };
    case 'title-taken':
      return { spaceKey: words.titleTaken(refusal.title, refusal.spaceKey) };
    case 'unknown-parent':
      return { parent: words.unknownParent(typed.parent, typed.spaceKey) };
    case 'not-permitted':
      return { spaceKey: words.notPermitted };
    default:
      return undefined;
  }
}
