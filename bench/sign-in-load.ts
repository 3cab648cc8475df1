/**
 * People who sign in one after the other on the login page, and meanwhile other requests at a steady pace.
 * A child of the benchmark, on the core of the load; takes its task as JSON in its first argument, prints its figures as JSON.
 */
import { setTimeout as wait } from 'node:timers/promises';

export interface SignInTask {
  readonly baseUrl: string;
  /** Who signs in, each one after the other and all side by side. */
  readonly usernames: readonly string[];
  readonly password: string;
  /** For the other requests. */
  readonly accessToken: string;
  readonly seconds: number;
}

export interface SignInFigures {
  readonly perSecond: number;
  /** The p99 of the other requests from the moment they were due, in milliseconds. */
  readonly othersP99: number;
}

/** Other requests a second. */
const pace = 100;

const task: SignInTask = JSON.parse(process.argv[2] ?? '{}');
const ends = performance.now() + task.seconds * 1000;
let signIns = 0;
const others: number[] = [];

const sitters = task.usernames.map(async (username) => {
  while (performance.now() < ends) {
    await signIn(username);
    if (performance.now() < ends) signIns += 1;
  }
});
await Promise.all([...sitters, otherRequests()]);
others.sort((a, b) => a - b);
const figures: SignInFigures = {
  perSecond: signIns / task.seconds,
  othersP99: others[Math.min(others.length - 1, Math.floor(others.length * 0.99))] ?? 0,
};
process.stdout.write(JSON.stringify(figures));

/** As a browser does it: the page, then its form with the cookies and the hidden fields that it came with. */
async function signIn(username: string): Promise<void> {
  const address = `${task.baseUrl}/login.action`;
  const page = await fetch(address, { signal: AbortSignal.timeout(10_000) });
  const cookies = page.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
  const fields = new URLSearchParams(hiddenFields(await page.text()));
  fields.set('os_username', username);
  fields.set('os_password', task.password);
  const answer = await fetch(address, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      cookie: cookies.join('; '),
      origin: task.baseUrl,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: fields.toString(),
    signal: AbortSignal.timeout(10_000),
  });
  await answer.text();
  if (answer.status !== 302 && answer.status !== 303) throw new Error(`a sign-in was answered with ${answer.status}`);
}

function hiddenFields(html: string): [string, string][] {
  const attribute = (tag: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
  const tags = html.match(/<input\b[^>]*>/g) ?? [];
  return tags
    .filter((tag) => attribute(tag, 'type') === 'hidden')
    .map((tag) => [attribute(tag, 'name'), attribute(tag, 'value')]);
}

/** A late answer does not hold the next request back, so that a stall shows in every request that was due in it. */
async function otherRequests(): Promise<void> {
  const started = performance.now();
  const underWay: Promise<void>[] = [];
  for (let due = started; due < ends; due += 1000 / pace) {
    const early = due - performance.now();
    if (early > 0) await wait(early);
    underWay.push(otherRequest(due));
  }
  await Promise.all(underWay);
}

async function otherRequest(due: number): Promise<void> {
  const response = await fetch(`${task.baseUrl}/rest/api/user/current`, {
    headers: { authorization: `Bearer ${task.accessToken}` },
    signal: AbortSignal.timeout(10_000),
  });
  await response.text();
  if (response.status !== 200) throw new Error(`user/current was answered with ${response.status}`);
  others.push(performance.now() - due);
}
