/** Parts that several pages of groups show. */
import type { ListedGroup } from '../../../accounts/directory.ts';
import { tag, tagList } from '../../components/status.ts';
import { type Html, html } from '../../html.ts';
import { address, type View } from '../../view.ts';
import { consoleCrumbs } from '../console-head.ts';
import { groupPaths } from './group-paths.ts';

/** What a group may do in the whole installation, as tags. */
export function groupMay(view: View, { permissions }: ListedGroup): Html {
  const { permissions: words, groups } = view.text.directory;
  if (permissions.length === 0) return html`<span class="muted">${groups.mayNothing}</span>`;
  return tagList(
    permissions.map((permission) => tag(words.names[permission], permission.startsWith('administer') ? 'strong' : 'plain')),
  );
}

/** Breadcrumbs down to a group. */
export function groupCrumbs(view: View, name?: string): Html {
  return consoleCrumbs(view, [
    { label: view.text.configuration.pages.groups.label, href: address(view, groupPaths.list) },
    ...(name === undefined ? [] : [{ label: name, href: address(view, groupPaths.of(name)) }]),
  ]);
}
