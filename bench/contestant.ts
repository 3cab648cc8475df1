/**
 * What takes part in a benchmark, and what is asked of it.
 */
import type { OperationName } from './operations.ts';

/** What is sent, one line a request: see load.lua for the ways to choose a line. */
export interface Load {
  readonly choice: 'cycle' | 'once' | 'chain';
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** What a line is: a form, or the value of this header. */
  readonly place: 'body' | 'Authorization';
  readonly lines: readonly string[];
}

/** A contestant whose server runs. */
export interface Running {
  readonly baseUrl: string;
  /** Of the server's process. */
  readonly pid: number;
  /**
   * Makes what one run sends: codes and refresh tokens that nobody has used yet.
   * @param count how many codes a run can use up at most
   */
  load(operation: OperationName, count: number): Promise<Load>;
  end(): Promise<void>;
}

export interface Contestant {
  readonly name: 'peer' | 'probe' | 'weir';
  readonly operations: ReadonlySet<OperationName>;
  start(): Promise<Running>;
}

/** Different tokens in turn, so that no single one stays in a cache that a real load would not have. */
export const tokenCount = 1_000;

/** More chains than connections: one is free whenever a connection is. */
export const chainCount = 64;

export function form(fields: Readonly<Record<string, string>>): string {
  return new URLSearchParams(fields).toString();
}

/**
 * Sends forms to a token endpoint, a few at a time.
 * @returns the members of this name of the answers
 * @throws when one is refused
 */
export async function collect(
  url: string,
  bodies: readonly string[],
  member: 'access_token' | 'refresh_token',
): Promise<readonly string[]> {
  const values: string[] = [];
  const queue = bodies.values();
  async function work(): Promise<void> {
    for (const body of queue) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body,
        signal: AbortSignal.timeout(10_000),
      });
      const text = await response.text();
      if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${text}`);
      const answer: Record<string, unknown> = JSON.parse(text);
      values.push(String(answer[member]));
    }
  }
  await Promise.all(Array.from({ length: 16 }, work));
  return values;
}
