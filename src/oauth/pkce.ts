/** Proof Key for Code Exchange (RFC 7636): the challenge of an authorization request and the verifier that matches it. */
import { equalInConstantTime, sha256 } from '../foundation/digest.ts';
import { type Refusal, refuse } from './errors.ts';
import type { Challenge, ChallengeMethod } from './vocabulary.ts';

/** RFC 7636 §4.1: 43 to 128 unreserved characters. */
const unreserved = /^[A-Za-z0-9._~-]{43,128}$/;

/** A SHA-256 in base64url without padding. */
const digest = /^[A-Za-z0-9_-]{43}$/;

const methods: ReadonlyMap<string, ChallengeMethod> = new Map([
  ['S256', 'S256'],
  // As Confluence's documentation writes it.
  ['s256', 'S256'],
  ['sha256', 'S256'],
  ['plain', 'plain'],
]);

/** @returns the method that a request means (`plain` when it names none, §4.3); undefined when there is no such method */
export function challengeMethod(name: string | undefined): ChallengeMethod | undefined {
  return name === undefined ? 'plain' : methods.get(name);
}

/** @returns whether a challenge can be the work of its method (§4.2) */
export function isChallenge({ method, value }: Challenge): boolean {
  return (method === 'S256' ? digest : unreserved).test(value);
}

/**
 * Whether a verifier answers the challenge of its code (§4.6).
 * @returns why not; undefined when it does, or when there is neither
 */
export function checkVerifier(challenge: Challenge | undefined, verifier: string | undefined): Refusal | undefined {
  if (challenge === undefined) return verifier === undefined ? undefined : refuse('verifier-unexpected');
  if (verifier === undefined) return refuse('verifier-missing');
  if (!unreserved.test(verifier)) return refuse('verifier-malformed');
  const answer = challenge.method === 'S256' ? sha256(verifier) : verifier;
  return equalInConstantTime(answer, challenge.value) ? undefined : refuse('verifier-wrong');
}
