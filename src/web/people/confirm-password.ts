/** Asks for the password again before something sensitive, and then continues to where the person was going. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { localPath } from '../../accounts/return-address.ts';
import type { SecondStep } from '../../accounts/second-factors/second-step.ts';
import type { BrowserSessions } from '../../accounts/session-cookie.ts';
import { beforeTwoStep, pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { fieldOf, isTicked } from '../form-body.ts';
import { paths } from '../layout/paths.ts';
import { type ProofPageDeps, type ProofRefusal, sendProofPage } from './proof-page.ts';
import { answerIn } from './second-step.ts';

export interface ConfirmPasswordDeps extends ProofPageDeps {
  readonly browserSessions: Pick<BrowserSessions, 'confirm'>;
  readonly secondStep: Pick<SecondStep, 'confirm'>;
}

/** @returns the page that asks for the password and leads on to `next`, a path of ours */
export function confirmPasswordAddress(basePath: string, next: string): string {
  return `${basePath}${paths.confirmPassword}?next=${encodeURIComponent(next)}`;
}

export function registerConfirmPassword(app: App, deps: ConfirmPasswordDeps): void {
  const { views } = deps;
  const config = { access: beforeTwoStep(pageRoute()) };

  app.get(paths.confirmPassword, { config }, (request, reply) => show(request, reply, fieldOf(request.query, 'next')));

  app.post(paths.confirmPassword, { config }, async (request, reply) => {
    const next = fieldOf(request.body, 'next');
    const refusal = await takeProof(deps, request, fieldOf(request.body, 'password'));
    return refusal === undefined ? reply.redirect(localPath(next, views.basePath), 303) : show(request, reply, next, refusal);
  });

  function show(request: FastifyRequest, reply: FastifyReply, next: string, refusal?: ProofRefusal): Promise<FastifyReply> {
    const fields = { next: localPath(next, views.basePath) };
    return sendProofPage(deps, request, reply, {
      action: paths.confirmPassword,
      fields,
      passwordName: 'password',
      refusal,
    });
  }
}

/** Takes what the page that asks has sent: a password, or a passkey's answer. @returns undefined when it holds */
export async function takeProof(
  { browserSessions, secondStep }: Pick<ConfirmPasswordDeps, 'browserSessions' | 'secondStep'>,
  request: FastifyRequest,
  password: string,
): Promise<ProofRefusal | undefined> {
  if (isTicked(request.body, 'credential')) {
    return (await secondStep.confirm(request, answerIn(request.body))) ? undefined : { outcome: 'passkey-refused' };
  }
  const outcome = await browserSessions.confirm(request, password);
  return outcome.outcome === 'confirmed' ? undefined : outcome;
}
