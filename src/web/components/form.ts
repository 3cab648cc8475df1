/**
 * Forms. Whatever changes something is a form that is posted, with the token that shows it came from a page of ours.
 *
 *     form(view, { action: '/login.action', body: html`${textField(…)}${formActions(button({ label: 'Log in', kind: 'primary' }))}` })
 */
import { csrfFieldName } from '../../http/csrf.ts';
import { attributes, type Html, html, type Renderable } from '../html.ts';
import { address, type View } from '../view.ts';

/** The hidden field that carries the token against cross-site request forgery. */
export function csrfField(token: string): Html {
  return html`<input type="hidden" name="${csrfFieldName}" value="${token}">`;
}

/** The field with the mark of a form that makes something (`one-press`). */
export const markName = 'form_mark';

/** Fields that are sent along, unseen; one with several values is sent once for each. */
export type HiddenFields = Readonly<Record<string, string | readonly string[]>>;

/** Hidden fields, in order. */
export function hiddenFields(fields: HiddenFields): Html {
  return html`${Object.entries(fields).map(([name, values]) =>
    [values].flat().map((value) => html`<input type="hidden" name="${name}" value="${value}">`),
  )}`;
}

export type FormProps = {
  /** The path under the context path. */
  readonly action: string;
  readonly body: Renderable;
  readonly id?: string;
  /** Sent along, unseen. */
  readonly fields?: HiddenFields;
  /** For what makes something at each press: a second press of the same button makes nothing more. */
  readonly once?: boolean;
  /** For files. */
  readonly multipart?: boolean;
};

/** A form that is posted. Its fields stand in one column with even space. */
export function form(view: View, { action, body, id, fields = {}, once, multipart }: FormProps): Html {
  return html`
    <form class="form" method="post" action="${address(view, action)}" ${attributes({ id, enctype: multipart && 'multipart/form-data' })}>
      ${csrfField(view.csrfToken)}${once && hiddenFields({ [markName]: view.newMark() })}${hiddenFields(fields)}${body}
    </form>`;
}

/** The row of buttons at a form's end; `pair` makes two of equal size (Deny and Allow). */
export function formActions(buttons: Renderable, layout: 'row' | 'pair' = 'row'): Html {
  return html`<div class="${layout === 'pair' ? 'form-actions form-actions-pair' : 'form-actions'}">${buttons}</div>`;
}

/** Rarely needed fields, folded; open when one of them has an error. */
export function folded(props: { readonly summary: string; readonly body: Renderable; readonly open?: boolean }): Html {
  return html`
    <details class="folded" ${attributes({ open: props.open })}>
      <summary>${props.summary}</summary>
      <div class="folded-body">${props.body}</div>
    </details>`;
}
