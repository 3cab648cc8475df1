/** The list of web hooks, and the switch for all of them. */
import type { ShownSetting } from '../../../settings/site-settings.ts';
import type { DeliveryCounts } from '../../../webhooks/deliveries.ts';
import type { WebHook } from '../../../webhooks/hooks.ts';
import { button, linkButton } from '../../components/button.ts';
import { form } from '../../components/form.ts';
import { guideLink } from '../../components/guide-link.ts';
import { icon } from '../../components/icon.ts';
import { emptyState, notice } from '../../components/notice.ts';
import { section } from '../../components/section.ts';
import { stateBadge } from '../../components/status.ts';
import { table } from '../../components/table.ts';
import { type Html, html, type Renderable } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { address, type View } from '../../view.ts';
import { consoleHead } from '../console-head.ts';
import { hookMenu, hookState } from './hook-parts.ts';
import { hookPaths } from './hook-paths.ts';

export interface HookListProps {
  readonly hooks: readonly WebHook[];
  readonly counts: ReadonlyMap<number, DeliveryCounts>;
  /** The setting that switches all of them. */
  readonly all: ShownSetting;
}

export function hookListPage(view: View, { hooks, counts, all }: HookListProps): string {
  const words = view.text.webHooks;
  const create = linkButton({ label: words.create, href: address(view, hookPaths.create), kind: 'primary', icon: 'add' });
  return page(view, {
    kind: 'console',
    title: view.text.configuration.pages['web-hooks'].label,
    current: 'web-hooks',
    main: html`${consoleHead(view, 'web-hooks', hooks.length > 0 && create)}${
      all.value === 'false' && notice({ tone: 'warning', body: html`<p>${words.allOff}</p>` })
    }${
      hooks.length > 0
        ? hookTable(view, hooks, counts)
        : emptyState({
            icon: 'hook',
            title: words.empty,
            body: words.emptyBody,
            action: create,
            guide: guideLink(view, 'administrators#web-hooks'),
          })
    }${switchForAll(view, all)}`,
  });
}

function hookTable(view: View, hooks: readonly WebHook[], counts: HookListProps['counts']): Html {
  const { columns, eventCount } = view.text.webHooks;
  return table({
    caption: view.text.configuration.pages['web-hooks'].label,
    columns: [
      { label: columns.name },
      { label: columns.address },
      { label: columns.events },
      { label: columns.state },
      { label: columns.deliveries },
      { label: columns.actions, hideLabel: true, align: 'end' },
    ],
    rows: hooks.map((hook) => [
      html`<a href="${address(view, hookPaths.of(hook.id))}">${hook.name}</a>`,
      html`<code>${URL.parse(hook.url)?.host}</code>`,
      eventCount(view.format, hook.events.length),
      hookState(view, hook),
      countsOf(view, counts.get(hook.id)),
      hookMenu(view, hook),
    ]),
  });
}

function countsOf(view: View, counts: DeliveryCounts | undefined): Renderable {
  const { delivered, failed, noDeliveries } = view.text.webHooks;
  if (counts === undefined) return html`<span class="muted">${noDeliveries}</span>`;
  const bad = counts.failures + counts.errors;
  return html`<span class="two-lines">${counts.successes > 0 && stateBadge('good', delivered(view.format, counts.successes))}${
    bad > 0 && stateBadge('bad', failed(view.format, bad))
  }</span>`;
}

function switchForAll(view: View, { value, locked, source, name }: ShownSetting): Html {
  const words = view.text.webHooks;
  const { lockedBy, locked: lockedWord } = view.text.settings;
  const isOn = value === 'true';
  const mayChange = view.viewer?.isSystemAdministrator && !locked;
  return section({
    title: words.everything,
    description: isOn ? words.allOn : words.allOff,
    body: html`${locked && html`<p class="setting-value">${icon('lock', lockedWord)}<span>${lockedBy[source === 'weir.env' ? 'weir.env' : 'environment'](name)}</span></p>`}${
      mayChange &&
      form(view, {
        action: hookPaths.all,
        fields: { enabled: String(!isOn) },
        body: html`<p>${button({ label: isOn ? words.switchAllOff : words.switchAllOn })}</p>`,
      })
    }`,
  });
}
