/** The button with which a person begins and ends to watch a page. */
import { idIn } from '../../foundation/row-id.ts';
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { pagePath } from '../../wiki/addresses.ts';
import type { Reader } from '../../wiki/permissions.ts';
import { isRefusal } from '../../wiki/refusals.ts';
import type { Wiki } from '../../wiki/wiki.ts';
import { button } from '../components/button.ts';
import { form } from '../components/form.ts';
import { fieldOf } from '../form-body.ts';
import type { Html } from '../html.ts';
import { signedIn } from '../people/signed-in.ts';
import type { View } from '../view.ts';
import { notFound, sendRefusal, type WikiPageDeps } from './wiki-route.ts';

/** @returns whether the reader watches a content; undefined for who cannot, since nobody knows them */
export async function readWatching({ watches }: Wiki, reader: Reader, id: number): Promise<boolean | undefined> {
  if (reader === undefined) return undefined;
  const found = await watches.isWatching(reader, reader.id, { kind: 'content', id });
  return isRefusal(found) ? undefined : found.watching;
}

/** @param watching undefined: no button */
export function watchButton(view: View, contentId: number, watching: boolean | undefined): Html | false {
  if (watching === undefined) return false;
  const words = view.text.labels.watching;
  return form(view, {
    action: '/pages/watch.action',
    fields: { pageId: String(contentId), watch: String(!watching) },
    body: button({ label: watching ? words.stop : words.watch, icon: watching ? 'eyeOff' : 'eye', small: true }),
  });
}

export function registerWatching(app: App, deps: WikiPageDeps): void {
  const { wiki, views } = deps;
  app.post('/pages/watch.action', { config: { access: pageRoute() } }, async (request, reply) => {
    const { person } = signedIn(request);
    const id = idIn(fieldOf(request.body, 'pageId'));
    const content = id === undefined ? undefined : await wiki.content.find(person, id);
    if (content === undefined) return notFound(deps, request, reply);
    const begins = fieldOf(request.body, 'watch') === 'true';
    const target = { kind: 'content', id: content.id } as const;
    const refusal = await (begins
      ? wiki.watches.watch(person, person.id, target)
      : wiki.watches.unwatch(person, person.id, target));
    if (refusal !== undefined) return sendRefusal(deps, request, reply, refusal);
    return views.goOn(reply, pagePath(content), begins ? 'watch-begun' : 'watch-ended');
  });
}
