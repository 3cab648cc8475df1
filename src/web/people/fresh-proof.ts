/**
 * Fresh proof of identity before anything that a browser left open should not allow. A page that needs it asks on a page before; a
 * form sent without it continues, as it was filled in, once the proof is given; secrets in it are typed once more (`leftOutIn`).
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BrowserSessions } from '../../accounts/session-cookie.ts';
import { fieldOf, isTicked } from '../form-body.ts';
import { leftOutIn, proofName, sentForm, withoutSecrets } from '../held-form.ts';
import { type ConfirmPasswordDeps, confirmPasswordAddress, takeProof } from './confirm-password.ts';
import { type ProofRefusal, sendProofPage } from './proof-page.ts';
import { signedIn } from './signed-in.ts';

/**
 * @param page where to begin again, as a path under the context path, for a form that cannot go on: what it answers has grown old
 * @returns whether there was proof in the last ten minutes, or the form has brought it along; if not, the answer asks for it
 */
export type FreshProof = (request: FastifyRequest, reply: FastifyReply, page?: string) => Promise<boolean>;

export interface FreshProofDeps extends ConfirmPasswordDeps {
  readonly browserSessions: Pick<BrowserSessions, 'confirm' | 'isFresh'>;
}

export function freshProof(deps: FreshProofDeps): FreshProof {
  const { views, browserSessions } = deps;

  async function ask(request: FastifyRequest, reply: FastifyReply, refusal?: ProofRefusal): Promise<false> {
    const form = withoutSecrets(sentForm(request, views.basePath));
    const holds = leftOutIn(form.fields).length > 0 ? 'form-without-secrets' : 'form';
    await sendProofPage(deps, request, reply, { ...form, passwordName: proofName, holds, refusal });
    return false;
  }

  return async (request, reply, page) => {
    if (browserSessions.isFresh(signedIn(request).session)) return true;
    if (request.method !== 'POST' || page !== undefined) {
      const next = page === undefined ? request.url : views.basePath + page;
      void reply.redirect(confirmPasswordAddress(views.basePath, next), 303);
      return false;
    }
    const password = fieldOf(request.body, proofName);
    if (password === '' && !isTicked(request.body, 'credential')) return ask(request, reply);
    const refusal = await takeProof(deps, request, password);
    return refusal === undefined || ask(request, reply, refusal);
  };
}
