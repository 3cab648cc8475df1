/** The column of General configuration: its sections and pages. */
import { icon } from '../components/icon.ts';
import { attributes, type Html, html } from '../html.ts';
import { address, type View } from '../view.ts';
import { type ConsolePage, type ConsoleSection, consoleSections } from './console-navigation.ts';
import { sideColumn } from './side-column.ts';

export function consoleSide(view: View, current: ConsolePage | undefined): Html {
  const title = view.text.layout.generalConfiguration;
  return sideColumn(view, {
    label: title,
    content: html`
      <nav class="side-nav" aria-label="${title}">
        <p class="side-nav-title">${title}</p>
        ${consoleSections(view.text).map((section) => sectionLinks(view, section, current))}
      </nav>`,
  });
}

function sectionLinks(view: View, { title, pages }: ConsoleSection, current: ConsolePage | undefined): Html {
  return html`
    <p class="side-nav-section">${title}</p>
    <ul>${pages.map(
      ({ key, label, path, icon: name }) => html`
        <li>
          <a class="side-nav-link" href="${address(view, path)}" ${attributes({ 'aria-current': key === current && 'page' })}>
            ${icon(name)}<span>${label}</span>
          </a>
        </li>`,
    )}</ul>`;
}
