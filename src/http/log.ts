/**
 * The log: one JSON line an event on standard output, buffered, pretty on a terminal. It never holds a secret: addresses are
 * logged without their query, headers and bodies not at all.
 */
import { createRequire } from 'node:module';
import type { FastifyBaseLogger } from 'fastify';
import { destination, type Level, pino, stdTimeFunctions } from 'pino';

export type Log = FastifyBaseLogger;

/** How much is collected before it is written, and how much is written at once, in bytes; after how long it is written anyway, in milliseconds. */
const buffer = { minLength: 32 * 1024, maxWrite: 64 * 1024, periodicFlush: 200 } as const;

/**
 * @param options.level the least important event that is written
 * @param options.pretty for a person at a terminal
 * @returns the log and a way to write out what is buffered, for the end of the process
 */
export function createLog(options: { readonly level: Level | 'silent'; readonly pretty: boolean }): {
  readonly log: Log;
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
    return { log: pino(common, stream), flush: () => undefined };
  }
  const stream = destination({ dest: 1, sync: false, ...buffer });
  return { log: pino(common, stream), flush: () => stream.flushSync() };
}
