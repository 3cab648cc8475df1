/** Times: as people say them, with the exact one on hover and focus. */
import type { Milliseconds } from '../../foundation/clock.ts';
import { attributes, type Html, html } from '../html.ts';
import type { View } from '../view.ts';

/**
 * "3 hours ago", with the exact time on hover and focus; "Never" for none. The exact time is in the time zone that the reader chose;
 * without one in UTC, and in that of the browser where scripts run.
 */
export function relativeTime(view: View, at: Milliseconds | null | undefined): Html {
  if (at === null || at === undefined) return html`<span class="muted">${view.text.components.never}</span>`;
  const time = html`<time datetime="${iso(at)}">${view.format.relative(at, view.now)}</time>`;
  const localTime = view.viewer?.timeZone === undefined ? iso(at) : undefined;
  const exact = html`<span class="tooltip" ${attributes({ 'data-local-time': localTime })}>${view.format.exact(at)}</span>`;
  return html`<span class="relative-time" tabindex="0">${time}${exact}</span>`;
}

/** "12 March 2026" */
export function dateTime(view: View, at: Milliseconds): Html {
  return html`<time datetime="${iso(at)}">${view.format.date(at)}</time>`;
}

function iso(at: Milliseconds): string {
  return new Date(at).toISOString();
}
