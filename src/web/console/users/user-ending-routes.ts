/** Routes that send an address, disable, enable and delete an account; each asks first, and says what will end. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { User } from '../../../accounts/user.ts';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { sendPage } from '../../../http/headers.ts';
import { fieldOf } from '../../form-body.ts';
import { signedIn } from '../../people/signed-in.ts';
import { administratorOf, type ConsoleDeps, seeOther } from '../console-route.ts';
import {
  deleteUserPage,
  disableUserPage,
  handOverPage,
  resetTwoStepPage,
  sendAddressPage,
  type UserReach,
} from './user-ending-pages.ts';
import { userPaths } from './user-paths.ts';
import { refuse, userIn } from './user-route.ts';

const config = { access: pageRoute('administer') };
const unknown = { outcome: 'unknown-user' } as const;

type OfUser = { Params: { userKey: string } };

export function registerUserEndings(app: App, deps: ConsoleDeps): void {
  const { administration, views, freshProof } = deps;
  const at = `${userPaths.list}/:userKey`;

  app.get<OfUser>(`${at}/send-address`, { config }, async (request, reply) => {
    const user = await userIn(deps, request.params.userKey);
    if (user === undefined) return refuse(deps, request, reply, unknown);
    if (!(await mayBeHanded(request, reply))) return reply;
    return sendPage(reply, sendAddressPage(views.viewOf(request, reply), user, deps.isMailOn()));
  });

  app.post<OfUser>(`${at}/send-address`, { config }, async (request, reply) => {
    const user = await userIn(deps, request.params.userKey);
    if (user === undefined) return refuse(deps, request, reply, unknown);
    if (!(await mayBeHanded(request, reply))) return reply;
    const sent = await administration.sendAddress(user.username, administratorOf(request));
    if (sent.outcome !== 'made') return refuse(deps, request, reply, sent);
    if (!deps.isMailOn()) return sendPage(reply, handOverPage(views.viewOf(request, reply), user, sent), { noReferrer: true });
    const said = sent.purpose === 'invitation' ? 'user-invited' : 'user-reset-sent';
    return seeOther(deps, reply, userPaths.of(user.userKey), said);
  });

  app.get<OfUser>(`${at}/reset-two-step`, { config }, async (request, reply) => {
    const user = await userIn(deps, request.params.userKey);
    if (user === undefined) return refuse(deps, request, reply, unknown);
    return sendPage(reply, resetTwoStepPage(views.viewOf(request, reply), user));
  });

  app.post<OfUser>(`${at}/reset-two-step`, { config }, async (request, reply) => {
    const user = await userIn(deps, request.params.userKey);
    if (user === undefined) return refuse(deps, request, reply, unknown);
    // Whoever does it turns the account into one that its password alone opens.
    if (!(await freshProof(request, reply))) return reply;
    const outcome = await administration.resetTwoStep(user.username, administratorOf(request));
    return outcome.outcome === 'done'
      ? seeOther(deps, reply, userPaths.of(user.userKey), 'user-two-step-reset')
      : refuse(deps, request, reply, outcome);
  });

  app.get<OfUser>(`${at}/disable`, { config }, async (request, reply) => {
    const user = await userIn(deps, request.params.userKey);
    if (user === undefined) return refuse(deps, request, reply, unknown);
    return sendPage(reply, disableUserPage(views.viewOf(request, reply), user, await reachOf(request, user)));
  });

  for (const verb of ['disable', 'enable'] as const) {
    app.post<OfUser>(`${at}/${verb}`, { config }, async (request, reply) => {
      const user = await userIn(deps, request.params.userKey);
      if (user === undefined) return refuse(deps, request, reply, unknown);
      const outcome = await administration[verb](user.username, administratorOf(request));
      if (outcome.outcome !== 'done') return refuse(deps, request, reply, outcome);
      return seeOther(deps, reply, userPaths.of(user.userKey), verb === 'disable' ? 'user-disabled' : 'user-enabled');
    });
  }

  app.get<OfUser>(`${at}/delete`, { config }, async (request, reply) => {
    const user = await userIn(deps, request.params.userKey);
    if (user === undefined) return refuse(deps, request, reply, unknown);
    return sendPage(reply, deleteUserPage(views.viewOf(request, reply), user, await reachOf(request, user), false));
  });

  app.post<OfUser>(`${at}/delete`, { config }, async (request, reply) => {
    const user = await userIn(deps, request.params.userKey);
    if (user === undefined) return refuse(deps, request, reply, unknown);
    if (fieldOf(request.body, 'confirmation').trim() !== user.username) {
      const document = deleteUserPage(views.viewOf(request, reply), user, await reachOf(request, user), true);
      return sendPage(reply.code(422), document);
    }
    const outcome = await administration.delete(user.username, administratorOf(request));
    if (outcome.outcome !== 'done') return refuse(deps, request, reply, outcome);
    return seeOther(deps, reply, userPaths.list, 'user-deleted');
  });

  /** Where the address is shown, it is as good as the password: whoever sits down at somebody's screen does not get it. */
  async function mayBeHanded(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    return deps.isMailOn() || freshProof(request, reply);
  }

  async function reachOf(request: FastifyRequest, { id }: User): Promise<UserReach> {
    const [sessions, tokens, applications, groups] = await Promise.all([
      deps.sessions.list(id),
      deps.personalTokens.ofUser(id),
      deps.grants.ofUser(id),
      deps.groups.ofUser(id),
    ]);
    return {
      sessions: sessions.length,
      tokens: tokens.length,
      applications: applications.length,
      groups: groups.length,
      isOneself: signedIn(request).person.id === id,
    };
  }
}
