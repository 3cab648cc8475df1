/** Tabs (ARIA Authoring Practices, "Tabs with automatic activation"): arrows, Home and End move; the address remembers the tab. */

/** @param {ParentNode} root */
export function attachTabs(root) {
  for (const group of root.querySelectorAll('[data-tabs]')) attach(group);
}

/** @param {Element} group */
function attach(group) {
  const list = group.querySelector('.tab-list');
  const tabs = [...group.querySelectorAll('.tab')].filter((tab) => tab instanceof HTMLAnchorElement);
  if (list === null || tabs.length === 0) return;

  list.setAttribute('role', 'tablist');
  for (const item of list.children) item.setAttribute('role', 'presentation');
  for (const tab of tabs) {
    const panel = panelOf(tab);
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', panel?.id ?? '');
    panel?.setAttribute('role', 'tabpanel');
    panel?.setAttribute('tabindex', '0');
    tab.addEventListener('click', (event) => {
      event.preventDefault();
      select(tab);
      history.replaceState(history.state, '', tab.hash);
    });
  }
  list.addEventListener('keydown', (event) => {
    if (!(event instanceof KeyboardEvent)) return;
    const to = target(event.key, tabs, tabs.indexOf(/** @type {HTMLAnchorElement} */ (document.activeElement)));
    if (to === undefined) return;
    event.preventDefault();
    select(to);
    to.focus();
  });

  select(tabs.find((tab) => tab.hash === location.hash) ?? tabs[0]);
  group.setAttribute('data-tabs-ready', '');

  /** @param {HTMLAnchorElement | undefined} chosen */
  function select(chosen) {
    for (const tab of tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute('aria-selected', String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      panelOf(tab)?.toggleAttribute('hidden', !isChosen);
    }
  }
}

/** @param {HTMLAnchorElement} tab */
function panelOf(tab) {
  return document.getElementById(tab.hash.slice(1));
}

/**
 * @template T
 * @param {string} key
 * @param {readonly T[]} tabs
 * @param {number} at
 * @returns {T | undefined}
 */
function target(key, tabs, at) {
  switch (key) {
    case 'ArrowRight':
      return tabs[(at + 1) % tabs.length];
    case 'ArrowLeft':
      return tabs.at(at - 1);
    case 'Home':
      return tabs[0];
    case 'End':
      return tabs.at(-1);
    default:
      return undefined;
  }
}
