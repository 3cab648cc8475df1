/** What a username, a full name and an e-mail address may be, and how a form reports one that is not accepted. */
import { fold, plainName } from '../foundation/folding.ts';
import { longestPassword, type PasswordProblem } from './password-rules.ts';

export interface Profile {
  readonly username: string;
  readonly fullName: string;
  readonly email: string;
}

export type ProfileField = keyof Profile | 'password';

export type ProfileProblemReason =
  | 'username-missing'
  | 'username-too-long'
  | 'username-characters'
  | 'username-reserved'
  | 'username-taken'
  | 'full-name-missing'
  | 'full-name-too-long'
  | 'email-implausible'
  | 'service-account'
  | 'changed-meanwhile'
  | PasswordProblem;

/** One thing that is wrong with one field of a form. */
export interface ProfileProblem {
  readonly field: ProfileField;
  readonly reason: ProfileProblemReason;
  /** Of a password that is too short: how many characters it needs. */
  readonly least?: number;
  /** Of what somebody else has changed: what it says now. */
  readonly now?: string;
}

/** What is to be changed of a profile, and what whoever changes it has seen of it. */
export interface ProfileChange extends Partial<Profile> {
  /** Of what is given here, nothing changes that was left as it was seen, and nothing that somebody else has changed since. */
  readonly seen?: Partial<Profile>;
}

export const usernameTaken: ProfileProblem = { field: 'username', reason: 'username-taken' };

const longestName = 100;
const longestFullName = 200;
const longestEmail = 254;

/** Visible characters, without those that separate things in addresses, headers, Basic credentials (RFC 7617 §2) and mark-up. */
const usernameCharacters = /^(?!\p{M})[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800\s:/\\<>"'`?#%&,;|*]+$/u;

/** Nobody may look like Weir itself in the audit trail, or like a step in a path. */
const reservedNames: ReadonlySet<string> = new Set(['system', 'anonymous', '.', '..']);

/** Something before and after one `@`; only a message that arrives proves more. */
const plausibleEmail = /^[^\s@<>()[\],;:\\"\p{C}]+@[^\s@<>()[\],;:\\"\p{C}]+$/u;

/** @returns a username as it is looked up; what no account can be called finds none, on PostgreSQL too, which takes no NUL in a text */
export function usernameKey(username: string): string {
  return fold(username).replaceAll('\0', '\u{FFFD}');
}

/** @returns a profile as it is stored: the username in normal form C, the full name without invisible characters */
export function tidyProfile(profile: Profile): Profile {
  return {
    username: profile.username.normalize('NFC'),
    fullName: plainName(profile.fullName),
    email: profile.email.trim(),
  };
}

const profileFields = ['username', 'fullName', 'email'] as const;

/** @returns the profile after a change, tidy, and what of it somebody else has changed meanwhile */
export function changedProfile(
  before: Profile,
  { seen = {}, ...typed }: ProfileChange,
): { readonly profile: Profile; readonly problems: readonly ProfileProblem[] } {
  const wanted = tidyProfile({ ...before, ...typed });
  const isKept = (field: keyof Profile) => wanted[field] === seen[field];
  const kept = Object.fromEntries(profileFields.filter(isKept).map((field) => [field, before[field]]));
  const problems = profileFields
    .filter((field) => !isKept(field) && ![undefined, before[field]].includes(seen[field]) && wanted[field] !== before[field])
    .map((field): ProfileProblem => ({ field, reason: 'changed-meanwhile', now: before[field] }));
  return { profile: { ...wanted, ...kept }, problems };
}

/** @returns what is wrong with a tidy profile; nothing when it may be stored */
export function profileProblems({ username, fullName, email }: Profile): readonly ProfileProblem[] {
  const problems: ProfileProblem[] = [];
  const reason = usernameProblem(username);
  if (reason !== undefined) problems.push({ field: 'username', reason });
  if (fullName === '') problems.push({ field: 'fullName', reason: 'full-name-missing' });
  if ([...fullName].length > longestFullName) problems.push({ field: 'fullName', reason: 'full-name-too-long' });
  if (email.length > longestEmail || !plausibleEmail.test(email)) problems.push({ field: 'email', reason: 'email-implausible' });
  return problems;
}

function usernameProblem(username: string): ProfileProblemReason | undefined {
  if (username === '') return 'username-missing';
  if ([...username].length > longestName) return 'username-too-long';
  if (!usernameCharacters.test(username)) return 'username-characters';
  return reservedNames.has(fold(username)) ? 'username-reserved' : undefined;
}

/** @returns the sentence beside the field */
export function profileProblemText({ reason, least, now }: Omit<ProfileProblem, 'field'>): string {
  switch (reason) {
    case 'username-missing':
      return 'Enter a username.';
    case 'username-too-long':
      return `Use at most ${longestName} characters.`;
    case 'username-characters':
      return 'Use visible characters only: no spaces, and none of : / \\ < > " \' ` ? # % & , ; | *';
    case 'username-reserved':
      return 'Weir uses this name itself. Choose another.';
    case 'username-taken':
      return 'Somebody has this username already. Choose another.';
    case 'full-name-missing':
      return 'Enter a full name.';
    case 'full-name-too-long':
      return `Use at most ${longestFullName} characters.`;
    case 'email-implausible':
      return 'Enter an e-mail address, such as name@example.com.';
    case 'service-account':
      return 'This is the account of a program: it has no password and no address, and its name is changed with the service account.';
    case 'changed-meanwhile':
      return `Somebody else has changed this to “${now}” meanwhile. Save again to put yours in its place.`;
    case 'password-too-short':
      return `Use at least ${least} characters.`;
    case 'password-too-long':
      return `Use at most ${longestPassword} characters.`;
    case 'password-common':
      return 'This is one of the passwords that are guessed first. Choose another.';
    case 'password-is-name':
      return 'The password must not be the username or the e-mail address.';
  }
}
