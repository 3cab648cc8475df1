/**
 * Checks of the code challenge (RFC 7636 §4.3, §4.4.1): public clients must send one with S256, others as their administrator
 * configured.
 */
import { refuse } from '../errors.ts';
import { challengeMethod, isChallenge } from '../pkce.ts';
import type { Challenge } from '../vocabulary.ts';
import type { Check, TrustedRequest } from './request.ts';

export const challengeIsPresentWhereRequired: Check<TrustedRequest> = ({ sent, client }) => {
  const isPresent = sent.get('code_challenge') !== undefined;
  if (!isPresent && sent.get('code_challenge_method') !== undefined) return refuse('challenge-method-alone');
  return !isPresent && (client.clientType === 'public' || client.requirePkce) ? refuse('challenge-missing') : undefined;
};

export const challengeMethodIsAllowed: Check<TrustedRequest> = ({ sent, client }) => {
  if (sent.get('code_challenge') === undefined) return undefined;
  const method = challengeMethod(sent.get('code_challenge_method'));
  if (method === undefined) return refuse('challenge-method-unknown');
  return method === 'plain' && (client.clientType === 'public' || !client.allowPlain)
    ? refuse('challenge-method-refused')
    : undefined;
};

export const challengeIsWellFormed: Check<TrustedRequest> = ({ sent }) => {
  const challenge = challengeOf(sent);
  return challenge === undefined || isChallenge(challenge) ? undefined : refuse('challenge-malformed');
};

/** @returns the challenge of a request, if it has one by a known method */
export function challengeOf(sent: TrustedRequest['sent']): Challenge | undefined {
  const value = sent.get('code_challenge');
  const method = challengeMethod(sent.get('code_challenge_method'));
  return value === undefined || method === undefined ? undefined : { value, method };
}
