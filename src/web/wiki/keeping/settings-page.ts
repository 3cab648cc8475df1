/** The settings of a space: what it is called, where it begins, whether it is archived; and the way to its end. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from '../../../audit/origin.ts';
import type { Milliseconds } from '../../../foundation/clock.ts';
import { idIn } from '../../../foundation/row-id.ts';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { sendPage } from '../../../http/headers.ts';
import { isRefusal, type Refusal } from '../../../wiki/refusals.ts';
import { button, linkButton } from '../../components/button.ts';
import { textArea, textField } from '../../components/field.ts';
import { form, formActions } from '../../components/form.ts';
import { notice } from '../../components/notice.ts';
import { box, section } from '../../components/section.ts';
import { stateBadge } from '../../components/status.ts';
import { fieldOf } from '../../form-body.ts';
import { html } from '../../html.ts';
import { signedIn } from '../../people/signed-in.ts';
import { address, type View } from '../../view.ts';
import { type SpaceFrame, spacePage } from '../space-frame.ts';
import { wikiPaths } from '../wiki-paths.ts';
import { sendRefusal, type WikiPageDeps } from '../wiki-route.ts';
import { keptHead, readKept } from './kept-space.ts';

interface Typed {
  readonly name: string;
  readonly description: string;
  /** The title of the home page. */
  readonly home: string;
  /** When the space that was seen was last changed; undefined: the form does not say. */
  readonly seen: Milliseconds | undefined;
}

type Errors = { readonly [Field in Exclude<keyof Typed, 'seen'> | 'form']?: string };
type OfSpace = { Params: { key: string } };

export function registerSpaceSettings(app: App, deps: WikiPageDeps): void {
  const { wiki, views } = deps;
  const config = { access: pageRoute() };
  const path = '/spaces/:key/settings';

  app.get<OfSpace>(path, { config }, async (request, reply) => {
    const frame = await readKept(deps, request, reply, request.params.key);
    if (frame === undefined) return reply;
    const { name, description, homepageId, updatedAt } = frame.space;
    const home = homepageId === undefined ? undefined : await wiki.content.find(signedIn(request).person, homepageId);
    return show(request, reply, frame, { name, description, home: home?.title ?? '', seen: updatedAt }, {});
  });

  app.post<OfSpace>(path, { config }, async (request, reply) => {
    const frame = await readKept(deps, request, reply, request.params.key);
    if (frame === undefined) return reply;
    const { person } = signedIn(request);
    const { body } = request;
    const seen = idIn(fieldOf(body, 'seen'));
    const texts = { name: fieldOf(body, 'name'), description: fieldOf(body, 'description'), home: fieldOf(body, 'home').trim() };
    const typed = { ...texts, seen };
    const { key } = frame.space;
    const home = typed.home === '' ? undefined : await wiki.content.findByTitle(person, key, typed.home);
    if (typed.home !== '' && home?.type !== 'page') {
      const { homeUnknown } = views.viewOf(request, reply).text.spaces.settings;
      return show(request, reply.code(422), frame, typed, { home: homeUnknown(typed.home) });
    }
    const change = { name: typed.name, description: typed.description, ...(home && { homepageId: home.id }) };
    const saved = await wiki.spaces.update(person, key, change, originOf(request), seen);
    if (!isRefusal(saved)) return views.goOn(reply, wikiPaths.spaceSettings(key), 'space-saved');
    const errors = errorsOf(views.viewOf(request, reply), saved);
    if (errors === undefined) return sendRefusal(deps, request, reply, saved);
    // What somebody else has saved is seen once it was told: saving again puts this in its place.
    const now = saved.refused === 'space-changed' ? await wiki.spaces.find(person, key) : undefined;
    return show(request, reply.code(422), frame, { ...typed, seen: now?.updatedAt ?? seen }, errors);
  });

  for (const [verb, status] of [
    ['archive', 'ARCHIVED'],
    ['restore', 'CURRENT'],
  ] as const) {
    app.post<OfSpace>(`${path}/${verb}`, { config }, async (request, reply) => {
      const saved = await wiki.spaces.update(signedIn(request).person, request.params.key, { status }, originOf(request));
      if (isRefusal(saved)) return sendRefusal(deps, request, reply, saved);
      return views.goOn(reply, wikiPaths.spaceSettings(saved.key), verb === 'archive' ? 'space-archived' : 'space-restored');
    });
  }

  function show(request: FastifyRequest, reply: FastifyReply, frame: SpaceFrame, typed: Typed, errors: Errors): FastifyReply {
    return sendPage(reply, settingsPage(views.viewOf(request, reply), frame, typed, errors));
  }
}

/** @returns undefined for a refusal that neither a field nor another administrator explains */
function errorsOf({ text, format }: View, refusal: Refusal): Errors | undefined {
  const words = text.spaces.settings;
  if (refusal.refused === 'invalid-space-name') return { name: words.nameInvalid(refusal.longest) };
  if (refusal.refused === 'space-changed') return { form: words.changedMeanwhile };
  if (refusal.refused === 'invalid-space-description') return { description: words.aboutTooLong(format, refusal.longest) };
  return undefined;
}

function settingsPage(view: View, frame: SpaceFrame, typed: Typed, errors: Errors): string {
  const words = view.text.spaces.settings;
  const { space } = frame;
  const isArchived = space.status === 'ARCHIVED';
  return spacePage(view, frame, {
    title: words.title,
    current: 'settings',
    main: html`${keptHead(view, space, { title: words.title, description: words.description(space.name) })}${errors.form !== undefined && html`<div class="flash">${notice({ tone: 'danger', announce: true, body: html`<p>${errors.form}</p>` })}</div>`}${form(
      view,
      {
        once: true,
        action: wikiPaths.spaceSettings(space.key),
        fields: typed.seen === undefined ? {} : { seen: String(typed.seen) },
        body: html`${textField({ name: 'name', label: words.name, value: typed.name, error: errors.name, required: true, autocomplete: 'off', maxLength: 200 })}
        ${textArea({ name: 'description', label: words.about, hint: words.aboutHint, value: typed.description, error: errors.description, rows: 3 })}
        ${textField({ name: 'home', label: words.home, hint: words.homeHint, value: typed.home, error: errors.home, autocomplete: 'off' })}
        ${formActions(button({ label: words.save, kind: 'primary' }))}`,
      },
    )}${section({
      title: words.status,
      body: box(
        html`<div class="anonymous-access"><div>${isArchived ? stateBadge('idle', view.text.spaces.list.archived) : stateBadge('good', view.text.spaces.list.current)}<p>${isArchived ? words.archivedText : words.currentText}</p></div>${form(
          view,
          {
            action: isArchived ? wikiPaths.restoreSpace(space.key) : wikiPaths.archiveSpace(space.key),
            body: button({ label: isArchived ? words.restore : words.archive }),
          },
        )}</div>`,
      ),
    })}${section({
      title: words.ends,
      description: words.endsText,
      body: html`<p>${linkButton({ label: words.delete, href: address(view, wikiPaths.removeSpace(space.key)), icon: 'trash' })}</p>`,
    })}`,
  });
}
