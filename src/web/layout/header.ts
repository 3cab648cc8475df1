/** The header of a page: Weir's mark and, with navigation, the links to spaces, search and General configuration, and the user's menu. */
import { personAvatar } from '../components/avatar.ts';
import { button, linkButton } from '../components/button.ts';
import { icon, weirMark } from '../components/icon.ts';
import { menu } from '../components/menu.ts';
import { attributes, type Html, html } from '../html.ts';
import { address, type View, type Viewer } from '../view.ts';
import { paths } from './paths.ts';

/** Mark and name above the one column of a bare page. */
export function bareHeader(view: View): Html {
  return html`<header class="bare-header">${weirMark()}<span class="site-name">${view.siteName}</span></header>`;
}

/** `area` is the part of the header that the page belongs to. */
export function siteHeader(view: View, area: 'wiki' | 'configuration'): Html {
  const { layout } = view.text;
  const { viewer } = view;
  return html`
    <header class="site-header">
      <a class="site-home" href="${address(view, paths.home)}">${weirMark()}<span class="site-name">${view.siteName}</span></a>
      <nav class="site-nav" aria-label="${layout.mainNavigation}">
        <a class="site-nav-link" href="${address(view, paths.home)}" ${currentIf(area === 'wiki')}>
          ${icon('space')}<span>${layout.spaces}</span>
        </a>
        ${viewer?.isAdministrator && configurationLink(view, area)}
      </nav>
      ${searchField(view)}
      ${viewer ? userMenu(view, viewer) : linkButton({ label: layout.signIn, href: address(view, paths.login), small: true })}
    </header>`;
}

/** Without words it leads to the page of search, as its button does on a narrow screen. */
function searchField(view: View): Html {
  const { search } = view.text.layout;
  const input = attributes({ class: 'input', type: 'search', name: 'queryString', placeholder: search, 'aria-label': search });
  return html`
    <form class="site-search" role="search" method="get" action="${address(view, paths.search)}">
      <input ${input}>
      ${button({ label: search, icon: 'search', iconOnly: true })}
    </form>`;
}

function configurationLink(view: View, area: 'wiki' | 'configuration'): Html {
  return html`
    <a class="site-nav-link site-nav-end" href="${address(view, paths.generalConfiguration)}" ${currentIf(area === 'configuration')}>
      ${icon('admin')}<span>${view.text.layout.generalConfiguration}</span>
    </a>`;
}

function userMenu(view: View, viewer: Viewer): Html {
  const { layout } = view.text;
  return menu(view, {
    label: layout.userMenu(viewer.fullName),
    trigger: personAvatar(view, viewer),
    heading: html`<strong>${viewer.fullName}</strong><span class="muted">${viewer.username}</span>`,
    items: [
      { kind: 'link', label: layout.profile, href: address(view, paths.profile), icon: 'user' },
      { kind: 'link', label: layout.drafts, href: address(view, paths.drafts), icon: 'write' },
      {
        kind: 'link',
        label: layout.authorizedApplications,
        href: address(view, paths.authorizedApplications),
        icon: 'application',
      },
      { kind: 'link', label: layout.apiReference, href: address(view, paths.apiReference), icon: 'read' },
      { kind: 'separator' },
      { kind: 'post', label: layout.signOut, action: paths.logout, icon: 'leave' },
    ],
  });
}

function currentIf(isCurrent: boolean) {
  return attributes({ 'aria-current': isCurrent ? 'true' : undefined });
}
