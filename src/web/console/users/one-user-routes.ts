/** Routes of one user's page: showing and changing it. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Profile } from '../../../accounts/profile-rules.ts';
import type { User } from '../../../accounts/user.ts';
import { idIn } from '../../../foundation/row-id.ts';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { sendPage } from '../../../http/headers.ts';
import { fieldOf } from '../../form-body.ts';
import { fieldErrors } from '../../people/field-errors.ts';
import { signedIn } from '../../people/signed-in.ts';
import { administratorOf, type ConsoleDeps, seeOther } from '../console-route.ts';
import { historyOf } from '../link-history.ts';
import { registerUserEndings } from './user-ending-routes.ts';
import { editUserPage, seenPrefix } from './user-form-page.ts';
import { type UserPageProps, userPage } from './user-page.ts';
import { namesIn } from './user-parts.ts';
import { userPaths } from './user-paths.ts';
import { refuse, userIn } from './user-route.ts';

const config = { access: pageRoute('administer') };
const unknown = { outcome: 'unknown-user' } as const;

type OfUser = { Params: { userKey: string } };

export function registerOneUser(app: App, deps: ConsoleDeps): void {
  const { administration, directory, views, sessions, personalTokens, freshProof } = deps;
  const at = `${userPaths.list}/:userKey`;

  app.get<OfUser>(at, { config }, async (request, reply) => {
    const user = await userIn(deps, request.params.userKey);
    return user === undefined ? refuse(deps, request, reply, unknown) : show(request, reply, user);
  });

  app.get<OfUser>(`${at}/edit`, { config }, async (request, reply) => {
    const user = await userIn(deps, request.params.userKey);
    if (user === undefined) return refuse(deps, request, reply, unknown);
    return sendPage(reply, editUserPage(views.viewOf(request, reply), { user, typed: user, errors: {} }));
  });

  app.post<OfUser>(`${at}/edit`, { config }, async (request, reply) => {
    const user = await userIn(deps, request.params.userKey);
    if (user === undefined) return refuse(deps, request, reply, unknown);
    const typed = profileIn(request.body);
    // New passwords are sent to the address, and people log in by the name: whoever sits down at somebody's screen takes no account over.
    const isSensitive = typed.email !== user.email || typed.username !== user.username;
    if (isSensitive && !(await freshProof(request, reply))) return reply;
    const change = { ...typed, seen: seenIn(request.body) };
    const outcome = await administration.changeProfile(user.username, change, administratorOf(request));
    if (outcome.outcome === 'refused') {
      const errors = fieldErrors(views.textOf(request), outcome.problems);
      return sendPage(reply.code(422), editUserPage(views.viewOf(request, reply), { user, typed, errors }));
    }
    if (outcome.outcome !== 'done') return refuse(deps, request, reply, outcome);
    return seeOther(deps, reply, userPaths.of(user.userKey), 'user-saved');
  });

  app.post<OfUser>(`${at}/unlock`, { config }, async (request, reply) => {
    const user = await userIn(deps, request.params.userKey);
    if (user === undefined) return refuse(deps, request, reply, unknown);
    const outcome = await administration.unlock(user.username, administratorOf(request));
    return outcome.outcome === 'done'
      ? seeOther(deps, reply, userPaths.of(user.userKey), 'user-unlocked')
      : refuse(deps, request, reply, outcome);
  });

  app.post<OfUser>(`${at}/groups/add`, { config }, async (request, reply) => {
    const user = await userIn(deps, request.params.userKey);
    if (user === undefined) return refuse(deps, request, reply, unknown);
    const text = fieldOf(request.body, 'groups');
    const names = namesIn(text);
    const missing = await directory.missingGroups(names);
    if (names.length === 0 || missing.length > 0) {
      const { unknownGroups } = views.textOf(request).directory.users.form;
      const error = unknownGroups(missing.length === 0 ? '' : views.viewOf(request, reply).format.list(missing)).trim();
      return show(request, reply.code(422), user, { text, error });
    }
    // A handful of names that somebody typed, each a change of its own for the audit trail.
    for (const name of names) {
      const outcome = await administration.addMember(user.username, name, administratorOf(request));
      if (outcome.outcome !== 'done') return refuse(deps, request, reply, outcome);
    }
    return seeOther(deps, reply, `${userPaths.of(user.userKey)}#groups`, 'user-groups-changed');
  });

  app.post<OfUser>(`${at}/groups/remove`, { config }, async (request, reply) => {
    const user = await userIn(deps, request.params.userKey);
    if (user === undefined) return refuse(deps, request, reply, unknown);
    const outcome = await administration.removeMember(user.username, fieldOf(request.body, 'group'), administratorOf(request));
    return outcome.outcome === 'done'
      ? seeOther(deps, reply, `${userPaths.of(user.userKey)}#groups`, 'user-groups-changed')
      : refuse(deps, request, reply, outcome);
  });

  app.post<OfUser>(`${at}/sessions/end`, { config }, async (request, reply) => {
    const user = await userIn(deps, request.params.userKey);
    if (user === undefined) return refuse(deps, request, reply, unknown);
    const publicId = fieldOf(request.body, 'session');
    const by = administratorOf(request);
    const outcome = await administration.onUser(user.username, by, async ({ id }) => {
      if (publicId === '') await sessions.endOthers(id, undefined, by.origin);
      else await sessions.end(id, publicId, by.origin);
      return { outcome: 'done' } as const;
    });
    if (outcome.outcome !== 'done') return refuse(deps, request, reply, outcome);
    const said = publicId === '' ? 'user-sessions-ended' : 'user-session-ended';
    return seeOther(deps, reply, `${userPaths.of(user.userKey)}#sessions`, said);
  });

  app.post<OfUser>(`${at}/tokens/revoke`, { config }, async (request, reply) => {
    const user = await userIn(deps, request.params.userKey);
    if (user === undefined) return refuse(deps, request, reply, unknown);
    const by = administratorOf(request);
    const outcome = await administration.onUser(user.username, by, async ({ id }) => {
      await personalTokens.revoke(id, idIn(fieldOf(request.body, 'token')) ?? 0, by.origin);
      return { outcome: 'done' } as const;
    });
    return outcome.outcome === 'done'
      ? seeOther(deps, reply, `${userPaths.of(user.userKey)}#tokens`, 'user-token-revoked')
      : refuse(deps, request, reply, outcome);
  });

  registerUserEndings(app, deps);

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    user: User,
    typedGroups?: UserPageProps['typedGroups'],
  ): Promise<FastifyReply> {
    const { id, userKey, username } = user;
    const [mayChange, groups, permissions, lockedUntil, listed, tokens, applications, connected, history] = await Promise.all([
      administration.mayChange({ kind: 'user', id }, administratorOf(request)),
      deps.groups.ofUser(id),
      directory.permissionsOf(id),
      administration.lockedUntil(username),
      sessions.list(id),
      personalTokens.ofUser(id),
      deps.grants.ofUser(id),
      connectedAccounts(deps, id),
      historyOf(deps.audit, { type: 'user', id: userKey }, fieldOf(request.query, 'before')),
    ]);
    const document = userPage(views.viewOf(request, reply), {
      user,
      isOneself: signedIn(request).person.id === id,
      mayChange,
      groups,
      permissions,
      lockedUntil,
      sessions: listed,
      tokens,
      applications: applications.length,
      connected,
      ...history,
      ...(typedGroups && { typedGroups }),
    });
    return sendPage(reply, document);
  }
}

/** @returns the username, name and address in a form; trimmed, so that a space behind one is no change */
function profileIn(body: unknown): Profile {
  const field = (name: keyof Profile) => fieldOf(body, name).trim();
  return { username: field('username'), fullName: field('fullName'), email: field('email') };
}

/** @returns what the form showed of it, as far as it says so */
function seenIn(body: unknown): Partial<Profile> {
  const fields = ['username', 'fullName', 'email'] as const;
  return Object.fromEntries(fields.map((name) => [name, fieldOf(body, seenPrefix + name)]).filter(([, value]) => value !== ''));
}

async function connectedAccounts({ outgoing }: ConsoleDeps, userId: number): Promise<UserPageProps['connected']> {
  const accounts = await outgoing.accountsOfUser(userId);
  if (accounts.length === 0) return [];
  const names = new Map((await outgoing.list()).map(({ id, name }) => [id, name]));
  return accounts.map((account) => ({ service: names.get(account.linkId) ?? '', account }));
}
