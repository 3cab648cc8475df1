/** Which notices a person gets by mail. */
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { indispensableNotices, type NoticeKind, noticeKinds } from '../../mail/message.ts';
import type { Notices } from '../../mail/notices.ts';
import { button } from '../components/button.ts';
import { checkbox } from '../components/field.ts';
import { form, formActions } from '../components/form.ts';
import { notice } from '../components/notice.ts';
import { box } from '../components/section.ts';
import { isTicked } from '../form-body.ts';
import { html } from '../html.ts';
import { paths } from '../layout/paths.ts';
import type { PageViews } from '../page-view.ts';
import type { View } from '../view.ts';
import { profilePage } from './profile-page.ts';
import { signedIn } from './signed-in.ts';

export interface NotificationsDeps {
  readonly views: PageViews;
  readonly notices: Pick<Notices, 'unwanted' | 'choose'>;
  readonly isMailOn: () => boolean;
}

export function registerNotifications(app: App, { views, notices, isMailOn }: NotificationsDeps): void {
  app.get(paths.notifications, { config: { access: pageRoute() } }, async (request, reply) => {
    const unwanted = await notices.unwanted(signedIn(request).person.id);
    return sendPage(reply, notificationsPage(views.viewOf(request, reply), unwanted, isMailOn()));
  });

  app.post(paths.notifications, { config: { access: pageRoute() } }, async (request, reply) => {
    const wanted = new Set(noticeKinds.filter((kind) => isTicked(request.body, kind)));
    await notices.choose(signedIn(request).person.id, wanted);
    return views.goOn(reply, paths.notifications, 'notifications-saved');
  });
}

function notificationsPage(view: View, unwanted: ReadonlySet<NoticeKind>, isMailOn: boolean): string {
  const { notices } = view.text.mail;
  return profilePage(view, {
    current: 'notifications',
    title: notices.title,
    description: notices.description,
    body: html`
      ${!isMailOn && html`<div class="flash">${notice({ tone: 'info', body: html`<p>${notices.noMail}</p>` })}</div>`}
      ${box(
        form(view, {
          action: paths.notifications,
          body: html`
            ${noticeKinds.map((kind) =>
              checkbox({
                name: kind,
                ...notices.kinds[kind],
                checked: !unwanted.has(kind),
                disabled: indispensableNotices.has(kind),
              }),
            )}
            ${formActions(button({ label: notices.submit, kind: 'primary' }))}`,
        }),
      )}`,
  });
}
