/** Whom a mention leads to: the name of a colleague. One's own leads to one's profile. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { holds } from '../../http/caller.ts';
import { sendPage } from '../../http/headers.ts';
import { personAvatar } from '../components/avatar.ts';
import { box } from '../components/section.ts';
import { html } from '../html.ts';
import { page } from '../layout/page.ts';
import { paths } from '../layout/paths.ts';
import { leadTo, notFound, type WikiPageDeps } from './wiki-route.ts';

/** For people who use this site; nobody else learns from it who has an account. */
export async function showPerson(
  deps: WikiPageDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  username: string,
): Promise<FastifyReply> {
  const { person } = request.caller;
  if (person === undefined || !holds(person.permissions, 'use')) return notFound(deps, request, reply);
  const user = await deps.users.byUsername(username);
  if (user === undefined) return notFound(deps, request, reply);
  if (user.id === person.id) return leadTo(deps, reply, paths.profile);
  const view = deps.views.viewOf(request, reply);
  const text = page(view, {
    kind: 'app',
    title: user.fullName,
    main: box(
      html`<div class="profile-head">${personAvatar(view, user, 'large')}<div><h1 class="page-title">${user.fullName}</h1><p class="muted">${view.text.people.username}: ${user.username}</p></div></div>`,
    ),
  });
  return sendPage(reply, text);
}
