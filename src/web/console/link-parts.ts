/** Parts that several pages of application links show. */
import type { Link } from '../../applinks/links.ts';
import type { Seconds } from '../../foundation/clock.ts';
import { type Scope, scopeKeys } from '../../http/caller.ts';
import { avatar } from '../components/avatar.ts';
import { type MenuItem, menu } from '../components/menu.ts';
import { breadcrumbs, type Crumb, pageHead } from '../components/navigation.ts';
import { notice } from '../components/notice.ts';
import { stateBadge, tag } from '../components/status.ts';
import { type Html, html, type Renderable } from '../html.ts';
import { paths } from '../layout/paths.ts';
import { address, type View } from '../view.ts';
import { linkPaths } from './link-paths.ts';

/** @returns the address of a link's logo; undefined when it has none */
function logoAddress(view: View, link: Link): string | undefined {
  // A change of the logo changes the link, so that the address of a new logo is new.
  return link.hasLogo ? `${address(view, linkPaths.publicLogo(link.clientId))}?v=${link.updatedAt}` : undefined;
}

/** "Active" or "Disabled" */
export function linkState(view: View, { disabledAt }: Pick<Link, 'disabledAt'>): Html {
  const { links } = view.text.console;
  return disabledAt === null ? stateBadge('good', links.active) : stateBadge('idle', links.disabled);
}

/** A permission as a tag; the strong ones warn. */
export function scopeTag(view: View, scope: Scope): Html {
  return tag(view.text.console.scopes[scope].title, scope === 'ADMIN' || scope === 'SYSTEM_ADMIN' ? 'strong' : 'plain');
}

/** "Read, Write and Admin" for what a permission includes besides itself; undefined for Read. */
export function impliedBy(view: View, scope: Scope): string | undefined {
  const { scopes } = view.text.console;
  const titles = scopeKeys.slice(0, scopeKeys.indexOf(scope)).map((key) => scopes[key].title);
  return titles.length === 0 ? undefined : scopes.implies(view.format.list(titles));
}

/** More actions of a link. */
export function linkMenu(view: View, link: Link): Html {
  const { actions, links } = view.text.console;
  const go = (label: string, path: string, icon: 'key' | 'edit' | 'refresh' | 'group' | 'lock'): MenuItem => ({
    kind: 'link',
    label,
    href: address(view, path),
    icon,
  });
  return menu(view, {
    label: links.moreActionsFor(link.name),
    items: [
      go(actions.credentials, linkPaths.credentials(link.id), 'key'),
      go(actions.edit, linkPaths.edit(link.id), 'edit'),
      go(actions.users, linkPaths.users(link.id), 'group'),
      ...(link.clientType === 'confidential' ? [go(actions.rotate, linkPaths.rotate(link.id), 'refresh')] : []),
      { kind: 'separator' },
      link.disabledAt === null
        ? go(actions.disable, linkPaths.disable(link.id), 'lock')
        : { kind: 'post', label: actions.enable, action: linkPaths.enable(link.id), icon: 'check' },
      { kind: 'link', label: actions.delete, href: address(view, linkPaths.remove(link.id)), icon: 'trash', danger: true },
    ],
  });
}

/** Breadcrumbs down to a link. */
export function linkCrumbs(view: View, link?: Link): Html {
  const crumbs: Crumb[] = [
    { label: view.text.layout.generalConfiguration, href: address(view, paths.generalConfiguration) },
    { label: view.text.console.links.title, href: address(view, linkPaths.list) },
  ];
  if (link !== undefined) crumbs.push({ label: link.name, href: address(view, linkPaths.of(link.id)) });
  return breadcrumbs(view, crumbs);
}

/** The head of a page about one link. */
export function subPageHead(view: View, link: Link, title: string, description?: Renderable, actions?: Renderable): Html {
  return pageHead({ title, breadcrumbs: linkCrumbs(view, link), description, actions });
}

/** A link's picture and name. */
export function linkName(view: View, link: Link, size: 'small' | 'large' = 'small'): Html {
  return html`<span class="with-avatar">${avatar({ name: link.name, kind: 'application', size, src: logoAddress(view, link) })}<span>${link.name}</span></span>`;
}

/** "1 hour", "90 days", "45 seconds": in the largest unit that says it exactly. */
export function spanInWords(view: View, seconds: Seconds): string {
  const { spans } = view.text.console;
  const units = [
    [86_400, spans.day],
    [3_600, spans.hour],
    [60, spans.minute],
  ] as const;
  const [length, forms] = units.find(([unit]) => seconds % unit === 0) ?? [1, spans.second];
  return view.format.plural(seconds / length, forms);
}

/** Says that somebody else changed a link while it was being edited. @param path of the link as it is now */
export function linkConflict(view: View, name: string, path: string): Html {
  const words = view.text.console.form;
  const current = html`<a href="${address(view, path)}">${words.conflictLook(name)}</a>`;
  return notice({ tone: 'warning', body: html`<p>${words.conflict} ${current}</p>`, announce: true });
}
