/** Copy buttons: `data-copy` names the element whose text is copied; `data-copied` is what the button says afterwards. */
import { announce } from './announce.js';
import { plainText } from './veil.js';

const saysCopiedFor = 2000; // milliseconds

/** @param {ParentNode} root */
export function attachCopy(root) {
  for (const button of root.querySelectorAll('button[data-copy]')) {
    if (button instanceof HTMLButtonElement) button.addEventListener('click', () => void copyFor(button));
  }
}

/** @param {HTMLButtonElement} button */
async function copyFor(button) {
  const source = document.getElementById(button.dataset.copy ?? '');
  const label = button.querySelector('[data-copy-label]');
  if (source === null || label === null || button.dataset.said !== undefined) return;
  if (!(await copyText(plainText(source)))) {
    selectText(source);
    return;
  }
  const before = label.textContent;
  button.dataset.said = '';
  label.textContent = button.dataset.copied ?? before;
  announce(button.dataset.copied ?? '');
  setTimeout(() => {
    label.textContent = before;
    delete button.dataset.said;
  }, saysCopiedFor);
}

/**
 * @param {string} text
 * @returns {Promise<boolean>} whether it was copied
 */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Browsers offer the clipboard to https and localhost only; a wiki in a closed network may have neither.
    return copyBySelection(text);
  }
}

/** @param {string} text */
function copyBySelection(text) {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  area.readOnly = true;
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}

/** @param {Element} element */
function selectText(element) {
  getSelection()?.selectAllChildren(element);
}
