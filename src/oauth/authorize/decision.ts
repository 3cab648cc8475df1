/**
 * The answer to an authorization request at the redirect URI: a code or an error. Each carries the issuer (RFC 9207), so a client of
 * several servers cannot take one server's answer for another's.
 */
import type { WriteQueries } from '../../database/schema.ts';
import { inMilliseconds, type Milliseconds } from '../../foundation/clock.ts';
import { sha256 } from '../../foundation/digest.ts';
import { type Random, secretValue } from '../../foundation/random.ts';
import { holds, type Person, scopeCovers } from '../../http/caller.ts';
import type { CodeStore } from '../code-store.ts';
import { type Refusal, toWire } from '../errors.ts';
import type { GrantStore } from '../grant-store.ts';
import { withAnswer } from '../redirect-uri.ts';
import { widest } from '../scopes.ts';
import type { OAuthSettings } from '../vocabulary.ts';
import type { AuthorizationRequest } from './request.ts';

/** Where an answer goes. */
export type AnswerTarget = Pick<AuthorizationRequest, 'redirectUri' | 'state'>;

/** @returns the address that tells the client of a refusal (RFC 6749 §4.1.2.1) */
export function refusalLocation(issuer: string, { redirectUri, state }: AnswerTarget, refusal: Refusal): string {
  const { error, description } = toWire(refusal);
  return withAnswer(redirectUri, { error, error_description: description, state, iss: issuer });
}

export interface CodeIssuer {
  /** Stores a code under a grant. @returns the address that brings it to the client (RFC 6749 §4.1.2) */
  issue(queries: WriteQueries, request: AuthorizationRequest, grantId: number, now: Milliseconds): Promise<string>;
}

export function codeIssuer(
  codes: CodeStore,
  random: Random,
  settings: () => Pick<OAuthSettings, 'baseUrl' | 'codeSeconds'>,
): CodeIssuer {
  return {
    async issue(queries, request, grantId, now) {
      const code = secretValue(random);
      const { scopes, resource, redirectUri, challenge, state } = request;
      const expiresAt = now + inMilliseconds(settings().codeSeconds);
      await codes.issue(queries, { codeHash: sha256(code), grantId, scopes, resource, redirectUri, challenge, now, expiresAt });
      return withAnswer(redirectUri, { code, state, iss: settings().baseUrl });
    },
  };
}

/**
 * Whether the person need not be asked again: the client's administrator decided so, and the person allowed as much before. Never for a public
 * client, since any program can take its name (RFC 8252 §8.6).
 * @returns the grant that stands
 */
export async function standingGrant(
  grants: GrantStore,
  request: AuthorizationRequest,
  userId: number,
): Promise<number | undefined> {
  const { client, scopes } = request;
  if (!client.skipConsent || client.clientType === 'public') return undefined;
  const standing = await grants.standing(client.id, userId);
  return standing !== undefined && scopeCovers(standing.scope, widest(scopes)) ? standing.id : undefined;
}

/** @returns whether a person may let an application act for them at all */
export function mayAuthorize(person: Person): boolean {
  return holds(person.permissions, 'use');
}
