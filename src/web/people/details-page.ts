/** One's own name, e-mail address and picture. Changing the address needs the password, because mail to it can reset the password. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BrowserSessions } from '../../accounts/session-cookie.ts';
import type { UserStore } from '../../accounts/users.ts';
import { originOf } from '../../audit/origin.ts';
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { personAvatar } from '../components/avatar.ts';
import { button } from '../components/button.ts';
import { fileField, passwordField, textField } from '../components/field.ts';
import { form, formActions } from '../components/form.ts';
import { notice } from '../components/notice.ts';
import { box, section } from '../components/section.ts';
import type { ShowFailurePage } from '../errors/failure-page.ts';
import { fieldOf } from '../form-body.ts';
import { html } from '../html.ts';
import { paths } from '../layout/paths.ts';
import type { PageViews } from '../page-view.ts';
import { afterPause } from '../pause.ts';
import type { View } from '../view.ts';
import { type FieldErrors, fieldErrors } from './field-errors.ts';
import { type PictureDeps, type PictureProblem, registerPicture } from './picture-routes.ts';
import { profilePage } from './profile-page.ts';
import { signedIn } from './signed-in.ts';

export interface DetailsDeps extends PictureDeps {
  readonly views: PageViews;
  readonly users: Pick<UserStore, 'updateProfile'>;
  readonly browserSessions: Pick<BrowserSessions, 'confirm'>;
  readonly showFailure: ShowFailurePage;
}

interface Details {
  readonly fullName: string;
  readonly email: string;
}

export function registerDetails(app: App, deps: DetailsDeps): void {
  const { views, users, browserSessions, showFailure } = deps;

  app.get(paths.profile, { config: { access: pageRoute() } }, (request, reply) =>
    show(request, reply, signedIn(request).person, {}),
  );

  app.post(paths.profile, { config: { access: pageRoute() } }, async (request, reply) => {
    const { body } = request;
    const { person } = signedIn(request);
    const typed = { fullName: fieldOf(body, 'fullName'), email: fieldOf(body, 'email') };
    if (typed.email.trim() !== person.email) {
      const texts = views.textOf(request).people.details;
      const password = fieldOf(body, 'currentPassword');
      if (password === '') return show(request, reply.code(422), typed, { currentPassword: texts.passwordMissing });
      const confirmed = await browserSessions.confirm(request, password);
      if (confirmed.outcome === 'wrong') {
        return show(request, reply.code(422), typed, { currentPassword: texts.passwordWrong });
      }
      if (confirmed.outcome === 'throttled') {
        const { retryAfterSeconds } = confirmed;
        const view = views.viewOf(request, reply.code(429).header('Retry-After', retryAfterSeconds));
        const currentPassword = view.text.people.confirm.throttled(afterPause(view, retryAfterSeconds));
        return sendPage(reply, detailsPage(view, typed, { currentPassword }));
      }
    }
    const outcome = await users.updateProfile(person.id, typed, originOf(request));
    switch (outcome.outcome) {
      case 'done':
        return views.goOn(reply, paths.profile, 'profile-saved');
      case 'refused':
        return show(request, reply.code(422), typed, fieldErrors(views.textOf(request), outcome.problems));
      case 'unknown-user':
        return showFailure(request, reply, { statusCode: 404, message: '' });
    }
  });

  registerPicture(app, deps, (request, reply, problem) => show(request, reply, signedIn(request).person, {}, problem));

  function show(
    request: FastifyRequest,
    reply: FastifyReply,
    details: Details,
    errors: FieldErrors,
    problem?: PictureProblem,
  ): FastifyReply {
    return sendPage(reply, detailsPage(views.viewOf(request, reply), details, errors, problem));
  }
}

function detailsPage(view: View, { fullName, email }: Details, errors: FieldErrors, problem?: PictureProblem): string {
  const { people } = view.text;
  const { details } = people;
  const { viewer } = view;
  return profilePage(view, {
    current: 'details',
    title: details.title,
    description: details.description,
    body: html`
      ${Object.keys(errors).length > 0 && html`<div class="flash">${notice({ tone: 'danger', announce: true, body: html`<p>${people.checkFields}</p>` })}</div>`}
      ${box(
        html`<div class="profile-head">${viewer && personAvatar(view, viewer, 'large')}<div><p class="profile-name">${viewer?.fullName}</p><p class="muted">${people.username}: ${viewer?.username}</p></div></div>
        ${form(view, {
          action: paths.profile,
          body: html`
            ${textField({ name: 'fullName', label: people.fullName, value: fullName, error: errors.fullName, autocomplete: 'name', required: true })}
            ${textField({ name: 'email', type: 'email', label: people.email, hint: details.emailHint, value: email, error: errors.email, autocomplete: 'email', required: true })}
            ${passwordField(view, { name: 'currentPassword', label: details.password, hint: details.passwordHint, error: errors.currentPassword, autocomplete: 'current-password' })}
            ${formActions(button({ label: details.submit, kind: 'primary' }))}`,
        })}`,
      )}
      ${section({
        title: details.picture,
        description: details.pictureDescription,
        body: box(html`
          ${form(view, {
            action: paths.picture,
            multipart: true,
            body: html`
              ${fileField({ name: 'picture', label: details.pictureFile, accept: 'image/png,image/jpeg,image/webp', required: true, error: problem && details.pictureProblems[problem] })}
              ${formActions(button({ label: details.pictureSubmit }))}`,
          })}
          ${viewer?.picture !== undefined && form(view, { action: paths.removePicture, body: formActions(button({ label: details.pictureRemove, kind: 'quiet' })) })}`),
      })}`,
  });
}
