/** The valid client secrets, newest first; a replaced one can be ended early. */
import type { ShownSecret } from '../../oauth/client-secrets.ts';
import { button } from '../components/button.ts';
import { copyField } from '../components/copy.ts';
import { form, formActions } from '../components/form.ts';
import { notice } from '../components/notice.ts';
import { relativeTime } from '../components/time.ts';
import { type Html, html } from '../html.ts';
import type { View } from '../view.ts';

/** The id of the field that holds the client secret. */
const fieldId = 'client-secret';

/** @param endPath the path that ends a secret, given its id */
export function secretFields(view: View, secrets: readonly ShownSecret[], endPath: (secretId: number) => string): Html {
  return html`${secrets.map((secret, index) => secretField(view, secret, { index, count: secrets.length, endPath }))}`;
}

function secretField(
  view: View,
  { id, secret, expiresAt }: ShownSecret,
  { index, count, endPath }: { readonly index: number; readonly count: number; readonly endPath: (secretId: number) => string },
): Html {
  const words = view.text.console.credentials;
  const end =
    expiresAt === null
      ? undefined
      : form(view, { action: endPath(id), body: formActions(button({ label: words.endOldSecret, small: true })) });
  if (secret === undefined) return html`${notice({ tone: 'warning', body: html`<p>${words.lostSecret}</p>` })}${end}`;
  return html`${copyField(view, {
    id: index === 0 ? fieldId : `${fieldId}-${index + 1}`,
    label: count === 1 ? words.clientSecret : index === 0 ? words.newSecret : words.oldSecret,
    value: secret,
    secret: true,
    hint: expiresAt === null ? undefined : html`${words.oldSecretEnds} ${relativeTime(view, expiresAt)}`,
  })}${end}`;
}
