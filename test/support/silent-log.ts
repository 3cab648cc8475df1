/** The log where no test reads it. One for all of a process: each has a stream, a timer and listeners of its own until the process ends. */
import { createLog } from '../../src/http/log.ts';

export const { log: silentLog } = createLog({ level: 'silent', pretty: false });
