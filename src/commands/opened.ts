/** What most commands start with: the configuration read and the rooms opened; they are closed again whatever happens. */
import { systemClock } from '../foundation/clock.ts';
import { loadConfiguration } from '../foundation/configuration/load.ts';
import { systemRandom } from '../foundation/random.ts';
import { openRooms } from '../open-rooms.ts';
import type { Rooms } from '../rooms.ts';
import type { ExitCode, Terminal } from './command.ts';

/** Runs `work` on the rooms of the configuration in force. It may run beside a server on the same data. */
export async function withRooms(terminal: Terminal, work: (rooms: Rooms) => Promise<ExitCode>): Promise<ExitCode> {
  const loaded = loadConfiguration(terminal.environment);
  if (!loaded.ok) return complainAbout(loaded.problems, terminal);
  const rooms = await openRooms({ ...loaded, clock: systemClock, random: systemRandom(), tell: terminal.complain });
  try {
    const problem = await rooms.migrate();
    if (problem === undefined) return await work(rooms);
    terminal.complain(problem);
    return 1;
  } finally {
    await rooms.database.close();
  }
}

/** Says what is wrong with the configuration, a line each. */
export function complainAbout(problems: readonly string[], terminal: Terminal): ExitCode {
  for (const problem of problems) terminal.complain(problem);
  return 3;
}
