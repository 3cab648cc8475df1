/**
 * Values to take along: an identifier or a secret with a copy button, and code with one.
 *
 *     copyField(view, { id: 'client-id', label: 'Client ID', value: clientId })
 *     copyField(view, { id: 'client-secret', label: 'Client secret', value: secret, secret: true })
 *     codeBlock(view, { id: 'curl-token', label: 'Exchange the code', code })
 *
 * A secret is veiled until "Show" is pressed; copying does not unveil it. Where scripts do not run it is shown, since the page was asked for.
 */
import { attributes, type Html, html, type Renderable } from '../html.ts';
import type { View } from '../view.ts';
import { icon } from './icon.ts';

export type CopyFieldProps = {
  /** Unique in the page. */
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly secret?: boolean;
  readonly hint?: Renderable;
};

export function copyField(view: View, { id, label, value, secret, hint }: CopyFieldProps): Html {
  return html`
    <div class="copy-field">
      <span class="field-label">${label}</span>
      <div class="copy-field-box">
        <code ${attributes({ class: 'copy-field-value', id, 'data-veiled': secret })}>${value}</code>
        <span class="copy-field-actions">${secret && unveilButton(view, id, label)}${copyButton(view, id, label)}</span>
      </div>
      ${hint && html`<p class="field-hint">${hint}</p>`}
    </div>`;
}

export type CodeBlockProps = {
  /** Unique in the page. */
  readonly id: string;
  /** What the code does or which file it is: above the code, and the name of the copy button. */
  readonly label: string;
  readonly code: string;
  /** A secret in the code: veiled wherever it stands. */
  readonly secret?: string | undefined;
};

export function codeBlock(view: View, { id, label, code, secret }: CodeBlockProps): Html {
  const pieces = secret === undefined || secret === '' ? [code] : code.split(secret);
  return html`
    <figure class="code-block">
      <figcaption class="code-block-head">
        <span>${label}</span>
        <span class="copy-field-actions">${pieces.length > 1 && unveilButton(view, id, label)}${copyButton(view, id, label)}</span>
      </figcaption>
      <pre tabindex="0" aria-label="${label}"><code id="${id}">${pieces.map((piece, index) =>
        index === 0 ? piece : html`<span data-veiled>${secret}</span>${piece}`,
      )}</code></pre>
    </figure>`;
}

/** Copies the text of the element of this id, and says so. */
function copyButton(view: View, from: string, label: string): Html {
  const { copy, copied } = view.text.components;
  return html`
    <button class="button button-quiet button-small needs-script" type="button" data-copy="${from}" data-copied="${copied}">
      ${icon('copy')}<span data-copy-label>${copy}</span><span class="visually-hidden"> ${label}</span>
    </button>`;
}

/** Shows and hides the secrets in the element of this id. */
function unveilButton(view: View, of: string, label: string): Html {
  const { show, hide } = view.text.components;
  return html`
    <button class="button button-quiet button-small needs-script" type="button" aria-pressed="false" data-unveil="${of}">
      <span class="when-off">${icon('eye')}<span>${show}</span></span>
      <span class="when-on">${icon('eyeOff')}<span>${hide}</span></span>
      <span class="visually-hidden"> ${label}</span>
    </button>`;
}
