/** Submits a form only once, however often its button is pressed before the answer arrives. */

/** After this long nobody waits for the answer any more, and it may be sent again. In milliseconds. */
const waiting = 10_000;

/** @param {Document} page */
export function sendOnce(page) {
  /** @type {WeakMap<HTMLFormElement, number>} */
  const sent = new WeakMap();
  page.addEventListener('submit', (event) => {
    const form = event.target;
    // What a script sends by itself, it sends as often as it means to.
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.method !== 'post') return;
    const now = performance.now();
    if (now - (sent.get(form) ?? Number.NEGATIVE_INFINITY) < waiting) event.preventDefault();
    else sent.set(form, now);
  });
  // Coming back by the browser's own button shows the page as it was left.
  window.addEventListener('pageshow', () => {
    for (const form of page.forms) sent.delete(form);
  });
}
