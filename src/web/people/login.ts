/** Logging in at `/login.action`, on the way to a page of ours or to an application's consent page. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { localPath } from '../../accounts/return-address.ts';
import type { Passkeys } from '../../accounts/second-factors/passkeys.ts';
import type { BrowserSessions } from '../../accounts/session-cookie.ts';
import type { SignInRefusal } from '../../accounts/sign-in.ts';
import { openPageRoute, publicRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import type { WaitingApplication } from '../../oauth/authorize/waiting-application.ts';
import { button } from '../components/button.ts';
import { checkbox, passwordField, textField } from '../components/field.ts';
import { form, formActions } from '../components/form.ts';
import { notice } from '../components/notice.ts';
import { passkeyForm } from '../components/passkey-form.ts';
import { box } from '../components/section.ts';
import { redirectTargets } from '../consent/redirect-targets.ts';
import { fieldOf, isTicked } from '../form-body.ts';
import { carried, type HeldForm, heldIn, largestHeld } from '../held-form.ts';
import { html } from '../html.ts';
import { page } from '../layout/page.ts';
import { paths } from '../layout/paths.ts';
import type { PageViews } from '../page-view.ts';
import { afterPause } from '../pause.ts';
import { address, type View } from '../view.ts';
import { afterLogin } from './after-login.ts';

export interface LoginDeps {
  readonly views: PageViews;
  readonly browserSessions: Pick<BrowserSessions, 'signIn'>;
  readonly passkeys: Pick<Passkeys, 'isAvailable' | 'ask'>;
  /** @returns the application whose authorization request a destination (path and query) is, if there is one */
  waitingApplication(destination: string): Promise<WaitingApplication | undefined>;
  /** Whether there is a mail server, so that a forgotten password can be replaced. */
  readonly isMailOn: () => boolean;
}

/** What old forms post to. */
const formerAction = '/dologin.action';

export function registerLogin(app: App, deps: LoginDeps): void {
  const { views, browserSessions } = deps;
  const destinationIn = (fields: unknown) => localPath(fieldOf(fields, 'os_destination'), views.basePath);

  app.get(paths.login, { config: { access: openPageRoute() } }, (request, reply) => {
    const destination = destinationIn(request.query);
    if (request.caller.kind === 'session') return reply.redirect(destination, 303);
    return showLogin(deps, request, reply, { destination, username: '' });
  });

  // Public, so that the form's token is judged by the browser's cookie and not by a session that it has meanwhile.
  for (const path of [paths.login, formerAction]) {
    app.post(path, { config: { access: publicRoute() }, bodyLimit: largestHeld }, async (request, reply) => {
      const { body } = request;
      const destination = destinationIn(body);
      const username = fieldOf(body, 'os_username');
      const outcome = await browserSessions.signIn(request, reply, {
        username,
        password: fieldOf(body, 'os_password'),
        remember: isTicked(body, 'os_cookie'),
      });
      const held = heldIn(body, views.basePath);
      if (outcome.outcome === 'verified') return afterLogin(views.basePath, request, reply, destination);
      if (outcome.outcome === 'second-step') {
        // The browser sends the form that is held once more.
        if (held !== undefined) return reply.redirect(views.basePath + paths.secondStep, 307);
        return reply.redirect(`${views.basePath}${paths.secondStep}?os_destination=${encodeURIComponent(destination)}`, 303);
      }
      return showLogin(deps, request, reply, { destination, username, refusal: outcome, held });
    });
  }
}

interface LoginState {
  readonly destination: string;
  readonly username: string;
  /** A form to go on with. */
  readonly held?: HeldForm | undefined;
  /** `over`: the second step came too late. */
  readonly refusal?: SignInRefusal | { readonly outcome: 'over' | 'passkey-refused' };
}

export async function showLogin(
  deps: LoginDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  state: LoginState,
): Promise<FastifyReply> {
  const application = await deps.waitingApplication(state.destination);
  const { refusal } = state;
  if (refusal?.outcome === 'throttled') void reply.code(429).header('Retry-After', refusal.retryAfterSeconds);
  if (refusal?.outcome === 'wrong') void reply.code(403);
  const view = deps.views.viewOf(request, reply);
  const passkeyOptions = deps.passkeys.isAvailable
    ? await deps.passkeys.ask({ purpose: 'sign-in', formToken: view.csrfToken, userId: undefined })
    : undefined;
  return sendPage(reply, loginPage(view, state, { application, isMailOn: deps.isMailOn(), passkeyOptions }), {
    noReferrer: true,
    formTargets: application === undefined ? [] : redirectTargets(application.formTarget),
  });
}

function loginPage(
  view: View,
  state: LoginState,
  around: {
    readonly application: WaitingApplication | undefined;
    readonly isMailOn: boolean;
    readonly passkeyOptions: object | undefined;
  },
): string {
  const { application, isMailOn, passkeyOptions } = around;
  const { login, username, password } = view.text.people;
  const { destination, refusal, held } = state;
  const fields = { os_destination: destination, ...carried(held) };
  return page(view, {
    kind: 'bare',
    title: login.title,
    main: html`
      <h1>${application === undefined ? login.heading(view.siteName) : login.headingFor(application.name)}</h1>
      ${box(html`
        ${form(view, {
          action: paths.login,
          fields,
          body: html`
            ${held && !refusal && notice({ tone: 'info', body: html`<p>${view.text.errors.held.text}</p>` })}
            ${refusal && notice({ tone: 'danger', announce: true, body: html`<p>${refusalText(view, refusal)}</p>` })}
            ${textField({ name: 'os_username', label: username, value: state.username, autocomplete: 'username', required: true, autofocus: state.username === '' })}
            ${passwordField(view, { name: 'os_password', label: password, autocomplete: 'current-password', required: true, autofocus: state.username !== '' })}
            ${checkbox({ name: 'os_cookie', label: login.rememberMe })}
            ${formActions(button({ label: login.submit, kind: 'primary', wide: true }))}`,
        })}
        ${
          passkeyOptions &&
          passkeyForm(view, {
            action: paths.passkeySignIn,
            kind: 'get',
            options: passkeyOptions,
            label: view.text.twoStep.signIn.passkey,
            wide: true,
            fields,
            copies: ['os_cookie'],
          })
        }`)}
      ${isMailOn && html`<p class="bare-note"><a href="${address(view, paths.forgotPassword)}">${view.text.mail.forgotten.link}</a></p>`}
      ${application && html`<p class="bare-note">${login.nextStep(application.name)}</p>`}`,
  });
}

/** One answer for an unknown name and for a wrong password. */
function refusalText(view: View, refusal: NonNullable<LoginState['refusal']>): string {
  const { people, twoStep } = view.text;
  const { login } = people;
  switch (refusal.outcome) {
    case 'wrong':
      return login.wrong;
    case 'throttled':
      return login.throttled(afterPause(view, refusal.retryAfterSeconds));
    case 'over':
      return twoStep.second.over;
    case 'passkey-refused':
      return twoStep.signIn.refused;
  }
}
