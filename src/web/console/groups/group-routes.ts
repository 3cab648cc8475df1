/** Routes of groups: the list, one with its members, making and deleting one. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ListedGroup } from '../../../accounts/directory.ts';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { sendPage } from '../../../http/headers.ts';
import { fieldOf } from '../../form-body.ts';
import { administratorOf, type ConsoleDeps, seeOther } from '../console-route.ts';
import { historyOf } from '../link-history.ts';
import { usernamesIn } from '../users/user-parts.ts';
import { refuse } from '../users/user-route.ts';
import { createGroupPage, groupListPage } from './group-list-page.ts';
import { deleteGroupPage, type GroupPageProps, groupPage, membersAPage } from './group-page.ts';
import { groupPaths } from './group-paths.ts';

const config = { access: pageRoute('administer') };
const unknown = { outcome: 'unknown-group' } as const;
const groupsAPage = 100;

type OfGroup = { Params: { name: string } };

export function registerGroupPages(app: App, deps: ConsoleDeps): void {
  const { administration, directory, groups, views } = deps;
  const at = `${groupPaths.list}/:name`;

  app.get(groupPaths.list, { config }, async (request, reply) => {
    const words = fieldOf(request.query, 'q').slice(0, 200);
    const after = fieldOf(request.query, 'after').slice(0, 200);
    const found = await directory.groups({ words, after, limit: groupsAPage });
    return sendPage(reply, groupListPage(views.viewOf(request, reply), { words, after, found }));
  });

  app.get(groupPaths.create, { config }, (request, reply) =>
    sendPage(reply, createGroupPage(views.viewOf(request, reply), '', undefined)),
  );

  app.post(groupPaths.create, { config }, async (request, reply) => {
    const name = fieldOf(request.body, 'name');
    const outcome = await groups.create(name, administratorOf(request).origin);
    if (outcome.outcome === 'done') return seeOther(deps, reply, groupPaths.of(outcome.group.name), 'group-created');
    const { nameInvalid, nameTaken } = views.textOf(request).directory.groups;
    const error = outcome.outcome === 'name-taken' ? nameTaken : nameInvalid;
    return sendPage(reply.code(422), createGroupPage(views.viewOf(request, reply), name, error));
  });

  app.get<OfGroup>(at, { config }, async (request, reply) => {
    const listed = await directory.group(request.params.name);
    return listed === undefined ? refuse(deps, request, reply, unknown) : show(request, reply, listed);
  });

  app.post<OfGroup>(`${at}/members/add`, { config }, async (request, reply) => {
    const listed = await directory.group(request.params.name);
    if (listed === undefined) return refuse(deps, request, reply, unknown);
    const text = fieldOf(request.body, 'usernames');
    const names = usernamesIn(text);
    const words = views.textOf(request).directory.groups.page;
    const missing = await directory.missingUsers(names);
    if (names.length === 0 || missing.length > 0) {
      const { format } = views.viewOf(request, reply);
      const error = names.length === 0 ? words.nobodyNamed : words.unknown(format.list(missing));
      return show(request, reply.code(422), listed, { text, error });
    }
    // Names that somebody typed, each a change of its own for the audit trail.
    for (const name of names) {
      const outcome = await administration.addMember(name, listed.group.name, administratorOf(request));
      if (outcome.outcome !== 'done') return refuse(deps, request, reply, outcome);
    }
    return seeOther(deps, reply, `${groupPaths.of(listed.group.name)}#members`, 'group-members-added');
  });

  app.post<OfGroup>(`${at}/members/remove`, { config }, async (request, reply) => {
    const listed = await directory.group(request.params.name);
    if (listed === undefined) return refuse(deps, request, reply, unknown);
    const { name } = listed.group;
    const outcome = await administration.removeMember(fieldOf(request.body, 'username'), name, administratorOf(request));
    return outcome.outcome === 'done'
      ? seeOther(deps, reply, `${groupPaths.of(name)}#members`, 'group-member-removed')
      : refuse(deps, request, reply, outcome);
  });

  app.get<OfGroup>(`${at}/delete`, { config }, async (request, reply) => {
    const listed = await directory.group(request.params.name);
    if (listed === undefined) return refuse(deps, request, reply, unknown);
    return sendPage(reply, deleteGroupPage(views.viewOf(request, reply), listed, false));
  });

  app.post<OfGroup>(`${at}/delete`, { config }, async (request, reply) => {
    const listed = await directory.group(request.params.name);
    if (listed === undefined) return refuse(deps, request, reply, unknown);
    if (fieldOf(request.body, 'confirmation').trim() !== listed.group.name) {
      return sendPage(reply.code(422), deleteGroupPage(views.viewOf(request, reply), listed, true));
    }
    const outcome = await administration.deleteGroup(listed.group.name, administratorOf(request));
    return outcome.outcome === 'done'
      ? seeOther(deps, reply, groupPaths.list, 'group-deleted')
      : refuse(deps, request, reply, outcome);
  });

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    listed: ListedGroup,
    typed?: GroupPageProps['typed'],
  ): Promise<FastifyReply> {
    const { id } = listed.group;
    const wanted = fieldOf(request.query, 'start');
    const start = /^\d{1,7}$/.test(wanted) ? Number(wanted) : 0;
    const [mayChange, members, history] = await Promise.all([
      administration.mayChange({ kind: 'group', id }, administratorOf(request)),
      groups.members(id, { start, limit: membersAPage }),
      historyOf(deps.audit, { type: 'group', id: String(id) }, fieldOf(request.query, 'before')),
    ]);
    const document = groupPage(views.viewOf(request, reply), {
      listed,
      mayChange,
      members: members.results,
      start,
      more: members.more,
      ...history,
      ...(typed && { typed }),
    });
    return sendPage(reply, document);
  }
}
