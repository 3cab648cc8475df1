/** Who may do what in a space, for those who administer it: the list, and changing it one subject at a time. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from '../../audit/origin.ts';
import { pageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { sendPage } from '../../http/headers.ts';
import { spacePath } from '../../wiki/addresses.ts';
import { permissionsOf, roleOf } from '../../wiki/permission-sets.ts';
import type { SpacePermission } from '../../wiki/permissions.ts';
import { isRefusal } from '../../wiki/refusals.ts';
import type { Grant } from '../../wiki/space-permissions.ts';
import { nobodyCalled } from '../components/give-permission.ts';
import { signedIn } from '../people/signed-in.ts';
import { type Consequence, consequenceOf, type PermissionChange, readChange, typedName } from './permission-form.ts';
import { confirmationPage, permissionsPage, type TypedSubject } from './permission-views.ts';
import { readFrame, type SpaceFrame } from './space-frame.ts';
import { wikiPaths } from './wiki-paths.ts';
import { notFound, sendRefusal, type WikiPageDeps } from './wiki-route.ts';

interface Administered {
  readonly frame: SpaceFrame;
  readonly grants: readonly Grant[];
}

export function registerPermissionsPage(app: App, deps: WikiPageDeps): void {
  const { wiki, views } = deps;
  const config = { access: pageRoute() };
  const path = '/spaces/:key/permissions';

  app.get<{ Params: { key: string } }>(path, { config }, async (request, reply) => {
    const administered = await read(request, reply, request.params.key);
    return administered === undefined ? reply : show(request, reply, administered);
  });

  app.post<{ Params: { key: string } }>(path, { config }, async (request, reply) => {
    const { person } = signedIn(request);
    const change = readChange(request.body);
    if (change === undefined) return deps.showFailure(request, reply, { statusCode: 400, message: '' });
    const administered = await read(request, reply, request.params.key);
    if (administered === undefined) return reply;

    const text = views.textOf(request);
    const typed = { kind: change.subject.kind, name: typedName(change.subject), permission: change.choice };
    if (change.subject.kind !== 'anonymous' && typed.name === '') {
      return show(request, reply.code(422), administered, { ...typed, error: nobodyCalled({ text }, typed) });
    }
    const consequence = change.confirmed ? undefined : consequenceOf(administered.grants, change, person);
    if (consequence !== undefined) return ask(request, reply, administered, change, consequence);

    const { key } = administered.frame.space;
    const permissions = change.choice === 'none' ? [] : permissionsOf(change.choice);
    const refusal = await wiki.permissions.change(
      person,
      key,
      [{ change: 'set', subject: change.subject, permissions }],
      originOf(request),
    );
    if (refusal?.refused === 'unknown-subject') {
      return show(request, reply.code(422), administered, { ...typed, error: nobodyCalled({ text }, typed) });
    }
    if (refusal !== undefined) return sendRefusal(deps, request, reply, refusal);
    return goOn(request, reply, administered.frame);
  });

  /** @returns undefined when the person does not administer the space, which has then been answered */
  async function read(request: FastifyRequest, reply: FastifyReply, key: string): Promise<Administered | undefined> {
    const { person } = signedIn(request);
    const [space, listed] = await Promise.all([wiki.spaces.find(person, key), wiki.permissions.list(person, key)]);
    if (space === undefined || isRefusal(listed)) {
      if (space !== undefined && isRefusal(listed)) sendRefusal(deps, request, reply, listed);
      else notFound(deps, request, reply);
      return undefined;
    }
    return { frame: await readFrame(wiki, person, space), grants: listed.grants };
  }

  function show(
    request: FastifyRequest,
    reply: FastifyReply,
    { frame, grants }: Administered,
    typed?: TypedSubject,
  ): FastifyReply {
    const { userKey } = signedIn(request).person;
    return sendPage(reply, permissionsPage(views.viewOf(request, reply), { frame, grants, userKey, typed }));
  }

  function ask(
    request: FastifyRequest,
    reply: FastifyReply,
    { frame }: Administered,
    change: PermissionChange,
    consequence: Consequence,
  ): FastifyReply {
    return sendPage(reply, confirmationPage(views.viewOf(request, reply), { frame, change, consequence }));
  }

  /** Who no longer administers the space has no use for the page of its permissions, nor for the space when it is gone from sight. */
  async function goOn(request: FastifyRequest, reply: FastifyReply, { space }: SpaceFrame): Promise<FastifyReply> {
    const held = (await wiki.spaces.permissionsIn(signedIn(request).person, [space.id])).get(space.id);
    return views.goOn(reply, nextPath(space.key, held), 'space-permissions-saved');
  }
}

function nextPath(key: string, held: ReadonlySet<SpacePermission> | undefined): string {
  if (held !== undefined && roleOf(held) === 'administer') return wikiPaths.spacePermissions(key);
  return held === undefined ? '/' : spacePath({ key });
}
