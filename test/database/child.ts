/**
 * A second process on the same data, for tests about several processes: opens the place it is given and does what it is told.
 * Started by `startChild` of children.ts.
 */
import { DatabaseUnavailable } from '../../src/database/database.ts';
import { migrate } from '../../src/database/migrate.ts';
import { type DatabaseLocation, openDatabase } from '../../src/database/open.ts';
import type { Order } from './children.ts';

// The parent is startChild, which writes a DatabaseLocation and sends orders.
const location = JSON.parse(process.argv[2] ?? '') as DatabaseLocation;
const database = await openDatabase(location);

process.on('message', async (order: Order) => report(await obey(order)));
report('open');

async function obey(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'migrate':
      return migrate(database, 1);
    case 'redeem':
      return Promise.all(order.keys.flatMap((key) => Array.from({ length: order.callers }, () => redeem(key))));
    case 'write-until-killed':
      return writeForever(order.name);
    case 'fill':
      return fill();
  }
}

/** @returns the key when this caller won it */
function redeem(key: string): Promise<string | undefined> {
  return database.write(async (queries) => {
    const { numUpdatedRows } = await queries
      .updateTable('one_time_address')
      .set({ used_at: 1 })
      .where('token_hash', '=', key)
      .where('used_at', 'is', null)
      .executeTakeFirstOrThrow();
    return numUpdatedRows === 1n ? key : undefined;
  });
}

/** Reports each row after it was acknowledged. */
async function writeForever(name: string): Promise<never> {
  for (let count = 0; ; count += 1) {
    const row = `${name}-${count}`;
    await insert(row);
    report(row);
  }
}

/** Writes rows of 64 KiB until one is refused, a hundred at most. */
async function fill(): Promise<{ acknowledged: string[]; refused: string; unavailable: boolean } | undefined> {
  const acknowledged: string[] = [];
  while (acknowledged.length < 100) {
    const row = `${acknowledged.length}-`.padEnd(65_536, 'x');
    try {
      await insert(row);
      acknowledged.push(row);
    } catch (error) {
      return { acknowledged, refused: row, unavailable: error instanceof DatabaseUnavailable };
    }
  }
  return undefined;
}

async function insert(hash: string): Promise<void> {
  await database.write((queries) =>
    queries.insertInto('one_time_address').values({ token_hash: hash, purpose: 'setup', created_at: 1, expires_at: 2 }).execute(),
  );
}

function report(message: unknown): void {
  if (process.connected) process.send?.(message ?? null);
}
