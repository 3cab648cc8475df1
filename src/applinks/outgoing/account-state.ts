/** The states of a connected account, as people see them. */
import type { Milliseconds } from '../../foundation/clock.ts';

/**
 * What is wrong with an account. `refused`: the provider took the refresh token no more, so that its owner has to connect again. `client-refused`: it
 * does not take the link's client id and secret; that is the administrator's to mend. `moved`: the link was pointed at another provider.
 * `unreadable`: no encryption key opens the tokens any more.
 */
export type AccountProblem = 'refused' | 'client-refused' | 'moved' | 'unreadable';

/** `expires`: it works, and ends at a time that is known, since nothing renews it. */
export type AccountState =
  | { readonly kind: 'connected' }
  | { readonly kind: 'expires'; readonly at: Milliseconds }
  | { readonly kind: 'client-refused' }
  | { readonly kind: 'connect-again' };

/** @returns the state at a time */
export function accountState(
  account: {
    readonly problem: AccountProblem | undefined;
    readonly hasRefreshToken: boolean;
    readonly accessExpiresAt: Milliseconds | null;
  },
  now: Milliseconds,
): AccountState {
  const { problem, hasRefreshToken, accessExpiresAt } = account;
  if (problem === 'client-refused') return { kind: 'client-refused' };
  if (problem !== undefined) return { kind: 'connect-again' };
  if (hasRefreshToken || accessExpiresAt === null) return { kind: 'connected' };
  return accessExpiresAt > now ? { kind: 'expires', at: accessExpiresAt } : { kind: 'connect-again' };
}

const problems: readonly AccountProblem[] = ['refused', 'client-refused', 'moved', 'unreadable'];

/** @returns the problem that a row names */
export function problemOf(text: string | null): AccountProblem | undefined {
  return problems.find((problem) => problem === text);
}
