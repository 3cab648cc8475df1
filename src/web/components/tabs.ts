/**
 * Tabs. Without script all panels stand below each other, each under its heading, and the tabs are links to them.
 *
 *     tabs({ id: 'connect', label: 'Connect with', tabs: [{ id: 'curl', label: 'curl', panel: html`…` }] })
 */
import { type Html, html, type Renderable } from '../html.ts';

export type TabsProps = {
  /** Unique in the page; the panels' ids begin with it. */
  readonly id: string;
  /** What the tabs are about, for screen readers. */
  readonly label: string;
  readonly tabs: readonly { readonly id: string; readonly label: string; readonly panel: Renderable }[];
};

export function tabs({ id: group, label: about, tabs: all }: TabsProps): Html {
  return html`
    <div class="tabs" data-tabs>
      <ul class="tab-list" aria-label="${about}">
        ${all.map(({ id, label }) => html`<li><a class="tab" href="#${group}-${id}" id="${group}-${id}-tab">${label}</a></li>`)}
      </ul>
      ${all.map(
        ({ id, label, panel }) => html`
          <section class="tab-panel" id="${group}-${id}" aria-labelledby="${group}-${id}-tab">
            <h3 class="tab-panel-title">${label}</h3>
            ${panel}
          </section>`,
      )}
    </div>`;
}
