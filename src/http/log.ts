/**
 * The log: one JSON line an event on standard output, buffered, pretty on a terminal. It never holds a secret: addresses are
 * logged without their query, headers and bodies not at all.
 */
import type { FastifyBaseLogger } from 'fastify';
import { destination, type Level, pino, stdTimeFunctions } from 'pino';
import { build as prettyStream } from 'pino-pretty';

export type Log = FastifyBaseLogger;

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
    const stream = prettyStream({ colorize: true, translateTime: 'SYS:HH:MM:ss', ignore: 'kind', sync: true });
    return { log: pino(common, stream), flush: () => undefined };
  }
  const stream = destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 200 });
  return { log: pino(common, stream), flush: () => stream.flushSync() };
}
