/**
 * A column at the left of the content; on a narrow screen a drawer opened by a button. It is a native popover, so opening, closing by
 * Escape or an outside tap, and returning the focus need no script.
 */
import { icon } from '../components/icon.ts';
import { type Html, html, type Renderable } from '../html.ts';
import type { View } from '../view.ts';

const drawerId = 'side-column';

/** `label` is what the drawer's button says; the content brings its own landmark. */
export function sideColumn(view: View, { label, content }: { readonly label: string; readonly content: Renderable }): Html {
  return html`
    <div class="side-opener">
      <button class="button button-secondary" type="button" popovertarget="${drawerId}">${icon('menu')}<span>${label}</span></button>
    </div>
    <div class="side-column" id="${drawerId}" popover>
      <div class="side-closer">
        <button class="button button-quiet button-icon-only" type="button" popovertarget="${drawerId}" popovertargetaction="hide">
          ${icon('close')}<span class="visually-hidden">${view.text.layout.closeNavigation}</span>
        </button>
      </div>
      ${content}
    </div>`;
}
