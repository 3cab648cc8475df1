/**
 * A field that narrows the links around it as somebody types (`data-filter` inside `data-filter-scope`): what does not have all the
 * words (`data-filter-words`, in lower case) is hidden, and so is a group (`data-filter-group`) that has nothing left.
 */

/** @param {ParentNode} root */
export function attachFilters(root) {
  for (const input of root.querySelectorAll('[data-filter]')) {
    const scope = input.closest('[data-filter-scope]');
    if (input instanceof HTMLInputElement && scope !== null) input.addEventListener('input', () => narrow(scope, input.value));
  }
}

/**
 * @param {Element} scope
 * @param {string} typed
 */
function narrow(scope, typed) {
  const wanted = typed.normalize('NFC').toLowerCase().split(/\s+/);
  for (const item of scope.querySelectorAll('[data-filter-words]')) {
    const words = item.getAttribute('data-filter-words') ?? '';
    if (item instanceof HTMLElement) item.hidden = !wanted.every((word) => words.includes(word));
  }
  for (const group of scope.querySelectorAll('[data-filter-group]')) {
    if (group instanceof HTMLElement) group.hidden = group.querySelector('[data-filter-words]:not([hidden])') === null;
  }
}
