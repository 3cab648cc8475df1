/** What a credential may do, as tags in a row of a table. */
import { type Scope, scopeCovers, scopeKeys } from '../../http/caller.ts';
import { tag, tagList } from '../components/status.ts';
import type { Html } from '../html.ts';
import type { View } from '../view.ts';

/** Each permission with those that it implies, by the names of the consent page. */
export function scopeTags({ text }: View, scope: Scope): Html {
  return tagList(
    scopeKeys
      .filter((key) => scopeCovers(scope, key))
      .map((key) => tag(text.consent.scopes[key].title, scopeCovers(key, 'ADMIN') ? 'strong' : 'plain')),
  );
}
