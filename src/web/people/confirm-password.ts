/** Asks for the password again before something sensitive, and goes on to where the person was headed. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { localPath } from '../../accounts/return-address.ts';
import type { Passkeys } from '../../accounts/second-factors/passkeys.ts';
import type { SecondStep } from '../../accounts/second-factors/second-step.ts';
import type { BrowserSessions } from '../../accounts/session-cookie.ts';
import type { SignInRefusal } from '../../accounts/sign-in.ts';
import { beforeTwoStep, pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { button } from '../components/button.ts';
import { passwordField } from '../components/field.ts';
import { form, formActions } from '../components/form.ts';
import { notice } from '../components/notice.ts';
import { passkeyForm } from '../components/passkey-form.ts';
import { box } from '../components/section.ts';
import { fieldOf, isTicked } from '../form-body.ts';
import { html } from '../html.ts';
import { page } from '../layout/page.ts';
import { paths } from '../layout/paths.ts';
import type { PageViews } from '../page-view.ts';
import { afterPause } from '../pause.ts';
import { answerIn } from './second-step.ts';
import { signedIn } from './signed-in.ts';

export interface ConfirmPasswordDeps {
  readonly views: PageViews;
  readonly browserSessions: Pick<BrowserSessions, 'confirm'>;
  readonly secondStep: Pick<SecondStep, 'confirm'>;
  readonly passkeys: Pick<Passkeys, 'isAvailable' | 'ask' | 'ofUser'>;
}

/** @returns the page that asks for the password and leads on to `next`, a path of ours */
export function confirmPasswordAddress(basePath: string, next: string): string {
  return `${basePath}${paths.confirmPassword}?next=${encodeURIComponent(next)}`;
}

export function registerConfirmPassword(app: App, deps: ConfirmPasswordDeps): void {
  const { views, browserSessions, secondStep, passkeys } = deps;
  const config = { access: beforeTwoStep(pageRoute()) };

  app.get(paths.confirmPassword, { config }, (request, reply) => show(request, reply, fieldOf(request.query, 'next')));

  app.post(paths.confirmPassword, { config }, async (request, reply) => {
    const { body } = request;
    const next = fieldOf(body, 'next');
    if (isTicked(body, 'credential')) {
      const isConfirmed = await secondStep.confirm(request, answerIn(body));
      if (isConfirmed) return reply.redirect(localPath(next, views.basePath), 303);
      return show(request, reply.code(403), next, { outcome: 'passkey-refused' });
    }
    const outcome = await browserSessions.confirm(request, fieldOf(body, 'password'));
    switch (outcome.outcome) {
      case 'confirmed':
        return reply.redirect(localPath(next, views.basePath), 303);
      case 'wrong':
        return show(request, reply.code(403), next, outcome);
      case 'throttled':
        return show(request, reply.code(429).header('Retry-After', outcome.retryAfterSeconds), next, outcome);
    }
  });

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    next: string,
    refusal?: SignInRefusal | { readonly outcome: 'passkey-refused' },
  ): Promise<FastifyReply> {
    const view = views.viewOf(request, reply);
    const { confirm, password } = view.text.people;
    const { twoStep } = view.text;
    const error =
      refusal?.outcome === 'wrong'
        ? confirm.wrong
        : refusal?.outcome === 'throttled' && confirm.throttled(afterPause(view, refusal.retryAfterSeconds));
    const userId = signedIn(request).person.id;
    const asks = passkeys.isAvailable && (await passkeys.ofUser(userId)).length > 0;
    const fields = { next: localPath(next, views.basePath) };
    const document = page(view, {
      kind: 'bare',
      title: confirm.title,
      main: html`<h1>${confirm.title}</h1>${box(html`
        ${refusal?.outcome === 'passkey-refused' && notice({ tone: 'danger', announce: true, body: html`<p>${twoStep.confirm.refused}</p>` })}
        ${form(view, {
          action: paths.confirmPassword,
          fields,
          body: html`<p>${confirm.reason(view.viewer?.fullName ?? '')}</p>
            <input class="visually-hidden" type="text" name="username" autocomplete="username" value="${view.viewer?.username}" readonly tabindex="-1" aria-hidden="true">
            ${passwordField(view, { name: 'password', label: password, autocomplete: 'current-password', required: true, autofocus: true, error })}
            ${formActions(button({ label: confirm.submit, kind: 'primary', wide: true }))}`,
        })}
        ${
          asks &&
          passkeyForm(view, {
            action: paths.confirmPassword,
            kind: 'get',
            options: await passkeys.ask({ purpose: 'confirm', formToken: view.csrfToken, userId }),
            label: twoStep.confirm.passkey,
            wide: true,
            fields,
          })
        }`)}`,
    });
    return sendPage(reply, document, { noReferrer: true });
  }
}
