/** The history of a link or a service account: its part of the audit trail, newest first. */
import type { AuditedObject, AuditStore, Change, StoredAuditEvent } from '../../audit/audit-trail.ts';
import { idIn } from '../../foundation/row-id.ts';
import { linkButton } from '../components/button.ts';
import { section } from '../components/section.ts';
import { table } from '../components/table.ts';
import { relativeTime } from '../components/time.ts';
import { type Html, html } from '../html.ts';
import { address, type View } from '../view.ts';

export interface HistoryProps {
  /** The path of the page that shows it. */
  readonly path: string;
  readonly history: readonly StoredAuditEvent[];
  /** The id of the last event that is shown, when there are older ones. */
  readonly olderThan: number | undefined;
  /** Whether it begins with the newest. */
  readonly isFirstHistory: boolean;
}

/** How many events a page shows. */
const historyLength = 20;

/** @param before the id of the last event of the page before, as it stands in an address @returns what `historySection` shows of a thing */
export async function historyOf(
  audit: AuditStore,
  object: Pick<AuditedObject, 'type' | 'id'>,
  before: string,
): Promise<Omit<HistoryProps, 'path'>> {
  const last = idIn(before);
  const events = await audit.list({ object, limit: historyLength + 1, ...(last === undefined ? {} : { before: last }) });
  const history = events.slice(0, historyLength);
  return {
    history,
    olderThan: events.length > historyLength ? history.at(-1)?.id : undefined,
    isFirstHistory: last === undefined,
  };
}

export function historySection(view: View, { path, history, olderThan, isFirstHistory }: HistoryProps): Html {
  const words = view.text.console.link;
  const here = address(view, path);
  return section({
    id: 'history',
    title: words.history,
    body:
      history.length === 0
        ? html`<p class="muted">${words.noHistory}</p>`
        : html`${table({
            caption: words.history,
            columns: [
              { label: words.historyColumns.what },
              { label: words.historyColumns.who },
              { label: words.historyColumns.from },
              { label: words.historyColumns.when },
            ],
            rows: history.map((event) => eventRow(view, event)),
          })}<p class="inline history-pages">${!isFirstHistory && linkButton({ label: words.newerHistory, href: `${here}#history`, small: true })}${
            olderThan !== undefined &&
            linkButton({ label: words.olderHistory, href: `${here}?before=${olderThan}#history`, small: true })
          }</p>`,
  });
}

function eventRow(view: View, { summary, changes, kind, origin, at }: StoredAuditEvent) {
  // What it began with is on its page; what was changed about it is not.
  const told = kind.endsWith('.created') ? [] : changes;
  return [
    html`<span class="event">${summary}${told.length > 0 && html`<ul class="plain-list small muted">${told.map((change) => html`<li>${changeText(view, change)}</li>`)}</ul>`}</span>`,
    origin.actor.name,
    origin.remoteAddress === '' ? html`<span class="muted">–</span>` : html`<code>${origin.remoteAddress}</code>`,
    relativeTime(view, at),
  ];
}

function changeText(view: View, { name, oldValue, newValue }: Change): string {
  const words = view.text.console.link;
  const labels: Readonly<Record<string, string>> = words.changeNames;
  return words.changed(labels[name] ?? name, oldValue ?? words.none, newValue ?? words.none);
}
