/** A person's access tokens: creating one, which is shown once; listing what each may do and when it last did; revoking one. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PersonalTokenProblem, PersonalTokenStore } from '../../accounts/personal-tokens.ts';
import { originOf } from '../../audit/origin.ts';
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { scopeKeys } from '../../http/caller.ts';
import { sendPage } from '../../http/headers.ts';
import { fieldOf } from '../form-body.ts';
import { paths } from '../layout/paths.ts';
import type { PageViews } from '../page-view.ts';
import {
  createdTokenPage,
  createTokenPage,
  personalTokensPage,
  revokeTokenPage,
  type TypedToken,
} from './personal-token-pages.ts';
import { signedIn } from './signed-in.ts';

export interface PersonalTokensDeps {
  readonly views: PageViews;
  /** Scheme, host and context path: where a program calls. */
  readonly baseUrl: string;
  readonly personalTokens: Pick<PersonalTokenStore, 'mostDays' | 'create' | 'ofUser' | 'revoke'>;
}

/** What the form proposes: long enough for work, short enough to be looked at again. */
const proposedDays = 90;

export function registerPersonalTokens(app: App, { views, baseUrl, personalTokens }: PersonalTokensDeps): void {
  const config = { access: pageRoute() };

  app.get(paths.personalTokens, { config }, async (request, reply) => {
    const list = await personalTokens.ofUser(signedIn(request).person.id);
    return sendPage(reply, personalTokensPage(views.viewOf(request, reply), list));
  });

  app.get(paths.createPersonalToken, { config }, (request, reply) => {
    const mostDays = personalTokens.mostDays();
    const days = String(mostDays === 0 ? proposedDays : Math.min(proposedDays, mostDays));
    return showForm(request, reply, { name: '', days, scope: '' });
  });

  app.post(paths.createPersonalToken, { config }, async (request, reply) => {
    const typed = typedToken(request.body);
    const { person, session } = signedIn(request);
    const outcome = await personalTokens.create(
      person,
      {
        name: typed.name,
        days: typed.days.trim() === '' ? undefined : Number(typed.days),
        scope: scopeKeys.find((key) => key === typed.scope),
      },
      originOf(request),
      session.publicId,
    );
    if (outcome.outcome === 'refused') return showForm(request, reply.code(422), typed, outcome.problem);
    const view = views.viewOf(request, reply);
    return sendPage(reply, createdTokenPage(view, { ...outcome, baseUrl }), { noReferrer: true });
  });

  app.get(paths.revokePersonalToken, { config }, async (request, reply) => {
    const list = await personalTokens.ofUser(signedIn(request).person.id);
    const token = list.find(({ id }) => String(id) === fieldOf(request.query, 'token'));
    if (token === undefined) return views.goOn(reply, paths.personalTokens);
    return sendPage(reply, revokeTokenPage(views.viewOf(request, reply), token));
  });

  app.post(paths.revokePersonalToken, { config }, async (request, reply) => {
    const id = Number(fieldOf(request.body, 'token'));
    const { person } = signedIn(request);
    const revoked = Number.isSafeInteger(id) && (await personalTokens.revoke(person.id, id, originOf(request)));
    return views.goOn(reply, paths.personalTokens, revoked ? 'token-revoked' : 'token-gone');
  });

  function showForm(
    request: FastifyRequest,
    reply: FastifyReply,
    typed: TypedToken,
    problem?: PersonalTokenProblem,
  ): FastifyReply {
    return sendPage(
      reply,
      createTokenPage(views.viewOf(request, reply), { typed, problem, mostDays: personalTokens.mostDays() }),
    );
  }
}

function typedToken(body: unknown): TypedToken {
  return { name: fieldOf(body, 'name'), days: fieldOf(body, 'days'), scope: fieldOf(body, 'scope') };
}
