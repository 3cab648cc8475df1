/** How refusals about accounts and groups look on the wire. */
import type { AdministeredGroup, AdministeredUser } from '../accounts/administration.ts';
import { type ProfileProblem, profileProblemText } from '../accounts/profile-rules.ts';
import { badRequest, type ErrorAnswer } from './errors.ts';

/** @returns the answer for what was not done; `name` is how the request called the user */
export function userError(outcome: Exclude<AdministeredUser, { outcome: 'done' }>, name: string): ErrorAnswer {
  switch (outcome.outcome) {
    case 'unknown-user':
      return unknownUser(name);
    case 'refused':
      return profileError(outcome.problems);
    case 'last-administrator':
      return badRequest('Nobody else may administer the system. Give somebody else that right first.');
    case 'system-administrator-only':
      return {
        statusCode: 403,
        message: 'This user may administer the system: only a system administrator can change the account.',
      };
    default:
      return outcome satisfies never;
  }
}

/** @param names how the request called the group, and the user where it named one */
export function groupError(
  outcome: Exclude<AdministeredGroup, { outcome: 'done' }>,
  names: { readonly group: string; readonly user?: string },
): ErrorAnswer {
  switch (outcome.outcome) {
    case 'unknown-user':
      return unknownUser(names.user ?? '');
    case 'unknown-group':
      return unknownGroup(names.group);
    case 'name-invalid':
      return badRequest('A group needs a name of 1 to 100 visible characters.');
    case 'name-taken':
      return { statusCode: 409, message: `A group already exists with name : ${names.group}` };
    case 'last-administrator':
      return badRequest('Nobody else may administer the system. Give another group or user that right first.');
    case 'system-administrator-only':
      return {
        statusCode: 403,
        message: 'This group or user may administer the system: only a system administrator can change it.',
      };
    default:
      return outcome satisfies never;
  }
}

export function unknownUser(username: string): ErrorAnswer {
  return { statusCode: 404, message: `No user found with username : ${username}` };
}

export function unknownUserKey(userKey: string): ErrorAnswer {
  return { statusCode: 404, message: `No user found with key : ${userKey}` };
}

export function unknownGroup(name: string): ErrorAnswer {
  return { statusCode: 404, message: `No group found with name : ${name}` };
}

/** All that is wrong, each with the name of its field. */
function profileError(problems: readonly ProfileProblem[]): ErrorAnswer {
  const taken = problems.some(({ reason }) => reason === 'username-taken');
  const message = problems.map((problem) => `${wireName[problem.field]}: ${profileProblemText(problem)}`).join(' ');
  return { statusCode: taken ? 409 : 400, message };
}

const wireName: Readonly<Record<ProfileProblem['field'], string>> = {
  username: 'userName',
  fullName: 'fullName',
  email: 'email',
  password: 'password',
};

/** A credential that can be ended must not be traded for one that goes on. */
/** Where there is mail, whoever reads that mailbox chooses a new password: an address is as good as one. */
export const noAddressesByToken: ErrorAnswer = {
  statusCode: 403,
  message: 'A token cannot change an e-mail address, to which new passwords are sent. Use a name and password.',
};

export const noPasswordsByToken: ErrorAnswer = {
  statusCode: 403,
  message: 'A token cannot set passwords. Use a name and password.',
};
