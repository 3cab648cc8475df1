/** Secrets (`data-veiled`) are dots until their button (`data-unveil`, the secret's id) is pressed. The text is taken out, so that a screen reader does not read it. */

/** @type {WeakMap<Element, string>} */
const secrets = new WeakMap();

const dots = '•'.repeat(24);

/** @param {ParentNode} root */
export function attachVeils(root) {
  for (const secret of root.querySelectorAll('[data-veiled]')) {
    secrets.set(secret, secret.textContent ?? '');
    secret.textContent = dots;
  }
  for (const button of root.querySelectorAll('button[data-unveil]')) {
    const secret = document.getElementById(button.getAttribute('data-unveil') ?? '');
    if (secret === null) continue;
    button.addEventListener('click', () => {
      const isShown = secret.toggleAttribute('data-unveiled');
      secret.textContent = isShown ? plainText(secret) : dots;
      button.setAttribute('aria-pressed', String(isShown));
    });
  }
}

/**
 * The text of an element, also while it is veiled.
 * @param {Element} element
 * @returns {string}
 */
export function plainText(element) {
  return secrets.get(element) ?? element.textContent ?? '';
}
