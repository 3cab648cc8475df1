/** Acts that end something: rotating the secret, disabling a link, deleting it. Each page says exactly what will end. */

import type { Link } from '../../applinks/links.ts';
import { overlapDays } from '../../oauth/clients.ts';
import type { ClientReach } from '../../oauth/grants.ts';
import { button, linkButton } from '../components/button.ts';
import { confirmation } from '../components/dialog.ts';
import { form, formActions } from '../components/form.ts';
import { radioCards } from '../components/radio-cards.ts';
import { html } from '../html.ts';
import { page } from '../layout/page.ts';
import { address, type View } from '../view.ts';
import { subPageHead } from './link-parts.ts';
import { linkPaths } from './link-paths.ts';

export function rotatePage(view: View, link: Link): string {
  const words = view.text.console.rotate;
  return page(view, {
    kind: 'console',
    title: words.title,
    current: 'application-links',
    main: html`${subPageHead(view, link, words.title, words.description)}${form(view, {
      action: linkPaths.rotate(link.id),
      body: html`${radioCards({
        name: 'overlap',
        legend: words.overlap,
        hint: words.overlapHint,
        value: '7',
        options: overlapDays.map((days) => ({ value: String(days), strong: days === 0, ...words.options[days] })),
      })}${formActions(html`${button({ label: words.submit, kind: 'primary', icon: 'refresh' })}${linkButton({ label: view.text.components.cancel, href: address(view, linkPaths.credentials(link.id)) })}`)}`,
    })}`,
  });
}

export function disablePage(view: View, link: Link, reach: ClientReach): string {
  const words = view.text.console.disable;
  return page(view, {
    kind: 'console',
    title: words.title(link.name),
    current: 'application-links',
    main: html`${subPageHead(view, link, words.title(link.name))}${confirmation(view, {
      consequences: [...losses(view, reach, words), words.later],
      action: linkPaths.disable(link.id),
      confirmLabel: words.submit,
      cancelHref: address(view, linkPaths.of(link.id)),
    })}`,
  });
}

/** @param mismatch whether another name was typed */
export function removePage(view: View, link: Link, reach: ClientReach, mismatch: boolean): string {
  const words = view.text.console.delete;
  return page(view, {
    kind: 'console',
    title: words.title(link.name),
    current: 'application-links',
    main: html`${subPageHead(view, link, words.title(link.name))}${confirmation(view, {
      consequences: [...losses(view, reach, words), words.credentials],
      action: linkPaths.remove(link.id),
      confirmLabel: words.submit,
      cancelHref: address(view, linkPaths.of(link.id)),
      typed: { name: link.name, error: mismatch ? words.mismatch : undefined },
    })}`,
  });
}

/** Who loses what; or that nobody does. */
function losses(view: View, { users, tokens }: ClientReach, words: Losses): readonly string[] {
  if (users === 0) return [view.text.console.users.none];
  return [words.users(view.format, users), words.tokens(view.format, tokens)];
}

type Losses = Pick<View['text']['console']['disable'], 'users' | 'tokens'>;
