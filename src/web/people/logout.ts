/** Logging out: by a form only (security rule 7); a link to it asks first. */
import type { BrowserSessions } from '../../accounts/session-cookie.ts';
import { beforeTwoStep, openPageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { button, linkButton } from '../components/button.ts';
import { form, formActions } from '../components/form.ts';
import { box } from '../components/section.ts';
import { html } from '../html.ts';
import { page } from '../layout/page.ts';
import { paths } from '../layout/paths.ts';
import type { PageViews } from '../page-view.ts';
import { address } from '../view.ts';

export interface LogoutDeps {
  readonly views: PageViews;
  readonly browserSessions: Pick<BrowserSessions, 'signOut'>;
}

export function registerLogout(app: App, { views, browserSessions }: LogoutDeps): void {
  app.get(paths.logout, { config: { access: beforeTwoStep(openPageRoute()) } }, (request, reply) => {
    const { person } = request.caller;
    if (person === undefined) return views.goOn(reply, paths.login);
    const view = views.viewOf(request, reply);
    const { logout } = view.text.people;
    const document = page(view, {
      kind: 'bare',
      title: logout.title,
      main: html`<h1>${logout.title}</h1>${box(
        form(view, {
          action: paths.logout,
          body: html`<p>${logout.question(person.fullName)}</p>${formActions(
            html`${button({ label: logout.submit, kind: 'primary' })}${linkButton({ label: logout.stay, href: address(view, paths.home) })}`,
            'pair',
          )}`,
        }),
      )}`,
    });
    return sendPage(reply, document);
  });

  app.post(paths.logout, { config: { access: beforeTwoStep(openPageRoute()) } }, async (request, reply) => {
    await browserSessions.signOut(request, reply);
    return views.goOn(reply, paths.login, 'logged-out');
  });
}
