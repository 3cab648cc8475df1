/**
 * Choosing a macro in a dialog (`data-macro-picker` names its text field and its dialog): the pages on which one is chosen and filled in are shown inside,
 * and what they make is inserted where the cursor stood. Without scripts the link opens those pages by themselves.
 */
import { attachFilters } from './filter.js';

/** @param {ParentNode} root */
export function attachMacroPickers(root) {
  for (const link of root.querySelectorAll('a[data-macro-picker]')) {
    const field = document.getElementById(link.getAttribute('data-macro-picker') ?? '');
    const dialog = document.getElementById(link.getAttribute('data-macro-dialog') ?? '');
    if (!(link instanceof HTMLAnchorElement) || !(field instanceof HTMLTextAreaElement) || !(dialog instanceof HTMLDialogElement))
      continue;
    attach(link, field, dialog);
  }
}

/** @param {HTMLAnchorElement} link @param {HTMLTextAreaElement} field @param {HTMLDialogElement} dialog */
function attach(link, field, dialog) {
  const part = dialog.querySelector('[data-macro-place]');
  const title = dialog.querySelector('.dialog-title');
  if (!(part instanceof HTMLElement)) return;

  link.addEventListener('click', (event) => {
    event.preventDefault();
    const address = new URL(link.href);
    const markup = field.form?.elements.namedItem('markup');
    if (markup instanceof HTMLSelectElement) address.searchParams.set('as', markup.value);
    dialog.showModal();
    void show(fetch(address), address.href);
  });

  part.addEventListener('click', (event) => {
    const chosen = event.target instanceof Element ? event.target.closest('a') : null;
    if (chosen === null) return;
    event.preventDefault();
    void show(fetch(chosen.href), chosen.href);
  });

  part.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    event.preventDefault();
    // The list is narrowed as words are typed.
    if (form.method === 'get') return;
    void show(
      fetch(form.action, { method: 'POST', body: new URLSearchParams(/** @type {any} */ (new FormData(form))) }),
      link.href,
    );
  });

  /** @param {Promise<Response>} asked @param {string} otherwise where the same can be done when this fails */
  async function show(asked, otherwise) {
    part.setAttribute('aria-busy', 'true');
    try {
      const answer = await asked;
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const found = page.querySelector('[data-macro-part]');
      // Somebody is logged out, or the address leads elsewhere now.
      if (found === null) throw new Error('no part');
      const text = found.querySelector('[data-macro-text]')?.getAttribute('data-macro-text');
      if (typeof text === 'string') return insert(text);
      // The dialog is called as the page is.
      const heading = found.querySelector('h1');
      if (heading !== null && title !== null) title.textContent = heading.textContent;
      heading?.remove();
      part.replaceChildren(...found.childNodes);
      attachFilters(part);
      const first = part.querySelector('[aria-invalid="true"], input:not([type="hidden"]), textarea, select, button');
      if (first instanceof HTMLElement) first.focus();
    } catch {
      window.open(otherwise, '_blank', 'noopener');
      dialog.close();
    } finally {
      part.removeAttribute('aria-busy');
    }
  }

  /** @param {string} text */
  function insert(text) {
    dialog.close();
    part.replaceChildren();
    field.focus();
    // What the browser inserts itself can be taken back with its own keys.
    if (!document.execCommand('insertText', false, text)) {
      field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
  }
}
