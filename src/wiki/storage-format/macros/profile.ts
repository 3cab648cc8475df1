/** `profile`: a person's name, linked to what they wrote. */
import { element, text } from '../html.ts';
import { linkedAttributes } from '../linked-attributes.ts';
import type { UserReference } from '../resources.ts';
import { type Macro, type MacroDefinition, macroAttributes, macroNotice } from './macro.ts';

export const profile: MacroDefinition = {
  names: ['profile'],
  refersTo: (macro) => userOf(macro),
  render(macro, rendering) {
    const reference = userOf(macro);
    const user = reference && rendering.context.user(reference);
    if (user === undefined) return macroNotice(macro, 'The person shown here cannot be found.');
    const attributes = {
      href: rendering.linkAddress(user.href) ?? '',
      class: 'confluence-userlink user-mention w-mention',
      'data-username': user.username,
      'data-userkey': user.userKey,
      ...linkedAttributes(undefined, 'userinfo'),
    };
    const link = rendering.link(attributes, () => text(user.displayName));
    return element('div', macroAttributes(macro, 'block', 'profile-macro vcard w-profile'), link);
  },
};

/** @returns whom the macro shows */
export function userOf(macro: Macro): UserReference | undefined {
  const linked = macro.resources.get('user') ?? macro.resources.get('');
  if (linked?.kind === 'user') return linked;
  const username = macro.parameters.get('user') || macro.parameters.get('');
  return username ? { kind: 'user', userKey: undefined, username } : undefined;
}
