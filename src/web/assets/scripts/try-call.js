/**
 * Calls one operation of the API from its page of the reference (`data-try-call`), and shows the request and the answer as text. By
 * session the call carries the page's token against forgery; by a pasted token the browser's cookies stay out of it.
 */
import { announce } from './announce.js';
import { codeBlock } from './code-block.js';

const mostShown = 200_000; // characters

/** @param {HTMLFormElement} form */
export function attachTryCall(form) {
  const outcome = form.parentElement?.querySelector('[data-call-outcome]');
  const credential = form.querySelector('[data-call-credential]');
  const tokenField = form.querySelector('[data-call-token-field]');
  const token = form.querySelector('[data-call-token]');
  const button = form.querySelector('button[type="submit"]');
  if (!(outcome instanceof HTMLElement) || !(credential instanceof HTMLSelectElement) || !(token instanceof HTMLInputElement))
    return;
  /** @type {Record<string, string>} */
  const words = JSON.parse(form.dataset.words ?? '{}');

  credential.addEventListener('change', () => {
    const wantsToken = credential.value === 'token';
    tokenField?.toggleAttribute('hidden', !wantsToken);
    token.required = wantsToken;
    if (!wantsToken) token.value = '';
  });

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    button?.toggleAttribute('disabled', true);
    void send().finally(() => button?.toggleAttribute('disabled', false));
  });

  async function send() {
    const problem = jsonProblem();
    if (problem !== undefined) return show([paragraph(say('notJson', problem))]);
    const method = form.dataset.method ?? 'GET';
    const url = addressOf();
    const { headers, shown } = headersOf(method);
    const body = bodyOf();
    const request = [`${method} ${url}`, ...shown].join('\n') + (typeof body === 'string' ? `\n\n${body}` : '');
    const began = performance.now();
    try {
      const answer = await fetch(url, {
        method,
        headers,
        credentials: credential.value === 'session' ? 'same-origin' : 'omit',
        redirect: 'manual',
        cache: 'no-store',
        ...(body === undefined ? {} : { body }),
      });
      const bytes = await answer.arrayBuffer();
      show([
        codeBlock(say('request'), request),
        status(answer, Math.round(performance.now() - began)),
        codeBlock(say('headers'), [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n')),
        ...shownBody(answer, bytes),
      ]);
      announce(`${answer.status} ${answer.statusText}`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      show([codeBlock(say('request'), request), paragraph(say('failed', reason))]);
    }
  }

  /** The path with its holes filled, and the query of what was typed. */
  function addressOf() {
    let path = form.dataset.path ?? '';
    const query = new URLSearchParams();
    for (const field of parameters()) {
      const name = field.dataset.parameter ?? '';
      if (field.dataset.in === 'path') path = path.replace(`{${name}}`, () => encodeURIComponent(field.value));
      if (field.dataset.in === 'query' && field.value !== '') query.append(name, field.value);
    }
    return location.origin + path + (query.size === 0 ? '' : `?${query}`);
  }

  /**
   * What is sent, and what is shown of it.
   * @param {string} method
   */
  function headersOf(method) {
    const headers = new Headers({ accept: 'application/json' });
    const shown = ['accept: application/json'];
    /** @param {string} name @param {string} value @param {string} [instead] */
    const add = (name, value, instead = value) => {
      headers.set(name, value);
      shown.push(`${name}: ${instead}`);
    };
    for (const field of parameters()) {
      if (field.dataset.in === 'header' && field.value !== '') add(field.dataset.parameter ?? '', field.value);
    }
    if (form.querySelector('[data-call-body]') !== null) add('content-type', 'application/json');
    if (credential.value === 'token') add('authorization', `Bearer ${token.value.trim()}`, `Bearer ${say('token')}`);
    if (credential.value === 'session') {
      shown.push(`cookie: ${say('session')}`);
      if (method !== 'GET') add('x-csrf-token', form.dataset.csrf ?? '', say('csrf'));
    }
    return { headers, shown };
  }

  /** @returns {string | FormData | undefined} */
  function bodyOf() {
    const json = form.querySelector('[data-call-body]');
    if (json instanceof HTMLTextAreaElement) return json.value;
    const parts = [...form.querySelectorAll('[data-call-part]')].filter((part) => part instanceof HTMLInputElement);
    if (parts.length === 0) return undefined;
    const data = new FormData();
    for (const part of parts) {
      const name = part.dataset.callPart ?? '';
      // Text goes before the files, which are stored as they come.
      if (part.files === null && part.value !== '') data.append(name, part.value);
    }
    for (const part of parts) for (const file of part.files ?? []) data.append(part.dataset.callPart ?? '', file);
    return data;
  }

  /** @returns {string | undefined} what is wrong with the JSON that was typed */
  function jsonProblem() {
    const json = form.querySelector('[data-call-body]');
    if (!(json instanceof HTMLTextAreaElement)) return undefined;
    try {
      JSON.parse(json.value);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  function parameters() {
    return [...form.querySelectorAll('[data-parameter]')].filter(
      (field) => field instanceof HTMLInputElement || field instanceof HTMLSelectElement,
    );
  }

  /** @param {Response} answer @param {number} milliseconds */
  function status(answer, milliseconds) {
    const line = document.createElement('p');
    line.className = 'call-status';
    line.dataset.ok = String(answer.ok);
    const code = document.createElement('strong');
    code.textContent = `${answer.status} ${answer.statusText}`;
    const time = document.createElement('span');
    time.className = 'muted';
    time.textContent = say('took', String(milliseconds));
    line.append(code, ' ', time);
    return line;
  }

  /** @param {Response} answer @param {ArrayBuffer} bytes */
  function shownBody(answer, bytes) {
    if (bytes.byteLength === 0) return [paragraph(say('noBody'))];
    const type = answer.headers.get('content-type') ?? '';
    if (!/json|^text\//.test(type)) return [paragraph(say('bytes', String(bytes.byteLength)))];
    const text = pretty(new TextDecoder().decode(bytes));
    const beginning = text.slice(0, mostShown);
    return [codeBlock(say('body'), beginning), ...(beginning.length < text.length ? [paragraph(say('cut'))] : [])];
  }

  /** @param {readonly HTMLElement[]} parts */
  function show(parts) {
    const place = /** @type {HTMLElement} */ (outcome);
    place.hidden = false;
    place.replaceChildren(...parts);
  }

  /**
   * A sentence of the catalogue; `#` stands for a value.
   * @param {string} key
   * @param {string} [value]
   */
  function say(key, value = '') {
    return (words[key] ?? key).replace('#', () => value);
  }
}

/** @param {string} text */
function paragraph(text) {
  const element = document.createElement('p');
  element.textContent = text;
  return element;
}

/** @param {string} text */
function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
