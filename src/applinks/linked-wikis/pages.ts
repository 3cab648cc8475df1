/** Pages of linked wikis, each as one reader may see it there, cached for a minute. */
import type { Clock, Milliseconds } from '../../foundation/clock.ts';
import type { LinkedPage, LinkedPages } from '../../wiki/linked-pages.ts';
import type { LinkedPageAbsence, LinkedPageQuestion } from '../../wiki/storage-format/macro-data.ts';
import type { AccessOutcome, AccessTokens } from '../outgoing/access.ts';
import type { OutgoingLinkStore } from '../outgoing/link-store.ts';
import type { OutgoingLink } from '../outgoing/outgoing-link.ts';
import { idIn, lineIn, listIn, objectIn } from './answers.ts';
import { linkedWikiNamed } from './links.ts';
import { shortMemory } from './memory.ts';
import type { WikiRequests } from './requests.ts';
import { within } from './within.ts';

/** How long a page waits for those of others; what comes later is there for the next look. */
const patience: Milliseconds = 1_500;
const kept: Milliseconds = 60_000;
/** What did not come is asked for again soon, and not by every look. */
const keptFailure: Milliseconds = 10_000;
const longestTitle = 300;

export function linkedPages(options: {
  readonly links: Pick<OutgoingLinkStore, 'list'>;
  readonly accessTokenFor: AccessTokens['accessTokenFor'];
  readonly requests: WikiRequests;
  readonly clock: Clock;
  /** Where readers connect accounts of their own. */
  readonly accountsHref: string;
}): LinkedPages {
  const { links, accessTokenFor, requests, clock, accountsHref } = options;
  const memory = shortMemory<LinkedPage>(clock);

  return async (reader, questions) => {
    const known = await links.list();
    const tokens = new Map<number, Promise<AccessOutcome>>();
    const tokenFor = (link: OutgoingLink) => {
      const token = tokens.get(link.id) ?? accessTokenFor(link.id, { userId: reader.id });
      tokens.set(link.id, token);
      return token;
    };
    return Promise.all(
      questions.map((question) => {
        const link = linkedWikiNamed(known, question.link);
        if (link === undefined) return absent(undefined, 'unknown-link');
        return within(patience, find(link, reader.id, question, tokenFor(link)), absent(link, 'unavailable'));
      }),
    );
  };

  async function find(
    link: OutgoingLink,
    userId: number,
    question: LinkedPageQuestion,
    token: Promise<AccessOutcome>,
  ): Promise<LinkedPage> {
    const access = await token;
    if (access.kind === 'none') {
      memory.forget({ userId, linkId: link.id });
      return absent(link, access.reason);
    }
    const holder = { userId, linkId: link.id, token: access.accessToken };
    // The name and address of a link may change meanwhile.
    const key = JSON.stringify([link.updatedAt, question.page]);
    return memory.get(holder, key, () => fetchPage(link, holder, question), keepingOf);
  }

  async function fetchPage(
    link: OutgoingLink,
    { userId, token }: { readonly userId: number; readonly token: string },
    { page }: LinkedPageQuestion,
  ): Promise<LinkedPage> {
    const answer = await requests.ask(link, userId, token, pathOf(page));
    if (answer.kind === 'none') return absent(link, answer.why === 'not-understood' ? 'not-found' : answer.why);
    const content = page.by === 'id' ? answer.members : objectIn(listIn(answer.members.get('results'))[0]);
    if (page.by === 'title' && content.size === 0) return absent(link, 'not-found');
    const [id, title] = [idIn(content.get('id')), lineIn(content.get('title'), longestTitle)];
    const html = objectIn(objectIn(content.get('body')).get('export_view')).get('value');
    if (id === undefined || title === '' || typeof html !== 'string') return absent(link, 'unavailable');
    return { kind: 'shown', linkName: link.name, title, href: `${link.address}/pages/viewpage.action?pageId=${id}`, html };
  }

  function absent(link: OutgoingLink | undefined, why: LinkedPageAbsence): LinkedPage {
    return { kind: 'absent', why, linkName: link?.name, accountsHref };
  }
}

function pathOf(page: LinkedPageQuestion['page']): string {
  const expand = 'expand=body.export_view';
  if (page.by === 'id') return `/rest/api/content/${page.id}?${expand}`;
  const query = new URLSearchParams({ spaceKey: page.spaceKey, title: page.title, limit: '1' });
  return `/rest/api/content?${query}&${expand}`;
}

function keepingOf(page: LinkedPage) {
  return page.kind === 'shown' ? { life: kept, size: page.html.length } : { life: keptFailure, size: 0 };
}
