/** Puts this room together: other Weirs and Confluences, read with each reader's own account there. */
import type { Clock } from '../../foundation/clock.ts';
import type { Outbound } from '../../http/outbound.ts';
import type { LinkedPages } from '../../wiki/linked-pages.ts';
import type { OutgoingLinks } from '../outgoing/outgoing-links.ts';
import { linkedPages } from './pages.ts';
import { wikiRequests } from './requests.ts';
import { type LinkedSearch, linkedSearch } from './search.ts';

export interface LinkedWikis extends LinkedSearch {
  readonly pages: LinkedPages;
}

/** @param options.accountsHref where people connect accounts of their own */
export function createLinkedWikis(options: {
  readonly outgoingLinks: Pick<OutgoingLinks, 'list' | 'accountsOfUser' | 'accessTokenFor'>;
  readonly outbound: Outbound;
  readonly clock: Clock;
  readonly accountsHref: string;
}): LinkedWikis {
  const { outgoingLinks, outbound, clock, accountsHref } = options;
  const { accountsOfUser, accessTokenFor } = outgoingLinks;
  const requests = wikiRequests({ outbound, accessTokenFor });
  const links = { list: outgoingLinks.list };
  return {
    ...linkedSearch({ links, accountsOfUser, accessTokenFor, requests, clock }),
    pages: linkedPages({ links, accessTokenFor, requests, clock, accountsHref }),
  };
}
