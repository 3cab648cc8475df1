/**
 * The token endpoint as one pipeline (RFC 6749 §3.2): the client is authenticated, the grant type known, its parameters present, the
 * scope allowed; then the grant runs. A grant fills in only what is its own and cannot forget a shared step.
 */
import type { FastifyRequest } from 'fastify';
import type { UsageCounts } from '../../database/usage.ts';
import type { ClientRequest, ReadClientRequest } from '../client-request.ts';
import type { Client } from '../client-store.ts';
import { isRefusal, type Refusal, refuse, refuseParameter, toWire } from '../errors.ts';
import { formParameters, queryParameters } from '../parameters.ts';
import type { MintedAccess, MintedPair } from '../tokens.ts';

interface GrantedTokens {
  /** With or without a refresh token. */
  readonly tokens: MintedPair | MintedAccess;
  readonly grantId: number;
}

export interface Grant {
  /** `grant_type`. */
  readonly type: string;
  /** Whose it is: of applications that people allow something, or of service accounts, which act as themselves. */
  readonly clients: 'applications' | 'service-accounts';
  /** Parameters without which there is nothing to run. */
  readonly required: readonly string[];
  /** Everything particular to the grant. A refusal has consumed nothing. */
  run(request: ClientRequest): Promise<GrantedTokens | Refusal>;
}

/** Told of each answer. @param grant `grant_type`, or `other` @param outcome `issued`, or the error (RFC 6749 §5.2) */
export type OnTokenRequest = (grant: string, outcome: string) => void;

export type TokenPipeline = (request: FastifyRequest) => Promise<(GrantedTokens & { readonly client: Client }) | Refusal>;

export function tokenPipeline(options: {
  readonly read: ReadClientRequest;
  readonly grants: readonly Grant[];
  readonly accessTokensEnabled: () => boolean;
  readonly counts: Pick<UsageCounts, 'add'>;
  readonly onAnswered: OnTokenRequest | undefined;
}): TokenPipeline {
  const grants = new Map(options.grants.map((grant) => [grant.type, grant]));

  return async (request) => {
    // Before the client is known: which grants there are is no secret.
    const type = formParameters(request.body).get('grant_type') ?? queryParameters(request.url).get('grant_type');
    const grant = type === undefined ? undefined : grants.get(type);
    const answer = await run(request, type, grant);
    options.onAnswered?.(grant?.type ?? 'other', isRefusal(answer) ? toWire(answer).error : 'issued');
    return answer;
  };

  async function run(request: FastifyRequest, type: string | undefined, grant: Grant | undefined): ReturnType<TokenPipeline> {
    if (type !== undefined && grant === undefined) return refuse('grant-type-unsupported');

    const clientRequest = await options.read(request);
    if (isRefusal(clientRequest)) return clientRequest;
    const { client, parameters } = clientRequest;
    if (grant === undefined || parameters.get('grant_type') === undefined)
      return refuseParameter('parameter-missing', 'grant_type');
    if ((client.serviceUserId === null) !== (grant.clients === 'applications')) return refuse('grant-type-not-for-client');
    if (!options.accessTokensEnabled()) return refuse('access-tokens-disabled');
    const missing = grant.required.find((name) => parameters.get(name) === undefined);
    if (missing !== undefined) return refuseParameter('parameter-missing', missing);

    const granted = await grant.run(clientRequest);
    options.counts.add(isRefusal(granted) ? 'errors' : 'tokens', client.clientId);
    return isRefusal(granted) ? granted : { ...granted, client };
  }
}
