/**
 * A menu of actions. A folded list of links and buttons without script; with it, a menu as the ARIA Authoring Practices describe it:
 * arrows, Home, End, first letters, Escape, and the focus goes back where it came from.
 *
 *     menu(view, { label: 'More actions', items: [
 *       { kind: 'link', label: 'View credentials', href: address(view, '/…'), icon: 'key' },
 *       { kind: 'separator' },
 *       { kind: 'post', label: 'Disable', action: '/…/disable' } ] })
 */
import { type Html, html, type Renderable } from '../html.ts';
import { address, type View } from '../view.ts';
import { csrfField, hiddenFields } from './form.ts';
import { type IconName, icon } from './icon.ts';

type Entry = { readonly label: string; readonly icon?: IconName; readonly danger?: boolean };

export type MenuItem =
  | (Entry & { readonly kind: 'link'; readonly href: string })
  /** Changes something: a form that is posted to this path under the context path. */
  | (Entry & { readonly kind: 'post'; readonly action: string; readonly fields?: Readonly<Record<string, string>> })
  | { readonly kind: 'separator' };

export type MenuProps = {
  /** Names the menu; include what it is about: "More actions for Postman". */
  readonly label: string;
  readonly items: readonly MenuItem[];
  /** What stands on the button; default: three dots. */
  readonly trigger?: Renderable;
  /** Above the items: whom the menu is about. */
  readonly heading?: Renderable;
};

export function menu(view: View, { label, items, trigger, heading }: MenuProps): Html {
  return html`
    <details class="menu" data-menu>
      <summary class="${trigger === undefined ? 'button button-quiet button-icon-only' : 'menu-trigger'}">
        ${trigger ?? icon('more')}<span class="visually-hidden">${label}</span>
      </summary>
      <div class="menu-panel">
        ${heading && html`<div class="menu-heading">${heading}</div>`}
        <ul class="menu-list" aria-label="${label}">${items.map((item) => menuItem(view, item))}</ul>
      </div>
    </details>`;
}

function menuItem(view: View, item: MenuItem): Html {
  if (item.kind === 'separator') return html`<li class="menu-separator" role="separator"></li>`;
  const className = item.danger ? 'menu-item menu-item-danger' : 'menu-item';
  const content = html`${item.icon && icon(item.icon)}<span>${item.label}</span>`;
  if (item.kind === 'link') return html`<li><a class="${className}" href="${item.href}">${content}</a></li>`;
  return html`
    <li>
      <form method="post" action="${address(view, item.action)}">
        ${csrfField(view.csrfToken)}${hiddenFields(item.fields ?? {})}
        <button class="${className}" type="submit">${content}</button>
      </form>
    </li>`;
}
