/** The second step of logging in, and logging in by passkey alone. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { localPath } from '../../accounts/return-address.ts';
import type { Passkeys } from '../../accounts/second-factors/passkeys.ts';
import type { PendingSignIn } from '../../accounts/second-factors/pending-sign-ins.ts';
import type { SecondStep, SecondStepOutcome } from '../../accounts/second-factors/second-step.ts';
import type { TwoStep } from '../../accounts/second-factors/two-step.ts';
import { publicRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { csrfFieldName } from '../../http/csrf.ts';
import { sendPage } from '../../http/headers.ts';
import { button } from '../components/button.ts';
import { textField } from '../components/field.ts';
import { folded, form, formActions } from '../components/form.ts';
import { notice } from '../components/notice.ts';
import { passkeyForm } from '../components/passkey-form.ts';
import { box } from '../components/section.ts';
import { redirectTargets } from '../consent/redirect-targets.ts';
import { loginAddress } from '../errors/page-surface.ts';
import { fieldOf, isTicked } from '../form-body.ts';
import { carried, type HeldForm, heldIn, largestHeld } from '../held-form.ts';
import { html } from '../html.ts';
import { page } from '../layout/page.ts';
import { paths } from '../layout/paths.ts';
import { afterPause } from '../pause.ts';
import type { View } from '../view.ts';
import { afterLogin } from './after-login.ts';
import { type LoginDeps, showLogin } from './login.ts';

export interface SecondStepDeps extends LoginDeps {
  readonly secondStep: SecondStep;
  readonly twoStep: Pick<TwoStep, 'overview'>;
  readonly passkeys: Passkeys;
}

/** What was tried last. */
type Way = 'code' | 'recovery' | 'passkey';

export function registerSecondStep(app: App, deps: SecondStepDeps): void {
  const { views, secondStep } = deps;
  const destinationIn = (fields: unknown) => localPath(fieldOf(fields, 'os_destination'), views.basePath);

  // Public, as the login page is: whatever session the browser has, this is the way to another.
  app.get(paths.secondStep, { config: { access: publicRoute() } }, async (request, reply) => {
    const destination = destinationIn(request.query);
    const who = await secondStep.waiting(request);
    if (who === undefined) return showLogin(deps, request, reply, { destination, username: '' });
    return show(request, reply, who, destination);
  });

  app.post(paths.secondStep, { config: { access: publicRoute() }, bodyLimit: largestHeld }, async (request, reply) => {
    const { body } = request;
    const destination = destinationIn(body);
    // Asked before the attempt, so that the page can be shown again.
    const who = await secondStep.waiting(request);
    const held = heldIn(body, views.basePath);
    const isAnswered = ['credential', 'recoveryCode', 'code'].some((name) => isTicked(body, name));
    if (held !== undefined && !isAnswered && who !== undefined) return show(request, reply, who, destination);
    const way: Way = isTicked(body, 'credential') ? 'passkey' : isTicked(body, 'recoveryCode') ? 'recovery' : 'code';
    const outcome = await attempt(request, reply, way);
    if (outcome.outcome === 'signed-in') return afterLogin(views.basePath, request, reply, destination);
    if (outcome.outcome === 'over' || who === undefined) {
      return showLogin(deps, request, reply.code(403), { destination, username: '', refusal: { outcome: 'over' }, held });
    }
    if (outcome.outcome === 'throttled') void reply.code(429).header('Retry-After', outcome.retryAfterSeconds);
    else void reply.code(403);
    return show(request, reply, who, destination, { way, refusal: outcome });
  });

  app.post(paths.passkeySignIn, { config: { access: publicRoute() }, bodyLimit: largestHeld }, async (request, reply) => {
    const { body } = request;
    const destination = destinationIn(body);
    const passkey = { ...answerIn(body), remember: isTicked(body, 'os_cookie') };
    const { outcome } = await secondStep.signInByPasskey(request, reply, passkey);
    if (outcome === 'signed-in') return afterLogin(views.basePath, request, reply, destination);
    const refusal = { outcome: 'passkey-refused' } as const;
    const held = heldIn(body, views.basePath);
    return showLogin(deps, request, reply.code(403), { destination, username: '', refusal, held });
  });

  function attempt(request: FastifyRequest, reply: FastifyReply, way: Way): Promise<SecondStepOutcome> {
    const { body } = request;
    switch (way) {
      case 'passkey':
        return secondStep.byPasskey(request, reply, answerIn(body));
      case 'recovery':
        return secondStep.byRecoveryCode(request, reply, fieldOf(body, 'recoveryCode'));
      case 'code':
        return secondStep.byCode(request, reply, fieldOf(body, 'code'));
    }
  }

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    who: PendingSignIn,
    destination: string,
    failed?: Failed,
  ): Promise<FastifyReply> {
    const view = views.viewOf(request, reply);
    const { app, passkeys } = await deps.twoStep.overview(who.userId);
    const asks = passkeys > 0 && deps.passkeys.isAvailable;
    const binding = { purpose: 'second-step', formToken: view.csrfToken, userId: who.userId } as const;
    const application = await deps.waitingApplication(destination);
    const document = secondStepPage(view, {
      who,
      destination,
      held: heldIn(request.body, views.basePath),
      failed,
      hasApp: app !== undefined,
      passkeyOptions: asks ? await deps.passkeys.ask(binding) : undefined,
    });
    return sendPage(reply, document, {
      noReferrer: true,
      formTargets: application === undefined ? [] : redirectTargets(application.formTarget),
    });
  }
}

/** @returns a passkey's answer with the token of its form, which was checked before */
export function answerIn(body: unknown): { readonly answer: string; readonly formToken: string } {
  return { answer: fieldOf(body, 'credential'), formToken: fieldOf(body, csrfFieldName) };
}

interface Failed {
  readonly way: Way;
  readonly refusal: Extract<SecondStepOutcome, { outcome: 'wrong' | 'throttled' }>;
}

function secondStepPage(
  view: View,
  props: {
    readonly who: PendingSignIn;
    readonly destination: string;
    readonly held: HeldForm | undefined;
    readonly failed: Failed | undefined;
    readonly hasApp: boolean;
    readonly passkeyOptions: object | undefined;
  },
): string {
  const { second } = view.text.twoStep;
  const { who, destination, held, failed, hasApp, passkeyOptions } = props;
  const fields = { os_destination: destination, ...carried(held) };
  const sentence = failed && failureText(view, failed);
  return page(view, {
    kind: 'bare',
    title: second.title,
    main: html`
      <h1>${second.heading}</h1>
      ${box(html`
        <p>${second.who(who.username)}</p>
        ${failed?.way === 'passkey' && notice({ tone: 'danger', announce: true, body: html`<p>${sentence}</p>` })}
        ${
          hasApp &&
          form(view, {
            action: paths.secondStep,
            fields,
            body: html`
              ${textField({ name: 'code', label: second.code, hint: second.codeHint, error: failed?.way === 'code' && sentence, autocomplete: 'one-time-code', inputMode: 'numeric', monospace: true, required: true, autofocus: true })}
              ${formActions(button({ label: second.submit, kind: 'primary', wide: true }))}`,
          })
        }
        ${
          passkeyOptions &&
          passkeyForm(view, {
            action: paths.secondStep,
            kind: 'get',
            options: passkeyOptions,
            label: second.passkey,
            primary: !hasApp,
            wide: true,
            fields,
          })
        }
        ${folded({
          summary: second.recovery,
          open: failed?.way === 'recovery',
          body: form(view, {
            action: paths.secondStep,
            fields,
            body: html`
              ${textField({ name: 'recoveryCode', label: second.recoveryCode, hint: second.recoveryHint, error: failed?.way === 'recovery' && sentence, autocomplete: 'off', monospace: true, required: true })}
              ${formActions(button({ label: second.submit, wide: true }))}`,
          }),
        })}`)}
      <p class="bare-note">${second.help}</p>
      <p class="bare-note"><a href="${loginAddress(view.basePath, destination)}">${second.startAgain}</a></p>`,
  });
}

function failureText(view: View, { way, refusal }: Failed): string {
  const { second } = view.text.twoStep;
  if (refusal.outcome === 'throttled') return second.throttled(afterPause(view, refusal.retryAfterSeconds));
  switch (way) {
    case 'code':
      return second.wrongCode;
    case 'recovery':
      return second.wrongRecoveryCode;
    case 'passkey':
      return second.wrongPasskey;
  }
}
