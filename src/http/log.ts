/**
 * The log: one JSON line an event on standard output, buffered, pretty on a terminal. It never holds a secret: addresses are
 * logged without their query, headers and bodies not at all.
 */
import { createRequire } from 'node:module';
import type { FastifyBaseLogger } from 'fastify';
import { destination, type Level, pino, stdTimeFunctions } from 'pino';
import type { Milliseconds } from '../foundation/clock.ts';

export type Log = FastifyBaseLogger;

/** What the log says of each answer, one line. */
export interface Answered {
  /** The request's id. */
  readonly request: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
  /** From the request's head to the last byte handed over, in milliseconds. */
  readonly ms: number;
  readonly user: string | undefined;
  readonly address: string;
}

export type LogAnswer = (answered: Answered) => void;

/** The lines of answers through any log. */
export function answersThrough(log: Log): LogAnswer {
  return (answered) => log.info({ kind: 'request', ...answered }, 'request');
}

/** How much is collected before it is written, and how much is written at once, in bytes; after how long it is written anyway, in milliseconds. */
const buffer = { minLength: 32 * 1024, maxWrite: 64 * 1024, periodicFlush: 200 } as const;

/**
 * @param options.level the least important event that is written
 * @param options.pretty for a person at a terminal
 * @returns the log and a way to write out what is buffered, for the end of the process
 */
export function createLog(options: { readonly level: Level | 'silent'; readonly pretty: boolean }): {
  readonly log: Log;
  readonly logAnswer: LogAnswer;
  flush(): void;
} {
  const common = {
    level: options.level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  if (options.pretty) {
    // Loaded here: a server whose log goes to a file or a collector has no use for it.
    const pretty: typeof import('pino-pretty') = createRequire(import.meta.url)('pino-pretty');
    const stream = pretty.build({ colorize: true, translateTime: 'SYS:HH:MM:ss', ignore: 'kind', sync: true });
    const log = pino(common, stream);
    return { log, logAnswer: answersThrough(log), flush: () => undefined };
  }
  const stream = destination({ dest: 1, sync: false, ...buffer });
  const log = pino(common, stream);
  return { log, logAnswer: log.isLevelEnabled('info') ? answersTo(stream) : () => undefined, flush: () => stream.flushSync() };
}

/** The same lines, put together here: they are nearly all that a busy server logs, and each costs a fifth so. */
function answersTo(stream: { write(line: string): unknown }): LogAnswer {
  const time = isoTimes();
  return ({ request, method, path, status, ms, user, address }) => {
    const person = user === undefined ? '' : `"user":${JSON.stringify(user)},`;
    stream.write(
      `{"level":"info","time":"${time(Date.now())}","request":"${request}","kind":"request","method":"${method}","path":${JSON.stringify(path)},"status":${status},"ms":${ms},${person}"address":${JSON.stringify(address)},"msg":"request"}\n`,
    );
  };
}

/** @returns ISO 8601 in UTC; many lines fall into the same millisecond */
function isoTimes(): (now: Milliseconds) => string {
  let last = 0;
  let text = '';
  return (now) => {
    if (now !== last) {
      last = now;
      text = new Date(now).toISOString();
    }
    return text;
  };
}
