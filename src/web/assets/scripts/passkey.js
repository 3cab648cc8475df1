/** Forms filled in by a passkey (`data-passkey`): on submit the browser is asked for one, and its answer is sent along as a field. */

/** The server's question is good for ten minutes; a page that is older fetches a new one. In milliseconds. */
const freshFor = 8 * 60 * 1000;

/** @param {ParentNode} root */
export function attachPasskeys(root) {
  for (const form of root.querySelectorAll('form[data-passkey]')) if (form instanceof HTMLFormElement) attach(form);
}

/** @param {HTMLFormElement} form */
function attach(form) {
  const failure = form.querySelector('[data-passkey-failure]');
  const button = form.querySelector('button[type="submit"]');
  const answer = form.elements.namedItem('credential');
  if (!(failure instanceof HTMLElement) || !(answer instanceof HTMLInputElement)) return;
  /** @type {Record<string, string>} */
  const words = JSON.parse(form.dataset.words ?? '{}');
  if (!('PublicKeyCredential' in window)) {
    button?.toggleAttribute('disabled', true);
    return say('unsupported');
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    failure.hidden = true;
    button?.toggleAttribute('disabled', true);
    void send()
      .catch(tell)
      .finally(() => button?.toggleAttribute('disabled', false));
  });

  async function send() {
    answer.value = JSON.stringify(await ask(await question()));
    for (const copy of form.querySelectorAll('[data-copy-of]')) {
      const box = document.querySelector(`input[type="checkbox"][name="${copy.dataset.copyOf}"]`);
      copy.value = box instanceof HTMLInputElement && box.checked ? box.value : '';
    }
    form.submit();
  }

  async function question() {
    if (performance.now() < freshFor) return JSON.parse(form.dataset.options ?? '{}');
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), 'text/html');
    const other = page.querySelector(`form[data-passkey="${form.dataset.passkey}"]`);
    return JSON.parse(other?.getAttribute('data-options') ?? form.dataset.options ?? '{}');
  }

  /** @param {any} options */
  async function ask(options) {
    const challenge = bytesOf(options.challenge);
    if (form.dataset.passkey === 'create') {
      const publicKey = {
        ...options,
        challenge,
        user: { ...options.user, id: bytesOf(options.user.id) },
        excludeCredentials: options.excludeCredentials.map(known),
      };
      return written(await navigator.credentials.create({ publicKey }));
    }
    const publicKey = { ...options, challenge, allowCredentials: options.allowCredentials.map(known) };
    return written(await navigator.credentials.get({ publicKey }));
  }

  /** @param {unknown} error */
  function tell(error) {
    say(error instanceof DOMException && error.name === 'InvalidStateError' ? 'there' : 'failed');
  }

  /** @param {string} word */
  function say(word) {
    failure.textContent = words[word] ?? '';
    failure.hidden = false;
  }
}

/** @param {any} credential of a question */
function known(credential) {
  return { ...credential, id: bytesOf(credential.id) };
}

/** @param {any} credential of an answer; its bytes as base64url */
function written(credential) {
  const { response } = credential;
  /** @type {Record<string, unknown>} */
  const fields = {};
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (response[name]) fields[name] = textOf(response[name]);
  }
  if (response.getTransports) fields.transports = response.getTransports();
  return { id: credential.id, response: fields };
}

/** @param {string} text base64url */
function bytesOf(text) {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
}

/** @param {ArrayBuffer} buffer */
function textOf(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
