/** Says under a password field that caps lock is on. `data-caps-lock` names the element that says it; its `data-message` has the words. */

/** @param {ParentNode} root */
export function attachCapsLockHint(root) {
  for (const input of root.querySelectorAll('input[data-caps-lock]')) {
    const hint = document.getElementById(input.getAttribute('data-caps-lock') ?? '');
    if (hint === null) continue;
    /** @param {boolean} isOn */
    const show = (isOn) => {
      hint.textContent = isOn ? (hint.dataset.message ?? '') : '';
    };
    /** @param {Event} event */
    const look = (event) => {
      if (event instanceof KeyboardEvent) show(event.getModifierState('CapsLock'));
    };
    input.addEventListener('keydown', look);
    input.addEventListener('keyup', look);
    input.addEventListener('blur', () => show(false));
  }
}
