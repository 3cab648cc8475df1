/** Announces a short message to screen readers, through the page's one live region. */

/** @param {string} message */
export function announce(message) {
  const region = document.querySelector('[data-announcer]');
  if (region === null) return;
  // The same words twice are said twice only if the region was empty in between.
  region.textContent = '';
  setTimeout(() => {
    region.textContent = message;
  }, 50);
}
