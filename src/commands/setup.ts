/** `weir setup`: creates the first administrator without a browser. */
import { systemOrigin } from '../audit/origin.ts';
import { type Command, jsonOption } from './command.ts';
import { withRooms } from './opened.ts';
import { passwordFileOption, readPassword } from './password-file.ts';
import { complainAboutProfile, newProfileOptions, typedProfile } from './profile-options.ts';

export const setupCommand: Command = {
  name: 'setup',
  summary: 'Make the first administrator. Refused once an account exists.',
  options: { ...newProfileOptions, 'password-file': passwordFileOption, json: jsonOption },
  async run(words, terminal) {
    const password = await readPassword(words.text('password-file') ?? '-', terminal);
    return withRooms(terminal, async ({ setup }) => {
      const outcome = await setup.createFirstAdministrator(
        { kind: 'command-line' },
        { ...typedProfile(words), password },
        systemOrigin,
      );
      switch (outcome.outcome) {
        case 'done': {
          const { username, userKey } = outcome.user;
          terminal.print(
            words.has('json') ? JSON.stringify({ username, userKey }) : `The administrator ${username} was created.`,
          );
          return 0;
        }
        case 'refused':
          return complainAboutProfile(outcome.problems, terminal);
        case 'already-set-up':
        case 'address-invalid':
          terminal.complain('Weir is set up already: an account exists. Use "weir user add" for another.');
          return 1;
      }
    });
  },
};
