/** What the page System shows about this process, its machine and its database. */
import { statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Database } from './database/database.ts';
import { databaseFacts } from './database/facts.ts';
import type { Configuration } from './foundation/configuration/load.ts';
import type { Lifecycle } from './http/lifecycle.ts';
import type { SystemFacts } from './web/console/system/system-page.ts';

/** @returns what gathers them, anew at each call @throws DatabaseUnavailable */
export function systemFacts(options: {
  readonly version: string;
  readonly configuration: Configuration;
  readonly database: Database;
  readonly lifecycle: Lifecycle;
}): () => Promise<SystemFacts> {
  const { version, configuration, database, lifecycle } = options;
  return async () => {
    const begun = performance.now();
    await database.ping();
    const databaseAnswersIn = performance.now() - begun;
    const [disk, facts] = await Promise.all([statfs(configuration.home), databaseFacts(database)]);
    return {
      version,
      state: lifecycle.state(),
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      host: hostname(),
      processId: process.pid,
      uptimeSeconds: Math.floor(process.uptime()),
      memoryBytes: process.memoryUsage.rss(),
      dataFolder: configuration.home,
      disk: { freeBytes: disk.bavail * disk.bsize, totalBytes: disk.blocks * disk.bsize },
      database: { engine: database.engine, ...facts, answersIn: databaseAnswersIn },
    };
  };
}
