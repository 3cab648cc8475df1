/** One's own name and e-mail address. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { UserStore } from '../../accounts/users.ts';
import { originOf } from '../../audit/origin.ts';
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { avatar } from '../components/avatar.ts';
import { button } from '../components/button.ts';
import { textField } from '../components/field.ts';
import { form, formActions } from '../components/form.ts';
import { notice } from '../components/notice.ts';
import { box } from '../components/section.ts';
import type { ShowFailurePage } from '../errors/failure-page.ts';
import { fieldOf } from '../form-body.ts';
import { html } from '../html.ts';
import { paths } from '../layout/paths.ts';
import type { PageViews } from '../page-view.ts';
import type { View } from '../view.ts';
import { type FieldErrors, fieldErrors } from './field-errors.ts';
import { profilePage } from './profile-page.ts';
import { signedIn } from './signed-in.ts';

export interface DetailsDeps {
  readonly views: PageViews;
  readonly users: Pick<UserStore, 'updateProfile'>;
  readonly showFailure: ShowFailurePage;
}

interface Details {
  readonly username: string;
  readonly fullName: string;
  readonly email: string;
}

export function registerDetails(app: App, { views, users, showFailure }: DetailsDeps): void {
  app.get(paths.profile, { config: { access: pageRoute() } }, (request, reply) =>
    show(request, reply, signedIn(request).person, {}),
  );

  app.post(paths.profile, { config: { access: pageRoute() } }, async (request, reply) => {
    const { person } = signedIn(request);
    const typed = { fullName: fieldOf(request.body, 'fullName'), email: fieldOf(request.body, 'email') };
    const outcome = await users.updateProfile(person.id, typed, originOf(request));
    switch (outcome.outcome) {
      case 'done':
        return views.goOn(reply, paths.profile, 'profile-saved');
      case 'refused':
        return show(request, reply.code(422), { ...person, ...typed }, fieldErrors(views.text, outcome.problems));
      case 'unknown-user':
        return showFailure(request, reply, { statusCode: 404, message: '' });
    }
  });

  function show(request: FastifyRequest, reply: FastifyReply, details: Details, errors: FieldErrors): FastifyReply {
    return sendPage(reply, detailsPage(views.viewOf(request, reply), details, errors));
  }
}

function detailsPage(view: View, { username, fullName, email }: Details, errors: FieldErrors): string {
  const { people } = view.text;
  const { details } = people;
  return profilePage(view, {
    current: 'details',
    title: details.title,
    description: details.description,
    body: html`
      ${Object.keys(errors).length > 0 && html`<div class="flash">${notice({ tone: 'danger', announce: true, body: html`<p>${people.checkFields}</p>` })}</div>`}
      ${box(
        html`<div class="profile-head">${avatar({ name: view.viewer?.fullName ?? fullName, kind: 'person', size: 'large' })}<div><p class="profile-name">${view.viewer?.fullName}</p><p class="muted">${people.username}: ${username}</p></div></div>
        ${form(view, {
          action: paths.profile,
          body: html`
            ${textField({ name: 'fullName', label: people.fullName, value: fullName, error: errors.fullName, autocomplete: 'name', required: true })}
            ${textField({ name: 'email', type: 'email', label: people.email, hint: details.emailHint, value: email, error: errors.email, autocomplete: 'email', required: true })}
            ${formActions(button({ label: details.submit, kind: 'primary' }))}`,
        })}`,
      )}`,
  });
}
