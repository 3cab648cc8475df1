/** The page that an address in a mail leads to: somebody who was invited, or forgot their password, chooses one, once. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PasswordReset } from '../../accounts/password-reset.ts';
import type { User } from '../../accounts/user.ts';
import { originOf } from '../../audit/origin.ts';
import { publicRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { button } from '../components/button.ts';
import { checkbox, passwordField } from '../components/field.ts';
import { form, formActions } from '../components/form.ts';
import { notice } from '../components/notice.ts';
import { box } from '../components/section.ts';
import { fieldOf, isTicked } from '../form-body.ts';
import { html } from '../html.ts';
import { page } from '../layout/page.ts';
import { paths } from '../layout/paths.ts';
import type { PageViews } from '../page-view.ts';
import { address, type View } from '../view.ts';
import { type FieldErrors, fieldErrors } from './field-errors.ts';

export interface ChoosePasswordDeps {
  readonly views: PageViews;
  readonly passwordReset: Pick<PasswordReset, 'find' | 'choose'>;
  /** The fewest characters, as the setting is now. */
  readonly leastPasswordLength: () => number;
}

interface Shown {
  readonly token: string;
  readonly user: User;
  readonly isInvitation: boolean;
  readonly alsoApplications: boolean;
  readonly least: number;
  readonly errors: FieldErrors;
}

export function registerChoosePassword(app: App, deps: ChoosePasswordDeps): void {
  const { views, passwordReset } = deps;

  app.get(paths.choosePassword, { config: { access: publicRoute() } }, (request, reply) =>
    show(request, reply, fieldOf(request.query, 'token'), {}),
  );

  app.post(paths.choosePassword, { config: { access: publicRoute() } }, async (request, reply) => {
    const { body } = request;
    const token = fieldOf(body, 'token');
    const password = fieldOf(body, 'password');
    if (password !== fieldOf(body, 'passwordAgain')) {
      return show(request, reply.code(422), token, { passwordAgain: views.textOf(request).people.changePassword.differ });
    }
    const chosen = { password, alsoApplications: isTicked(body, 'alsoApplications') };
    const outcome = await passwordReset.choose(token, chosen, originOf(request));
    switch (outcome.outcome) {
      case 'done':
        return views.goOn(reply, paths.login, 'password-chosen');
      case 'refused':
        return show(request, reply.code(422), token, fieldErrors(views.textOf(request), outcome.problems));
      case 'address-invalid':
        return showGone(request, reply);
    }
  });

  async function show(request: FastifyRequest, reply: FastifyReply, token: string, errors: FieldErrors): Promise<FastifyReply> {
    const found = await passwordReset.find(token);
    if (found === undefined) return showGone(request, reply);
    const shown: Shown = {
      token,
      user: found.user,
      isInvitation: found.purpose === 'invitation',
      alsoApplications: isTicked(request.body, 'alsoApplications'),
      least: deps.leastPasswordLength(),
      errors,
    };
    return sendPage(reply, choosePasswordPage(views.viewOf(request, reply), shown), { noReferrer: true });
  }

  function showGone(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    return sendPage(reply.code(404), gonePage(views.viewOf(request, reply)), { noReferrer: true });
  }
}

function choosePasswordPage(view: View, shown: Shown): string {
  const { people, mail } = view.text;
  const { choose } = mail;
  const { token, user, isInvitation, errors } = shown;
  return page(view, {
    kind: 'bare',
    title: choose.title,
    main: html`
      <h1>${choose.heading(user.fullName)}</h1>
      ${box(
        form(view, {
          action: paths.choosePassword,
          fields: { token },
          body: html`
            ${Object.keys(errors).length > 0 && notice({ tone: 'danger', announce: true, body: html`<p>${people.checkFields}</p>` })}
            ${!isInvitation && html`<p>${choose.sessionsEnd}</p>`}
            <input type="text" name="username" autocomplete="username" value="${user.username}" readonly hidden>
            ${passwordField(view, { name: 'password', label: people.changePassword.new, hint: choose.hint(shown.least), error: errors.password, autocomplete: 'new-password', required: true, autofocus: true })}
            ${passwordField(view, { name: 'passwordAgain', label: people.changePassword.again, error: errors.passwordAgain, autocomplete: 'new-password', required: true })}
            ${!isInvitation && checkbox({ name: 'alsoApplications', label: people.changePassword.alsoApplications, hint: people.changePassword.alsoApplicationsHint, checked: shown.alsoApplications })}
            ${formActions(button({ label: choose.submit, kind: 'primary', wide: true }))}`,
        }),
      )}`,
  });
}

function gonePage(view: View): string {
  const { choose } = view.text.mail;
  return page(view, {
    kind: 'bare',
    title: choose.goneTitle,
    main: html`
      <h1>${choose.goneTitle}</h1>
      ${box(html`<p>${choose.gone}</p><p><a href="${address(view, paths.forgotPassword)}">${choose.again}</a></p>`)}`,
  });
}
