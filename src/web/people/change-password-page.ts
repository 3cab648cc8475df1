/** Changing one's own password: the current one is required, other sessions end, and so does the access of applications if chosen. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BrowserSessions } from '../../accounts/session-cookie.ts';
import type { UserStore } from '../../accounts/users.ts';
import { originOf } from '../../audit/origin.ts';
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { button } from '../components/button.ts';
import { checkbox, passwordField } from '../components/field.ts';
import { form, formActions } from '../components/form.ts';
import { notice } from '../components/notice.ts';
import { box } from '../components/section.ts';
import type { ShowFailurePage } from '../errors/failure-page.ts';
import { fieldOf, isTicked } from '../form-body.ts';
import { html } from '../html.ts';
import { paths } from '../layout/paths.ts';
import type { PageViews } from '../page-view.ts';
import { afterPause } from '../pause.ts';
import type { View } from '../view.ts';
import { type FieldErrors, fieldErrors } from './field-errors.ts';
import { profilePage } from './profile-page.ts';
import { signedIn } from './signed-in.ts';

export interface ChangePasswordDeps {
  readonly views: PageViews;
  readonly browserSessions: Pick<BrowserSessions, 'confirm'>;
  readonly users: Pick<UserStore, 'changePassword'>;
  readonly showFailure: ShowFailurePage;
}

export function registerChangePassword(app: App, deps: ChangePasswordDeps): void {
  const { views } = deps;

  app.get(paths.changePassword, { config: { access: pageRoute() } }, (request, reply) => show(request, reply, {}));

  app.post(paths.changePassword, { config: { access: pageRoute() } }, async (request, reply) => {
    const { body } = request;
    const password = fieldOf(body, 'password');
    const texts = views.textOf(request).people.changePassword;
    if (password !== fieldOf(body, 'passwordAgain')) return show(request, reply.code(422), { passwordAgain: texts.differ });

    const confirmed = await deps.browserSessions.confirm(request, fieldOf(body, 'currentPassword'));
    if (confirmed.outcome === 'wrong') return show(request, reply.code(422), { currentPassword: texts.wrong });
    if (confirmed.outcome === 'throttled') {
      const { retryAfterSeconds } = confirmed;
      void reply.code(429).header('Retry-After', retryAfterSeconds);
      return show(request, reply, (view) => ({ currentPassword: texts.throttled(afterPause(view, retryAfterSeconds)) }));
    }
    return change(request, reply, password);
  });

  async function change(request: FastifyRequest, reply: FastifyReply, password: string): Promise<FastifyReply> {
    const { person, session } = signedIn(request);
    const alsoApplications = isTicked(request.body, 'alsoApplications');
    const outcome = await deps.users.changePassword(
      { userId: person.id, password, keepSession: session.publicId, alsoApplications },
      originOf(request),
    );
    switch (outcome.outcome) {
      case 'done':
        return views.goOn(reply, paths.profile, alsoApplications ? 'password-changed-applications-ended' : 'password-changed');
      case 'refused':
        return show(request, reply.code(422), fieldErrors(views.textOf(request), outcome.problems));
      case 'unknown-user':
        return deps.showFailure(request, reply, { statusCode: 404, message: '' });
    }
  }

  function show(request: FastifyRequest, reply: FastifyReply, errors: FieldErrors | ((view: View) => FieldErrors)): FastifyReply {
    const view = views.viewOf(request, reply);
    const shown = typeof errors === 'function' ? errors(view) : errors;
    return sendPage(reply, changePasswordPage(view, shown, isTicked(request.body, 'alsoApplications')));
  }
}

function changePasswordPage(view: View, errors: FieldErrors, alsoApplications: boolean): string {
  const { people } = view.text;
  const { changePassword } = people;
  return profilePage(view, {
    current: 'changePassword',
    title: changePassword.title,
    description: changePassword.description,
    body: html`
      ${Object.keys(errors).length > 0 && html`<div class="flash">${notice({ tone: 'danger', announce: true, body: html`<p>${people.checkFields}</p>` })}</div>`}
      ${box(
        form(view, {
          action: paths.changePassword,
          body: html`
            <input type="text" name="username" autocomplete="username" value="${view.viewer?.username}" readonly hidden>
            ${passwordField(view, { name: 'currentPassword', label: changePassword.current, error: errors.currentPassword, autocomplete: 'current-password', required: true })}
            ${passwordField(view, { name: 'password', label: changePassword.new, hint: changePassword.newHint, error: errors.password, autocomplete: 'new-password', required: true })}
            ${passwordField(view, { name: 'passwordAgain', label: changePassword.again, error: errors.passwordAgain, autocomplete: 'new-password', required: true })}
            ${checkbox({ name: 'alsoApplications', label: changePassword.alsoApplications, hint: changePassword.alsoApplicationsHint, checked: alsoApplications })}
            ${formActions(button({ label: changePassword.submit, kind: 'primary' }))}`,
        }),
      )}`,
  });
}
