/** The options with which a command describes a person, and how it reports one that is not accepted. */
import { type Profile, type ProfileField, type ProfileProblem, profileProblemText } from '../accounts/profile-rules.ts';
import type { CommandOption, ExitCode, Terminal, Words } from './command.ts';

export const newProfileOptions: Readonly<Record<string, CommandOption>> = {
  username: { value: 'NAME', summary: 'Name to sign in with.', required: true },
  'full-name': { value: 'NAME', summary: 'Name that others see.', required: true },
  email: { value: 'ADDRESS', summary: 'E-mail address.', required: true },
};

const optionOf: Readonly<Record<ProfileField, string>> = {
  username: '--username',
  fullName: '--full-name',
  email: '--email',
  password: '--password-file',
};

/** @returns the profile as it was typed */
export function typedProfile(words: Words): Profile {
  return { username: words.text('username') ?? '', fullName: words.text('full-name') ?? '', email: words.text('email') ?? '' };
}

/** Says what is wrong, a line each. */
export function complainAboutProfile(problems: readonly ProfileProblem[], terminal: Terminal): ExitCode {
  for (const problem of problems) terminal.complain(`${optionOf[problem.field]}: ${profileProblemText(problem)}`);
  return 1;
}
