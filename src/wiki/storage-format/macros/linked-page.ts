/**
 * `linked-page`: a page of a linked wiki, as its reader may see it there. Parameters: `link` (its name or key) and `pageId`, or
 * `space` and `title`.
 */
import { element, nothing, text } from '../html.ts';
import type { LinkedPageAbsence, LinkedPageQuestion } from '../macro-data.ts';
import { type Macro, type MacroDefinition, macroAttributes, macroNotice } from './macro.ts';

export const linkedPage: MacroDefinition = {
  names: ['linked-page'],
  ask(macro) {
    const question = questionOf(macro);
    return question === undefined ? [] : [question];
  },
  render(macro, rendering) {
    const question = questionOf(macro);
    if (question === undefined) {
      return macroNotice(macro, 'Name the linked wiki (link) and its page: pageId, or space and title.');
    }
    const page = rendering.context.answers.linkedPage(question);
    if (page.kind === 'absent') {
      const accounts = hasRemedy.has(page.why) && page.accountsHref && rendering.linkAddress(page.accountsHref);
      const label = element('span', { class: 'w-unknown-label' }, text(wordsFor(page.why, page.linkName ?? question.link)));
      const remedy = accounts && rendering.link({ href: accounts }, () => text('Connected accounts'));
      return element(
        'span',
        macroAttributes(macro, 'inline', 'w-unknown'),
        label,
        remedy ? text(' ') : nothing,
        remedy || nothing,
      );
    }
    const { linkName, title, href, html } = page;
    if (!rendering.spend(html.length)) return nothing;
    const address = rendering.linkAddress(href);
    const name = () => text(title);
    const link =
      address === undefined ? name() : rendering.link({ href: address, class: 'external-link', rel: 'nofollow noopener' }, name);
    const head = element('div', { class: 'w-linked-page-head' }, link, element('span', {}, text(`From ${linkName}`)));
    const body = element('div', { class: 'w-linked-page-body' }, html);
    return element('div', macroAttributes(macro, 'block', 'w-linked-page'), head, body);
  },
};

/** What readers mend themselves, by an account of their own. */
const hasRemedy: ReadonlySet<LinkedPageAbsence> = new Set(['not-connected', 'connect-again']);

function questionOf({ parameters }: Macro): LinkedPageQuestion | undefined {
  const link = parameters.get('link');
  const id = parameters.get('pageId') ?? '';
  const [spaceKey, title] = [parameters.get('space'), parameters.get('title')];
  if (!link) return undefined;
  if (/^[1-9][0-9]{0,18}$/.test(id)) return { kind: 'linked-page', link, page: { by: 'id', id } };
  return spaceKey && title ? { kind: 'linked-page', link, page: { by: 'title', spaceKey, title } } : undefined;
}

function wordsFor(why: LinkedPageAbsence, link: string): string {
  switch (why) {
    case 'not-signed-in':
      return `A page of ${link} is shown here to people who are signed in and have an account there.`;
    case 'in-browser-only':
      return `A page of ${link} is shown here to people, not to applications.`;
    case 'too-many':
      return `A page of ${link} belongs here: more linked pages than one page shows.`;
    case 'unknown-link':
      return `There is no linked wiki named ${link}.`;
    case 'not-connected':
      return `A page of ${link} is shown here once you connect your account there.`;
    case 'connect-again':
      return `Your account at ${link} needs connecting again before its page is shown here.`;
    case 'client-refused':
      return `${link} does not accept this wiki at the moment. An administrator has to mend the link.`;
    case 'unavailable':
      return `${link} does not answer at the moment, so its page is not shown. Try again in a while.`;
    case 'not-found':
      return `The page is not at ${link}, or your account there may not see it.`;
  }
}
