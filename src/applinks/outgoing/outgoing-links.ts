/** Puts this room together: Weir as the client of other services, for itself and for its users. */
import type { Origin } from '../../audit/origin.ts';
import type { Database } from '../../database/database.ts';
import type { Clock, Milliseconds } from '../../foundation/clock.ts';
import type { Keyring } from '../../foundation/keyring.ts';
import type { Random } from '../../foundation/random.ts';
import type { Outbound } from '../../http/outbound.ts';
import { type AccessTokens, accessTokens } from './access.ts';
import { type AccountStore, accountStore, type OnAccountRefused } from './account-store.ts';
import type { AccountOwner } from './account-tokens.ts';
import { type Connections, connections } from './connection.ts';
import { connectionRequestStore } from './connection-requests.ts';
import { type FoundEndpoints, findEndpoints } from './endpoints.ts';
import { checkOutgoingLink, type OutgoingLinkInput, type OutgoingLinkProblem } from './link-input.ts';
import { type OutgoingLinkStore, outgoingLinkStore } from './link-store.ts';
import type { OutgoingLink } from './outgoing-link.ts';
import { type RevocationOutcome, tokenRequests } from './tokens.ts';

export type SaveOutgoingLinkOutcome =
  | { readonly kind: 'saved'; readonly link: OutgoingLink }
  | { readonly kind: 'invalid'; readonly problems: readonly OutgoingLinkProblem[] }
  | { readonly kind: 'changed-meanwhile' }
  | { readonly kind: 'unknown' };

export interface OutgoingLinks extends Pick<Connections, 'redirectUri' | 'begin' | 'beginTest' | 'return'>, AccessTokens {
  /** @returns all by name */
  list(): Promise<readonly OutgoingLink[]>;
  findByKey(linkKey: string): Promise<OutgoingLink | undefined>;
  /** Looks for the endpoints of what was entered, as saving would. */
  findEndpoints(input: OutgoingLinkInput): Promise<FoundEndpoints>;
  create(input: OutgoingLinkInput, origin: Origin): Promise<SaveOutgoingLinkOutcome>;
  /** @param seen `updatedAt` of the link that the input was made from; without it, what others changed meanwhile is replaced too */
  update(link: OutgoingLink, input: OutgoingLinkInput, origin: Origin, seen?: Milliseconds): Promise<SaveOutgoingLinkOutcome>;
  /** With its accounts, which are ended over there as far as that can be done. @returns false when there is none */
  remove(link: OutgoingLink, origin: Origin): Promise<boolean>;
  accountsOfLink: AccountStore['ofLink'];
  accountsOfUser: AccountStore['ofUser'];
  /** Forgets an account here, then ends it over there. `not-connected`: there was none. */
  disconnect(link: OutgoingLink, owner: AccountOwner, origin: Origin): Promise<RevocationOutcome | 'not-connected'>;
  /** Deletes some of what is over. @returns how many */
  prune(limit: number): Promise<number>;
}

/** So many accounts of a link that is deleted are ended over there at a time. */
const endedAtOnce = 8;

export function createOutgoingLinks(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly random: Random;
  readonly outbound: Outbound;
  readonly baseUrl: string;
  /** Who tells the owner of an account that does not work any more. */
  readonly onAccountRefused: readonly OnAccountRefused[];
}): OutgoingLinks {
  const { outbound, onAccountRefused } = options;
  const links = outgoingLinkStore(options);
  const accounts = accountStore({ ...options, onRefused: onAccountRefused });
  const connectionRequests = connectionRequestStore(options);
  const requests = tokenRequests(outbound);
  const { accessTokenFor } = accessTokens({ ...options, links, accounts, requests });

  return {
    ...connections({ ...options, links, accounts, connectionRequests, requests }),
    accessTokenFor,
    list: links.list,
    findByKey: links.findByKey,
    findEndpoints: (input) => findEndpoints(outbound, input),

    async create(input, origin) {
      const checked = await check(undefined, input);
      if ('problems' in checked) return { kind: 'invalid', problems: checked.problems };
      return told(await links.create(checked.settings, input.clientSecret, origin));
    },

    async update(link, input, origin, seen) {
      const checked = await check(link, input);
      if ('problems' in checked) return { kind: 'invalid', problems: checked.problems };
      return told(await links.update(link.id, checked.settings, input.clientSecret, { origin, seen }));
    },

    async remove(link, origin) {
      const [client, held] = await Promise.all([links.clientOf(link), accounts.allHeld(link)]);
      if ((await links.remove(link.id, origin)) === undefined) return false;
      if (client?.revocationEndpoint === undefined) return true;
      const ended = held.flatMap(({ accessToken, refreshToken }) =>
        accessToken === undefined ? [] : [{ accessToken, refreshToken }],
      );
      for (let index = 0; index < ended.length; index += endedAtOnce) {
        const some = await Promise.all(ended.slice(index, index + endedAtOnce).map((tokens) => requests.revoke(client, tokens)));
        // A provider that does not answer is not asked hundreds of times.
        if (!some.includes('revoked')) break;
      }
      return true;
    },

    accountsOfLink: accounts.ofLink,
    accountsOfUser: accounts.ofUser,

    async disconnect(link, owner, origin) {
      const held = await accounts.disconnect(link, owner, origin);
      if (held === undefined) return 'not-connected';
      const client = await links.clientOf(link);
      const { accessToken, refreshToken } = held;
      // One that has to be connected again has ended over there already.
      if (accessToken === undefined) return 'revoked';
      return client === undefined ? 'not-revoked' : requests.revoke(client, { accessToken, refreshToken });
    },

    prune: connectionRequests.prune,
  };

  async function check(
    before: OutgoingLink | undefined,
    input: OutgoingLinkInput,
  ): Promise<
    { readonly settings: Parameters<OutgoingLinkStore['create']>[0] } | { readonly problems: readonly OutgoingLinkProblem[] }
  > {
    const problems = [...checkOutgoingLink(input)];
    if (before === undefined && input.clientSecret === '' && input.clientAuth !== 'none') {
      problems.push({
        field: 'clientSecret',
        message: 'Enter the client secret that the provider gave you, or choose under Advanced that there is none.',
      });
    }
    const found = problems.some(({ field }) => field === 'address') ? undefined : await findEndpoints(outbound, input, before);
    if (found?.kind !== 'found') return { problems: [...problems, ...(found?.problems ?? [])] };
    if (problems.length > 0) return { problems };
    const { clientSecret: _, clientAuth, ...entered } = input;
    const settings = { ...entered, ...found.endpoints, clientAuth: clientAuth === 'automatic' ? found.clientAuth : clientAuth };
    return { settings };
  }

  function told(outcome: Awaited<ReturnType<OutgoingLinkStore['create']>>): SaveOutgoingLinkOutcome {
    switch (outcome.kind) {
      case 'saved':
      case 'changed-meanwhile':
      case 'unknown':
        return outcome;
      case 'name-taken':
        return problem('name', 'Another outgoing link has this name. Choose a different one.');
      case 'secret-needed':
        return problem('clientSecret', 'Enter the client secret again: the stored one is not sent to another provider.');
    }
  }

  function problem(field: OutgoingLinkProblem['field'], message: string): SaveOutgoingLinkOutcome {
    return { kind: 'invalid', problems: [{ field, message }] };
  }
}
