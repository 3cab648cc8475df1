/**
 * Asking before something ends: a page (`confirmation`), and a dialog over the page where scripts run.
 *
 * A dangerous act always has its own page, which says exactly what will end. A `dialog` may save the way there:
 * give its id to `linkButton({ href: <that page>, opensDialog: id })`.
 */
import { type Html, html, type Renderable } from '../html.ts';
import type { View } from '../view.ts';
import { button, linkButton } from './button.ts';
import { textField } from './field.ts';
import { form, formActions } from './form.ts';
import { icon } from './icon.ts';

export type ConfirmationProps = {
  /** What will end, one fact each: "12 people lose access at once." */
  readonly consequences: readonly Renderable[];
  /** The path, under the context path, that does it. */
  readonly action: string;
  readonly fields?: Readonly<Record<string, string>>;
  /** The act itself: "Delete link", never "OK". */
  readonly confirmLabel: string;
  readonly cancelHref: string;
  /** Only for what cannot be undone: the name has to be typed, and is sent as `confirmation`. */
  readonly typed?: { readonly name: string; readonly error?: string | undefined };
};

/** The body of a page (or dialog) that asks before something ends. */
export function confirmation(view: View, props: ConfirmationProps): Html {
  const { consequences, action, fields = {}, confirmLabel, cancelHref, typed } = props;
  const { components } = view.text;
  const body = html`
    <ul class="consequences">${consequences.map((consequence) => html`<li>${consequence}</li>`)}</ul>
    ${
      typed &&
      textField({
        name: 'confirmation',
        label: components.typeToConfirm(typed.name),
        error: typed.error,
        autocomplete: 'off',
        required: true,
      })
    }
    ${formActions([button({ label: confirmLabel, kind: 'danger' }), linkButton({ label: components.cancel, href: cancelHref })])}`;
  return form(view, { once: true, action, fields, body });
}

export type DialogProps = {
  /** Unique in the page; what `opensDialog` names. */
  readonly id: string;
  readonly title: string;
  readonly body: Renderable;
};

/** A dialog over the page, closed until a button with `opensDialog` opens it. Escape closes it, and the focus returns. */
export function dialog(view: View, { id, title, body }: DialogProps): Html {
  return html`
    <dialog class="dialog" id="${id}" data-dialog aria-labelledby="${id}-title">
      <div class="dialog-head">
        <h2 class="dialog-title" id="${id}-title">${title}</h2>
        <form method="dialog">
          <button class="button button-quiet button-icon-only">
            ${icon('close')}<span class="visually-hidden">${view.text.components.close}</span>
          </button>
        </form>
      </div>
      <div class="dialog-body">${body}</div>
    </dialog>`;
}
