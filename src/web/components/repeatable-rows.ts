/**
 * A field that can hold several values, one a row. Rows are added and removed in the browser; without script there are a few
 * spare rows, and an empty row counts for nothing. All rows send the same name.
 *
 *     repeatableRows(view, { name: 'redirectUri', label: 'Redirect URL', values, errors, most: 20, checkAt: '/admin/application-links/check-redirect-url' })
 *
 * With `checkAt` each row is checked as it is typed: GET `checkAt?value=…` (and what the field named by `checkWith` says), answered by
 * `{"problem": null}` or `{"problem": "Use https, or http for this computer only."}`.
 */
import { attributes, type Html, html, type Renderable } from '../html.ts';
import { address, type View } from '../view.ts';
import { icon } from './icon.ts';

export type RepeatableRowsProps = {
  readonly name: string;
  /** Of one row; the rows are numbered. */
  readonly label: string;
  /** Of all; default: the label. */
  readonly legend?: string;
  readonly hint?: Renderable;
  readonly values: readonly string[];
  /** What is wrong with the row of the same position. */
  readonly errors?: readonly (string | undefined)[];
  readonly most: number;
  /** The path, under the context path, that checks a value. */
  readonly checkAt?: string;
  /** The name of another field of the form that the check depends on. */
  readonly checkWith?: string;
  readonly placeholder?: string;
  readonly addLabel: string;
};

export function repeatableRows(view: View, props: RepeatableRowsProps): Html {
  const { name, label, legend = label, hint, values, errors, most, checkAt, checkWith, addLabel } = props;
  const filled = values.length > 0 ? values : [''];
  const spares = Math.max(0, Math.min(spareRows, most - filled.length));
  return html`
    <fieldset class="field-group" ${attributes({
      'data-rows': true,
      'data-rows-most': most,
      'data-check-at': checkAt && address(view, checkAt),
      'data-check-with': checkWith,
      'data-checking': view.text.components.checking,
    })}>
      <legend class="field-label">${legend}</legend>
      ${hint && html`<p class="field-hint" id="${name}-hint">${hint}</p>`}
      <ol class="rows" data-rows-list>
        ${filled.map((value, index) => row(view, props, { index, value, error: errors?.[index] }))}
        ${Array.from({ length: spares }, (_, index) => row(view, props, { index: filled.length + index, value: '', isSpare: true }))}
      </ol>
      <div class="needs-script">
        <button class="button button-secondary button-small" type="button" data-rows-add>${icon('add')}<span>${addLabel}</span></button>
      </div>
    </fieldset>`;
}

/** How many empty rows a browser without script gets. With script they are taken out at once. */
const spareRows = 2;

type Row = { readonly index: number; readonly value: string; readonly error?: string | undefined; readonly isSpare?: boolean };

function row(view: View, props: RepeatableRowsProps, { index, value, error, isSpare }: Row): Html {
  const { components } = view.text;
  const label = components.rowOf(props.label, index + 1);
  const id = index === 0 ? props.name : `${props.name}-${index + 1}`;
  return html`
    <li ${attributes({ class: 'row', 'data-row': true, 'data-spare': isSpare })}>
      <div class="row-field">
        <input ${attributes({
          class: 'input monospace',
          type: 'text',
          inputmode: 'url',
          id,
          name: props.name,
          value,
          placeholder: props.placeholder,
          spellcheck: 'false',
          autocapitalize: 'none',
          autocomplete: 'off',
          'aria-label': label,
          'aria-describedby': props.hint ? `${props.name}-hint ${id}-error` : `${id}-error`,
          'aria-invalid': error ? 'true' : undefined,
        })}>
        <p class="row-message" id="${id}-error" aria-live="polite">${error}</p>
      </div>
      <button class="button button-quiet button-icon-only needs-script" type="button" data-row-remove>
        ${icon('close')}<span class="visually-hidden">${components.removeRow(label)}</span>
      </button>
    </li>`;
}
