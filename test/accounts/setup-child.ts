/**
 * Another process that sets up, for the race in setup.test.ts: 16 callers at once, by its addresses and as the command line.
 * It says `hashed` when all have come as far as their transaction, and lets them go on when it is told to.
 */
import { once } from 'node:events';
import { createPasswords, type Passwords } from '../../src/accounts/passwords.ts';
import { setup } from '../../src/accounts/setup.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import { type DatabaseLocation, openDatabase } from '../../src/database/open.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { password, settableClock } from './room.ts';

const callers = 16;

// The parent is `startSetupChild` of setup.test.ts.
const { location, tokens } = JSON.parse(process.argv[2] ?? '') as { location: DatabaseLocation; tokens: readonly string[] };
const database = await openDatabase(location);
const random = systemRandom();
const told = once(process, 'message');
const real = createPasswords(random, () => 8);
let hashed = 0;
const passwords: Passwords = {
  ...real,
  async hash(typed) {
    const made = await real.hash(typed);
    hashed += 1;
    if (hashed === callers) process.send?.('hashed');
    await told;
    return made;
  },
};
const { createFirstAdministrator } = setup({ database, clock: settableClock(), random, passwords });

const outcomes = await Promise.all(
  Array.from({ length: callers }, (_, index) => {
    const token = tokens[index % 4];
    const user = { username: `admin-${process.pid}-${index}`, fullName: 'Ada Min', email: 'ada@example.org', password };
    return createFirstAdministrator(
      token === undefined ? { kind: 'command-line' } : { kind: 'address', token },
      user,
      systemOrigin,
    );
  }),
);
process.send?.(outcomes.map(({ outcome }) => outcome));
await database.close();
process.disconnect?.();
