/** Personal access tokens at the API: resolves `Authorization: Bearer weir_pat_…` to its owner and its scope. */
import type { FastifyRequest } from 'fastify';
import type { LastUsed, Use } from '../database/last-used.ts';
import type { Clock } from '../foundation/clock.ts';
import { isTokenShaped, tokenKindOf } from '../foundation/token-format.ts';
import type { CredentialOutcome, CredentialResolver } from '../http/access.ts';
import { bearerToken } from '../http/bearer-token.ts';
import type { PersonalTokenStore } from './personal-tokens.ts';

const refused: CredentialOutcome = { outcome: 'refused', failure: { reason: 'bad-credential', scheme: 'Bearer' } };

/**
 * @param lastUsed notes each use
 * @param others looks at every bearer token that does not call itself a personal one
 */
export function personalTokenResolver(rooms: {
  readonly tokens: Pick<PersonalTokenStore, 'resolve'>;
  readonly lastUsed: Pick<LastUsed<Use>, 'note'>;
  readonly clock: Clock;
  readonly others: CredentialResolver;
}): CredentialResolver {
  const { tokens, lastUsed, clock, others } = rooms;

  return (request, reply) => {
    const token = bearerToken(request.headers.authorization);
    if (token === undefined || tokenKindOf(token) !== 'personal') return others(request, reply);
    return personal(request, token);
  };

  async function personal(request: FastifyRequest, token: string): Promise<CredentialOutcome> {
    const resolved = isTokenShaped('personal', token) ? await tokens.resolve(token) : undefined;
    if (resolved === undefined) {
      request.log.info({ kind: 'personal-token-refused' }, 'personal access token refused');
      return refused;
    }
    lastUsed.note(resolved.id, { at: clock.now(), address: request.ip });
    return { outcome: 'caller', caller: { kind: 'personal-token', person: resolved.person, scope: resolved.scope } };
  }
}
