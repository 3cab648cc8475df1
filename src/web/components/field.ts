/**
 * Fields of a form: label, hint and error belong together, and are tied together for screen readers.
 *
 *     textField({ name: 'name', label: 'Name', hint: 'People see it on the consent page.', value, error, required: true })
 *     passwordField(view, { name: 'os_password', label: 'Password', autocomplete: 'current-password', required: true })
 *
 * A field's id is its name, so that an error summary or a test can point at it.
 */
import { attributes, type Html, html, type Renderable } from '../html.ts';
import type { View } from '../view.ts';
import { icon } from './icon.ts';

export type FieldProps = {
  readonly name: string;
  readonly label: string;
  readonly hint?: Renderable;
  /** What is wrong and what to do; marks the field as invalid. */
  readonly error?: Renderable;
  readonly value?: string | undefined;
  readonly required?: boolean;
  /** As HTML names it: `username`, `current-password`, `new-password`, `off`. */
  readonly autocomplete?: string;
  readonly autofocus?: boolean;
  readonly maxLength?: number;
};

/** Label, control, hint and error of one field; for controls that are not among the functions below. */
function field(props: Pick<FieldProps, 'name' | 'label' | 'hint' | 'error'>, control: Renderable): Html {
  return html`
    <div class="field">
      <label class="field-label" for="${props.name}">${props.label}</label>
      ${hintOf(props)}${control}${errorOf(props)}
    </div>`;
}

export function textField(
  props: FieldProps & {
    readonly type?: 'text' | 'email' | 'url' | 'number' | 'date';
    readonly monospace?: boolean;
    readonly placeholder?: string;
    /** The keyboard that a phone shows. */
    readonly inputMode?: 'numeric';
  },
): Html {
  return field(
    props,
    html`<input ${attributes({
      ...controlAttributes(props),
      class: props.monospace ? 'input monospace' : 'input',
      type: props.type ?? 'text',
      value: props.value,
      placeholder: props.placeholder,
      inputmode: props.inputMode,
      spellcheck: props.monospace ? 'false' : undefined,
      autocapitalize: props.monospace || props.autocomplete === 'username' ? 'none' : undefined,
    })}>`,
  );
}

/** A password, with a button that shows it and a hint when caps lock is on. The value is never sent back to the page. */
export function passwordField(view: View, props: Omit<FieldProps, 'value'>): Html {
  const { showOf, capsLock } = view.text.components;
  const capsLockId = `${props.name}-caps-lock`;
  const input = attributes({
    ...controlAttributes(props),
    class: 'input',
    type: 'password',
    spellcheck: 'false',
    autocapitalize: 'none',
    'data-caps-lock': capsLockId,
  });
  return field(
    props,
    html`
      <div class="input-with-button" data-reveal>
        <input ${input}>
        <button class="button button-quiet button-icon-only needs-script" type="button" aria-pressed="false" data-reveal-button>
          <span class="when-off">${icon('eye')}</span>
          <span class="when-on">${icon('eyeOff')}</span>
          <span class="visually-hidden">${showOf(props.label)}</span>
        </button>
      </div>
      <p class="field-hint field-caps-lock" id="${capsLockId}" role="status" data-message="${capsLock}"></p>`,
  );
}

/** Several lines; grows with what is written. */
export function textArea(
  props: FieldProps & { readonly rows?: number; readonly monospace?: boolean; readonly readOnly?: boolean },
): Html {
  const { rows = 4, monospace, value, readOnly } = props;
  const looks = monospace ? 'input monospace' : 'input';
  const about = attributes({ ...controlAttributes(props), class: looks, rows, readonly: readOnly });
  // A browser drops the first line feed of a textarea, so one that belongs to the text needs another before it.
  return field(props, html`<textarea ${about}>${'\n'}${value}</textarea>`);
}

/** The name of a thing that an administrator makes; its longest is that of all of them. */
export function nameField(props: Pick<FieldProps, 'label' | 'hint' | 'value' | 'error'>): Html {
  return textField({ ...props, name: 'name', required: true, maxLength: 100, autocomplete: 'off' });
}

export type Option = { readonly value: string; readonly label: string };

export function selectField(props: FieldProps & { readonly options: readonly Option[] }): Html {
  return field(
    props,
    html`<select ${attributes({ ...controlAttributes(props), class: 'input select' })}>${props.options.map(
      ({ value, label }) => html`<option ${attributes({ value, selected: value === props.value })}>${label}</option>`,
    )}</select>`,
  );
}

/** A file; the form around it needs `multipart`. `accept` lists media types. */
export function fileField(props: Omit<FieldProps, 'value'> & { readonly accept?: string; readonly multiple?: boolean }): Html {
  const { accept, multiple } = props;
  return field(
    props,
    html`<input ${attributes({ ...controlAttributes(props), class: 'input', type: 'file', accept, multiple })}>`,
  );
}

export type CheckboxProps = {
  readonly name: string;
  readonly label: Renderable;
  readonly hint?: Renderable;
  readonly error?: Renderable;
  readonly checked?: boolean;
  /** It cannot be changed, and is not sent. */
  readonly disabled?: boolean;
  /** What is sent when it is checked; default `true`. */
  readonly value?: string;
};

export function checkbox(props: CheckboxProps): Html {
  const { name, label, checked, disabled, value = 'true' } = props;
  return html`
    <div class="field field-check">
      <input ${attributes({ type: 'checkbox', id: name, name, value, checked, disabled, ...description(props) })}>
      <label class="field-check-label" for="${name}">${label}</label>
      ${hintOf(props)}${errorOf(props)}
    </div>`;
}

/** Related fields under one legend. */
export function fieldGroup(props: { readonly legend: string; readonly hint?: Renderable; readonly body: Renderable }): Html {
  return html`
    <fieldset class="field-group">
      <legend class="field-label">${props.legend}</legend>
      ${props.hint && html`<p class="field-hint">${props.hint}</p>`}${props.body}
    </fieldset>`;
}

type Explained = { readonly name: string; readonly hint?: Renderable; readonly error?: Renderable };

/** The hint of a field, under the id that the control's description names. */
export function hintOf({ name, hint }: Explained): Renderable {
  return hint && html`<p class="field-hint" id="${name}-hint">${hint}</p>`;
}

/** The error of a field, under the id that the control's description names. */
export function errorOf({ name, error }: Explained): Renderable {
  return error && html`<p class="field-error" id="${name}-error">${icon('warning')}<span>${error}</span></p>`;
}

/** Ties a control to its hint and error. */
export function description({ name, hint, error }: Explained): {
  'aria-describedby': string | undefined;
  'aria-invalid': string | undefined;
} {
  const ids = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean);
  return { 'aria-describedby': ids.length > 0 ? ids.join(' ') : undefined, 'aria-invalid': error ? 'true' : undefined };
}

function controlAttributes(props: FieldProps) {
  return {
    id: props.name,
    name: props.name,
    required: props.required,
    autocomplete: props.autocomplete,
    autofocus: props.autofocus,
    maxlength: props.maxLength,
    ...description(props),
  };
}
