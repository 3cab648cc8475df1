/** `weir start`: runs the server until it is told to stop. */
import { flushCompileCache } from 'node:module';
import { systemClock } from '../foundation/clock.ts';
import { loadConfiguration } from '../foundation/configuration/load.ts';
import { systemRandom } from '../foundation/random.ts';
import { createLog } from '../http/log.ts';
import type { RunningServer } from '../server.ts';
import type { Command, ExitCode, Terminal } from './command.ts';
import { complainAbout } from './opened.ts';

export const startCommand: Command = {
  name: 'start',
  summary: 'Run Weir until it gets SIGTERM or SIGINT.',
  options: {},
  async run(_words, terminal) {
    const loaded = loadConfiguration(terminal.environment);
    if (!loaded.ok) return complainAbout(loaded.problems, terminal);
    const { configuration } = loaded;
    const { log, logAnswer, flush } = createLog({ level: configuration.logLevel, pretty: process.stdout.isTTY === true });
    const stop = untilToldToStop();
    try {
      // Loaded here: no other command has a use for it.
      const { startServer } = await import('../server.ts');
      const server = await startServer({ ...loaded, log, logAnswer, clock: systemClock, random: systemRandom() });
      if ('problem' in server) {
        terminal.complain(server.problem);
        return 1;
      }
      await announce(server, terminal);
      // For the next start, even if this process is killed; does nothing without a cache.
      flushCompileCache();
      log.info({ kind: 'stopping', signal: await stop }, 'finishing what is in flight');
      await server.close();
      log.info({ kind: 'stopped' }, 'stopped');
      return 0;
    } catch (error) {
      return complainAboutStart(error, terminal);
    } finally {
      flush();
    }
  },
};

/** A second signal, which a terminal and a launcher may send each, changes nothing: the drain has its own limit. */
function untilToldToStop(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
  });
}

/** Not in the log: it would be kept there, and whoever opens the address first is the administrator. */
async function announce(server: RunningServer, terminal: Terminal): Promise<void> {
  const address = await server.setupAddress();
  if (address === undefined) return;
  terminal.complain('');
  terminal.complain('  Weir has no account yet. Open this address to create the administrator (once, within 24 hours):');
  terminal.complain('');
  terminal.complain(`    ${address}`);
  terminal.complain('');
}

function complainAboutStart(error: unknown, terminal: Terminal): ExitCode {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  if (code === 'EADDRINUSE')
    terminal.complain('The port is in use: stop what listens there, or set WEIR_PORT to another (and WEIR_BASE_URL with it).');
  else if (code === 'EACCES')
    terminal.complain(
      `Permission denied: ${message}. Ports below 1024 need a privilege; the data folder must belong to this user.`,
    );
  else terminal.complain(`Weir could not start: ${message}`);
  return 1;
}
