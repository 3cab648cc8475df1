/** Pages that ask before something ends: rotating the secret, disabling a link, deleting it. Each says exactly what will end. */
import type { Link } from '../../applinks/links.ts';
import type { ClientReach } from '../../oauth/grants.ts';
import { confirmation } from '../components/dialog.ts';
import { html } from '../html.ts';
import { page } from '../layout/page.ts';
import { address, type View } from '../view.ts';
import { subPageHead } from './link-parts.ts';
import { linkPaths } from './link-paths.ts';
import { rotateForm } from './rotate-form.ts';

export function rotatePage(view: View, link: Link): string {
  const words = view.text.console.rotate;
  return page(view, {
    kind: 'console',
    title: words.title,
    current: 'application-links',
    main: html`${subPageHead(view, link, words.title, words.description)}${rotateForm(view, {
      action: linkPaths.rotate(link.id),
      cancel: linkPaths.credentials(link.id),
      options: words.options,
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
