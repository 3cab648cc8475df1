/** The words that our forms show beside a field with an error. */
import type { ProfileField, ProfileProblem } from '../../accounts/profile-rules.ts';
import type { Catalogue } from '../text/english.ts';

/** The sentence for each field that has a problem; `passwordAgain` is the form's own. */
export type FieldErrors = Readonly<Partial<Record<ProfileField | 'passwordAgain' | 'currentPassword', string>>>;

/** @returns one sentence a field, the first of its problems */
export function fieldErrors(text: Catalogue, problems: readonly ProfileProblem[]): FieldErrors {
  const errors: Partial<Record<ProfileField, string>> = {};
  for (const problem of problems) errors[problem.field] ??= text.people.problem(problem);
  return errors;
}
