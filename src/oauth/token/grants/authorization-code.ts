/**
 * The authorization code grant at the token endpoint (RFC 6749 §4.1.3, RFC 7636 §4.6). Owns what is particular to redeeming a code;
 * the pipeline has authenticated the client.
 */
import type { Database } from '../../../database/database.ts';
import { inMilliseconds } from '../../../foundation/clock.ts';
import { sha256 } from '../../../foundation/digest.ts';
import type { Random } from '../../../foundation/random.ts';
import { holds } from '../../../http/caller.ts';
import type { ClientRequest } from '../../client-request.ts';
import type { CodeStore, FoundCode } from '../../code-store.ts';
import type { Counters } from '../../counters.ts';
import { isRefusal, type Refusal, refuse } from '../../errors.ts';
import { checkVerifier } from '../../pkce.ts';
import { requestedResource } from '../../resource.ts';
import { within } from '../../scopes.ts';
import type { TokenStore } from '../../token-store.ts';
import { mintPair } from '../../tokens.ts';
import type { OAuthSettings } from '../../vocabulary.ts';
import type { Grant } from '../pipeline.ts';
import { endReplayed } from '../replay.ts';

export function authorizationCodeGrant(rooms: {
  readonly database: Database;
  readonly codes: CodeStore;
  readonly tokens: TokenStore;
  readonly counters: Counters;
  readonly random: Random;
  readonly settings: () => OAuthSettings;
}): Grant {
  const { database, codes, tokens, counters, settings } = rooms;

  return {
    type: 'authorization_code',
    clients: 'applications',
    required: ['code'],

    async run(request) {
      const { client, parameters, now } = request;
      const codeHash = sha256(parameters.get('code') ?? '');
      const code = await codes.find(codeHash);
      if (code !== undefined && code.client !== client.id) return refuse('code-of-another-client');
      // A used code is pruned before the tokens that were made from it end.
      if (code === undefined || code.usedAt !== null) return replayed(request, codeHash, code);
      if (code.expiresAt <= now) return refuse('code-expired');
      const ended = whyEnded(code);
      if (ended !== undefined) return ended;
      const mismatch =
        checkRedirectUri(code, parameters.get('redirect_uri')) ?? checkVerifier(code.challenge, parameters.get('code_verifier'));
      if (mismatch !== undefined) return mismatch;
      const audience = requestedResource(settings().baseUrl, parameters.get('resource'), code.resource);
      if (isRefusal(audience)) return audience;

      const familyEnd = now + inMilliseconds(settings().refreshFamilySeconds);
      // An administrator may have narrowed the client since the person allowed it more.
      const scopes = within(code.scopes, client.scope);
      const pair = mintPair(rooms, client, { scopes, resource: audience.resource }, now, familyEnd);
      // Everything above only reads. This write decides: of any number of callers, on any node, one is granted.
      const granted = await database.write(async (queries) => {
        if (!(await codes.use(queries, codeHash, now))) return false;
        await tokens.begin(queries, { grantId: code.grant.id, codeHash, expiresAt: familyEnd }, pair);
        return true;
      });
      return granted ? { tokens: pair, grantId: code.grant.id } : replayed(request, codeHash, code);
    },
  };

  /** A second use means that the code leaked: whoever holds the first tokens loses them (RFC 6749 §4.1.2). */
  async function replayed(
    { client, origin, now }: ClientRequest,
    codeHash: string,
    code: FoundCode | undefined,
  ): Promise<Refusal> {
    const family = await tokens.familyOfCode(codeHash);
    if (family === undefined || family.client !== client.id) return refuse(code === undefined ? 'code-unknown' : 'code-replayed');
    await database.write((queries) =>
      endReplayed(queries, tokens, counters, { family: family.id, reason: 'code-replayed', client, origin, now }),
    );
    return refuse('code-replayed');
  }
}

function whyEnded(code: FoundCode): Refusal | undefined {
  if (code.grant.endedAt !== null) return refuse('grant-ended');
  if (code.personDisabledAt !== null) return refuse('user-disabled');
  return holds(code.person.permissions, 'use') ? undefined : refuse('user-lost-access');
}

/** The URI must be the same if it is sent; left out it may be only with PKCE (RFC 6749 §4.1.3; OAuth 2.1 lets the verifier stand in). */
function checkRedirectUri({ redirectUri, challenge }: FoundCode, sent: string | undefined): Refusal | undefined {
  if (sent === undefined) return challenge === undefined ? refuse('redirect-uri-omitted') : undefined;
  return sent === redirectUri ? undefined : refuse('redirect-uri-differs');
}
