/** What one may do with the page at hand: the buttons at its head, and the menu beside them. */
import type { ContentRecord } from '../../wiki/records.ts';
import type { Rights } from '../../wiki/rights.ts';
import { linkButton } from '../components/button.ts';
import { type MenuItem, menu } from '../components/menu.ts';
import { type Html, html } from '../html.ts';
import { address, type View } from '../view.ts';
import { favouriteButton } from './favourites.ts';
import type { SpaceFrame } from './space-frame.ts';
import { watchButton } from './watching.ts';
import { wikiPaths } from './wiki-paths.ts';

export interface PageActions {
  /** Undefined: nothing but reading. */
  readonly rights: Rights | undefined;
  /** Undefined: the reader cannot watch. */
  readonly watching: boolean | undefined;
  /** Undefined: nobody is signed in. */
  readonly favourite: boolean | undefined;
}

export function pageActions(view: View, content: ContentRecord, frame: SpaceFrame, actions: PageActions): Html {
  const words = view.text.editing.actions;
  const { rights, watching, favourite } = actions;
  const items = itemsOf(view, content, frame, rights);
  return html`<div class="page-actions">
    ${view.viewer && rights?.update && linkButton({ label: words.edit, icon: 'edit', small: true, href: address(view, wikiPaths.edit(content.id)) })}
    ${favouriteButton(view, { kind: 'content', id: content.id }, favourite)}
    ${watchButton(view, content.id, watching)}
    ${items.length > 0 && menu(view, { label: words.more(content.title), items })}
  </div>`;
}

function itemsOf(
  view: View,
  { id, type, space }: ContentRecord,
  { permissions }: SpaceFrame,
  rights: Rights | undefined,
): readonly MenuItem[] {
  if (view.viewer === undefined) return [];
  const words = view.text.editing.actions;
  const link = (label: string, path: string, icon: NonNullable<MenuItem & { kind: 'link' }>['icon']): MenuItem => ({
    kind: 'link',
    label,
    href: address(view, path),
    ...(icon === undefined ? {} : { icon }),
  });
  return [
    ...(type === 'page' && permissions.has('create-page')
      ? [link(words.createChild, wikiPaths.create('page', space.key, id), 'add')]
      : []),
    link(words.attachments, wikiPaths.attachments(id), 'attachment'),
    link(words.labels, wikiPaths.labels(id), 'edit'),
    link(words.history, wikiPaths.history(id), 'clock'),
    ...(rights?.restrict ? [link(words.restrictions, wikiPaths.restrictions(id), 'lock')] : []),
    ...(rights?.update && type === 'page' ? [link(words.move, wikiPaths.move(id), 'chevronRight')] : []),
    ...(rights?.delete
      ? [
          { kind: 'separator' } as const,
          { kind: 'link', label: words.remove, href: address(view, wikiPaths.remove(id)), icon: 'trash', danger: true } as const,
        ]
      : []),
  ];
}
