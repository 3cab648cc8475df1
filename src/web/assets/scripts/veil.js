/**
 * Hides secrets (`data-veiled`) behind dots until asked. `data-unveil` on a button names the secret, or its container. Meanwhile the
 * text is removed from the page, so that a screen reader does not read it.
 */

/** @type {WeakMap<Element, string>} */
const secrets = new WeakMap();

const dots = '•'.repeat(16);

/** @param {ParentNode} root */
export function attachVeils(root) {
  for (const secret of root.querySelectorAll('[data-veiled]')) {
    secrets.set(secret, secret.textContent ?? '');
    secret.textContent = dots;
  }
  for (const button of root.querySelectorAll('button[data-unveil]')) {
    const holder = document.getElementById(button.getAttribute('data-unveil') ?? '');
    if (holder === null) continue;
    button.addEventListener('click', () => {
      const isShown = button.getAttribute('aria-pressed') !== 'true';
      button.setAttribute('aria-pressed', String(isShown));
      for (const secret of secretsIn(holder)) {
        secret.toggleAttribute('data-unveiled', isShown);
        secret.textContent = isShown ? (secrets.get(secret) ?? '') : dots;
      }
    });
  }
}

/**
 * The text of an element, veiled or not.
 * @param {Element} element
 * @returns {string}
 */
export function plainText(element) {
  const copy = /** @type {Element} */ (element.cloneNode(true));
  const copied = secretsIn(copy);
  for (const [index, secret] of secretsIn(element).entries()) {
    const place = copied[index];
    if (place !== undefined) place.textContent = secrets.get(secret) ?? secret.textContent;
  }
  return copy.textContent ?? '';
}

/** @param {Element} element */
function secretsIn(element) {
  return element.matches('[data-veiled]') ? [element] : [...element.querySelectorAll('[data-veiled]')];
}
