/** What Weir is measured in alone: sign-ins a second, start time, memory at rest. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunningWeir, Weir } from './contestants/weir.ts';
import { output, type Processes } from './processes.ts';
import type { SignInFigures, SignInTask } from './sign-in-load.ts';

/** How long a server that was just used is left alone before its memory is read, in milliseconds. */
const rest = 3_000;

/** @returns sign-ins a second and the p99 of other requests meanwhile */
export async function signIns(
  processes: Processes,
  contestant: Weir,
  running: RunningWeir,
  seconds: number,
): Promise<SignInFigures> {
  const [accessToken = ''] = await running.accessTokens(1);
  const task: SignInTask = { baseUrl: running.baseUrl, ...contestant.people, accessToken, seconds };
  const script = join(import.meta.dirname, 'sign-in-load.ts');
  const child = processes.start('load', process.execPath, [script, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'pipe'] });
  return JSON.parse(await output(child, 'the sign-in load', (seconds + 30) * 1000));
}

/** @returns resident memory in megabytes (1,000,000 bytes), some seconds after the server was used */
export async function memoryAtRest(running: RunningWeir): Promise<number> {
  const [token = ''] = await running.accessTokens(1);
  await (await fetch(`${running.baseUrl}/rest/api/user/current`, { headers: { authorization: `Bearer ${token}` } })).text();
  await wait(rest);
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${running.pid}/status`, 'utf8'))?.[1];
  return (Number(kibibytes) * 1024) / 1_000_000;
}
