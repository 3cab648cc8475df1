/** Parts that the pages about connected accounts share. */
import { accountState } from '../../applinks/outgoing/account-state.ts';
import type { OutgoingAccount } from '../../applinks/outgoing/account-store.ts';
import { stateBadge } from '../components/status.ts';
import { relativeTime } from '../components/time.ts';
import { type Html, html } from '../html.ts';
import type { View } from '../view.ts';

/**
 * Where a form that begins a connection may lead: to any provider, which often goes on to a login of its own elsewhere. Browsers hold all
 * these redirects to the policy of the page with the form.
 */
export const towardsProviders = { formTargets: ['https:'] } as const;

/** "● Connected", "● Connected, ends in 3 days", "● Needs connecting again"; undefined is no account. */
export function accountBadge(view: View, account: OutgoingAccount | undefined): Html {
  const { states } = view.text.outgoing;
  if (account === undefined) return stateBadge('idle', states.none);
  const state = accountState(account, view.now);
  switch (state.kind) {
    case 'connected':
      return stateBadge('good', states.connected);
    case 'expires':
      return html`<span class="inline">${stateBadge('warning', states.expires)}${relativeTime(view, state.at)}</span>`;
    case 'client-refused':
    case 'connect-again':
      return stateBadge('bad', states[state.kind]);
  }
}

/** Whether its owner can make it work by connecting again. */
export function needsOwner(view: View, account: OutgoingAccount): boolean {
  const { kind } = accountState(account, view.now);
  return kind === 'connect-again' || kind === 'expires';
}

/** Scopes as they came. */
export function scopeText(view: View, scope: string): Html {
  return scope === '' ? html`<span class="muted">${view.text.outgoing.mine.noScope}</span>` : html`<code>${scope}</code>`;
}
