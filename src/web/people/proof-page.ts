/** The page that asks a signed-in person to prove again who they are, by password or passkey. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Passkeys } from '../../accounts/second-factors/passkeys.ts';
import type { SignInRefusal } from '../../accounts/sign-in.ts';
import { sendPage } from '../../http/headers.ts';
import { button } from '../components/button.ts';
import { passwordField } from '../components/field.ts';
import { form, formActions, type HiddenFields } from '../components/form.ts';
import { notice } from '../components/notice.ts';
import { passkeyForm } from '../components/passkey-form.ts';
import { box } from '../components/section.ts';
import { html } from '../html.ts';
import { page } from '../layout/page.ts';
import type { PageViews } from '../page-view.ts';
import { afterPause } from '../pause.ts';
import { signedIn } from './signed-in.ts';

export interface ProofPageDeps {
  readonly views: PageViews;
  readonly passkeys: Pick<Passkeys, 'isAvailable' | 'ask' | 'ofUser'>;
}

/** Why a proof did not hold. */
export type ProofRefusal = SignInRefusal | { readonly outcome: 'passkey-refused' };

export interface ProofPageProps {
  /** The path, under the context path, that takes the proof. */
  readonly action: string;
  /** Sent along, unseen. */
  readonly fields: HiddenFields;
  /** The name of the field that takes the password. */
  readonly passwordName: string;
  /** What waits in `fields`, to go on with the proof. */
  readonly holds?: 'form' | 'form-without-secrets';
  readonly refusal?: ProofRefusal | undefined;
}

export async function sendProofPage(
  { views, passkeys }: ProofPageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { action, fields, passwordName, holds, refusal }: ProofPageProps,
): Promise<FastifyReply> {
  if (refusal?.outcome === 'throttled') void reply.code(429).header('Retry-After', refusal.retryAfterSeconds);
  else if (refusal !== undefined || holds !== undefined) void reply.code(403);
  const view = views.viewOf(request, reply);
  const { confirm, password } = view.text.people;
  const { twoStep } = view.text;
  const error =
    refusal?.outcome === 'wrong'
      ? confirm.wrong
      : refusal?.outcome === 'throttled' && confirm.throttled(afterPause(view, refusal.retryAfterSeconds));
  const userId = signedIn(request).person.id;
  const asks = passkeys.isAvailable && (await passkeys.ofUser(userId)).length > 0;
  const document = page(view, {
    kind: 'bare',
    title: confirm.title,
    main: html`<h1>${confirm.title}</h1>${box(html`
      ${refusal?.outcome === 'passkey-refused' && notice({ tone: 'danger', announce: true, body: html`<p>${twoStep.confirm.refused}</p>` })}
      ${form(view, {
        action,
        fields,
        body: html`<p>${confirm.reason(view.viewer?.fullName ?? '')}</p>
          ${holds && html`<p>${holds === 'form' ? confirm.held : confirm.heldWithoutSecrets}</p>`}
          <input class="visually-hidden" type="text" autocomplete="username" value="${view.viewer?.username}" readonly tabindex="-1" aria-hidden="true">
          ${passwordField(view, { name: passwordName, label: password, autocomplete: 'current-password', required: true, autofocus: true, error })}
          ${formActions(button({ label: confirm.submit, kind: 'primary', wide: true }))}`,
      })}
      ${
        asks &&
        passkeyForm(view, {
          action,
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
