/** A labelled block of code that scrolls by itself and can be reached by the keyboard. */

/**
 * @param {string} label
 * @param {string} text
 * @returns {HTMLElement}
 */
export function codeBlock(label, text) {
  const figure = document.createElement('figure');
  figure.className = 'code-block';
  const head = document.createElement('figcaption');
  head.className = 'code-block-head';
  head.textContent = label;
  const pre = document.createElement('pre');
  pre.tabIndex = 0;
  pre.setAttribute('role', 'group');
  pre.setAttribute('aria-label', label);
  const code = document.createElement('code');
  code.textContent = text;
  pre.append(code);
  figure.append(head, pre);
  return figure;
}
