/** Databases on PostgreSQL whose tables are made already: a copy takes a twentieth of the time that the migrations take. */
import { createHash } from 'node:crypto';
import pg from 'pg';
import { migrate } from '../../src/database/migrate.ts';
import { migrations } from '../../src/database/migrations/migrations.ts';
import { openDatabase } from '../../src/database/open.ts';
import { freshPostgresDatabase, postgresServer } from './postgres.ts';

/** Of the session-level lock under which the first test file makes the database that is copied. */
const templateLock = 72_611_904;

/** Another set of migrations is another database to copy, also on a server that outlives this run. */
const template = `weir_template_${createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 16)}`;

let made: Promise<void> | undefined;

/** The same as `freshPostgresDatabase`, after `migrate`. */
export async function migratedPostgresDatabase(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  made ??= makeTemplate();
  await made;
  return freshPostgresDatabase(template);
}

async function makeTemplate(): Promise<void> {
  const client = new pg.Client(await postgresServer());
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [templateLock]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
    if (rowCount !== 0) return;
    const { url } = await freshPostgresDatabase();
    const database = await openDatabase({ url });
    await migrate(database, Date.now());
    await database.close();
    // Under its name once it is whole: who is killed before leaves none that is half made.
    await client.query(`alter database ${new URL(url).pathname.slice(1)} rename to ${template}`);
  } finally {
    await client.end();
  }
}
