/** Opens a Weir home, fills it with a planned wiki, and says meanwhile how far it is. */
import { sql } from 'kysely';
import { findPerson } from '../../src/accounts/person.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { Database } from '../../src/database/database.ts';
import { loadConfiguration } from '../../src/foundation/configuration/load.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import type { Person } from '../../src/http/caller.ts';
import { openRooms } from '../../src/open-rooms.ts';
import type { Rooms } from '../../src/rooms.ts';
import { planSite } from './plan.ts';
import { writeTokens } from './tokens.ts';
import { writeSite } from './write.ts';

export interface Generation {
  /** Settings by their environment names. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly pages: number;
  readonly tokens: number;
  readonly seed: number;
  /** Of the administrator, who is made when there is no account yet. */
  readonly password: string;
  say(line: string): void;
}

/** @throws with a message for a person when it cannot be done */
export async function generate(options: Generation): Promise<{ readonly madeAdministrator: boolean }> {
  const { environment, pages, tokens, seed, password, say } = options;
  const loaded = loadConfiguration(environment);
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const clock = { time: Date.now(), now: () => clock.time };
  const rooms = await openRooms({ ...loaded, clock, random: systemRandom() });
  try {
    const problem = await rooms.migrate();
    if (problem !== undefined) throw new Error(problem);
    const site = planSite(pages, seed);
    const madeAdministrator = await makeAdministrator(rooms, password);
    const creator = await administrator(rooms);
    if (await isThere(rooms.database, site.people[0]?.username ?? ''))
      throw new Error('This data folder has been filled before.');
    await makeRoom(rooms.database);
    const { people } = await writeSite(site, { ...rooms, clock, creator, progress: progress('pages', pages, say) });
    clock.time = Date.now();
    await writeTokens(tokens, { ...rooms, seed, people, now: clock.time, progress: progress('tokens', tokens, say) });
    await settle(rooms.database);
    return { madeAdministrator };
  } finally {
    await rooms.database.close();
  }
}

async function makeAdministrator({ setup }: Rooms, password: string): Promise<boolean> {
  if (await setup.isDone()) return false;
  const user = { username: 'admin', fullName: 'Administrator', email: 'admin@example.org', password };
  const { outcome } = await setup.createFirstAdministrator({ kind: 'command-line' }, user, systemOrigin);
  if (outcome !== 'done') throw new Error(`The administrator was refused: ${outcome}`);
  return true;
}

/** The first account is that of an administrator, unless somebody changed that. */
async function administrator({ users, database }: Rooms): Promise<Person> {
  const [user] = await users.list({ limit: 1 });
  const person = user && (await findPerson(database.read, user.id));
  if (!person?.permissions.has('administer-system')) throw new Error('The first account is not that of a system administrator.');
  return person;
}

async function isThere({ read }: Database, username: string): Promise<boolean> {
  return (await read.selectFrom('user_account').select('id').where('username', '=', username).executeTakeFirst()) !== undefined;
}

/** What is filled at once needs other measures than what is used: more of the file in memory. */
async function makeRoom(database: Database): Promise<void> {
  if (database.engine !== 'sqlite') return;
  await database.write((queries) => sql`pragma cache_size = -1000000`.execute(queries));
}

/** Leaves the database as one that has been in use for a while: with figures on its tables, and PostgreSQL's rows looked through. */
async function settle(database: Database): Promise<void> {
  if (database.engine !== 'postgresql') return;
  await database.read.connection().execute(async (connection) => {
    await sql`set statement_timeout = 0`.execute(connection);
    await sql`vacuum analyze`.execute(connection);
    await sql`reset statement_timeout`.execute(connection);
  });
}

/** @returns what is told how many more are done; it says so every few seconds, with the pace and the time that is left */
function progress(what: string, all: number, say: (line: string) => void): (more: number) => void {
  const pause = 5_000;
  const began = performance.now();
  let done = 0;
  let said = began;
  return (more) => {
    done += more;
    const now = performance.now();
    if (now - said < pause && done < all) return;
    said = now;
    const perSecond = done / Math.max(0.001, (now - began) / 1_000);
    const left = Math.max(0, Math.round((all - done) / perSecond));
    say(
      `${done.toLocaleString('en')} of ${all.toLocaleString('en')} ${what}, ${Math.round(perSecond).toLocaleString('en')}/s, ${left} s left`,
    );
  };
}
