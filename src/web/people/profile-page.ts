/** The frame of the pages of one's own profile, with their navigation. A new page of the profile is added here. */
import { type IconName, icon } from '../components/icon.ts';
import { pageHead } from '../components/navigation.ts';
import { attributes, type Html, html, type Renderable } from '../html.ts';
import { page } from '../layout/page.ts';
import { paths } from '../layout/paths.ts';
import { address, type View } from '../view.ts';

const entries = [
  { key: 'details', path: paths.profile, icon: 'user' },
  { key: 'preferences', path: paths.preferences, icon: 'eye' },
  { key: 'changePassword', path: paths.changePassword, icon: 'lock' },
  { key: 'twoStep', path: paths.twoStep, icon: 'check' },
  { key: 'passkeys', path: paths.passkeys, icon: 'access' },
  { key: 'sessions', path: paths.sessions, icon: 'clock' },
  { key: 'authorizedApplications', path: paths.authorizedApplications, icon: 'application' },
  { key: 'connectedAccounts', path: paths.connectedAccounts, icon: 'link' },
  { key: 'personalTokens', path: paths.personalTokens, icon: 'key' },
  { key: 'notifications', path: paths.notifications, icon: 'mail' },
] as const satisfies readonly { key: string; path: string; icon: IconName }[];

/** The pages of the profile. */
export type ProfilePage = (typeof entries)[number]['key'];

export function profilePage(
  view: View,
  props: {
    readonly current: ProfilePage;
    readonly title: string;
    readonly breadcrumbs?: Renderable;
    readonly description?: Renderable;
    readonly actions?: Renderable;
    readonly body: Renderable;
  },
): string {
  const { body, current, ...head } = props;
  return page(view, {
    kind: 'app',
    title: head.title,
    side: { label: view.text.people.profile.navigation, content: navigation(view, current) },
    main: html`${pageHead(head)}${body}`,
  });
}

function navigation(view: View, current: ProfilePage): Html {
  const { profile } = view.text.people;
  return html`<p class="side-nav-title">${profile.navigation}</p><ul class="side-nav">${entries.map(
    ({ key, path, icon: name }) =>
      html`<li><a class="side-nav-link" href="${address(view, path)}" ${attributes({ 'aria-current': key === current ? 'page' : undefined })}>${icon(name)}<span>${profile[key]}</span></a></li>`,
  )}</ul>`;
}
