/** Routes of web hooks, for administrators: list, create, change, test, switch on and off, delete. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from '../../../audit/origin.ts';
import { idIn } from '../../../foundation/row-id.ts';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { sendPage } from '../../../http/headers.ts';
import type { Came } from '../../../webhooks/deliver.ts';
import type { WebHookInput } from '../../../webhooks/hook-input.ts';
import type { WebHook } from '../../../webhooks/hooks.ts';
import { fieldOf } from '../../form-body.ts';
import { type ConsoleDeps, seeOther, sendRefusal } from '../console-route.ts';
import { blankHook, type HookFormProps, hookFormPage, readHookForm, type TypedHook } from './hook-form.ts';
import { hookListPage } from './hook-list-page.ts';
import { deleteHookPage, hookPage } from './hook-page.ts';
import { hookPaths } from './hook-paths.ts';

const config = { access: pageRoute('administer') };
const unknown = { kind: 'unknown' } as const;
/** More than anybody has; a list of more is no page for people. */
const mostHooks = 500;
const deliveriesShown = 25;

type WithId = { Params: { id: string } };

export function registerHookPages(app: App, deps: ConsoleDeps): void {
  const { views, settings } = deps;
  const { hooks, deliveries, test } = deps.webHooks;

  app.get(hookPaths.list, { config }, async (request, reply) => {
    const { results } = await hooks.list([], { start: 0, limit: mostHooks });
    const counts = await deliveries.counts(results.map(({ id }) => id));
    const all = settings.all().find(({ key }) => key === 'webHooksEnabled');
    if (all === undefined) throw new Error('there is no setting for web hooks');
    return sendPage(reply, hookListPage(views.viewOf(request, reply), { hooks: results, counts, all }));
  });

  app.post(hookPaths.all, { config: { access: pageRoute('administer-system') } }, async (request, reply) => {
    const enabled = fieldOf(request.body, 'enabled') === 'true' ? 'true' : 'false';
    const outcome = await settings.change(new Map([['webHooksEnabled', enabled]]), { origin: originOf(request) });
    const isChanged = outcome.outcome === 'saved' && outcome.changed.length > 0;
    return seeOther(deps, reply, hookPaths.list, isChanged ? 'settings-saved' : 'settings-unchanged');
  });

  app.get(hookPaths.create, { config }, (request, reply) =>
    showForm(request, reply, { hook: undefined, seen: undefined, typed: blankHook, problems: [] }),
  );

  app.post(hookPaths.create, { config }, async (request, reply) => {
    const input = readHookForm(request.body, undefined);
    const outcome = await hooks.create(input, originOf(request));
    if (outcome.outcome === 'saved') return seeOther(deps, reply, hookPaths.of(outcome.hook.id), 'web-hook-saved');
    const problems = outcome.outcome === 'refused' ? outcome.problems : [];
    return showForm(request, reply.code(422), { hook: undefined, seen: undefined, typed: typedIn(input, request), problems });
  });

  app.get<WithId>(`${hookPaths.list}/:id`, { config }, async (request, reply) => {
    const hook = await found(request);
    return hook === undefined ? sendRefusal(deps, request, reply, unknown) : showHook(request, reply, hook);
  });

  app.get<WithId>(`${hookPaths.list}/:id/edit`, { config }, async (request, reply) => {
    const hook = await found(request);
    if (hook === undefined) return sendRefusal(deps, request, reply, unknown);
    return showForm(request, reply, {
      hook,
      seen: hook.updatedAt,
      typed: { ...hook, username: hook.username ?? '' },
      problems: [],
    });
  });

  app.post<WithId>(`${hookPaths.list}/:id/edit`, { config }, async (request, reply) => {
    const hook = await found(request);
    if (hook === undefined) return sendRefusal(deps, request, reply, unknown);
    const input = readHookForm(request.body, hook);
    const seen = idIn(fieldOf(request.body, 'seen'));
    const outcome = await hooks.update(hook.id, input, originOf(request), seen);
    switch (outcome.outcome) {
      case 'saved':
        return seeOther(deps, reply, hookPaths.of(hook.id), 'web-hook-saved');
      case 'refused': {
        const { problems } = outcome;
        // What somebody else has saved is seen once it was told: saving again puts this in its place.
        const now = problems.includes('meanwhile') ? await found(request) : undefined;
        const typed = typedIn(input, request);
        return showForm(request, reply.code(422), { hook, seen: now?.updatedAt ?? seen, typed, problems });
      }
      case 'unknown':
        return sendRefusal(deps, request, reply, unknown);
    }
  });

  app.post<WithId>(`${hookPaths.list}/:id/test`, { config }, async (request, reply) => {
    const hook = await found(request);
    if (hook === undefined) return sendRefusal(deps, request, reply, unknown);
    return showHook(request, reply, hook, await test(hook.url));
  });

  app.post<WithId>(`${hookPaths.list}/:id/state`, { config }, async (request, reply) => {
    const hook = await found(request);
    if (hook === undefined) return sendRefusal(deps, request, reply, unknown);
    const active = fieldOf(request.body, 'active') === 'true';
    await hooks.update(hook.id, { ...hook, active, secret: undefined, credentials: undefined }, originOf(request));
    return seeOther(deps, reply, hookPaths.of(hook.id), active ? 'web-hook-on' : 'web-hook-off');
  });

  app.get<WithId>(`${hookPaths.list}/:id/delete`, { config }, async (request, reply) => {
    const hook = await found(request);
    if (hook === undefined) return sendRefusal(deps, request, reply, unknown);
    return sendPage(reply, deleteHookPage(views.viewOf(request, reply), hook));
  });

  app.post<WithId>(`${hookPaths.list}/:id/delete`, { config }, async (request, reply) => {
    const removed = await hooks.remove(idIn(request.params.id) ?? 0, originOf(request));
    return removed ? seeOther(deps, reply, hookPaths.list, 'web-hook-deleted') : sendRefusal(deps, request, reply, unknown);
  });

  async function found(request: FastifyRequest<WithId>): Promise<WebHook | undefined> {
    const id = idIn(request.params.id);
    return id === undefined ? undefined : hooks.find(id);
  }

  function showForm(request: FastifyRequest, reply: FastifyReply, shown: HookFormProps): FastifyReply {
    return sendPage(reply, hookFormPage(views.viewOf(request, reply), shown));
  }

  async function showHook(request: FastifyRequest, reply: FastifyReply, hook: WebHook, tested?: Came): Promise<FastifyReply> {
    const before = idIn(fieldOf(request.query, 'before'));
    const rows = await deliveries.list(hook.id, { limit: deliveriesShown + 1, before });
    const shown = rows.slice(0, deliveriesShown);
    const olderThan = rows.length > deliveriesShown ? shown.at(-1)?.id : undefined;
    const props = { hook, deliveries: shown, olderThan, isFirst: before === undefined, tested };
    return sendPage(reply, hookPage(views.viewOf(request, reply), props));
  }
}

function typedIn(input: WebHookInput, request: FastifyRequest): TypedHook {
  return { ...input, username: fieldOf(request.body, 'username') };
}
