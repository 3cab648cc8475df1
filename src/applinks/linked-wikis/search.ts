/** Searching linked wikis for somebody, with their own account there. */
import { decodeHTML } from 'entities/decode';
import type { Milliseconds } from '../../foundation/clock.ts';
import type { AccessTokens } from '../outgoing/access.ts';
import { accountState } from '../outgoing/account-state.ts';
import type { AccountStore } from '../outgoing/account-store.ts';
import type { OutgoingLinkStore } from '../outgoing/link-store.ts';
import type { OutgoingLink } from '../outgoing/outgoing-link.ts';
import { lineIn, listIn, objectIn } from './answers.ts';
import { isLinkedWiki } from './links.ts';
import type { WikiAnswer, WikiRequests } from './requests.ts';
import { within } from './within.ts';

/** A piece of a text; `hit`: it was looked for. */
export interface Segment {
  readonly text: string;
  readonly hit: boolean;
}

export interface LinkedResult {
  /** Absolute, of the other side. */
  readonly href: string;
  readonly title: readonly Segment[];
  readonly excerpt: readonly Segment[];
  /** The name of the space it is in; may be empty. */
  readonly where: string;
}

/** Why a linked wiki finds nothing for somebody. */
export type NoResults = Extract<WikiAnswer, { readonly kind: 'none' }>['why'];

export type LinkedSearchOutcome =
  | { readonly kind: 'found'; readonly results: readonly LinkedResult[]; readonly more: boolean }
  | { readonly kind: 'none'; readonly why: NoResults };

/** A linked wiki as it stands with somebody. */
export interface LinkedWiki {
  readonly link: OutgoingLink;
  /** Undefined: it can be asked. */
  readonly absent: 'not-connected' | 'connect-again' | 'client-refused' | undefined;
}

export interface LinkedSearch {
  /** @returns the linked wikis by name, without asking them anything */
  wikisOf(userId: number): Promise<readonly LinkedWiki[]>;
  /** @returns the first results of a query in CQL, within a few seconds whatever the other side does */
  search(link: OutgoingLink, userId: number, cql: string): Promise<LinkedSearchOutcome>;
}

const patience: Milliseconds = 3_000;
const mostResults = 5;
const longest = { title: 300, excerpt: 600, where: 200 } as const;

export function linkedSearch(options: {
  readonly links: Pick<OutgoingLinkStore, 'list'>;
  readonly accountsOfUser: AccountStore['ofUser'];
  readonly accessTokenFor: AccessTokens['accessTokenFor'];
  readonly requests: WikiRequests;
  readonly clock: { now(): Milliseconds };
}): LinkedSearch {
  const { links, accountsOfUser, accessTokenFor, requests, clock } = options;

  return {
    async wikisOf(userId) {
      const wikis = (await links.list()).filter(isLinkedWiki);
      if (wikis.length === 0) return [];
      const accounts = new Map((await accountsOfUser(userId)).map((account) => [account.linkId, account]));
      return wikis.map((link) => {
        const account = accounts.get(link.id);
        if (account === undefined) return { link, absent: 'not-connected' };
        const { kind } = accountState(account, clock.now());
        return { link, absent: kind === 'connected' || kind === 'expires' ? undefined : kind };
      });
    },

    search: (link, userId, cql) => within(patience, find(link, userId, cql), { kind: 'none', why: 'unavailable' }),
  };

  async function find(link: OutgoingLink, userId: number, cql: string): Promise<LinkedSearchOutcome> {
    const access = await accessTokenFor(link.id, { userId });
    if (access.kind === 'none') return { kind: 'none', why: access.reason };
    const query = new URLSearchParams({ cql, limit: String(mostResults), excerpt: 'highlight' });
    const answer = await requests.ask(link, userId, access.accessToken, `/rest/api/search?${query}`);
    if (answer.kind === 'none') return answer;
    const results = listIn(answer.members.get('results'))
      .slice(0, mostResults)
      .flatMap((result) => resultOf(link, objectIn(result)));
    const more = objectIn(answer.members.get('_links')).has('next');
    return { kind: 'found', results, more };
  }
}

function resultOf(link: OutgoingLink, result: ReadonlyMap<string, unknown>): readonly LinkedResult[] {
  const href = addressOf(link.address, result.get('url'));
  const title = segmentsOf(link, lineIn(result.get('title'), longest.title));
  if (href === undefined || title.length === 0) return [];
  const excerpt = segmentsOf(link, lineIn(result.get('excerpt'), longest.excerpt));
  const where = lineIn(objectIn(result.get('resultGlobalContainer')).get('title'), longest.where);
  return [{ href, title, excerpt, where }];
}

/** @returns an absolute address below that of the link; undefined for what leads anywhere else */
function addressOf(base: string, path: unknown): string | undefined {
  if (typeof path !== 'string' || !/^\/(?![/\\])/.test(path)) return undefined;
  const url = URL.parse(base + path);
  return url?.href.startsWith(`${base}/`) ? url.href : undefined;
}

/** What marks hits, in titles and excerpts of the API. */
const mark = /@@@(?:hl|endhl)@@@/;

function segmentsOf({ provider }: OutgoingLink, text: string): readonly Segment[] {
  // Confluence writes these texts for HTML, Weir as they are.
  const plain = provider === 'confluence' ? decodeHTML(text) : text;
  return plain
    .split(mark)
    .map((piece, index) => ({ text: piece, hit: index % 2 === 1 }))
    .filter((segment) => segment.text !== '');
}
