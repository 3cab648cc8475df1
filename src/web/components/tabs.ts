/**
 * Tabs. Without script all panels stand below each other, each under its heading, and the tabs are links to them.
 *
 *     tabs({ id: 'connect', label: 'Connect with', tabs: [{ id: 'curl', label: 'curl', panel: html`…` }] })
 */
import { attributes, type Html, html, type Renderable } from '../html.ts';

export type TabsProps = {
  /** Unique in the page; the panels' ids begin with it. */
  readonly id: string;
  /** What the tabs are about, for screen readers. */
  readonly label: string;
  readonly tabs: readonly { readonly id: string; readonly label: string; readonly panel: Renderable }[];
};

export function tabs(props: TabsProps): Html {
  return html`<div class="tabs" data-tabs><ul class="tab-list" aria-label="${props.label}">${props.tabs.map(
    ({ id, label }, index) =>
      html`<li><a class="tab" href="#${props.id}-${id}" id="${props.id}-${id}-tab" ${attributes({ 'aria-current': index === 0 ? 'true' : undefined })}>${label}</a></li>`,
  )}</ul>${props.tabs.map(
    ({ id, label, panel }) =>
      html`<section class="tab-panel" id="${props.id}-${id}" aria-labelledby="${props.id}-${id}-tab"><h3 class="tab-panel-title">${label}</h3>${panel}</section>`,
  )}</div>`;
}
