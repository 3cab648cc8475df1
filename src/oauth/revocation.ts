/** Token revocation (RFC 7009): a client gives up a token of its own. */
import type { Database } from '../database/database.ts';
import { isTokenShaped, tokenHash } from '../foundation/token-format.ts';
import type { ClientRequest } from './client-request.ts';
import { type Refusal, refuse, refuseParameter } from './errors.ts';
import type { TokenStore } from './token-store.ts';

/** @returns why not; undefined: the token is good for nothing any more, or never was */
export type Revoke = (request: ClientRequest) => Promise<Refusal | undefined>;

/**
 * An access token ends alone. A refresh token ends its family, also when it was replaced long ago: its holder wants out (§2.1).
 * `token_type_hint` is not needed, a token's prefix tells its kind.
 */
export function revocation(database: Database, tokens: TokenStore): Revoke {
  return async ({ client, parameters, now }) => {
    const token = parameters.get('token');
    if (token === undefined) return refuseParameter('parameter-missing', 'token');
    const isRefresh = isTokenShaped('refresh', token);
    if (!isRefresh && !isTokenShaped('access', token)) return undefined;
    const pair = await (isRefresh ? tokens.byRefreshHash : tokens.byAccessHash)(tokenHash(token));
    if (pair === undefined) return undefined;
    if (pair.client.id !== client.id) return refuse('token-of-another-client');
    await database.write(async (queries) => {
      if (isRefresh) await tokens.endFamily(queries, pair.family.id, 'revoked', now);
      else await tokens.endAccess(queries, pair.accessHash, now);
    });
    return undefined;
  };
}
