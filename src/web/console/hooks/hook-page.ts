/** The page of one web hook, with its settings and the result of each delivery; and the page that asks before it is deleted. */
import type { Came } from '../../../webhooks/deliver.ts';
import type { ListedDelivery } from '../../../webhooks/deliveries.ts';
import type { WebHook } from '../../../webhooks/hooks.ts';
import { button, linkButton } from '../../components/button.ts';
import { confirmation } from '../../components/dialog.ts';
import { form } from '../../components/form.ts';
import { pageHead } from '../../components/navigation.ts';
import { notice } from '../../components/notice.ts';
import { descriptionList, section } from '../../components/section.ts';
import { stateBadge } from '../../components/status.ts';
import { table } from '../../components/table.ts';
import { relativeTime } from '../../components/time.ts';
import { type Html, html } from '../../html.ts';
import { page } from '../../layout/page.ts';
import { address, type View } from '../../view.ts';
import { hookCrumbs, hookMenu, hookState } from './hook-parts.ts';
import { hookPaths } from './hook-paths.ts';

export interface HookPageProps {
  readonly hook: WebHook;
  readonly deliveries: readonly ListedDelivery[];
  /** The id of the last one that is shown, when there are older ones. */
  readonly olderThan: number | undefined;
  readonly isFirst: boolean;
  /** What came of a test that was just sent. */
  readonly tested: Came | undefined;
}

export function hookPage(view: View, props: HookPageProps): string {
  const { hook, tested } = props;
  const words = view.text.webHooks;
  return page(view, {
    kind: 'console',
    title: hook.name,
    current: 'web-hooks',
    main: html`${pageHead({
      title: hook.name,
      breadcrumbs: hookCrumbs(view),
      description: hookState(view, hook),
      actions: html`${form(view, { action: hookPaths.test(hook.id), body: button({ label: words.actions.test, icon: 'play' }) })}${linkButton({ label: words.actions.edit, href: address(view, hookPaths.edit(hook.id)), icon: 'edit' })}${hookMenu(view, hook)}`,
    })}${tested && testNotice(view, tested)}${section({ title: words.page.details, body: facts(view, hook) })}${deliveriesSection(view, props)}`,
  });
}

function testNotice(view: View, { outcome, description }: Came): Html {
  const { testArrived, testFailed } = view.text.webHooks.page;
  return outcome === 'SUCCESS'
    ? notice({ tone: 'success', body: html`<p>${testArrived(description)}</p>`, announce: true })
    : notice({ tone: 'danger', body: html`<p>${testFailed(description)}</p>`, announce: true });
}

function facts(view: View, hook: WebHook): Html {
  const words = view.text.webHooks.page;
  return descriptionList([
    { term: words.address, value: html`<code>${hook.url}</code>` },
    {
      term: words.events,
      value: html`<ul class="plain-list">${hook.events.map((event) => html`<li><code>${event}</code></li>`)}</ul>`,
    },
    { term: words.signed, value: hook.signed ? words.yes : words.no },
    ...(hook.username === undefined ? [] : [{ term: words.username, value: hook.username }]),
    { term: words.certificate, value: hook.verifyCertificate ? words.checked : words.notChecked },
    { term: words.created, value: relativeTime(view, hook.createdAt) },
    { term: words.updated, value: relativeTime(view, hook.updatedAt) },
  ]);
}

function deliveriesSection(view: View, { hook, deliveries, olderThan, isFirst }: HookPageProps): Html {
  const words = view.text.webHooks.page;
  const here = address(view, hookPaths.of(hook.id));
  return section({
    id: 'deliveries',
    title: words.deliveries,
    description: words.deliveriesDescription,
    body:
      deliveries.length === 0
        ? html`<p class="muted">${words.noDeliveries}</p>`
        : html`${table({
            caption: words.deliveries,
            columns: [
              { label: words.columns.event },
              { label: words.columns.state },
              { label: words.columns.attempts, align: 'end' },
              { label: words.columns.since },
              { label: words.columns.tried },
              { label: words.columns.next },
            ],
            rows: deliveries.map((delivery) => [
              html`<code>${delivery.event}</code>`,
              html`<span class="two-lines">${deliveryState(view, delivery)}<span class="muted small">${delivery.description}</span></span>`,
              view.format.number(delivery.attempts),
              relativeTime(view, delivery.createdAt),
              relativeTime(view, delivery.finishedAt),
              delivery.dueAt === undefined ? html`<span class="muted">–</span>` : relativeTime(view, delivery.dueAt),
            ]),
          })}<p class="inline history-pages">${!isFirst && linkButton({ label: words.newest, href: `${here}#deliveries`, small: true })}${
            olderThan !== undefined &&
            linkButton({ label: words.older, href: `${here}?before=${olderThan}#deliveries`, small: true })
          }</p>`,
  });
}

function deliveryState(view: View, { outcome, dueAt }: ListedDelivery): Html {
  const { states } = view.text.webHooks.page;
  if (outcome === 'SUCCESS') return stateBadge('good', states.delivered);
  if (dueAt === undefined) return stateBadge('bad', states.failed);
  return outcome === undefined ? stateBadge('idle', states.waiting) : stateBadge('warning', states.again);
}

export function deleteHookPage(view: View, hook: WebHook): string {
  const words = view.text.webHooks.delete;
  const title = words.title(hook.name);
  return page(view, {
    kind: 'console',
    title,
    current: 'web-hooks',
    main: html`${pageHead({ title, breadcrumbs: hookCrumbs(view, hook) })}${confirmation(view, {
      consequences: [words.facts],
      action: hookPaths.remove(hook.id),
      confirmLabel: words.submit,
      cancelHref: address(view, hookPaths.of(hook.id)),
    })}`,
  });
}
