/** One's own sessions: where one is logged in, and ending each. */
import type { SessionInfo, SessionStore } from '../../accounts/sessions.ts';
import { originOf } from '../../audit/origin.ts';
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { button } from '../components/button.ts';
import { form } from '../components/form.ts';
import { stateBadge, tag } from '../components/status.ts';
import { table } from '../components/table.ts';
import { relativeTime } from '../components/time.ts';
import { fieldOf } from '../form-body.ts';
import { html, type Renderable } from '../html.ts';
import { paths } from '../layout/paths.ts';
import type { PageViews } from '../page-view.ts';
import type { View } from '../view.ts';
import { browserName } from './browser-name.ts';
import { profilePage } from './profile-page.ts';
import { signedIn } from './signed-in.ts';

export interface SessionsDeps {
  readonly views: PageViews;
  readonly sessions: Pick<SessionStore, 'list' | 'end' | 'endOthers'>;
}

export function registerSessions(app: App, { views, sessions }: SessionsDeps): void {
  app.get(paths.sessions, { config: { access: pageRoute() } }, async (request, reply) => {
    const { person, session } = signedIn(request);
    const all = await sessions.list(person.id);
    return sendPage(reply, sessionsPage(views.viewOf(request, reply), all, session.publicId));
  });

  app.post(paths.sessions, { config: { access: pageRoute() } }, async (request, reply) => {
    const { person, session } = signedIn(request);
    const publicId = fieldOf(request.body, 'session');
    if (publicId === '') {
      await sessions.endOthers(person.id, session.publicId, originOf(request));
      return views.goOn(reply, paths.sessions, 'sessions-ended');
    }
    const ended = await sessions.end(person.id, publicId, originOf(request));
    return views.goOn(reply, paths.sessions, ended ? 'session-ended' : 'session-gone');
  });
}

function sessionsPage(view: View, all: readonly SessionInfo[], current: string): string {
  const { sessions } = view.text.people;
  // The session that looks at the list stands first, whichever was used last.
  const ordered = [...all].sort((a, b) => Number(b.publicId === current) - Number(a.publicId === current));
  return profilePage(view, {
    current: 'sessions',
    title: sessions.title,
    description: sessions.description,
    actions: all.length > 1 && form(view, { action: paths.sessions, body: button({ label: sessions.endOthers }) }),
    body: table({
      caption: sessions.title,
      columns: [
        { label: sessions.browser },
        { label: sessions.address },
        { label: sessions.started },
        { label: sessions.lastSeen },
        { label: sessions.actions, hideLabel: true, align: 'end' },
      ],
      rows: ordered.map((session) => row(view, session, session.publicId === current)),
    }),
  });
}

function row(view: View, session: SessionInfo, isCurrent: boolean): readonly Renderable[] {
  const { sessions } = view.text.people;
  const name = browserName(view.text, session.userAgent);
  return [
    html`<span class="inline">${name}${isCurrent && stateBadge('good', sessions.current)}${session.remembered && tag(sessions.remembered)}</span>`,
    session.remoteAddress,
    relativeTime(view, session.createdAt),
    relativeTime(view, session.lastSeenAt),
    !isCurrent &&
      form(view, {
        action: paths.sessions,
        fields: { session: session.publicId },
        body: html`<button class="button button-secondary button-small" type="submit" aria-label="${sessions.endOf(name)}">${sessions.end}</button>`,
      }),
  ];
}
