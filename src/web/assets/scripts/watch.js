/**
 * Follows background work (`data-watch`, in milliseconds): reloads this page again and again and replaces the part with the same id.
 * Once that part no longer asks to be watched, the work is over: the whole page is replaced, and the change announced.
 */
import { announce } from './announce.js';

/** @param {ParentNode} root */
export function attachWatching(root) {
  for (const part of root.querySelectorAll('[data-watch]')) if (part instanceof HTMLElement) watch(part);
}

/** @param {HTMLElement} part */
function watch(part) {
  const timer = setInterval(async () => {
    if (document.hidden) return;
    const page = await ask();
    const found = page?.getElementById(part.id);
    if (page === undefined || !part.isConnected) return;
    if (found?.hasAttribute('data-watch')) return void part.replaceChildren(...found.childNodes);
    clearInterval(timer);
    end(page);
  }, Number(part.dataset.watch));
}

/** @returns undefined when there is no answer: then it is asked again */
async function ask() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : undefined;
  } catch {
    return undefined;
  }
}

/** @param {Document} page */
function end(page) {
  const [before, after] = [document, page].map((each) => each.getElementById('main'));
  if (!before || !after) return;
  const hadFocus = before.contains(document.activeElement);
  document.title = page.title;
  before.replaceChildren(...after.childNodes);
  const heading = before.querySelector('h1');
  announce(heading?.textContent ?? '');
  if (!hadFocus || heading === null) return;
  heading.tabIndex = -1;
  heading.focus();
}
