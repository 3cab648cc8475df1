/** Brings the tables of a database to the state that this program expects, once, however many processes start at the same moment. */
import { sql } from 'kysely';
import { sha256 } from '../foundation/digest.ts';
import type { Database, Engine } from './database.ts';
import { type Migration, statementsFor } from './migrations/migration.ts';
import { migrations } from './migrations/migrations.ts';
import type { SchemaMigrationTable, WriteQueries } from './schema.ts';

export type MigrationOutcome =
  /** The tables are as this program expects them. `applied`: names of the migrations that had to run, in their order. */
  | { readonly kind: 'ready'; readonly applied: readonly string[] }
  /** A newer program has changed the data; this one must not touch it. */
  | { readonly kind: 'data-is-newer'; readonly number: number; readonly name: string; readonly known: number }
  /** The data was made by another text of this migration than the program has. */
  | { readonly kind: 'migration-differs'; readonly number: number; readonly name: string };

/** The number under which PostgreSQL keeps the lock of migrations; any that no other program uses on the same database. */
const lockNumber = 0x77656972;

const ownTable: Migration = {
  number: 0,
  name: 'migrations',
  ddl: `
create table if not exists schema_migration (
  number bigint primary key not null,
  name text not null,
  checksum text not null,
  applied_at bigint not null
);
`,
};

/**
 * Runs the migrations that are missing, all or none, in one transaction.
 * @param now milliseconds since 1970, noted beside each
 * @returns what was done, or why nothing was
 * @throws DatabaseUnavailable
 */
export function migrate(database: Database, now: number): Promise<MigrationOutcome> {
  return database.write(async (queries) => {
    await lockMigrations(queries, database.engine);
    return migrateTo(queries, database.engine, now, migrations.length);
  });
}

/** Keeps every other process that would migrate the same database waiting until the transaction ends. */
export async function lockMigrations(queries: WriteQueries, engine: Engine): Promise<void> {
  // SQLite's one writer is lock enough.
  if (engine === 'postgresql') await sql`select pg_advisory_xact_lock(${lockNumber})`.execute(queries);
}

/** The same inside a transaction that holds the lock, and no further than `count`: a restore puts the rows of an older version in before the rest. */
export async function migrateTo(queries: WriteQueries, engine: Engine, now: number, count: number): Promise<MigrationOutcome> {
  for (const statement of statementsFor(engine, ownTable)) await sql.raw(statement).execute(queries);

  const applied = await queries.selectFrom('schema_migration').selectAll().orderBy('number').execute();
  const refusal = refusalOf(applied);
  if (refusal) return refusal;

  const missing = migrations.slice(applied.length, count);
  for (const migration of missing) {
    for (const statement of statementsFor(engine, migration)) await sql.raw(statement).execute(queries);
  }
  await note(queries, missing, now);
  return { kind: 'ready', applied: missing.map(({ name }) => name) };
}

/** What tells one migration from every other text of it. */
export type AppliedMigration = Pick<SchemaMigrationTable, 'number' | 'name' | 'checksum'>;

/** @returns the refusal to touch data that these migrations made, if they do not fit this program */
export function refusalOf(
  applied: readonly AppliedMigration[],
): Exclude<MigrationOutcome, { readonly kind: 'ready' }> | undefined {
  const newest = applied.at(-1);
  if (newest && newest.number > migrations.length) {
    return { kind: 'data-is-newer', number: newest.number, name: newest.name, known: migrations.length };
  }
  const differing = applied.find(({ number, checksum }, index) => {
    const known = migrations[index];
    return known?.number !== number || checksumOf(known) !== checksum;
  });
  return differing && { kind: 'migration-differs', number: differing.number, name: differing.name };
}

async function note(queries: WriteQueries, done: readonly Migration[], now: number): Promise<void> {
  if (done.length === 0) return;
  const rows = done.map((migration) => ({
    number: migration.number,
    name: migration.name,
    checksum: checksumOf(migration),
    applied_at: now,
  }));
  await queries.insertInto('schema_migration').values(rows).execute();
}

function checksumOf({ ddl, own }: Migration): string {
  return sha256(own === undefined ? ddl : `${ddl}${own.sqlite}${own.postgresql}`);
}
