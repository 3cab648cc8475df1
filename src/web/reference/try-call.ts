/**
 * The form with which a logged-in person calls an operation, with this session's permissions or with a pasted token. The script makes
 * the call; a token stays in its field and goes into that one request only.
 */
import type { ApiParameter } from '../../http/api-description.ts';
import { linkButton } from '../components/button.ts';
import { notice } from '../components/notice.ts';
import { box, section } from '../components/section.ts';
import { attributes, type Html, html, type Renderable } from '../html.ts';
import { paths } from '../layout/paths.ts';
import { address, type View } from '../view.ts';
import { exampleValue, type ShownOperation } from './operations.ts';
import { referencePaths } from './reference-paths.ts';
import { withCode } from './shape-parts.ts';
import { readShape } from './shapes.ts';

export interface TryCallProps {
  readonly shown: ShownOperation;
  /** What stands in the field of the body at first. */
  readonly body: unknown;
}

export function tryCall(view: View, props: TryCallProps): Html {
  const words = view.text.reference.tryIt;
  return section({
    id: 'try-it',
    title: words.title,
    body: box(view.viewer === undefined ? signInFirst(view, props) : caller(view, props)),
  });
}

function signInFirst(view: View, { shown }: TryCallProps): Html {
  const words = view.text.reference.tryIt;
  const next = address(view, referencePaths.operation(shown.id));
  return html`
    <p>${words.signInFirst}</p>
    <p>${linkButton({ label: view.text.layout.signIn, href: `${address(view, paths.login)}?os_destination=${encodeURIComponent(next)}`, small: true })}</p>`;
}

function caller(view: View, { shown, body }: TryCallProps): Html {
  const words = view.text.reference.tryIt;
  const { method, path, operation } = shown;
  const takes = Object.keys(operation.requestBody?.content ?? {})[0];
  return html`
    <p class="no-script">${words.noScript}</p>
    <form class="form needs-script" data-try-call data-method="${method}" data-path="${address(view, path)}" data-csrf="${view.csrfToken}" data-words="${JSON.stringify(words.words)}">
      ${method !== 'GET' && notice({ tone: 'warning', body: html`<p>${words.changes}</p>` })}
      ${credentialFields(view)}
      ${operation.parameters.map((parameter) => parameterField(parameter))}
      ${takes === 'application/json' && bodyField(view, body)}
      ${takes === 'multipart/form-data' && fileFields(view)}
      <div><button class="button button-primary" type="submit">${words.send}</button></div>
    </form>
    <div class="call-outcome" data-call-outcome hidden></div>
    <script type="module" src="${address(view, view.assets.pathOf('scripts/reference.js'))}"></script>`;
}

function credentialFields(view: View): Html {
  const words = view.text.reference.tryIt;
  const token = attributes({
    class: 'input monospace',
    id: 'call-token',
    type: 'password',
    autocomplete: 'off',
    spellcheck: 'false',
    'data-call-token': true,
    'aria-describedby': 'call-token-hint',
  });
  return html`
    <div class="field">
      <label class="field-label" for="call-credential">${words.credential}</label>
      <select class="input select" id="call-credential" data-call-credential>
        <option value="session" selected>${words.session}</option>
        <option value="token">${words.token}</option>
        <option value="none">${words.nobody}</option>
      </select>
    </div>
    <div class="field" data-call-token-field hidden>
      <label class="field-label" for="call-token">${words.tokenLabel}</label>
      <p class="field-hint" id="call-token-hint">${words.tokenHint}</p>
      <input ${token}>
    </div>`;
}

function parameterField({ name, in: place, required, description, schema }: ApiParameter): Html {
  const id = `call-${place}-${name}`;
  const own = { id, 'data-parameter': name, 'data-in': place, required, 'aria-describedby': description && `${id}-hint` };
  return html`
    <div class="field">
      <label class="field-label" for="${id}"><code>${name}</code></label>
      ${description && html`<p class="field-hint" id="${id}-hint">${withCode(description)}</p>`}
      ${parameterControl(name, schema, own)}
    </div>`;
}

type Own = Readonly<Record<string, string | boolean | undefined>> & { readonly required: boolean | undefined };

function parameterControl(name: string, schema: object, own: Own): Html {
  const shape = readShape(schema);
  const values =
    shape.kind === 'values' ? shape.values : shape.kind === 'plain' && shape.type === 'true or false' ? ['true', 'false'] : [];
  if (values.length > 0) {
    const options = own.required ? values : ['', ...values];
    return html`<select ${attributes({ ...own, class: 'input select' })}>${options.map((value) => html`<option value="${value}">${value}</option>`)}</select>`;
  }
  return html`<input ${attributes({
    ...own,
    class: 'input monospace',
    type: 'text',
    placeholder: exampleValue(name, schema),
    autocomplete: 'off',
    autocapitalize: 'none',
    spellcheck: 'false',
  })}>`;
}

function bodyField(view: View, body: unknown): Html {
  const words = view.text.reference.tryIt;
  const own = attributes({ class: 'input monospace', id: 'call-body', rows: 8, spellcheck: 'false', 'data-call-body': true });
  return html`
    <div class="field">
      <label class="field-label" for="call-body">${words.body}</label>
      <textarea ${own}>${'\n'}${JSON.stringify(body, null, 2)}</textarea>
    </div>`;
}

function fileFields(view: View): Renderable {
  const words = view.text.reference.tryIt;
  return html`
    <div class="field">
      <label class="field-label" for="call-file">${words.file}</label>
      <input class="input" id="call-file" type="file" required data-call-part="file">
    </div>
    <div class="field">
      <label class="field-label" for="call-comment">${words.comment}</label>
      <input class="input" id="call-comment" type="text" autocomplete="off" data-call-part="comment">
    </div>`;
}
