/** Exact times (`data-local-time`, ISO 8601) in the reader's own time zone and the page's language. */

/** @param {ParentNode} root */
export function showLocalTimes(root) {
  const places = root.querySelectorAll('[data-local-time]');
  if (places.length === 0) return;
  const format = new Intl.DateTimeFormat(document.documentElement.lang, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  });
  for (const place of places) {
    const at = new Date(place.getAttribute('data-local-time') ?? '');
    if (!Number.isNaN(at.getTime())) place.textContent = format.format(at);
  }
}
