/** The applications that act for a person: what each may do, when it last did, and how to revoke that. */
import { originOf } from '../../audit/origin.ts';
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import type { AuthorizedApplication, Grants } from '../../oauth/grants.ts';
import { avatar } from '../components/avatar.ts';
import { linkButton } from '../components/button.ts';
import { confirmation } from '../components/dialog.ts';
import { guideLink } from '../components/guide-link.ts';
import { breadcrumbs } from '../components/navigation.ts';
import { emptyState } from '../components/notice.ts';
import { box } from '../components/section.ts';
import { table } from '../components/table.ts';
import { relativeTime } from '../components/time.ts';
import { linkPaths } from '../console/link-paths.ts';
import { fieldOf } from '../form-body.ts';
import { type Html, html, type Renderable } from '../html.ts';
import { paths } from '../layout/paths.ts';
import type { PageViews } from '../page-view.ts';
import { address, type View } from '../view.ts';
import { profilePage } from './profile-page.ts';
import { scopeTags } from './scope-tags.ts';
import { signedIn } from './signed-in.ts';

export interface ApplicationsDeps {
  readonly views: PageViews;
  readonly grants: Pick<Grants, 'ofUser' | 'end' | 'endAllOfUser'>;
}

const revokePath = `${paths.authorizedApplications}/revoke`;
/** Instead of an authorization's number: all of them. */
const all = 'all';

export function registerApplications(app: App, { views, grants }: ApplicationsDeps): void {
  app.get(paths.authorizedApplications, { config: { access: pageRoute() } }, async (request, reply) => {
    const applications = await grants.ofUser(signedIn(request).person.id);
    return sendPage(reply, applicationsPage(views.viewOf(request, reply), applications));
  });

  app.get(revokePath, { config: { access: pageRoute() } }, async (request, reply) => {
    const which = fieldOf(request.query, 'authorization');
    const applications = await grants.ofUser(signedIn(request).person.id);
    const chosen = which === all ? applications : applications.filter(({ grantId }) => String(grantId) === which);
    if (chosen.length === 0) return views.goOn(reply, paths.authorizedApplications);
    return sendPage(reply, revokePage(views.viewOf(request, reply), which, chosen));
  });

  app.post(revokePath, { config: { access: pageRoute() } }, async (request, reply) => {
    const { person } = signedIn(request);
    const which = fieldOf(request.body, 'authorization');
    if (which === all) {
      await grants.endAllOfUser(person.id, originOf(request));
      return views.goOn(reply, paths.authorizedApplications, 'applications-revoked');
    }
    const grantId = Number(which);
    const ended = Number.isSafeInteger(grantId) && (await grants.end(grantId, person.id, originOf(request)));
    return views.goOn(reply, paths.authorizedApplications, ended ? 'application-revoked' : 'application-gone');
  });
}

function applicationsPage(view: View, list: readonly AuthorizedApplication[]): string {
  const { applications } = view.text.people;
  return profilePage(view, {
    current: 'authorizedApplications',
    title: applications.title,
    description: applications.description,
    actions: list.length > 1 && linkButton({ label: applications.revokeAll, href: revokeAddress(view, all) }),
    body:
      list.length === 0
        ? emptyState({
            icon: 'application',
            title: applications.empty,
            body: applications.emptyBody,
            guide: guideLink(view, 'using#applications-that-act-for-you'),
          })
        : table({
            caption: applications.title,
            columns: [
              { label: applications.application },
              { label: applications.permissions },
              { label: applications.since },
              { label: applications.lastUsed },
              { label: applications.lastAddress },
              { label: applications.actions, hideLabel: true, align: 'end' },
            ],
            rows: list.map((application) => row(view, application)),
          }),
  });
}

function row(view: View, application: AuthorizedApplication): readonly Renderable[] {
  const { applications } = view.text.people;
  const { client, grantId, since, lastUsedAt, lastUsedAddress } = application;
  const { name } = client;
  return [
    html`<span class="with-avatar">${picture(view, application)}<bdi>${name}</bdi></span>`,
    scopeTags(view, application.scope),
    relativeTime(view, since),
    relativeTime(view, lastUsedAt),
    lastUsedAddress ?? applications.none,
    html`<a class="button button-secondary button-small" href="${revokeAddress(view, String(grantId))}" aria-label="${applications.revokeOf(name)}">${applications.revoke}</a>`,
  ];
}

function picture(view: View, { client }: AuthorizedApplication): Html {
  const { name, hasLogo, clientId } = client;
  return avatar({ name, kind: 'application', src: hasLogo ? address(view, linkPaths.publicLogo(clientId)) : undefined });
}

function revokePage(view: View, which: string, chosen: readonly AuthorizedApplication[]): string {
  const { applications } = view.text.people;
  const name = which === all ? undefined : chosen[0]?.client.name;
  const title = name === undefined ? applications.confirmAllTitle : applications.confirmTitle(name);
  return profilePage(view, {
    current: 'authorizedApplications',
    title,
    breadcrumbs: breadcrumbs(view, [{ label: applications.title, href: address(view, paths.authorizedApplications) }]),
    body: box(
      confirmation(view, {
        consequences:
          name === undefined
            ? [applications.allLose(view.format, chosen.length), applications.allAskAgain, applications.allStaysHere]
            : [applications.loses(name), applications.asksAgain, applications.staysHere],
        action: revokePath,
        fields: { authorization: which },
        confirmLabel: name === undefined ? applications.confirmAll : applications.confirm,
        cancelHref: address(view, paths.authorizedApplications),
      }),
    ),
  });
}

function revokeAddress(view: View, which: string): string {
  return `${address(view, revokePath)}?authorization=${which}`;
}
