/** The result of a connection or of a test: facts for the page to put into words; never a code, a token or a secret. */
import type { Seconds } from '../../foundation/clock.ts';
import type { AnswerOutcome, RevocationOutcome, TokenFailure } from './tokens.ts';

/** Why a connection did not come about. */
export type ConnectionFailure =
  /** What the authorization endpoint answered is an error, or not to be trusted. */
  | Exclude<AnswerOutcome, { readonly kind: 'good' }>
  /** The token endpoint said no. */
  | { readonly kind: 'token-refused'; readonly error: string; readonly description: string }
  | { readonly kind: 'token-unreachable' }
  | { readonly kind: 'token-not-understood'; readonly status: number }
  /** No encryption key opens the client secret any more. */
  | { readonly kind: 'secret-unreadable' };

export type TestResult =
  /** The browser was sent to the provider, and has not come back. */
  | { readonly kind: 'waiting' }
  /** The provider refuses the request before anybody signs in. */
  | { readonly kind: 'request-refused'; readonly status: number }
  | { readonly kind: 'failed'; readonly failure: ConnectionFailure }
  | {
      readonly kind: 'works';
      /** Null: the provider names no end. */
      readonly accessSeconds: Seconds | null;
      /** What was granted. */
      readonly scope: string;
      readonly refresh: 'no-token' | 'works' | 'failed';
      /** What became of the test's own tokens. */
      readonly revocation: RevocationOutcome;
    };

/** @returns why there are no tokens, as a test and a page tell it */
export function failureOf(failure: TokenFailure): ConnectionFailure {
  switch (failure.kind) {
    case 'refused':
      return { kind: 'token-refused', error: failure.error, description: failure.description };
    case 'unreachable':
      return { kind: 'token-unreachable' };
    case 'not-understood':
      return { kind: 'token-not-understood', status: failure.status };
  }
}
