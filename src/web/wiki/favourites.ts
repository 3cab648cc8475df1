/** The star of a page or a space: the button that marks it as a favourite, and takes that back. */
import { idIn } from '../../foundation/row-id.ts';
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { pagePath, spacePath } from '../../wiki/addresses.ts';
import { favouriteLabel } from '../../wiki/annotations/label-names.ts';
import type { Label } from '../../wiki/annotations/labels.ts';
import type { Target } from '../../wiki/annotations/target.ts';
import type { Reader } from '../../wiki/permissions.ts';
import { isRefusal } from '../../wiki/refusals.ts';
import type { Wiki } from '../../wiki/wiki.ts';
import { button } from '../components/button.ts';
import { form } from '../components/form.ts';
import { fieldOf } from '../form-body.ts';
import type { Html } from '../html.ts';
import { signedIn } from '../people/signed-in.ts';
import type { View } from '../view.ts';
import { wikiPaths } from './wiki-paths.ts';
import { notFound, sendRefusal, type WikiPageDeps } from './wiki-route.ts';

/** @returns whether a label is the reader's mark for a favourite, which is shown as a star */
export function isFavouriteMark({ prefix, name }: Pick<Label, 'prefix' | 'name'>): boolean {
  return prefix === favouriteLabel.prefix && name === favouriteLabel.name;
}

/** @returns whether it is a favourite of the reader; undefined for nobody in particular */
export async function readFavourite({ labels }: Wiki, reader: Reader, target: Target): Promise<boolean | undefined> {
  if (reader === undefined) return undefined;
  const found = await labels.of(reader, target, { prefixes: [favouriteLabel.prefix] }, { start: 0, limit: 200 });
  return isRefusal(found) ? undefined : found.results.some(isFavouriteMark);
}

/** @param favourite undefined: no button */
export function favouriteButton(view: View, target: Target, favourite: boolean | undefined): Html | false {
  if (favourite === undefined) return false;
  const words = view.text.editing.favourites;
  const isSpace = target.kind === 'space';
  const [add, remove] = isSpace ? [words.addSpace, words.removeSpace] : [words.addPage, words.removePage];
  return form(view, {
    action: wikiPaths.favourite,
    fields: {
      ...(target.kind === 'space' ? { spaceKey: target.key } : { pageId: String(target.id) }),
      favourite: String(!favourite),
    },
    body: button({
      label: favourite ? remove : add,
      icon: favourite ? 'starFilled' : 'star',
      small: true,
      // The space's stands in a column of words.
      ...(isSpace ? { kind: 'quiet' } : { iconOnly: true }),
    }),
  });
}

export function registerFavourites(app: App, deps: WikiPageDeps): void {
  const { wiki, views } = deps;
  app.post(wikiPaths.favourite, { config: { access: pageRoute() } }, async (request, reply) => {
    const { person } = signedIn(request);
    const { body } = request;
    const id = idIn(fieldOf(body, 'pageId'));
    const key = fieldOf(body, 'spaceKey');
    const content = id === undefined ? undefined : await wiki.content.find(person, id);
    const space = id === undefined ? await wiki.spaces.find(person, key) : undefined;
    const target: Target | undefined = content ? { kind: 'content', id: content.id } : space && { kind: 'space', key: space.key };
    if (target === undefined) return notFound(deps, request, reply);
    const begins = fieldOf(body, 'favourite') === 'true';
    const refusal = await (begins
      ? wiki.labels.add(person, target, [favouriteLabel])
      : wiki.labels.remove(person, target, favouriteLabel));
    // Another window took it back first.
    if (refusal !== undefined && refusal.refused !== 'unknown-label') return sendRefusal(deps, request, reply, refusal);
    const path = content === undefined ? spacePath({ key }) : pagePath(content);
    return views.goOn(reply, path, begins ? 'favourite-added' : 'favourite-removed');
  });
}
