/**
 * Tables that become a list of cards on a narrow screen: each cell then carries its column's name.
 *
 *     table({ caption: 'Application links', columns: [{ label: 'Name' }, { label: 'Last used' }, { label: 'Actions', hideLabel: true, align: 'end' }],
 *             rows: links.map((link) => [html`<a href="…">${link.name}</a>`, relativeTime(view, link.lastUsedAt), menu(view, …)]) })
 *
 * The first cell of a row is its heading.
 */
import { attributes, type Html, html, type Renderable } from '../html.ts';

export type Column = {
  readonly label: string;
  /** The label is for screen readers only: a column of actions. */
  readonly hideLabel?: boolean;
  /** `end` for numbers and actions. */
  readonly align?: 'start' | 'end';
};

export type TableProps = {
  /** Names the table for screen readers. */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Renderable[])[];
};

// Roles are written out: browsers drop a table's own when its parts are displayed as blocks.
export function table({ caption, columns, rows }: TableProps): Html {
  return html`
    <table class="table" role="table">
      <caption class="visually-hidden">${caption}</caption>
      <thead role="rowgroup"><tr role="row">${columns.map(columnHead)}</tr></thead>
      <tbody role="rowgroup">${rows.map((cells) => html`<tr role="row">${cells.map((content, index) => cell(columns[index], content, index === 0))}</tr>`)}</tbody>
    </table>`;
}

function columnHead({ label, hideLabel, align }: Column): Html {
  const shown = hideLabel ? html`<span class="visually-hidden">${label}</span>` : label;
  return html`<th scope="col" role="columnheader" ${attributes({ 'data-align': align })}>${shown}</th>`;
}

function cell(column: Column | undefined, content: Renderable, isHeading: boolean): Html {
  const align = { 'data-align': column?.align };
  if (isHeading) return html`<th scope="row" role="rowheader" ${attributes(align)}>${content}</th>`;
  const about = attributes({ ...align, 'data-label': column?.hideLabel ? undefined : column?.label });
  return html`<td role="cell" ${about}><div class="table-value">${content}</div></td>`;
}
