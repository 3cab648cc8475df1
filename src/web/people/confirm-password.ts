/** Asks for the password again before something sensitive, and goes on to where the person was headed. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { localPath } from '../../accounts/return-address.ts';
import type { BrowserSessions } from '../../accounts/session-cookie.ts';
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { button } from '../components/button.ts';
import { passwordField } from '../components/field.ts';
import { form, formActions } from '../components/form.ts';
import { box } from '../components/section.ts';
import { fieldOf } from '../form-body.ts';
import { html } from '../html.ts';
import { page } from '../layout/page.ts';
import { paths } from '../layout/paths.ts';
import type { PageViews } from '../page-view.ts';
import { afterPause } from '../pause.ts';

export interface ConfirmPasswordDeps {
  readonly views: PageViews;
  readonly browserSessions: Pick<BrowserSessions, 'confirm'>;
}

/** @returns the page that asks for the password and leads on to `next`, a path of ours */
export function confirmPasswordAddress(basePath: string, next: string): string {
  return `${basePath}${paths.confirmPassword}?next=${encodeURIComponent(next)}`;
}

export function registerConfirmPassword(app: App, { views, browserSessions }: ConfirmPasswordDeps): void {
  app.get(paths.confirmPassword, { config: { access: pageRoute() } }, (request, reply) =>
    show(request, reply, fieldOf(request.query, 'next')),
  );

  app.post(paths.confirmPassword, { config: { access: pageRoute() } }, async (request, reply) => {
    const next = fieldOf(request.body, 'next');
    const outcome = await browserSessions.confirm(request, fieldOf(request.body, 'password'));
    switch (outcome.outcome) {
      case 'confirmed':
        return reply.redirect(localPath(next, views.basePath), 303);
      case 'wrong':
        return show(request, reply.code(403), next, outcome);
      case 'throttled':
        return show(request, reply.code(429).header('Retry-After', outcome.retryAfterSeconds), next, outcome);
    }
  });

  function show(
    request: FastifyRequest,
    reply: FastifyReply,
    next: string,
    refusal?: { readonly outcome: 'wrong' } | { readonly outcome: 'throttled'; readonly retryAfterSeconds: number },
  ): FastifyReply {
    const view = views.viewOf(request, reply);
    const { confirm, password } = view.text.people;
    const error =
      refusal && (refusal.outcome === 'wrong' ? confirm.wrong : confirm.throttled(afterPause(view, refusal.retryAfterSeconds)));
    const document = page(view, {
      kind: 'bare',
      title: confirm.title,
      main: html`<h1>${confirm.title}</h1>${box(
        form(view, {
          action: paths.confirmPassword,
          fields: { next: localPath(next, views.basePath) },
          body: html`<p>${confirm.reason(view.viewer?.fullName ?? '')}</p>
            <input class="visually-hidden" type="text" name="username" autocomplete="username" value="${view.viewer?.username}" readonly tabindex="-1" aria-hidden="true">
            ${passwordField(view, { name: 'password', label: password, autocomplete: 'current-password', required: true, autofocus: true, error })}
            ${formActions(button({ label: confirm.submit, kind: 'primary', wide: true }))}`,
        }),
      )}`,
    });
    return sendPage(reply, document, { noReferrer: true });
  }
}
