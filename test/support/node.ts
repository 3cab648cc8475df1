/** One more node in this process, on the data of a Weir that runs: with a clock, a base URL or settings of its own. */
import assert from 'node:assert/strict';
import { loadConfiguration } from '../../src/foundation/configuration/load.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { type RunningServer, startServer } from '../../src/server.ts';
import { freePort } from './ports.ts';
import { silentLog } from './silent-log.ts';
import type { TestWeir } from './weir.ts';

/** @returns a running node; the caller closes it before the Weir */
export async function startNode(
  weir: Pick<TestWeir, 'environment'>,
  options: {
    /** Milliseconds that its clock is ahead of this machine's. */
    readonly ahead?: number;
    readonly settings?: Readonly<Record<string, string>>;
  } = {},
): Promise<RunningServer> {
  const port = String(await freePort());
  const own = { WEIR_PORT: port, WEIR_BASE_URL: `http://localhost:${port}`, ...options.settings };
  const loaded = loadConfiguration({ ...weir.environment, ...own });
  assert.ok(loaded.ok, loaded.ok ? '' : loaded.problems.join('\n'));
  const server = await startServer({
    ...loaded,
    log: silentLog,
    clock: { now: () => Date.now() + (options.ahead ?? 0) },
    random: systemRandom(),
  });
  assert.ok(!('problem' in server), 'problem' in server ? server.problem : '');
  return server;
}
