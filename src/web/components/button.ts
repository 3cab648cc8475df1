/**
 * Buttons, and links that look like buttons. One primary button a page.
 *
 *     button({ label: 'Save', kind: 'primary' })                       submits the form around it
 *     linkButton({ label: 'Create link', href: address(view, '/…'), kind: 'primary', icon: 'add' })
 */
import { attributes, type Html, html } from '../html.ts';
import { type IconName, icon } from './icon.ts';

/** `primary` is the way forward, `danger` ends something, `quiet` has no border until it is pointed at. */
type ButtonKind = 'primary' | 'secondary' | 'danger' | 'quiet';

type Look = {
  readonly label: string;
  /** Default: `secondary`. */
  readonly kind?: ButtonKind;
  readonly icon?: IconName;
  /** The label is read aloud but not shown; needs an icon. */
  readonly iconOnly?: boolean;
  readonly small?: boolean;
  /** As wide as the column: bare pages, and pairs of equal weight. */
  readonly wide?: boolean;
  /** Opens the `dialog` of this id; a link leads to its page where scripts do not run. */
  readonly opensDialog?: string;
};

export type ButtonProps = Look & {
  /** Default: `submit`. */
  readonly type?: 'submit' | 'button';
  readonly name?: string;
  readonly value?: string;
  readonly disabled?: boolean;
  /** The id of a form elsewhere in the page. */
  readonly form?: string;
};

/** A `<button>`; submits the form around it unless `type` says otherwise. */
export function button(props: ButtonProps): Html {
  const { type = 'submit', name, value, disabled, form } = props;
  return html`<button ${attributes({ ...look(props), type, name, value, disabled, form })}>${contentOf(props)}</button>`;
}

/** A link that looks like a button: for going somewhere, never for changing something. */
export function linkButton(props: Look & { readonly href: string }): Html {
  return html`<a ${attributes({ ...look(props), href: props.href })}>${contentOf(props)}</a>`;
}

function look({ kind = 'secondary', small, wide, iconOnly, opensDialog }: Look) {
  const sizes = `${small ? ' button-small' : ''}${wide ? ' button-wide' : ''}${iconOnly ? ' button-icon-only' : ''}`;
  return { class: `button button-${kind}${sizes}`, 'data-opens-dialog': opensDialog };
}

function contentOf(props: Look): Html {
  const shown = props.icon && icon(props.icon);
  return props.iconOnly
    ? html`${shown}<span class="visually-hidden">${props.label}</span>`
    : html`${shown}<span>${props.label}</span>`;
}
