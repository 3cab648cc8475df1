/** Menus (ARIA Authoring Practices, "Menu button"): a `<details data-menu>` becomes a menu with arrows, Home, End, first letters and Escape. */

/** @param {ParentNode} root */
export function attachMenus(root) {
  for (const menu of root.querySelectorAll('details[data-menu]')) {
    if (menu instanceof HTMLDetailsElement) attach(menu);
  }
}

/** @param {HTMLDetailsElement} menu */
function attach(menu) {
  const trigger = menu.querySelector('summary');
  const list = menu.querySelector('.menu-list');
  if (trigger === null || list === null) return;
  const items = [...list.querySelectorAll('.menu-item')].filter((item) => item instanceof HTMLElement);

  trigger.setAttribute('role', 'button');
  trigger.setAttribute('aria-haspopup', 'menu');
  trigger.setAttribute('aria-expanded', 'false');
  list.setAttribute('role', 'menu');
  for (const part of list.querySelectorAll('li:not([role]), form')) part.setAttribute('role', 'none');
  for (const item of items) {
    item.setAttribute('role', 'menuitem');
    item.tabIndex = -1;
  }

  trigger.addEventListener('click', (event) => {
    event.preventDefault();
    if (menu.open) close({ returnFocus: true });
    else open(items[0]);
  });
  trigger.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    open(event.key === 'ArrowDown' ? items[0] : items.at(-1));
  });
  list.addEventListener('keydown', (event) => {
    if (event instanceof KeyboardEvent) onKey(event);
  });
  menu.addEventListener('focusout', (event) => {
    if (!(event.relatedTarget instanceof Node) || !menu.contains(event.relatedTarget)) close({ returnFocus: false });
  });
  document.addEventListener('pointerdown', (event) => {
    if (menu.open && event.target instanceof Node && !menu.contains(event.target)) close({ returnFocus: false });
  });
  // What an item opens in this page (a dialog) takes the focus; it gives it back to the trigger.
  list.addEventListener('click', () => close({ returnFocus: true }), { capture: true });

  /** @param {HTMLElement | undefined} item */
  function open(item) {
    menu.open = true;
    trigger?.setAttribute('aria-expanded', 'true');
    item?.focus();
  }

  /** @param {{ returnFocus: boolean }} options */
  function close({ returnFocus }) {
    if (!menu.open) return;
    menu.open = false;
    trigger?.setAttribute('aria-expanded', 'false');
    if (returnFocus) trigger?.focus();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    switch (event.key) {
      case 'Escape':
        close({ returnFocus: true });
        break;
      case 'Tab':
        close({ returnFocus: true });
        return; // and the browser moves on from the trigger
      case ' ':
        items[at]?.click();
        break;
      case 'ArrowDown':
        items[(at + 1) % items.length]?.focus();
        break;
      case 'ArrowUp':
        items.at(at - 1)?.focus();
        break;
      case 'Home':
        items[0]?.focus();
        break;
      case 'End':
        items.at(-1)?.focus();
        break;
      default:
        if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
        startingWith(event.key, at)?.focus();
    }
    event.preventDefault();
  }

  /**
   * The next item that begins with this letter, around the end.
   * @param {string} letter
   * @param {number} at
   */
  function startingWith(letter, at) {
    const inTurn = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    return inTurn.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter.toLowerCase()));
  }
}
