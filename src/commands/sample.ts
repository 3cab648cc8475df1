/** `weir sample`: creates a space with a page tree, for trying Weir out. */
import { findPerson } from '../accounts/person.ts';
import { systemOrigin } from '../audit/origin.ts';
import { isRefusal } from '../wiki/refusals.ts';
import { createSampleSpace, sampleSpaceKey } from '../wiki/sample.ts';
import { type Command, jsonOption } from './command.ts';
import { withRooms } from './opened.ts';

export const sampleCommand: Command = {
  name: 'sample',
  summary: 'Create a sample space with a page tree, for trying out.',
  options: {
    username: { value: 'NAME', summary: 'Who becomes its author. Default: the first account.' },
    json: jsonOption,
  },
  run: (words, terminal) =>
    withRooms(terminal, async ({ database, users, wiki }) => {
      const username = words.text('username');
      const user = username === undefined ? (await users.list({ limit: 1 }))[0] : await users.byUsername(username);
      const person = user && (await findPerson(database.read, user.id));
      if (person === undefined) {
        terminal.complain(
          username === undefined
            ? 'There is no account yet. "weir setup" makes the first.'
            : `There is no active user "${username}".`,
        );
        return 1;
      }
      const space = await createSampleSpace(wiki, person, systemOrigin);
      if (isRefusal(space)) {
        terminal.complain(
          space.refused === 'space-key-taken'
            ? `The space ${sampleSpaceKey} exists already.`
            : space.refused === 'space-key-ending'
              ? `The space ${sampleSpaceKey} is being deleted. Try again when that is done.`
              : `The space could not be made (${space.refused}): may ${person.username} create spaces?`,
        );
        return 1;
      }
      terminal.print(
        words.has('json')
          ? JSON.stringify({ key: space.key, id: space.id })
          : `The space ${space.name} (${space.key}) was created.`,
      );
      return 0;
    }),
};
