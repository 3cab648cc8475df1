/** One operation, measured in turn on everybody who can do it. */
import { join } from 'node:path';
import type { Contestant, Running } from './contestant.ts';
import { oidcProvider } from './contestants/oidc-provider.ts';
import { probe } from './contestants/probe.ts';
import type { Weir } from './contestants/weir.ts';
import type { Operation } from './operations.ts';
import type { Processes } from './processes.ts';
import type { Rates } from './report.ts';
import { measure, type Rate } from './wrk.ts';

/** How long and how often. */
export interface Pace {
  readonly rounds: number;
  /** Of one run. */
  readonly seconds: number;
  /** Before the first round: what is compiled by then is compiled for all rounds. */
  readonly warmUpSeconds: number;
}

/** More codes a second than anybody redeems on one core; who runs out is measured up to the last code. */
const codesPerSecond = 15_000;

export interface Surroundings {
  readonly processes: Processes;
  /** For files; on the disk that is measured. */
  readonly folder: string;
  readonly pace: Pace;
  /** Absent when it could not be set up. */
  readonly weir: Weir | undefined;
  /** Says to the person who waits what is going on. */
  say(line: string): void;
  /** Takes note of a contestant that failed; the others go on. */
  fail(line: string): void;
}

/** Each contestant's server is started for this operation alone, and idle while the others are measured. */
export async function contest(operation: Operation, { processes, folder, pace, weir, say, fail }: Surroundings): Promise<Rates> {
  const rates: Partial<Record<Contestant['name'], Rate[]>> = {};
  const running: [Contestant, Running][] = [];

  async function enter(contestant: Contestant | undefined): Promise<Running | undefined> {
    if (!contestant?.operations.has(operation.name)) return undefined;
    try {
      const server = await contestant.start();
      running.push([contestant, server]);
      return server;
    } catch (error) {
      fail(`${operation.name}, ${contestant.name}: ${reason(error)}`);
      return undefined;
    }
  }

  async function run(contestant: Contestant, server: Running, seconds: number): Promise<Rate | undefined> {
    try {
      const load = await server.load(operation.name, seconds * codesPerSecond);
      return await measure(processes, server, { load, seconds, folder });
    } catch (error) {
      fail(`${operation.name}, ${contestant.name}: ${reason(error)}`);
      return undefined;
    }
  }

  try {
    const ours = await enter(weir);
    const isRead = operation.name === 'content' || operation.name === 'user-current';
    const answer = ours && isRead ? await readAnswer(ours, operation) : '';
    // Without Weir there are no bytes to give, and a rate of the probe says nothing.
    if (ours || !isRead) await enter(probe(processes, join(folder, `probe-${operation.name}`), answer));
    await enter(oidcProvider(processes));

    for (const [contestant, server] of running) await run(contestant, server, pace.warmUpSeconds);
    for (let round = 1; round <= pace.rounds; round += 1) {
      const seen: string[] = [];
      for (const [contestant, server] of running) {
        const rate = await run(contestant, server, pace.seconds);
        if (rate === undefined) continue;
        rates[contestant.name] = [...(rates[contestant.name] ?? []), rate];
        seen.push(`${contestant.name} ${Math.round(rate.perSecond)}/s`);
      }
      say(`${operation.name}, round ${round} of ${pace.rounds}: ${seen.join(', ')}`);
    }
    return rates;
  } finally {
    await Promise.all(running.map(([, server]) => server.end()));
  }
}

/** @returns the bytes that Weir gives to this read; the probe is to give the same */
async function readAnswer(server: Running, { name }: Operation): Promise<string> {
  const { path, lines } = await server.load(name, 0);
  const response = await fetch(server.baseUrl + path, { headers: { authorization: lines[0] ?? '' } });
  if (response.status !== 200) throw new Error(`Weir answered ${path} with ${response.status}`);
  return response.text();
}

export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
