/** Small facts: a state as a word with a dot (never by colour alone), and a tag. */
import { type Html, html } from '../html.ts';
import { icon } from './icon.ts';

/** `idle` is neither good nor bad: disabled, never used. */
export type StateTone = 'good' | 'idle' | 'warning' | 'bad';

/** "● Active" */
export function stateBadge(tone: StateTone, label: string): Html {
  return html`<span class="state state-${tone}"><span class="state-dot" aria-hidden="true"></span>${label}</span>`;
}

/** A short word set in a pill: a permission, a direction. `strong` warns: Admin, System admin. */
export function tag(label: string, kind: 'plain' | 'strong' = 'plain'): Html {
  return kind === 'strong'
    ? html`<span class="tag tag-strong">${icon('systemAdmin')}${label}</span>`
    : html`<span class="tag">${label}</span>`;
}

/** Several tags in a row. */
export function tagList(tags: readonly Html[]): Html {
  return html`<span class="tag-list">${tags}</span>`;
}
