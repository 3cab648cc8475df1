/**
 * The one writer of a SQLite file: transactions that arrive within a few turns of the event loop share one commit, and with it one
 * sync to the disk.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { DatabaseUnavailable, type OnCommit } from './database.ts';
import type { Schema, WriteQueries } from './schema.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

/** The most transactions in one commit: more would block the event loop. */
const largestBatch = 200;

/** How long a batch waits for other processes that write, in milliseconds. */
const patience = 5_000;

/** The longest pause between two attempts to begin, in milliseconds. */
const longestPause = 8;

/**
 * The most turns for which a batch is held open while each turn brings more: a transaction that arrives now shares this commit instead of
 * needing its own.
 */
const longestGathering = 4;

interface Entry {
  /** Runs in the batch's transaction; if it throws, it has undone what it did. */
  readonly work: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

export interface WriteBatch {
  /** As `Database.write`. */
  write<T>(work: (queries: WriteQueries) => Promise<T>): Promise<T>;
  /** As `write`, for a single statement: SQLite undoes a failed statement by itself. */
  writeOne<T>(work: () => T): Promise<T>;
  /** Resolves when everything handed in before is settled; refuses everything after. */
  finish(): Promise<void>;
}

/**
 * @param connection the writer's own; renewed here after it failed
 * @param queries Kysely on that connection
 */
export function writeBatch(connection: SqliteConnection, queries: Kysely<Schema>, onCommit?: OnCommit): WriteBatch {
  let waiting: Entry[] = [];
  let running: Promise<void> | undefined;
  let finished = false;

  function enter<T>(work: () => T | Promise<T>): Promise<T> {
    if (finished) return Promise.reject(new DatabaseUnavailable('The database is closed.'));
    return new Promise<T>((resolve, reject) => {
      // `resolve` gets what `work` returned, a T.
      waiting.push({ work, resolve: resolve as (result: unknown) => void, reject });
      running ??= run();
    });
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      await gather();
      const batch = waiting.slice(0, largestBatch);
      waiting = waiting.slice(largestBatch);
      await commitTogether(batch);
    }
    running = undefined;
  }

  async function gather(): Promise<void> {
    let found = 0;
    for (let turn = 0; turn < longestGathering && waiting.length > found; turn += 1) {
      found = waiting.length;
      await endOfTurn();
    }
  }

  /** Settles the entries, none before the commit: neither a result nor a refusal may depend on a neighbour's write that is then lost. */
  async function commitTogether(batch: readonly Entry[]): Promise<void> {
    const outcomes: PromiseSettledResult<unknown>[] = [];
    try {
      await begin(connection);
      const begun = performance.now();
      for (const { work } of batch) {
        outcomes.push(await outcomeOf(work));
        if (!connection.inTransaction) throw new DatabaseUnavailable('SQLite took the transaction back.');
      }
      connection.execute('commit', []);
      onCommit?.(batch.length, performance.now() - begun);
    } catch (error) {
      // After a failed commit or sync the connection may show what is not on the disk: it is not used again.
      connection.breakOff();
      for (const { reject } of batch) reject(toUnavailable(error));
      return;
    }
    for (const [index, { resolve, reject }] of batch.entries()) {
      const outcome = outcomes[index];
      if (outcome?.status === 'fulfilled') resolve(outcome.value);
      else reject(outcome?.reason);
    }
  }

  return {
    write: (work) => enter(() => queries.transaction().execute(work)),
    writeOne: enter,
    async finish() {
      finished = true;
      await running;
    },
  };
}

/**
 * Begins the transaction of a batch, letting the event loop go on while another process writes.
 * @throws DatabaseUnavailable when the file failed, or others wrote all through the patience
 */
async function begin(connection: SqliteConnection): Promise<void> {
  const started = performance.now();
  for (let pause = 1; ; pause = Math.min(pause + 1, longestPause)) {
    if ((!connection.broken || connection.renew()) && connection.begin()) return;
    if (performance.now() - started > patience) throw new DatabaseUnavailable('Another process keeps the SQLite file locked.');
    await wait(pause);
  }
}

async function outcomeOf(work: () => unknown): Promise<PromiseSettledResult<unknown>> {
  try {
    return { status: 'fulfilled', value: await work() };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}

function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function toUnavailable(error: unknown): DatabaseUnavailable {
  if (error instanceof DatabaseUnavailable) return error;
  return new DatabaseUnavailable('The SQLite file cannot be written.', { cause: error });
}
