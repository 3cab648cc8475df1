/** The client's requests to a provider's token and revocation endpoints (RFC 6749 §4.1.3, §6; RFC 7009), and their outcomes. */
import * as oauth from 'oauth4webapi';
import type { Seconds } from '../../foundation/clock.ts';
import { plainName } from '../../foundation/folding.ts';
import type { Outbound } from '../../http/outbound.ts';
import type { ClientAuth } from './discovery.ts';
import { membersOf, type OutboundFetch, outboundFetch } from './outbound-fetch.ts';
import { shown } from './provider-words.ts';

/** What of a link its requests are made of. */
export interface OutgoingClient {
  /** Undefined: the provider has no metadata, and what names an issuer is not looked at. */
  readonly issuer: string | undefined;
  readonly issSupported: boolean;
  readonly clientId: string;
  readonly clientAuth: ClientAuth;
  /** Undefined: a public client. */
  readonly clientSecret: string | undefined;
  readonly tokenEndpoint: string;
  readonly revocationEndpoint: string | undefined;
}

/** What a provider gave. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  /** Undefined: the provider names no end. */
  readonly expiresIn: Seconds | undefined;
  /** Undefined: what was asked for. */
  readonly scope: string | undefined;
}

/** Why there are no tokens. */
export type TokenFailure =
  /** The provider said no; its own word and sentence, cleaned for showing (RFC 6749 §5.2). */
  | { readonly kind: 'refused'; readonly error: string; readonly description: string }
  /** `reason` is for the log. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** An answer that is no answer of a token endpoint. */
  | { readonly kind: 'not-understood'; readonly status: number };

export type TokenOutcome = { readonly kind: 'tokens'; readonly tokens: Tokens } | TokenFailure;

export type RevocationOutcome = 'revoked' | 'not-revoked' | 'no-endpoint';

export interface TokenRequests {
  /** @param answer the parameters that came back, examined by `examineAnswer` */
  exchange(client: OutgoingClient, answer: URLSearchParams, redirectUri: string, verifier: string): Promise<TokenOutcome>;
  refresh(client: OutgoingClient, refreshToken: string): Promise<TokenOutcome>;
  /** Ends what hangs on a token over there, as far as the provider can. */
  revoke(client: OutgoingClient, tokens: Pick<Tokens, 'accessToken' | 'refreshToken'>): Promise<RevocationOutcome>;
}

export function tokenRequests(outbound: Outbound): TokenRequests {
  return {
    exchange: (client, answer, redirectUri, verifier) =>
      ask(outbound, client, [answer.get('code') ?? undefined, verifier], async (server, self, auth, sent) => {
        const options = { [oauth.customFetch]: withoutIdToken(sent) };
        const response = await oauth.authorizationCodeGrantRequest(server, self, auth, answer, redirectUri, verifier, options);
        return oauth.processAuthorizationCodeResponse(server, self, response);
      }),

    refresh: (client, refreshToken) =>
      ask(outbound, client, [refreshToken], async (server, self, auth, sent) => {
        const options = { [oauth.customFetch]: withoutIdToken(sent) };
        const response = await oauth.refreshTokenGrantRequest(server, self, auth, refreshToken, options);
        return oauth.processRefreshTokenResponse(server, self, response);
      }),

    async revoke(client, { accessToken, refreshToken }) {
      const { revocationEndpoint } = client;
      if (revocationEndpoint === undefined) return 'no-endpoint';
      const sent = outboundFetch(outbound);
      try {
        const response = await oauth.revocationRequest(
          { ...serverOf(client), revocation_endpoint: revocationEndpoint },
          { client_id: client.clientId },
          authOf(client),
          // The refresh token takes its access tokens along (RFC 7009 §2.1).
          refreshToken ?? accessToken,
          {
            [oauth.customFetch]: sent.fetch,
            additionalParameters: { token_type_hint: refreshToken === undefined ? 'access_token' : 'refresh_token' },
          },
        );
        await oauth.processRevocationResponse(response);
        return 'revoked';
      } catch {
        return 'not-revoked';
      }
    },
  };
}

/** What an answer of the authorization endpoint turned out to be. */
export type AnswerOutcome =
  | { readonly kind: 'good'; readonly answer: URLSearchParams }
  | { readonly kind: 'denied'; readonly error: string; readonly description: string }
  | { readonly kind: 'issuer-missing' }
  | { readonly kind: 'other-issuer'; readonly issuer: string }
  | { readonly kind: 'malformed' };

/**
 * Examines the answer of the authorization endpoint: who says it (RFC 9207 §2.4), whether it is an error (RFC 6749 §4.1.2.1), that nothing is there twice.
 * That `state` is one of ours is shown already, by the request that was found with it.
 */
export function examineAnswer(client: OutgoingClient, answer: URLSearchParams): AnswerOutcome {
  const server = serverOf(client);
  const parameters = new URLSearchParams(answer);
  // Without metadata there is nothing to compare it with.
  if (client.issuer === undefined) parameters.delete('iss');
  try {
    const good = oauth.validateAuthResponse(server, { client_id: client.clientId }, parameters, oauth.skipStateCheck);
    return good.getAll('code').length === 1 ? { kind: 'good', answer: good } : { kind: 'malformed' };
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError) {
      return { kind: 'denied', error: shown(error.error), description: shown(error.error_description ?? '') };
    }
    const issuers = parameters.getAll('iss');
    if (issuers.length === 0 && client.issSupported) return { kind: 'issuer-missing' };
    if (issuers.length === 1 && issuers[0] !== server.issuer) return { kind: 'other-issuer', issuer: shown(issuers[0] ?? '') };
    return { kind: 'malformed' };
  }
}

/** A hundred years: a provider may name any number, and the end has to be a date. */
const longestLife: Seconds = 100 * 365 * 24 * 3600;

type Ask = (
  server: oauth.AuthorizationServer,
  self: oauth.Client,
  auth: oauth.ClientAuth,
  sent: OutboundFetch,
) => Promise<oauth.TokenEndpointResponse>;

/** Sends one request to the token endpoint. @param secrets what the answer must not repeat where it is shown */
async function ask(
  outbound: Outbound,
  client: OutgoingClient,
  secrets: readonly (string | undefined)[],
  send: Ask,
): Promise<TokenOutcome> {
  const sent = outboundFetch(outbound);
  try {
    const answer = await send(serverOf(client), { client_id: client.clientId }, authOf(client), sent);
    // A token that depends on a key of ours could not be handed on.
    if (answer.token_type !== 'bearer') return { kind: 'not-understood', status: 200 };
    return {
      kind: 'tokens',
      tokens: {
        accessToken: answer.access_token,
        refreshToken: answer.refresh_token,
        expiresIn: answer.expires_in === undefined ? undefined : Math.min(answer.expires_in, longestLife),
        scope: answer.scope === undefined ? undefined : plainName(answer.scope),
      },
    };
  } catch (error) {
    const last = sent.last();
    // What fails before anything was sent is a defect of ours.
    if (last === undefined) throw error;
    if (last.outcome === 'failed') return { kind: 'unreachable', reason: last.reason };
    const members = membersOf(last);
    const [said, description] = [members.get('error'), members.get('error_description')];
    // GitHub says its errors with the status 200.
    if (typeof said !== 'string' || last.status >= 500) return { kind: 'not-understood', status: last.status };
    const told = [...secrets, client.clientSecret];
    return {
      kind: 'refused',
      error: shown(said, told),
      description: shown(typeof description === 'string' ? description : '', told),
    };
  }
}

/** For the library, which wants an issuer: where there is none, one that nothing is compared with. */
function serverOf({ issuer, issSupported, tokenEndpoint }: OutgoingClient): oauth.AuthorizationServer {
  return {
    issuer: issuer ?? 'https://issuer.invalid',
    token_endpoint: tokenEndpoint,
    authorization_response_iss_parameter_supported: issuer !== undefined && issSupported,
  };
}

function authOf({ clientAuth, clientSecret = '' }: OutgoingClient): oauth.ClientAuth {
  switch (clientAuth) {
    case 'client_secret_basic':
      return oauth.ClientSecretBasic(clientSecret);
    case 'client_secret_post':
      return oauth.ClientSecretPost(clientSecret);
    case 'none':
      return oauth.None();
  }
}

/** An ID token is put aside unread: Weir asks for access, and takes nobody's identity from a provider. */
function withoutIdToken({ fetch }: OutboundFetch): OutboundFetch['fetch'] {
  return async (url, options) => {
    const response = await fetch(url, options);
    const { status, headers } = response;
    return status === 200 ? new Response(withoutMember(await response.text(), 'id_token'), { status, headers }) : response;
  };
}

function withoutMember(text: string, name: string): string {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json !== 'object' || json === null || !(name in json)) return text;
    return JSON.stringify({ ...json, [name]: undefined });
  } catch {
    return text;
  }
}
