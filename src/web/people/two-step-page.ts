/** Two-step sign-in of one's own account: the authenticator app and the recovery codes. Changes need fresh proof of identity. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { localPath } from '../../accounts/return-address.ts';
import type { TwoStep } from '../../accounts/second-factors/two-step.ts';
import { originOf } from '../../audit/origin.ts';
import { beforeTwoStep, pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { fieldOf } from '../form-body.ts';
import { paths } from '../layout/paths.ts';
import type { PageViews } from '../page-view.ts';
import type { FreshProof } from './fresh-proof.ts';
import { signedIn } from './signed-in.ts';
import { addAppPage, recoveryCodesPage, removeAppPage, renewCodesPage, twoStepPage } from './two-step-pages.ts';

export interface TwoStepDeps {
  readonly views: PageViews;
  readonly freshProof: FreshProof;
  readonly twoStep: TwoStep;
}

export function registerTwoStep(app: App, { views, freshProof, twoStep }: TwoStepDeps): void {
  const config = { access: beforeTwoStep(pageRoute()) };
  const nextIn = (fields: unknown) => nextOf(fields, views.basePath);

  app.get(paths.twoStep, { config }, async (request, reply) => {
    const overview = await twoStep.overview(signedIn(request).person.id);
    return sendPage(reply, twoStepPage(views.viewOf(request, reply), overview, nextIn(request.query)));
  });

  app.get(paths.addAuthenticatorApp, { config }, async (request, reply) => {
    if (!(await freshProof(request, reply))) return reply;
    return showApp(request, reply, nextIn(request.query));
  });

  app.post(paths.addAuthenticatorApp, { config }, async (request, reply) => {
    const { body } = request;
    const next = nextIn(body);
    if (!(await freshProof(request, reply))) return reply;
    const sealed = fieldOf(body, 'key');
    const { id } = signedIn(request).person;
    const outcome = await twoStep.addApp(id, sealed, fieldOf(body, 'code'), originOf(request));
    switch (outcome.outcome) {
      case 'added':
        if (outcome.recoveryCodes === undefined) return views.goOn(reply, paths.twoStep, 'app-added');
        return sendPage(reply, recoveryCodesPage(views.viewOf(request, reply), outcome.recoveryCodes, next));
      case 'wrong-code':
        return showApp(request, reply.code(422), next, sealed);
      case 'there-is-one':
        return views.goOn(reply, paths.twoStep, 'app-there');
    }
  });

  app.get(paths.removeAuthenticatorApp, { config }, async (request, reply) => showRemoval(request, reply, false));

  app.post(paths.removeAuthenticatorApp, { config }, async (request, reply) => {
    if (!(await freshProof(request, reply))) return reply;
    const { outcome } = await twoStep.removeApp(signedIn(request).person.id, originOf(request));
    if (outcome === 'required') return showRemoval(request, reply.code(422), true);
    return views.goOn(reply, paths.twoStep, outcome === 'removed' ? 'app-removed' : 'factor-gone');
  });

  app.get(paths.renewRecoveryCodes, { config }, (request, reply) =>
    sendPage(reply, renewCodesPage(views.viewOf(request, reply))),
  );

  app.post(paths.renewRecoveryCodes, { config }, async (request, reply) => {
    if (!(await freshProof(request, reply))) return reply;
    const codes = await twoStep.renewRecoveryCodes(signedIn(request).person.id, originOf(request));
    if (codes === undefined) return views.goOn(reply, paths.twoStep);
    return sendPage(reply, recoveryCodesPage(views.viewOf(request, reply), codes, ''));
  });

  async function showApp(request: FastifyRequest, reply: FastifyReply, next: string, sealed?: string): Promise<FastifyReply> {
    const { id } = signedIn(request).person;
    const document = await addAppPage(views.viewOf(request, reply), {
      proposed: twoStep.proposeApp(id, sealed),
      isWrong: sealed !== undefined,
      next,
    });
    return sendPage(reply, document, { noReferrer: true });
  }

  async function showRemoval(request: FastifyRequest, reply: FastifyReply, isRefused: boolean): Promise<FastifyReply> {
    const { app: present, passkeys } = await twoStep.overview(signedIn(request).person.id);
    if (present === undefined) return views.goOn(reply, paths.twoStep);
    return sendPage(reply, removeAppPage(views.viewOf(request, reply), { isLast: passkeys === 0, isRefused }));
  }
}

/** @returns where somebody was headed who had to set up two-step sign-in first, a path of ours; empty: nowhere */
export function nextOf(fields: unknown, basePath: string): string {
  const next = fieldOf(fields, 'next');
  return next === '' ? '' : localPath(next, basePath);
}
