/** Messages in the page: a notice, and what stands where a list would be empty. */
import { attributes, type Html, html, type Renderable } from '../html.ts';
import type { Tone } from '../view.ts';
import { type IconName, icon } from './icon.ts';

export type NoticeProps = {
  readonly tone: Tone;
  readonly title?: string;
  readonly body: Renderable;
  /** The answer to what the reader just did: a screen reader says it at once. */
  readonly announce?: boolean;
};

export function notice({ tone, title, body, announce }: NoticeProps): Html {
  const role = announce ? (tone === 'danger' ? 'alert' : 'status') : undefined;
  return html`
    <div class="notice notice-${tone}" ${attributes({ role })}>
      ${icon(toneIcons[tone])}
      <div class="notice-body">${title && html`<p class="notice-title">${title}</p>`}${body}</div>
    </div>`;
}

export type EmptyStateProps = {
  readonly icon: IconName;
  readonly title: string;
  /** What this is for. */
  readonly body: Renderable;
  /** One button. */
  readonly action?: Renderable;
  /** One link to the guide (`guideLink`). */
  readonly guide: Renderable;
};

/** What stands where a list would be, before there is anything to list. */
export function emptyState(props: EmptyStateProps): Html {
  return html`
    <div class="empty-state">
      <span class="empty-state-icon">${icon(props.icon)}</span>
      <h2 class="empty-state-title">${props.title}</h2>
      <p class="empty-state-body">${props.body}</p>
      ${props.action && html`<div class="empty-state-action">${props.action}</div>`}
      <p class="empty-state-guide">${props.guide}</p>
    </div>`;
}

const toneIcons: Readonly<Record<Tone, IconName>> = { info: 'info', success: 'check', warning: 'warning', danger: 'warning' };
