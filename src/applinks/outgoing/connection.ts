/**
 * Takes a browser to a provider and back (RFC 6749 §4.1 with PKCE, RFC 9207, RFC 9700 §2.1), to connect an account or to test a link.
 * Each link has its own redirect URI, so one provider's answer cannot be taken for another's (mix-up).
 */
import * as oauth from 'oauth4webapi';
import type { Origin } from '../../audit/origin.ts';
import type { Outbound } from '../../http/outbound.ts';
import type { AccountStore } from './account-store.ts';
import type { AccountOwner } from './account-tokens.ts';
import type { ConnectionRequestStore, Purpose, RequestHolder } from './connection-requests.ts';
import { type ConnectionFailure, failureOf, type TestResult } from './connection-result.ts';
import type { OutgoingLinkStore } from './link-store.ts';
import type { OutgoingLink } from './outgoing-link.ts';
import { extraParameters } from './providers.ts';
import { examineAnswer, type OutgoingClient, type TokenRequests, type Tokens } from './tokens.ts';

/** Whoever came back with an answer; undefined: nobody is signed in in this browser. */
export type Returning = RequestHolder & { readonly mayAdminister: boolean; readonly origin: Origin };

export type ReturnOutcome =
  /** No request of ours, or one that is over. */
  | { readonly kind: 'unknown-request' }
  /** It was begun in another browser session, or the right to it is gone. */
  | { readonly kind: 'another-session' }
  | { readonly kind: 'connected'; readonly purpose: Exclude<Purpose, 'test'>; readonly link: OutgoingLink }
  | {
      readonly kind: 'failed';
      readonly purpose: Exclude<Purpose, 'test'>;
      readonly link: OutgoingLink;
      readonly failure: ConnectionFailure;
    }
  /** What the test found is noted at the link. */
  | { readonly kind: 'tested'; readonly link: OutgoingLink };

export interface Connections {
  /** @returns the redirect URI of a link, also of one that is not saved yet */
  redirectUri(linkKey: string): string;
  /** Begins to connect an account. @returns where to send the browser */
  begin(link: OutgoingLink, purpose: Exclude<Purpose, 'test'>, holder: RequestHolder): Promise<string>;
  /** Begins a test. @returns where to send the browser; undefined when the provider refuses the request at once, which is noted at the link */
  beginTest(link: OutgoingLink, holder: RequestHolder, origin: Origin): Promise<string | undefined>;
  /** Takes the answer that a browser came back with. @param answer as the provider put it into the address */
  return(linkKey: string, answer: URLSearchParams, who: Returning | undefined): Promise<ReturnOutcome>;
}

/** The path of the redirect URIs, under the context path; the key of the link follows. */
export const callbackPath = '/plugins/servlet/applinks/outgoing/callback';

export function connections(options: {
  readonly baseUrl: string;
  readonly outbound: Outbound;
  readonly links: OutgoingLinkStore;
  readonly accounts: AccountStore;
  readonly connectionRequests: ConnectionRequestStore;
  readonly requests: TokenRequests;
}): Connections {
  const { baseUrl, outbound, links, accounts, connectionRequests, requests } = options;
  const redirectUri = (linkKey: string) => `${baseUrl}${callbackPath}/${linkKey}`;

  async function authorizationUrl(link: OutgoingLink, purpose: Purpose, holder: RequestHolder): Promise<string> {
    const { state, verifier } = await connectionRequests.begin(link.id, purpose, holder);
    const url = new URL(link.authorizationEndpoint);
    const parameters = {
      ...extraParameters(link.provider, link.scope),
      response_type: 'code',
      client_id: link.clientId,
      redirect_uri: redirectUri(link.linkKey),
      ...(link.scope === '' ? {} : { scope: link.scope }),
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    };
    // What the endpoint's own query says stays (RFC 6749 §3.1).
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return url.href;
  }

  return {
    redirectUri,

    begin: (link, purpose, holder) => authorizationUrl(link, purpose, holder),

    async beginTest(link, holder, origin) {
      const url = await authorizationUrl(link, 'test', holder);
      // Most providers tell of a wrong redirect URL on a page of their own, from which no answer comes back.
      const asked = await outbound.send({ method: 'GET', url, headers: { Accept: 'text/html' } });
      if (asked.outcome === 'answered' && asked.status === 400) {
        await noteTest(link, { kind: 'request-refused', status: asked.status }, origin);
        return undefined;
      }
      await links.noteTest(link, { kind: 'waiting' }, undefined);
      return url;
    },

    async return(linkKey, answer, who) {
      const link = await links.findByKey(linkKey);
      const states = answer.getAll('state');
      if (link === undefined || states.length !== 1) return { kind: 'unknown-request' };
      const request = await connectionRequests.use(link.id, states[0] ?? '', who);
      if (request.kind === 'unknown') return { kind: 'unknown-request' };
      if (request.kind === 'another-session' || who === undefined) return { kind: 'another-session' };
      const { purpose, verifier } = request;
      if (purpose !== 'person' && !who.mayAdminister) return { kind: 'another-session' };
      if (purpose === 'person' && !link.forPeople) return { kind: 'unknown-request' };
      const obtained = await obtain(link, answer, verifier);
      if (purpose === 'test') {
        await noteTest(
          link,
          'tokens' in obtained ? await examine(link, obtained) : { kind: 'failed', failure: obtained },
          who.origin,
        );
        return { kind: 'tested', link };
      }
      if (!('tokens' in obtained)) return { kind: 'failed', purpose, link, failure: obtained };
      const owner: AccountOwner = purpose === 'system' ? 'system' : { userId: who.userId };
      await accounts.connect(link, owner, obtained.tokens, who.origin);
      return { kind: 'connected', purpose, link };
    },
  };

  async function obtain(
    link: OutgoingLink,
    answer: URLSearchParams,
    verifier: string,
  ): Promise<{ readonly client: OutgoingClient; readonly tokens: Tokens } | ConnectionFailure> {
    const client = await links.clientOf(link);
    if (client === undefined) return { kind: 'secret-unreadable' };
    const examined = examineAnswer(client, answer);
    if (examined.kind !== 'good') return examined;
    const outcome = await requests.exchange(client, examined.answer, redirectUri(link.linkKey), verifier);
    return outcome.kind === 'tokens' ? { client, tokens: outcome.tokens } : failureOf(outcome);
  }

  /** Tries what a connection needs later, and leaves nothing behind over there. */
  async function examine(
    link: OutgoingLink,
    { client, tokens }: { readonly client: OutgoingClient; readonly tokens: Tokens },
  ): Promise<TestResult> {
    const renewed = tokens.refreshToken === undefined ? undefined : await requests.refresh(client, tokens.refreshToken);
    const last = renewed?.kind === 'tokens' ? { ...tokens, ...withoutGaps(renewed.tokens) } : tokens;
    return {
      kind: 'works',
      accessSeconds: tokens.expiresIn ?? null,
      scope: tokens.scope ?? link.scope,
      refresh: renewed === undefined ? 'no-token' : renewed.kind === 'tokens' ? 'works' : 'failed',
      revocation: await requests.revoke(client, last),
    };
  }

  function noteTest(link: OutgoingLink, result: TestResult, origin: Origin): Promise<void> {
    const summary = `Tested the outgoing link ${link.name}: ${result.kind === 'works' ? 'it works' : 'it does not work'}.`;
    return links.noteTest(link, result, { summary, origin });
  }
}

/** A refresh that brings no new refresh token leaves the old one (RFC 6749 §6). */
function withoutGaps({ accessToken, refreshToken }: Tokens): Partial<Tokens> {
  return { accessToken, ...(refreshToken === undefined ? {} : { refreshToken }) };
}
