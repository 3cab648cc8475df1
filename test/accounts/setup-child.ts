/** Another process that sets up, for the race in setup.test.ts: 16 callers at once, by its addresses and as the command line. */
import { systemOrigin } from '../../src/audit/origin.ts';
import { type DatabaseLocation, openDatabase } from '../../src/database/open.ts';
import { password, room } from './room.ts';

// The parent is `startSetupChild` of setup.test.ts.
const { location, tokens } = JSON.parse(process.argv[2] ?? '') as { location: DatabaseLocation; tokens: readonly string[] };
const database = await openDatabase(location);
const { setup } = room(database);

process.once('message', async () => {
  const callers = Array.from({ length: 16 }, (_, index) => {
    const token = tokens[index % 4];
    const username = `admin-${process.pid}-${index}`;
    return setup.createFirstAdministrator(
      token === undefined ? { kind: 'command-line' } : { kind: 'address', token },
      { username, fullName: 'Ada Min', email: 'ada@example.org', password },
      systemOrigin,
    );
  });
  const outcomes = (await Promise.all(callers)).map(({ outcome }) => outcome);
  process.send?.(outcomes);
  await database.close();
  process.disconnect?.();
});
process.send?.('ready');
