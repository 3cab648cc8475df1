/** The side column of General configuration: a field that filters the pages, and the sections with their pages. */
import { button } from '../components/button.ts';
import { icon } from '../components/icon.ts';
import { attributes, type Html, html } from '../html.ts';
import { address, type View } from '../view.ts';
import { type ConsolePage, type ConsoleSection, consoleSections } from './console-navigation.ts';
import { paths } from './paths.ts';
import { sideColumn } from './side-column.ts';

export function consoleSide(view: View, current: ConsolePage | undefined): Html {
  const title = view.text.layout.generalConfiguration;
  return sideColumn(view, {
    label: title,
    content: html`
      <nav class="side-nav" aria-label="${title}" data-filter-scope>
        <p class="side-nav-title"><a href="${address(view, paths.generalConfiguration)}">${title}</a></p>
        ${finder(view)}
        ${consoleSections(view).map((section) => sectionLinks(view, section, current))}
      </nav>`,
  });
}

/** Narrows the links as somebody types; without scripts it leads to the overview, which does. */
function finder(view: View): Html {
  const { find } = view.text.configuration;
  const input = attributes({
    class: 'input',
    type: 'search',
    name: 'q',
    placeholder: find,
    'aria-label': find,
    'data-filter': true,
  });
  return html`
    <form class="side-nav-find" role="search" aria-label="${find}" method="get" action="${address(view, paths.generalConfiguration)}">
      <input ${input}>
      ${button({ label: find, icon: 'search', iconOnly: true })}
    </form>`;
}

function sectionLinks(view: View, { title, pages }: ConsoleSection, current: ConsolePage | undefined): Html {
  return html`
    <div data-filter-group>
      <p class="side-nav-section">${title}</p>
      <ul>${pages.map(
        ({ key, label, path, icon: name, words }) => html`
          <li data-filter-words="${words}">
            <a class="side-nav-link" href="${address(view, path)}" ${attributes({ 'aria-current': key === current && 'page' })}>
              ${icon(name)}<span>${label}</span>
            </a>
          </li>`,
      )}</ul>
    </div>`;
}
