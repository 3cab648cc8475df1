/** Groups: the list, one, and its members. */
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { unknownGroup } from './account-errors.ts';
import { sendBadPage } from './content-answers.ts';
import { sendError } from './errors.ts';
import { expandOf, nothing } from './expand.ts';
import { collection, listLimit, mostListed, readPage } from './paging.ts';
import type { PeopleRest } from './people-rest.ts';
import type { Query } from './query.ts';
import { groupJson, userJson } from './representation/user.ts';
import { asAnswer } from './site.ts';

type OfGroup = { Params: { groupName: string }; Querystring: Query };

const path = '/rest/api/group';

export function groupRoutes(app: App, { site, groups }: PeopleRest): void {
  const readable = { config: { access: apiRoute('READ') } };

  app.get<{ Querystring: Query }>(path, readable, async (request, reply) => {
    const page = readPage(request.query, mostListed, listLimit);
    if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
    const { results, more } = await groups.page(page);
    const found = { results: results.map(({ name }) => groupJson(site, name)), more };
    return reply.send(collection(site, path, request.query, page, found));
  });

  app.get<OfGroup>(`${path}/:groupName`, readable, async (request, reply) => {
    const { groupName } = request.params;
    const group = await groups.byName(groupName);
    if (group === undefined) return sendError(reply, unknownGroup(groupName));
    return reply.send(asAnswer(site, groupJson(site, group.name)));
  });

  for (const members of ['member', 'groupmember']) {
    app.get<OfGroup>(`${path}/:groupName/${members}`, readable, async (request, reply) => {
      const { groupName } = request.params;
      const page = readPage(request.query, mostListed, listLimit);
      if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
      const group = await groups.byName(groupName);
      if (group === undefined) return sendError(reply, unknownGroup(groupName));
      const { results, more } = await groups.members(group.id, page);
      const here = `${path}/${encodeURIComponent(group.name)}/${members}`;
      const expand = expandOf(request.query, nothing);
      const found = { results: results.map((user) => userJson(site, user, expand)), more };
      return reply.send(collection(site, here, request.query, page, found));
    });
  }
}
