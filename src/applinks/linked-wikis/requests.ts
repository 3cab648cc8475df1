/**
 * Requests to the API of a linked wiki with a person's account there. Answers are not trusted: one that is not a JSON object of
 * bounded size counts as none. A refused access token is renewed once.
 */
import type { Outbound } from '../../http/outbound.ts';
import type { AccessOutcome, AccessTokens } from '../outgoing/access.ts';
import { membersOf } from '../outgoing/outbound-fetch.ts';
import type { OutgoingLink } from '../outgoing/outgoing-link.ts';

/** Why there is no token for somebody. */
type NoAccess = Extract<AccessOutcome, { readonly kind: 'none' }>['reason'];

export type WikiAnswer =
  | { readonly kind: 'answered'; readonly members: ReadonlyMap<string, unknown> }
  /** `not-found`: it is not there, or not for this account. `not-understood`: the other side does not take the question. */
  | { readonly kind: 'none'; readonly why: NoAccess | 'not-found' | 'not-understood' };

export interface WikiRequests {
  /**
   * @param token that `accessTokenFor` just gave
   * @param path under the address of the link
   * @throws DatabaseUnavailable
   */
  ask(link: OutgoingLink, userId: number, token: string, path: string): Promise<WikiAnswer>;
}

/** Requests under way at once, of all and of one person: whoever asks for more is told that there is no answer. */
const mostAtOnce = 64;
const mostOfOne = 12;

export function wikiRequests({
  outbound,
  accessTokenFor,
}: {
  readonly outbound: Outbound;
  readonly accessTokenFor: AccessTokens['accessTokenFor'];
}): WikiRequests {
  const underWay = new Map<number, number>();
  let all = 0;

  return {
    async ask(link, userId, token, path) {
      const own = underWay.get(userId) ?? 0;
      if (all >= mostAtOnce || own >= mostOfOne) return none('unavailable');
      all += 1;
      underWay.set(userId, own + 1);
      try {
        return await askTwice(link, userId, token, path);
      } finally {
        all -= 1;
        const left = (underWay.get(userId) ?? 1) - 1;
        if (left === 0) underWay.delete(userId);
        else underWay.set(userId, left);
      }
    },
  };

  async function askTwice(link: OutgoingLink, userId: number, token: string, path: string): Promise<WikiAnswer> {
    const first = await send(link, token, path);
    if (first !== 'refused') return first;
    const access = await accessTokenFor(link.id, { userId }, token);
    if (access.kind === 'none') return none(access.reason);
    const second = await send(link, access.accessToken, path);
    // A new token that is refused too says nothing of the account.
    return second === 'refused' ? none('unavailable') : second;
  }

  async function send(link: OutgoingLink, token: string, path: string): Promise<WikiAnswer | 'refused'> {
    const outcome = await outbound.send({
      method: 'GET',
      url: link.address + path,
      headers: { Accept: 'application/json', Authorization: `Bearer ${token}` },
      expects: 'page',
    });
    if (outcome.outcome === 'failed') return none('unavailable');
    const { status, headers } = outcome;
    if (status === 401) return 'refused';
    if (status === 403 || status === 404) return none('not-found');
    if (status === 400) return none('not-understood');
    const isJson = /^application\/json(?:;|$)/i.test(headers['content-type'] ?? '');
    const members = status === 200 && isJson ? membersOf(outcome) : undefined;
    return members === undefined || members.size === 0 ? none('unavailable') : { kind: 'answered', members };
  }
}

function none(why: Extract<WikiAnswer, { kind: 'none' }>['why']): WikiAnswer {
  return { kind: 'none', why };
}
