/**
 * Loads a slow part of a page (`data-load`): replaces the link to another page with the part of the same name from that page. If it
 * does not load, the link stays.
 */

/** @param {ParentNode} root */
export function attachLoading(root) {
  for (const part of root.querySelectorAll('[data-load]')) if (part instanceof HTMLElement) void load(part);
}

/** @param {HTMLElement} part */
async function load(part) {
  const before = [...part.childNodes];
  const words = document.createElement('p');
  words.className = 'muted';
  words.textContent = part.dataset.loadWords ?? '';
  part.replaceChildren(words);
  part.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(part.dataset.load ?? '', { headers: { Accept: 'text/html' } });
    const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : '', 'text/html');
    const found = page.getElementById(part.id);
    part.replaceChildren(...(found === null ? before : found.childNodes));
  } catch {
    part.replaceChildren(...before);
  } finally {
    part.removeAttribute('aria-busy');
  }
}
