/**
 * A list that is narrowed as words are typed (`data-filter`): an item stays while every word occurs in its `data-filter-item`, a
 * `data-filter-group` while one of its items does. The address follows, so that it can be passed on; the form does the same by the server.
 */

/** @param {HTMLElement} root */
export function attachFilter(root) {
  const form = root.querySelector('form');
  const input = root.querySelector('input[type="search"]');
  const count = root.querySelector('[data-filter-count]');
  if (!(input instanceof HTMLInputElement) || form === null || count === null) return;
  /** @type {{ one: string, other: string }} */
  const words = JSON.parse(root.dataset.filterWords ?? '{}');
  const groups = [...root.querySelectorAll('[data-filter-group]')].map((group) => ({
    group,
    items: [...group.querySelectorAll('[data-filter-item]')],
  }));

  input.addEventListener('input', narrow);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    narrow();
  });

  function narrow() {
    const query = /** @type {HTMLInputElement} */ (input).value.trim();
    const asked = query.toLowerCase().split(/\s+/);
    let found = 0;
    for (const { group, items } of groups) {
      let inGroup = 0;
      for (const item of items) {
        const text = item.getAttribute('data-filter-item') ?? '';
        const isFound = asked.every((word) => text.includes(word));
        item.toggleAttribute('hidden', !isFound);
        if (isFound) inGroup++;
      }
      group.toggleAttribute('hidden', inGroup === 0);
      found += inGroup;
    }
    const form = new Intl.PluralRules(document.documentElement.lang).select(found) === 'one' ? words.one : words.other;
    /** @type {Element} */ (count).textContent = form.replace('#', () => found.toLocaleString(document.documentElement.lang));
    const address = new URL(location.href);
    if (query === '') address.searchParams.delete('q');
    else address.searchParams.set('q', query);
    history.replaceState(history.state, '', address);
  }
}
