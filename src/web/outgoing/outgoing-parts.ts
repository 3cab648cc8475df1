/** Parts that several pages of outgoing links show. */
import type { OutgoingLink } from '../../applinks/outgoing/outgoing-link.ts';
import { avatar } from '../components/avatar.ts';
import { menu } from '../components/menu.ts';
import { breadcrumbs } from '../components/navigation.ts';
import { type Html, html } from '../html.ts';
import { paths } from '../layout/paths.ts';
import { address, type View } from '../view.ts';
import { outgoingPaths } from './outgoing-paths.ts';

/** Breadcrumbs down to a link. */
export function outgoingCrumbs(view: View, link?: OutgoingLink): Html {
  return breadcrumbs(view, [
    { label: view.text.layout.generalConfiguration, href: address(view, paths.generalConfiguration) },
    { label: view.text.console.links.title, href: address(view, paths.applicationLinks) },
    ...(link === undefined ? [] : [{ label: link.name, href: address(view, outgoingPaths.of(link.linkKey)) }]),
  ]);
}

/** A link's picture and name. */
export function outgoingName({ name }: Pick<OutgoingLink, 'name'>): Html {
  return html`<span class="with-avatar">${avatar({ name, kind: 'application' })}<bdi>${name}</bdi></span>`;
}

/** More actions of a link. */
export function outgoingMenu(view: View, { linkKey, name }: OutgoingLink): Html {
  const words = view.text.outgoing.link;
  return menu(view, {
    label: words.moreActionsFor(name),
    items: [
      { kind: 'link', label: words.edit, href: address(view, outgoingPaths.edit(linkKey)), icon: 'edit' },
      { kind: 'separator' },
      { kind: 'link', label: words.delete, href: address(view, outgoingPaths.remove(linkKey)), icon: 'trash', danger: true },
    ],
  });
}
