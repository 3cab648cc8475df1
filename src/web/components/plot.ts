/**
 * How a number changed from day to day: a few small drawings of bars beside each other, each with its sum, and the same numbers as a table.
 *
 *     dailyPlots(view, { caption: 'Last 30 days', firstDay: Date.UTC(2026, 1, 11), series: [{ label: 'Calls', amounts: [3, 0, 12, …] }] })
 */
import type { Milliseconds } from '../../foundation/clock.ts';
import { type Html, html } from '../html.ts';
import type { View } from '../view.ts';
import { folded } from './form.ts';
import { table } from './table.ts';

export interface DailySeries {
  readonly label: string;
  /** One a day, the oldest first; as many as in every other series. */
  readonly amounts: readonly number[];
}

export interface DailyPlotsProps {
  /** Names the table. */
  readonly caption: string;
  /** When the first day begins. */
  readonly firstDay: Milliseconds;
  readonly series: readonly DailySeries[];
}

const dayLength: Milliseconds = 24 * 3_600_000;
/** Of a drawing, in units of its own. */
const size = { bar: 8, gap: 2, height: 48 } as const;

export function dailyPlots(view: View, props: DailyPlotsProps): Html {
  return html`
    <div class="plots">${props.series.map((series) => plot(view, series))}</div>
    ${folded({ summary: view.text.components.asTable, body: numbers(view, props) })}`;
}

function plot(view: View, { label, amounts }: DailySeries): Html {
  const { plotSummary } = view.text.components;
  const most = Math.max(...amounts);
  const sum = amounts.reduce((total, amount) => total + amount, 0);
  const width = amounts.length * (size.bar + size.gap) - size.gap;
  const meaning = plotSummary(label, view.format.number(sum), view.format.number(most));
  return html`
    <figure class="box plot">
      <figcaption><span class="muted">${label}</span><strong>${view.format.number(sum)}</strong></figcaption>
      <svg role="img" aria-label="${meaning}" viewBox="0 0 ${width} ${size.height}" preserveAspectRatio="none">
        ${amounts.map((amount, index) => bar(amount, most, index))}
      </svg>
    </figure>`;
}

/** A day with little is still seen, one with nothing leaves a line on the ground. */
function bar(amount: number, most: number, index: number): Html {
  const height = amount === 0 ? 1 : Math.max(3, Math.round((amount / most) * size.height));
  const x = index * (size.bar + size.gap);
  return html`<rect class="${amount === 0 ? 'plot-none' : 'plot-bar'}" x="${x}" y="${size.height - height}" width="${size.bar}" height="${height}" rx="1"/>`;
}

/** The newest first, as somebody would look for it. */
function numbers(view: View, { caption, firstDay, series }: DailyPlotsProps): Html {
  const days = series[0]?.amounts.length ?? 0;
  const rows = Array.from({ length: days }, (_, index) => [
    view.format.date(firstDay + index * dayLength),
    ...series.map(({ amounts }) => view.format.number(amounts[index] ?? 0)),
  ]);
  return table({
    caption,
    columns: [{ label: view.text.components.day }, ...series.map(({ label }) => ({ label, align: 'end' as const }))],
    rows: rows.reverse(),
  });
}
