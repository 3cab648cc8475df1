/** `weir user …`: accounts from the command line. */
import { usersGroup } from '../accounts/default-groups.ts';
import type { User } from '../accounts/user.ts';
import type { EndOutcome } from '../accounts/users.ts';
import { systemOrigin } from '../audit/origin.ts';
import type { Rooms } from '../rooms.ts';
import { type Command, type ExitCode, jsonOption, type Terminal, type Words } from './command.ts';
import { withRooms } from './opened.ts';
import { passwordFileOption, readPassword } from './password-file.ts';
import { complainAboutProfile, newProfileOptions, typedProfile } from './profile-options.ts';

const page = 500;

const add: Command = {
  name: 'user add',
  summary: `Create an account. It joins ${usersGroup} and the groups that are named.`,
  options: {
    ...newProfileOptions,
    'password-file': passwordFileOption,
    group: { value: 'NAME', summary: 'Group to join.', repeatable: true },
    json: jsonOption,
  },
  async run(words, terminal) {
    const password = await readPassword(words.text('password-file') ?? '-', terminal);
    return withRooms(terminal, async ({ users, groups, setup }) => {
      if (!(await setup.isDone())) {
        terminal.complain('There is no administrator yet. "weir setup" makes the first account.');
        return 1;
      }
      const wanted = [usersGroup, ...words.list('group')];
      const unknown = [];
      for (const name of words.list('group')) if ((await groups.byName(name)) === undefined) unknown.push(name);
      if (unknown.length > 0) {
        terminal.complain(`There is no group ${unknown.join(', ')}.`);
        return 1;
      }
      const outcome = await users.create({ ...typedProfile(words), password, groups: wanted }, systemOrigin);
      return tell(outcome, 'was created', words, terminal);
    });
  },
};

const list: Command = {
  name: 'user list',
  summary: 'List the accounts.',
  options: { json: jsonOption },
  run: (words, terminal) =>
    withRooms(terminal, async ({ users }) => {
      for (let after = 0; ; ) {
        const found = await users.list({ limit: page, after });
        for (const user of found) terminal.print(words.has('json') ? JSON.stringify(shown(user)) : line(user));
        const last = found.at(-1);
        if (last === undefined || found.length < page) return 0;
        after = last.id;
      }
    }),
};

const disable: Command = {
  name: 'user disable',
  summary: 'Disable an account: its sessions end, and its tokens and password open nothing until it is enabled.',
  operands: ['USERNAME'],
  options: { json: jsonOption },
  run: (words, terminal) =>
    withUser(words, terminal, async (user, { users }) =>
      tell(await users.disable(user.id, systemOrigin), 'is disabled', words, terminal),
    ),
};

const enable: Command = {
  name: 'user enable',
  summary: 'Enable an account that was disabled.',
  operands: ['USERNAME'],
  options: { json: jsonOption },
  run: (words, terminal) =>
    withUser(words, terminal, async (user, { users }) =>
      tell(await users.enable(user.id, systemOrigin), 'is enabled', words, terminal),
    ),
};

const password: Command = {
  name: 'user password',
  summary: 'Set a new password; all sessions of the account end.',
  operands: ['USERNAME'],
  options: {
    'password-file': passwordFileOption,
    'end-applications': { summary: 'End what the person allowed to applications too.' },
    json: jsonOption,
  },
  async run(words, terminal) {
    const typed = await readPassword(words.text('password-file') ?? '-', terminal);
    return withUser(words, terminal, async (user, { users }) => {
      const change = { userId: user.id, password: typed, alsoApplications: words.has('end-applications') };
      return tell(await users.changePassword(change, systemOrigin), 'has a new password', words, terminal);
    });
  },
};

const resetTwoStep: Command = {
  name: 'user reset-two-step',
  summary: 'Remove the authenticator app, the passkeys and the recovery codes of somebody who has lost them.',
  operands: ['USERNAME'],
  options: { json: jsonOption },
  run: (words, terminal) =>
    withUser(words, terminal, async (user, { secondFactors }) => {
      if (await secondFactors.twoStep.reset(user.id, systemOrigin)) {
        return tell({ outcome: 'done', user }, 'signs in with the password alone again', words, terminal);
      }
      terminal.complain(`Two-step sign-in of ${user.username} is off: there is nothing to reset.`);
      return 1;
    }),
};

export const userCommands: readonly Command[] = [add, list, disable, enable, password, resetTwoStep];

function withUser(words: Words, terminal: Terminal, work: (user: User, rooms: Rooms) => Promise<ExitCode>): Promise<ExitCode> {
  return withRooms(terminal, async (rooms) => {
    const [username = ''] = words.operands;
    const user = await rooms.users.byUsername(username);
    if (user !== undefined) return work(user, rooms);
    terminal.complain(`There is no user "${username}". "weir user list" lists them.`);
    return 1;
  });
}

function tell(outcome: EndOutcome, what: string, words: Words, terminal: Terminal): ExitCode {
  switch (outcome.outcome) {
    case 'done':
      terminal.print(words.has('json') ? JSON.stringify(shown(outcome.user)) : `The user ${outcome.user.username} ${what}.`);
      return 0;
    case 'refused':
      return complainAboutProfile(outcome.problems, terminal);
    case 'unknown-user':
      terminal.complain('There is no such user any more.');
      return 1;
    case 'last-administrator':
      terminal.complain('Nobody else may administer the system. Give somebody else that right first.');
      return 1;
  }
}

function line({ username, fullName, email, disabledAt }: User): string {
  return `${username.padEnd(20)} ${fullName.padEnd(28)} ${email}${disabledAt === null ? '' : '  (disabled)'}`;
}

function shown({ username, userKey, fullName, email, disabledAt, createdAt }: User) {
  return { username, userKey, fullName, email, disabled: disabledAt !== null, createdAt: new Date(createdAt).toISOString() };
}
