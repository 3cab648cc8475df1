/** The server: opens the data, listens, starts the workers, watches the database, and stops in order. Part of the composition root. */
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { furnish, type House, type ServerOptions } from './house.ts';
import type { App } from './http/app.ts';
import { createLifecycle, type Lifecycle } from './http/lifecycle.ts';
import type { Log } from './http/log.ts';
import { openRooms } from './open-rooms.ts';
import { programVersion } from './program-version.ts';
import type { Rooms } from './rooms.ts';
import { startTelemetry } from './telemetry/telemetry.ts';
import { startWorkers } from './workers.ts';

export interface RunningServer {
  /** Where it listens. */
  readonly address: AddressInfo;
  readonly rooms: Rooms;
  /** @returns a new one-time address of the set-up page; undefined once an account exists */
  setupAddress(): Promise<string | undefined>;
  /** The routes, for tests that go through all of them. */
  readonly app: App;
  /** Says that it drains, for as long as the configuration says; takes no new connections, lets answers in flight finish (at most half a minute), writes what is in memory, closes. */
  close(): Promise<void>;
}

/** How often `/status` asks the database. */
const pulse = 5_000;

/**
 * Opens the data, brings it up to date and listens.
 * @returns the running server, or why the data cannot be used, as one line for a person
 * @throws DatabaseUnavailable; an error with a code when the address cannot be listened on
 */
export async function startServer(options: ServerOptions): Promise<RunningServer | { readonly problem: string }> {
  const { configuration, log } = options;
  const telemetry = await startTelemetry(configuration, programVersion(), log);
  const rooms = await openRooms({ ...options, telemetry, tell: (line) => log.info({ kind: 'upgrade' }, line) });
  const lifecycle = createLifecycle();
  let house: House | undefined;
  try {
    house = await furnish(rooms, lifecycle, telemetry, options);
    await house.app.listen({ host: configuration.host, port: configuration.port });
    const problem = await rooms.migrate();
    if (problem !== undefined) {
      await house.close();
      return { problem };
    }
  } catch (error) {
    await house?.close();
    if (house === undefined) await rooms.database.close();
    throw error;
  }
  lifecycle.enter('RUNNING');
  const { app, close } = house;
  const heart = watchDatabase(rooms, lifecycle, log);
  const workers = startWorkers(rooms, house, options, telemetry);
  log.info(
    {
      kind: 'listening',
      host: configuration.host,
      port: configuration.port,
      baseUrl: configuration.baseUrl,
      database: rooms.database.engine,
    },
    'ready',
  );
  return {
    app,
    rooms,
    // A server that listens on a port has an address with one.
    address: app.server.address() as AddressInfo,
    async setupAddress() {
      if (await rooms.setup.isDone()) return undefined;
      return `${configuration.baseUrl}/setup?token=${await rooms.setup.newAddress()}`;
    },
    async close() {
      lifecycle.enter('STOPPING');
      clearInterval(heart);
      if (configuration.drainSeconds > 0) await wait(configuration.drainSeconds * 1000);
      await workers.stop();
      await close();
    },
  };
}

/** Lets `/status` tell a load balancer that this node cannot reach its database. */
function watchDatabase(rooms: Rooms, lifecycle: Lifecycle, log: Log): NodeJS.Timeout {
  return setInterval(async () => {
    try {
      await rooms.database.ping();
      if (lifecycle.state() === 'ERROR') {
        lifecycle.enter('RUNNING');
        log.info({ kind: 'database-back' }, 'the database is back');
      }
    } catch (error) {
      if (lifecycle.state() !== 'RUNNING') return;
      lifecycle.enter('ERROR');
      log.error({ kind: 'database-gone', err: error }, 'the database is out of reach');
    }
  }, pulse).unref();
}
