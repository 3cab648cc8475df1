/**
 * A form filled in by a passkey: on submit the browser asks for one, and its answer is sent as `credential`. It needs scripts, so
 * every page that has it offers another way too.
 */
import { attributes, type Html, html, type Renderable } from '../html.ts';
import { address, type View } from '../view.ts';
import { button } from './button.ts';
import { csrfField, type HiddenFields, hiddenFields } from './form.ts';

export interface PasskeyFormProps {
  /** The path under the context path. */
  readonly action: string;
  /** `create` registers a passkey, `get` uses one. */
  readonly kind: 'create' | 'get';
  /** What the browser is asked (WebAuthn §5.4, §5.5), as JSON. */
  readonly options: object;
  readonly label: string;
  readonly primary?: boolean;
  readonly wide?: boolean;
  readonly body?: Renderable;
  readonly fields?: HiddenFields;
  /** Names of boxes elsewhere in the page that are sent along. */
  readonly copies?: readonly string[];
}

export function passkeyForm(view: View, props: PasskeyFormProps): Html {
  const { action, kind, options, label, primary, wide, body, fields = {}, copies = [] } = props;
  const about = attributes({
    'data-passkey': kind,
    'data-options': JSON.stringify(options),
    'data-words': JSON.stringify(view.text.twoStep.passkeyForm),
  });
  return html`
    <form class="form needs-script" method="post" action="${address(view, action)}" ${about}>
      ${csrfField(view.csrfToken)}${hiddenFields(fields)}
      <input type="hidden" name="credential" value="">
      ${copies.map((name) => html`<input type="hidden" name="${name}" value="" data-copy-of="${name}">`)}
      ${body}
      <p class="field-error" role="alert" data-passkey-failure hidden></p>
      <div class="form-actions">${button({ label, icon: 'key', kind: primary ? 'primary' : 'secondary', wide: wide ?? false })}</div>
    </form>`;
}
