/** The first page of General configuration: all of its areas, or those that a search found. */
import type { UsageSpan } from '../../database/usage.ts';
import { icon } from '../components/icon.ts';
import { pageHead } from '../components/navigation.ts';
import { type Html, html } from '../html.ts';
import {
  type ConsoleSection,
  consoleSections,
  type FoundSetting,
  findPages,
  findSettings,
} from '../layout/console-navigation.ts';
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
  const settings = wanted === '' ? [] : findSettings(view, wanted);
  return page(view, {
    kind: 'console',
    title: overview.title,
    main: html`${pageHead({ title: overview.title, description: overview.description })}${
      wanted !== '' && html`<p class="muted" role="status">${isFound ? found(wanted) : nothingFound(wanted)}</p>`
    }${settings.length > 0 && foundSettings(view, settings)}${(isFound ? matching : all).map((section) => areas(view, section))}${
      wanted === '' && usageSection(view, { counters: overallCounters, usage, description: view.text.console.usage.overall })
    }`,
  });
}

function foundSettings(view: View, settings: readonly FoundSetting[]): Html {
  return html`
    <section class="section area-section">
      <h2 class="section-title">${view.text.configuration.settings}</h2>
      <ul class="plain-list">${settings.map(
        ({ label, page: place, path }) =>
          html`<li><a href="${address(view, path)}">${label}</a> <span class="muted">${place}</span></li>`,
      )}</ul>
    </section>`;
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
