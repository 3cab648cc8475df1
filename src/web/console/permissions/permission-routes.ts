/** Routes of global permissions: the table, and one change at a time. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { globalPermissions } from '../../../accounts/directory.ts';
import type { Subject } from '../../../accounts/subject.ts';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import type { GlobalPermission } from '../../../http/caller.ts';
import { sendPage } from '../../../http/headers.ts';
import { nobodyCalled } from '../../components/give-permission.ts';
import { fieldOf, isTicked } from '../../form-body.ts';
import { paths } from '../../layout/paths.ts';
import { signedIn } from '../../people/signed-in.ts';
import { administratorOf, type ConsoleDeps, seeOther } from '../console-route.ts';
import { refuse } from '../users/user-route.ts';
import {
  confirmPermissionPage,
  globalPermissionPage,
  type PermissionChange,
  type PermissionConsequence,
  type PermissionPageProps,
} from './permission-page.ts';

const config = { access: pageRoute('administer') };

const administering: ReadonlySet<GlobalPermission> = new Set(['administer', 'administer-system']);

export function registerGlobalPermissions(app: App, deps: ConsoleDeps): void {
  const { administration, directory, groups, permissions, users, views } = deps;

  app.get(paths.globalPermissions, { config }, (request, reply) => show(request, reply));

  app.post(paths.globalPermissions, { config }, async (request, reply) => {
    const change = readChange(request.body);
    if (change === undefined) return deps.showFailure(request, reply, { statusCode: 400, message: '' });
    const found = change.kind === 'group' ? await groups.byName(change.name) : await users.byUsername(change.name);
    if (found === undefined) {
      const error = nobodyCalled({ text: views.textOf(request) }, change);
      return show(request, reply.code(422), { ...change, error });
    }
    const subject: Subject = { kind: change.kind, id: found.id };
    const consequence = isTicked(request.body, 'confirmed') ? undefined : await consequenceOf(request, change, subject);
    if (consequence !== undefined) {
      return sendPage(reply, confirmPermissionPage(views.viewOf(request, reply), change, consequence));
    }
    // It would open the console to an account of somebody's own.
    if (change.change === 'grant' && administering.has(change.permission) && !(await deps.freshProof(request, reply)))
      return reply;
    const outcome = await administration[change.change](subject, change.permission, administratorOf(request));
    if (outcome !== 'changed' && outcome !== 'unchanged') return refuse(deps, request, reply, { outcome });
    return seeOther(deps, reply, paths.globalPermissions, 'global-permission-changed');
  });

  async function show(
    request: FastifyRequest,
    reply: FastifyReply,
    typed?: NonNullable<PermissionPageProps['typed']>,
  ): Promise<FastifyReply> {
    const grants = await permissions.list();
    return sendPage(reply, globalPermissionPage(views.viewOf(request, reply), { grants, ...(typed && { typed }) }));
  }

  /** @returns what there is to think about: who is shut out, who gets all rights; undefined: nothing */
  async function consequenceOf(
    request: FastifyRequest,
    { change, permission, name, kind }: PermissionChange,
    { id }: Subject,
  ): Promise<PermissionConsequence | undefined> {
    const takesMuch = change === 'revoke' && permission !== 'create-space';
    const givesAll = change === 'grant' && permission === 'administer-system';
    if (!takesMuch && !givesAll) return undefined;
    const { person } = signedIn(request);
    const people = kind === 'group' ? ((await directory.group(name))?.members ?? 0) : 1;
    const isOneself = kind === 'user' ? id === person.id : (await groups.ofUser(person.id)).some((group) => group.id === id);
    return { people, isOneself };
  }
}

/** @returns undefined when no form of ours says so */
function readChange(body: unknown): PermissionChange | undefined {
  const kind = (['group', 'user'] as const).find((each) => each === fieldOf(body, 'kind'));
  const permission = globalPermissions.find((each) => each === fieldOf(body, 'permission'));
  const change = (['grant', 'revoke'] as const).find((each) => each === fieldOf(body, 'change'));
  if (kind === undefined || permission === undefined || change === undefined) return undefined;
  return { kind, permission, change, name: fieldOf(body, 'name').trim() };
}
