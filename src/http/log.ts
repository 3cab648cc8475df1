/**
 * The log: one JSON line per event on standard output, buffered; human-readable on a terminal. It never holds a secret: addresses are
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

/** How much is collected before it is written, and the room that there is for it, in bytes. */
const chunk = 32 * 1024;
const room = 2 * chunk;
/** After how long it is written anyway. */
const longestDelay: Milliseconds = 200;

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
  const lines = collectLines();
  const log = pino(common, lines);
  return { log, logAnswer: log.isLevelEnabled('info') ? answersTo(lines) : () => undefined, flush: lines.flushSync };
}

interface Lines {
  write(line: string): void;
  flushSync(): void;
}

/** Writes lines by the chunk. They are put into its bytes one by one: a long text made of hundreds of short ones would be gone through once more. */
function collectLines(): Lines {
  let bytes = Buffer.allocUnsafe(room);
  let used = 0;

  function handOver(): void {
    if (used === 0) return;
    writeBytes(bytes.subarray(0, used));
    bytes = Buffer.allocUnsafe(room);
    used = 0;
  }

  function writeBytes(written: Buffer): void {
    stream.write(written as unknown as string); // `contentMode`; its types know text alone.
  }

  // However the process ends. Heard before the stream hears it, which then writes what it was handed.
  for (const end of ['beforeExit', 'exit']) process.on(end, handOver);
  const stream = destination({ dest: 1, sync: false, minLength: 0, contentMode: 'buffer' });
  setInterval(handOver, longestDelay).unref();
  return {
    write(line) {
      // A character takes three bytes at most.
      if (used + line.length * 3 > room) handOver();
      if (line.length * 3 > room) return writeBytes(Buffer.from(line));
      used += bytes.write(line, used);
      if (used >= chunk) handOver();
    },
    flushSync() {
      handOver();
      stream.flushSync();
    },
  };
}

/** The same lines, put together here: they are nearly all that a busy server logs, and cost less so. */
function answersTo({ write }: Lines): LogAnswer {
  const time = isoTimes();
  return ({ request, method, path, status, ms, user, address }) => {
    const person = user === undefined ? '' : `"user":${quoted(user)},`;
    write(
      `{"level":"info","time":"${time(Date.now())}","request":"${request}","kind":"request","method":"${method}","path":${quoted(path)},"status":${status},"ms":${ms},${person}"address":${quoted(address)},"msg":"request"}\n`,
    );
  };
}

/** ASCII without control characters, quotation marks and backslashes stands in JSON as it is. */
const plain = /^[ !#-[\]-~]*$/;

function quoted(text: string): string {
  return plain.test(text) ? `"${text}"` : JSON.stringify(text);
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
