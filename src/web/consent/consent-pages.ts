/** The routes of the consent page: it shows a waiting request and takes the person's one decision (RFC 6749 §4.1.1, §10.12). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from '../../audit/origin.ts';
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import type { Consent } from '../../oauth/authorize/consent.ts';
import type { ConsentHolder } from '../../oauth/authorize/consent-store.ts';
import type { ShowAuthorizationError } from '../../oauth/authorize/endpoint.ts';
import { isRefusal, type Refusal } from '../../oauth/errors.ts';
import { endpointPaths } from '../../oauth/vocabulary.ts';
import { sendErrorPage } from '../errors/error-page.ts';
import type { ShowFailurePage } from '../errors/failure-page.ts';
import { fieldOf } from '../form-body.ts';
import type { PageViews } from '../page-view.ts';
import { signedIn } from '../people/signed-in.ts';
import { consentPage, decisions } from './consent-page.ts';
import { redirectTargets } from './redirect-targets.ts';

export interface ConsentDeps {
  readonly views: PageViews;
  readonly consent: Consent;
  readonly showAuthorizationError: ShowAuthorizationError;
  readonly showFailure: ShowFailurePage;
}

export function registerConsentPages(app: App, { views, consent, showAuthorizationError, showFailure }: ConsentDeps): void {
  app.get(endpointPaths.consent, { config: { access: pageRoute() } }, async (request, reply) => {
    const requestId = fieldOf(request.query, 'request');
    const question = await consent.find(requestId, holderOf(request));
    if (isRefusal(question)) return refuse(request, reply, question);
    return sendPage(reply, consentPage(views.viewOf(request, reply), question, requestId), {
      formTargets: redirectTargets(question.formTarget),
      noReferrer: true,
    });
  });

  app.post(endpointPaths.consent, { config: { access: pageRoute() } }, async (request, reply) => {
    const decision = fieldOf(request.body, 'decision');
    if (decision !== decisions.allow && decision !== decisions.deny) {
      return showFailure(request, reply, { statusCode: 400, message: '' });
    }
    const answer = await consent.decide(fieldOf(request.body, 'request'), holderOf(request), decision, originOf(request));
    if (typeof answer !== 'string') return refuse(request, reply, answer);
    void reply.header('Referrer-Policy', 'no-referrer');
    return reply.header('Cache-Control', 'no-store').redirect(answer, 303);
  });

  /** A request that is over or somebody else's is an everyday matter; anything else is the application's mistake. */
  function refuse(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply | Promise<FastifyReply> {
    request.log.info({ kind: 'consent-refused', reason: refusal.reason }, 'consent refused');
    const { gone, otherSession } = views.textOf(request).consent;
    switch (refusal.reason) {
      case 'consent-unknown':
      case 'consent-expired':
      case 'consent-already-decided':
        return sendErrorPage(views.viewOf(request, reply), request, reply, 400, {
          title: gone.title,
          text: [gone.text, gone.next],
        });
      case 'consent-of-another-session':
        return sendErrorPage(views.viewOf(request, reply), request, reply, 400, {
          title: otherSession.title,
          text: [otherSession.text, otherSession.next],
        });
      default:
        return showAuthorizationError(request, reply, refusal);
    }
  }
}

function holderOf(request: FastifyRequest): ConsentHolder {
  const { person, session } = signedIn(request);
  return { sessionPublicId: session.publicId, userId: person.id };
}
