/** The page of the audit log: filter, events, export, and how long events are kept. */
import type { Change } from '../../../audit/audit-trail.ts';
import { type AuditCategory, auditCategories } from '../../../audit/categories.ts';
import { type Retention, retentionUnits } from '../../../audit/retention.ts';
import type { FoundEvent } from '../../../audit/search.ts';
import { button, linkButton } from '../../components/button.ts';
import { selectField, textField } from '../../components/field.ts';
import { form } from '../../components/form.ts';
import { section } from '../../components/section.ts';
import { table } from '../../components/table.ts';
import { relativeTime } from '../../components/time.ts';
import { type Html, html } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { paths } from '../../layout/paths.ts';
import { address, type View } from '../../view.ts';
import { consoleHead } from '../console-head.ts';

/** The filter as it was typed. */
export interface TypedFilter {
  readonly person: string;
  readonly thing: string;
  readonly category: AuditCategory | undefined;
  readonly from: string;
  readonly until: string;
}

export interface AuditLogProps {
  readonly typed: TypedFilter;
  /** The fields that hold no day. */
  readonly badDays: readonly ('from' | 'until')[];
  readonly events: readonly FoundEvent[];
  /** The id of the last event that is shown, when there are older ones. */
  readonly olderThan: number | undefined;
  readonly isFirst: boolean;
  readonly retention: Retention;
  /** A span that was just refused. */
  readonly refused: TypedRetention | undefined;
}

/** How long to keep events, as it was typed. */
export interface TypedRetention {
  readonly amount: string;
  readonly unit: string;
}

export const auditLogPaths = {
  page: paths.auditLog,
  export: `${paths.auditLog}/export`,
  retention: `${paths.auditLog}/retention`,
} as const;

/** Every category, in the order in which a person looks through them. */
export const categoryKeys: readonly AuditCategory[] = [...auditCategories.map(([name]) => name), 'system'];

export function auditLogPage(view: View, props: AuditLogProps): string {
  const words = view.text.auditLog;
  const { events, typed } = props;
  const query = queryOf(typed);
  const download = (format: 'csv' | 'json') => `${address(view, auditLogPaths.export)}?${withMore(query, { format })}`;
  return page(view, {
    kind: 'console',
    title: view.text.configuration.pages['audit-log'].label,
    current: 'audit-log',
    main: html`${consoleHead(view, 'audit-log')}${filterForm(view, props)}${
      events.length === 0 ? html`<p class="muted" role="status">${words.nothing}</p>` : eventTable(view, events)
    }${onAndBack(view, props, query)}${section({
      title: words.export,
      description: words.exportDescription,
      body: html`<p class="inline">${linkButton({ label: words.csv, href: download('csv') })}${linkButton({ label: words.json, href: download('json') })}</p>`,
    })}${retentionSection(view, props)}`,
  });
}

function filterForm(view: View, { typed, badDays }: AuditLogProps): Html {
  const words = view.text.auditLog.filter;
  const day = (name: 'from' | 'until') =>
    textField({
      name,
      label: words[name],
      type: 'date',
      value: typed[name],
      ...(badDays.includes(name) ? { error: words.badDay } : {}),
    });
  const isFiltered = queryOf(typed).size > 0;
  return html`
    <form class="box filter-form" method="get" action="${address(view, auditLogPaths.page)}" role="search" aria-label="${words.title}">
      ${textField({ name: 'person', label: words.person, value: typed.person, autocomplete: 'off' })}
      ${textField({ name: 'thing', label: words.thing, value: typed.thing, autocomplete: 'off' })}
      ${selectField({
        name: 'kind',
        label: words.category,
        value: typed.category ?? '',
        options: [
          { value: '', label: words.anyCategory },
          ...categoryKeys.map((key) => ({ value: key, label: view.text.auditLog.categories[key] })),
        ],
      })}
      ${day('from')}${day('until')}
      <p class="inline filter-actions">${button({ label: words.submit, icon: 'search' })}${
        isFiltered && linkButton({ label: words.clear, href: address(view, auditLogPaths.page), kind: 'quiet' })
      }</p>
    </form>`;
}

function eventTable(view: View, events: readonly FoundEvent[]): Html {
  const { columns } = view.text.auditLog;
  return table({
    caption: view.text.configuration.pages['audit-log'].label,
    columns: [
      { label: columns.what },
      { label: columns.thing },
      { label: columns.who },
      { label: columns.from },
      { label: columns.when },
    ],
    rows: events.map(({ event, author }) => [
      html`<span class="event">${event.summary}${changeList(view, event.changes)}</span>`,
      html`<span class="two-lines"><span>${event.object.name}</span><span class="muted small">${event.object.type}</span></span>`,
      html`<span class="two-lines"><span>${author?.fullName ?? event.origin.actor.name}</span>${
        author !== undefined && html`<span class="muted small">${event.origin.actor.name}</span>`
      }</span>`,
      event.origin.remoteAddress === '' ? html`<span class="muted">–</span>` : html`<code>${event.origin.remoteAddress}</code>`,
      relativeTime(view, event.at),
    ]),
  });
}

/** A few changes are read at once; more are unfolded. */
function changeList(view: View, changes: readonly Change[]): Html {
  if (changes.length === 0) return html``;
  const list = html`<ul class="plain-list small muted">${changes.map((change) => html`<li>${changeText(view, change)}</li>`)}</ul>`;
  if (changes.length <= fewChanges) return list;
  return html`<details class="folded small"><summary>${view.text.auditLog.changes(view.format, changes.length)}</summary>${list}</details>`;
}

const fewChanges = 2;

function changeText(view: View, { name, oldValue, newValue }: Change): string {
  const { changed, none } = view.text.auditLog;
  return changed(name, oldValue || none, newValue || none);
}

function onAndBack(view: View, { olderThan, isFirst }: AuditLogProps, query: URLSearchParams): Html {
  const words = view.text.auditLog;
  const here = address(view, auditLogPaths.page);
  return html`<p class="inline history-pages">${!isFirst && linkButton({ label: words.newest, href: `${here}?${query}`, small: true })}${
    olderThan !== undefined &&
    linkButton({ label: words.older, href: `${here}?${withMore(query, { before: String(olderThan) })}`, small: true })
  }</p>`;
}

function retentionSection(view: View, { retention, refused }: AuditLogProps): Html {
  const words = view.text.auditLog.retention;
  return section({
    id: 'retention',
    title: words.title,
    description: words.description,
    body: view.viewer?.isSystemAdministrator
      ? form(view, {
          action: auditLogPaths.retention,
          body: html`<div class="side-by-side">${textField({
            name: 'amount',
            label: words.amount,
            type: 'number',
            value: refused?.amount ?? String(retention.amount),
            required: true,
            autocomplete: 'off',
            ...(refused === undefined ? {} : { error: words.refused }),
          })}${selectField({
            name: 'unit',
            label: words.unit,
            value: refused?.unit ?? retention.unit,
            options: retentionUnits.map((value) => ({ value, label: words.units[value] })),
          })}${button({ label: words.submit })}</div>`,
        })
      : html`<p>${words.isNow(retention.amount, words.units[retention.unit])} ${words.readOnly}</p>`,
  });
}

/** @returns the filter as an address has it; what does not limit is left out */
function queryOf({ person, thing, category, from, until }: TypedFilter): URLSearchParams {
  const all = { person, thing, kind: category ?? '', from, until };
  return new URLSearchParams(Object.entries(all).filter(([, text]) => text !== ''));
}

function withMore(query: URLSearchParams, more: Readonly<Record<string, string>>): URLSearchParams {
  return new URLSearchParams([...query, ...Object.entries(more)]);
}
