/** A forgotten password: the same answer for known and unknown names and addresses. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PasswordReset } from '../../accounts/password-reset.ts';
import { originOf } from '../../audit/origin.ts';
import { publicRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { button } from '../components/button.ts';
import { textField } from '../components/field.ts';
import { form, formActions } from '../components/form.ts';
import { notice } from '../components/notice.ts';
import { box } from '../components/section.ts';
import { fieldOf } from '../form-body.ts';
import { html, type Renderable } from '../html.ts';
import { page } from '../layout/page.ts';
import { paths } from '../layout/paths.ts';
import type { PageViews } from '../page-view.ts';
import { afterPause } from '../pause.ts';
import type { View } from '../view.ts';

export interface ForgotPasswordDeps {
  readonly views: PageViews;
  readonly passwordReset: Pick<PasswordReset, 'ask'>;
  /** Whether there is a mail server. */
  readonly isMailOn: () => boolean;
}

export function registerForgotPassword(app: App, { views, passwordReset, isMailOn }: ForgotPasswordDeps): void {
  app.get(paths.forgotPassword, { config: { access: publicRoute() } }, (request, reply) =>
    show(request, reply, isMailOn() ? questionOf('') : { tone: 'info', text: views.textOf(request).mail.forgotten.noMail }),
  );

  app.post(paths.forgotPassword, { config: { access: publicRoute() } }, async (request, reply) => {
    const { forgotten } = views.textOf(request).mail;
    if (!isMailOn()) return show(request, reply, { tone: 'info', text: forgotten.noMail });
    const typed = fieldOf(request.body, 'account');
    const asked = await passwordReset.ask(typed, originOf(request));
    if (asked.outcome === 'noted') {
      return show(request, reply, { tone: 'success', text: forgotten.sent, more: forgotten.nothingCame });
    }
    const { retryAfterSeconds } = asked;
    void reply.code(429).header('Retry-After', retryAfterSeconds);
    const text = forgotten.throttled(afterPause(views.viewOf(request, reply), retryAfterSeconds));
    return show(request, reply, { ...questionOf(typed), error: text });
  });

  function show(request: FastifyRequest, reply: FastifyReply, shown: Shown): FastifyReply {
    return sendPage(reply, forgotPasswordPage(views.viewOf(request, reply), shown), { noReferrer: true });
  }
}

type Shown =
  | { readonly tone: 'question'; readonly typed: string; readonly error?: string }
  | { readonly tone: 'success' | 'info'; readonly text: string; readonly more?: string };

function questionOf(typed: string) {
  return { tone: 'question', typed } as const;
}

function forgotPasswordPage(view: View, shown: Shown): string {
  const { forgotten } = view.text.mail;
  const title = shown.tone === 'success' ? forgotten.sentTitle : forgotten.title;
  return page(view, {
    kind: 'bare',
    title,
    main: html`<h1>${title}</h1>${box(shown.tone === 'question' ? question(view, shown) : answer(shown))}`,
  });
}

function question(view: View, { typed, error }: Extract<Shown, { tone: 'question' }>): Renderable {
  const { forgotten } = view.text.mail;
  return form(view, {
    action: paths.forgotPassword,
    body: html`
      ${error !== undefined && notice({ tone: 'danger', announce: true, body: html`<p>${error}</p>` })}
      <p>${forgotten.introduction}</p>
      ${textField({ name: 'account', label: forgotten.field, value: typed, autocomplete: 'username', required: true, autofocus: true })}
      ${formActions(button({ label: forgotten.submit, kind: 'primary', wide: true }))}`,
  });
}

function answer({ tone, text, more }: Extract<Shown, { tone: 'success' | 'info' }>): Renderable {
  return html`${notice({ tone, announce: true, body: html`<p>${text}</p>` })}${more !== undefined && html`<p>${more}</p>`}`;
}
