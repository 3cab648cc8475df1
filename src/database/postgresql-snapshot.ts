/** A snapshot of PostgreSQL: one transaction that sees what was committed at its first query, read through cursors. */
import pg from 'pg';
import { DatabaseUnavailable } from './database.ts';
import { isPostgresqlUnavailable } from './failures.ts';
import { postgresqlTypes } from './postgresql-pool.ts';
import { piece, type Snapshot } from './snapshot-pieces.ts';

/** @throws DatabaseUnavailable */
export async function openPostgresqlSnapshot(url: string): Promise<Snapshot> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'weir backup',
    keepAlive: true,
    types: postgresqlTypes,
  });
  // Without a listener a connection that breaks between two queries would end the process; the next query says so.
  client.on('error', () => {});

  async function query(text: string): Promise<pg.QueryArrayResult<unknown[]>> {
    try {
      return await client.query<unknown[]>({ text, rowMode: 'array' });
    } catch (error) {
      if (!isPostgresqlUnavailable(error)) throw error;
      throw new DatabaseUnavailable('PostgreSQL does not answer.', { cause: error });
    }
  }

  try {
    await client.connect();
  } catch (error) {
    throw new DatabaseUnavailable('PostgreSQL cannot be reached.', { cause: error });
  }
  await query('begin isolation level repeatable read, read only');
  await query('set local statement_timeout = 0');
  // The moment is that of the first query that looks at a table.
  await query('select count(*) from pg_class');
  return {
    engine: 'postgresql',
    async *stream(text) {
      await query(`declare pieces no scroll cursor for ${text}`);
      for (;;) {
        const { rows, fields } = await query(`fetch ${piece} from pieces`);
        yield { columns: fields.map(({ name }) => name), rows };
        if (rows.length < piece) break;
      }
      await query('close pieces');
    },
    close: () => client.end(),
  };
}
