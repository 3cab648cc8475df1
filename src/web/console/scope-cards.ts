/** The choice of the widest permission that an application or a service account may have. */
import { type Scope, scopeKeys } from '../../http/caller.ts';
import { radioCards } from '../components/radio-cards.ts';
import { scopeIcons } from '../consent/scope-icons.ts';
import type { Html } from '../html.ts';
import type { View } from '../view.ts';
import { impliedBy } from './link-parts.ts';

export function scopeCards(
  view: View,
  props: {
    readonly legend: string;
    readonly hint: string;
    describe(scope: Scope): string;
    readonly value: string;
    readonly error: string | undefined;
    /** Whether System admin is offered. */
    readonly mayGrantSystemAdmin: boolean;
  },
): Html {
  const { legend, hint, describe, value, error, mayGrantSystemAdmin } = props;
  return radioCards({
    name: 'scope',
    legend,
    hint,
    error,
    value,
    options: scopeKeys
      .filter((scope) => scope !== 'SYSTEM_ADMIN' || mayGrantSystemAdmin)
      .map((scope) => ({
        value: scope,
        title: view.text.console.scopes[scope].title,
        description: describe(scope),
        implies: impliedBy(view, scope),
        icon: scopeIcons[scope],
        strong: scope === 'ADMIN' || scope === 'SYSTEM_ADMIN',
      })),
  });
}
