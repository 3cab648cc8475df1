/** Routes of the list of users, and of making an account. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { usersGroup } from '../../../accounts/default-groups.ts';
import { type UserState, userStates } from '../../../accounts/directory.ts';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { sendPage } from '../../../http/headers.ts';
import { fieldOf } from '../../form-body.ts';
import { fieldErrors } from '../../people/field-errors.ts';
import { administratorOf, type ConsoleDeps, seeOther } from '../console-route.ts';
import { handOverPage } from './user-ending-pages.ts';
import { newUserPage, type TypedUser, type UserFormErrors } from './user-form-page.ts';
import { userListPage } from './user-list-page.ts';
import { namesIn } from './user-parts.ts';
import { userPaths } from './user-paths.ts';
import { refuse } from './user-route.ts';

const config = { access: pageRoute('administer') };
const usersAPage = 50;
const untouched: TypedUser = { username: '', fullName: '', email: '', groups: usersGroup };

export function registerUserList(app: App, deps: ConsoleDeps): void {
  const { administration, directory, views } = deps;

  app.get(userPaths.list, { config }, async (request, reply) => {
    const { query } = request;
    const words = fieldOf(query, 'q').slice(0, 200);
    const after = fieldOf(query, 'after').slice(0, 200);
    const state: UserState | undefined = userStates.find((each) => each === fieldOf(query, 'state'));
    const found = await directory.users({ words, state, after, limit: usersAPage });
    return sendPage(reply, userListPage(views.viewOf(request, reply), { words, state, after, found }));
  });

  for (const way of ['invite', 'create'] as const) {
    app.get(userPaths[way], { config }, (request, reply) => showForm(request, reply, way, untouched, {}));

    app.post(userPaths[way], { config }, async (request, reply) => {
      const { body } = request;
      const typed = typedUser(body);
      const groups = namesIn(typed.groups);
      const missing = await directory.missingGroups(groups);
      const unknown: UserFormErrors =
        missing.length === 0
          ? {}
          : {
              groups: views.textOf(request).directory.users.form.unknownGroups(views.viewOf(request, reply).format.list(missing)),
            };
      if (missing.length > 0) return showForm(request, reply.code(422), way, typed, unknown);
      const password = way === 'create' ? fieldOf(body, 'password') : null;
      const by = administratorOf(request);
      const made = await administration.create({ ...typed, groups, password }, by);
      if (made.outcome === 'system-administrator-only') {
        return showForm(request, reply.code(403), way, typed, { groups: views.textOf(request).directory.systemAdminOnly });
      }
      if (made.outcome === 'refused') {
        return showForm(request, reply.code(422), way, typed, fieldErrors(views.textOf(request), made.problems));
      }
      if (made.outcome !== 'done') return refuse(deps, request, reply, made);
      const { user } = made;
      if (way === 'create') return seeOther(deps, reply, userPaths.of(user.userKey), 'user-created');
      const sent = await administration.sendAddress(user.username, by);
      if (sent.outcome !== 'made') return refuse(deps, request, reply, sent);
      if (deps.isMailOn()) return seeOther(deps, reply, userPaths.of(user.userKey), 'user-invited');
      return sendPage(reply, handOverPage(views.viewOf(request, reply), user, sent), { noReferrer: true });
    });
  }

  function showForm(
    request: FastifyRequest,
    reply: FastifyReply,
    way: 'invite' | 'create',
    typed: TypedUser,
    errors: UserFormErrors,
  ): FastifyReply {
    const { isMailOn, leastPasswordLength } = deps;
    const document = newUserPage(views.viewOf(request, reply), {
      way,
      typed,
      errors,
      isMailOn: isMailOn(),
      leastPasswordLength: leastPasswordLength(),
    });
    return sendPage(reply, document);
  }
}

function typedUser(body: unknown): TypedUser {
  return {
    username: fieldOf(body, 'username').trim(),
    fullName: fieldOf(body, 'fullName'),
    email: fieldOf(body, 'email'),
    groups: fieldOf(body, 'groups'),
  };
}
