/** The eye in a password field: shows what was typed, and hides it again when the form is sent, so that browsers offer to keep the password. */

/** @param {ParentNode} root */
export function attachReveal(root) {
  for (const field of root.querySelectorAll('[data-reveal]')) {
    const input = field.querySelector('input');
    const button = field.querySelector('[data-reveal-button]');
    if (input === null || button === null) continue;
    /** @param {boolean} isShown */
    const show = (isShown) => {
      input.type = isShown ? 'text' : 'password';
      button.setAttribute('aria-pressed', String(isShown));
    };
    button.addEventListener('click', () => show(input.type === 'password'));
    input.form?.addEventListener('submit', () => show(false));
  }
}
