/** Parts that several pages of web hooks show. */
import type { WebHook } from '../../../webhooks/hooks.ts';
import { menu } from '../../components/menu.ts';
import { stateBadge } from '../../components/status.ts';
import type { Html } from '../../html.ts';
import { address, type View } from '../../view.ts';
import { consoleCrumbs } from '../console-head.ts';
import { hookPaths } from './hook-paths.ts';

/** Breadcrumbs down to a web hook, or to their list. */
export function hookCrumbs(view: View, hook?: WebHook): Html {
  return consoleCrumbs(view, [
    { label: view.text.configuration.pages['web-hooks'].label, href: address(view, hookPaths.list) },
    ...(hook === undefined ? [] : [{ label: hook.name, href: address(view, hookPaths.of(hook.id)) }]),
  ]);
}

/** "On" or "Off" */
export function hookState(view: View, { active }: Pick<WebHook, 'active'>): Html {
  const { on, off } = view.text.webHooks;
  return active ? stateBadge('good', on) : stateBadge('idle', off);
}

/** More actions of a web hook. */
export function hookMenu(view: View, hook: WebHook): Html {
  const { actions, moreActionsFor } = view.text.webHooks;
  return menu(view, {
    label: moreActionsFor(hook.name),
    items: [
      { kind: 'link', label: actions.edit, href: address(view, hookPaths.edit(hook.id)), icon: 'edit' },
      { kind: 'post', label: actions.test, action: hookPaths.test(hook.id), icon: 'play' },
      {
        kind: 'post',
        label: hook.active ? actions.switchOff : actions.switchOn,
        action: hookPaths.state(hook.id),
        fields: { active: String(!hook.active) },
        icon: hook.active ? 'lock' : 'check',
      },
      { kind: 'separator' },
      { kind: 'link', label: actions.delete, href: address(view, hookPaths.remove(hook.id)), icon: 'trash', danger: true },
    ],
  });
}
