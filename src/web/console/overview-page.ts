/** General configuration itself: its areas, all of them or those that were looked for. */
import type { UsageSpan } from '../../database/usage.ts';
import { icon } from '../components/icon.ts';
import { pageHead } from '../components/navigation.ts';
import { type Html, html } from '../html.ts';
import { type ConsoleSection, consoleSections, findPages } from '../layout/console-navigation.ts';
import { page } from '../layout/page.ts';
import { address, type View } from '../view.ts';
import { overallCounters, usageSection } from './usage-section.ts';

/** @param typed what somebody looks for; empty: nothing @param usage of everybody together */
export function overviewPage(view: View, typed: string, usage: UsageSpan<(typeof overallCounters)[number]>): string {
  const { overview } = view.text.console;
  const { found, nothingFound } = view.text.configuration;
  const all = consoleSections(view);
  const wanted = typed.trim();
  const matching = wanted === '' ? all : findPages(all, wanted);
  const isFound = matching.length > 0;
  return page(view, {
    kind: 'console',
    title: overview.title,
    main: html`${pageHead({ title: overview.title, description: overview.description })}${
      wanted !== '' && html`<p class="muted" role="status">${isFound ? found(wanted) : nothingFound(wanted)}</p>`
    }${(isFound ? matching : all).map((section) => areas(view, section))}${
      wanted === '' && usageSection(view, { counters: overallCounters, usage, description: view.text.console.usage.overall })
    }`,
  });
}

function areas(view: View, { title, pages }: ConsoleSection): Html {
  return html`
    <section class="section area-section">
      <h2 class="section-title">${title}</h2>
      <ul class="area-cards">${pages.map(
        ({ path, label, about, icon: name }) => html`
          <li>
            <a class="box area-card" href="${address(view, path)}">
              ${icon(name)}<span class="two-lines"><strong>${label}</strong><span class="muted">${about}</span></span>
            </a>
          </li>`,
      )}</ul>
    </section>`;
}
