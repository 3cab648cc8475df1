/**
 * **Try it**: runs the authorization code flow with PKCE against one link, in this browser, and shows every request and answer.
 * What it does is what any application does; the tokens live in this page's memory and are revoked at the end.
 */
import { announce } from './announce.js';
import { stepsOf } from './step-runner.js';
import { plainText } from './veil.js';

/** @typedef {import('./step-runner.js').ShowDetail} ShowDetail */

const form = document.querySelector('form[data-try-it]');
if (form instanceof HTMLFormElement) attach(form);

/** @param {HTMLFormElement} form */
function attach(form) {
  /** @type {Record<string, string>} */
  const words = JSON.parse(form.dataset.words ?? '{}');
  const baseUrl = form.dataset.baseUrl ?? '';
  const clientId = form.dataset.clientId ?? '';
  const redirectUri = form.dataset.redirectUri ?? '';
  const steps = stepsOf(document.querySelector('#try-it-steps'));
  const run = form.querySelector('button');
  const obstacle = obstacleTo(baseUrl);
  if (obstacle !== undefined) {
    form.replaceChildren(paragraph(obstacle));
    return;
  }

  if (run !== null) run.disabled = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    // Opened at once, while the browser still knows that somebody pressed a button.
    const consent = window.open('about:blank', '_blank', 'popup,width=520,height=760');
    if (run !== null) run.disabled = true;
    void flow(consent).finally(() => {
      consent?.close();
      if (run !== null) run.disabled = false;
    });
  });

  /** @param {string} baseUrl */
  function obstacleTo(baseUrl) {
    if (location.origin !== new URL(baseUrl).origin) return say('otherOrigin', baseUrl);
    return globalThis.isSecureContext ? undefined : say('insecure');
  }

  /**
   * A sentence of the catalogue; `#` stands for a value.
   * @param {string} key
   * @param {string} [value]
   */
  function say(key, value = '') {
    return (words[key] ?? key).replace('#', () => value);
  }

  /** @param {Window | null} consent */
  async function flow(consent) {
    steps.reset();
    const state = randomText(16);
    const verifier = randomText(32);
    const scope = String(new FormData(form).get('scope') ?? 'READ');
    /** @type {any} */ let server;
    /** @type {any} */ let tokens;
    let challenge = '';
    let code = '';

    /** @type {[string, (show: ShowDetail) => Promise<string>][]} */
    const acts = [
      [
        'discover',
        async (show) => {
          server = await exchange(show, 'GET', form.dataset.metadata ?? '');
          return say('discovered', server.issuer);
        },
      ],
      [
        'prepare',
        async (show) => {
          challenge = await hashOf(verifier);
          show(say('parameters'), lines({ code_verifier: verifier, code_challenge: challenge, state }));
          return say('prepared');
        },
      ],
      [
        'consent',
        async (show) => {
          const parameters = {
            response_type: 'code',
            client_id: clientId,
            redirect_uri: redirectUri,
            scope,
            state,
            code_challenge: challenge,
            code_challenge_method: 'S256',
          };
          const url = `${server.authorization_endpoint}?${new URLSearchParams(parameters)}`;
          show(say('request'), `GET ${url}`);
          show(say('parameters'), lines(parameters));
          if (consent === null) {
            offer(url);
            return say('blocked');
          }
          consent.location.replace(url);
          return say('asked');
        },
      ],
      [
        'answer',
        async (show) => {
          const answer = await answerTo(state, consent);
          show(say('answer'), `GET ${redirectUri}?${answer}`);
          show(say('parameters'), lines(Object.fromEntries(answer)));
          if (answer.get('iss') !== server.issuer) throw new Error(say('wrongIssuer', answer.get('iss') ?? ''));
          const error = answer.get('error');
          if (error !== null) throw new Error(say('denied', answer.get('error_description') ?? error));
          code = answer.get('code') ?? '';
          return say('received');
        },
      ],
      [
        'token',
        async (show) => {
          const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
          tokens = await exchange(show, 'POST', server.token_endpoint, { form: grant });
          return say('exchanged', String(tokens.expires_in));
        },
      ],
      [
        'call',
        async (show) => {
          const user = await exchange(show, 'GET', form.dataset.api ?? '', { token: tokens.access_token });
          return say('called', user.displayName ?? user.username);
        },
      ],
      [
        'refresh',
        async (show) => {
          const grant = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
          tokens = await exchange(show, 'POST', server.token_endpoint, { form: grant });
          return say('refreshed');
        },
      ],
      [
        'revoke',
        async (show) => {
          await exchange(show, 'POST', server.revocation_endpoint, { form: { token: tokens.refresh_token } });
          return say('revoked');
        },
      ],
    ];
    for (const [id, act] of acts) if (!(await steps.run(id, act))) return;
    announce(say('finished'));
  }

  /**
   * Sends one request as an application does, without this browser's session, and shows it with its answer.
   * @param {ShowDetail} show
   * @param {'GET' | 'POST'} method
   * @param {string} url
   * @param {{ form?: Record<string, string>, token?: string }} [options] a form is sent with the client's credentials
   */
  async function exchange(show, method, url, options = {}) {
    const fields = options.form && { ...options.form, client_id: clientId, ...secretField() };
    const headers = options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
    show(say('request'), requestText(method, url, headers, fields));
    const answer = await fetch(url, {
      method,
      credentials: 'omit',
      headers: { accept: 'application/json', ...headers },
      ...(fields && { body: new URLSearchParams(fields) }),
    });
    const text = await answer.text();
    show(say('answer'), answerText(answer, text));
    if (!answer.ok) throw new Error(say('failed', reasonOf(answer, text)));
    return text === '' ? undefined : JSON.parse(text);
  }

  /** @returns {Record<string, string>} */
  function secretField() {
    const field = document.getElementById('client-secret');
    return form.dataset.clientType === 'public' || field === null ? {} : { client_secret: plainText(field) };
  }

  /**
   * @param {string} method
   * @param {string} url
   * @param {Record<string, string>} headers
   * @param {Record<string, string> | undefined} fields
   */
  function requestText(method, url, headers, fields) {
    const head = [`${method} ${url}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\n');
    if (fields === undefined) return head;
    const shown = 'client_secret' in fields ? { ...fields, client_secret: say('secret') } : fields;
    return `${head}\n\n${lines(shown)}`;
  }

  /** @param {string} url */
  function offer(url) {
    const link = document.createElement('a');
    link.href = url;
    link.target = '_blank';
    link.rel = 'opener';
    link.className = 'button button-primary';
    link.textContent = say('openYourself');
    document.querySelector('[data-step="consent"] [data-step-details]')?.append(link);
    document.querySelector('[data-step="consent"] details')?.setAttribute('open', '');
    link.focus();
  }

  /**
   * Waits for the callback page to hand over an answer that carries this state.
   * @param {string} state
   * @param {Window | null} consent
   * @returns {Promise<URLSearchParams>}
   */
  function answerTo(state, consent) {
    return new Promise((resolve, reject) => {
      const channel = new BroadcastChannel('weir-try-it');
      const watch = setInterval(() => {
        // A little later, so that an answer that is on its way arrives first.
        if (consent?.closed) setTimeout(() => end(() => reject(new Error(say('closed')))), 500);
      }, 500);
      channel.addEventListener('message', ({ data }) => {
        const answer = new URLSearchParams(String(data));
        if (answer.get('state') === state) end(() => resolve(answer));
      });
      /** @param {() => void} settle */
      function end(settle) {
        clearInterval(watch);
        channel.close();
        settle();
      }
    });
  }
}

/**
 * @param {Response} answer
 * @param {string} text
 */
function answerText(answer, text) {
  const type = answer.headers.get('content-type');
  return `${answer.status} ${answer.statusText}${type === null ? '' : `\ncontent-type: ${type}`}\n\n${pretty(text)}`.trim();
}

/**
 * @param {Response} answer
 * @param {string} text
 */
function reasonOf(answer, text) {
  try {
    const { error, error_description: description } = JSON.parse(text);
    return `${answer.status} ${error}: ${description}`;
  } catch {
    return `${answer.status} ${answer.statusText}`;
  }
}

/** @param {string} text */
function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** @param {Record<string, string>} values */
function lines(values) {
  return Object.entries(values)
    .map(([name, value]) => `${name} = ${value}`)
    .join('\n');
}

/** @param {string} text */
function paragraph(text) {
  const element = document.createElement('p');
  element.textContent = text;
  return element;
}

/** @param {number} bytes */
function randomText(bytes) {
  return base64url(crypto.getRandomValues(new Uint8Array(bytes)));
}

/** @param {string} verifier */
async function hashOf(verifier) {
  return base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))));
}

/** @param {Uint8Array} bytes */
function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
