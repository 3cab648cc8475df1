/** Which passwords may be chosen. A password is taken exactly as it was typed: not trimmed, not normalised. */
import { readFileSync } from 'node:fs';
import { fold } from '../foundation/folding.ts';

/** In characters, as a person counts them (code points). */
export const longestPassword = 128;

export type PasswordProblem = 'password-too-short' | 'password-too-long' | 'password-common' | 'password-is-name';

/** The list, in lower case; a comment's line begins with `# ` or is a lone `#`. */
const common: ReadonlySet<string> = new Set(
  readFileSync(new URL('common-passwords.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !/^#( |$)/.test(line)),
);

/** @param least the fewest characters @returns why the password cannot be chosen by this person */
export function passwordProblems(
  password: string,
  person: { readonly username: string; readonly email: string },
  least: number,
): readonly { readonly field: 'password'; readonly reason: PasswordProblem; readonly least?: number }[] {
  const reason = whyNot(password, person, least);
  if (reason === undefined) return [];
  return [{ field: 'password', reason, ...(reason === 'password-too-short' ? { least } : {}) }];
}

function whyNot(
  password: string,
  person: { readonly username: string; readonly email: string },
  least: number,
): PasswordProblem | undefined {
  const length = [...password].length;
  if (length < least) return 'password-too-short';
  if (length > longestPassword) return 'password-too-long';
  const folded = fold(password);
  if (folded === fold(person.username) || folded === fold(person.email)) return 'password-is-name';
  if (common.has(folded)) return 'password-common';
  return undefined;
}
