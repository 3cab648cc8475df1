/**
 * Fresh, migrated databases for tests, and one suite over both of them.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, suite } from 'node:test';
import type { Database, Engine } from '../../src/database/database.ts';
import { migrate } from '../../src/database/migrate.ts';
import { type DatabaseLocation, openDatabase } from '../../src/database/open.ts';
import type { SqliteLocation } from '../../src/database/sqlite.ts';
import { migratedPostgresDatabase } from './migrated-postgres.ts';
import { writeMigratedFile } from './migrated-sqlite.ts';
import { fastestFolder, freshPostgresDatabase } from './postgres.ts';

/** 2026-01-01T00:00:00Z */
const migratedAt = 1_767_225_600_000;

/** A place for a database of its own that is not opened yet, and has no tables. */
export interface FreshLocation {
  /** Opens the same data from anywhere, other processes too. */
  readonly location: DatabaseLocation;
  /** Removes what is there; all connections must be closed. */
  remove(): Promise<void>;
}

export interface TestDatabase {
  readonly database: Database;
  readonly location: DatabaseLocation;
}

/** An empty database without tables. */
export async function freshLocation(engine: Engine): Promise<FreshLocation> {
  if (engine === 'postgresql') {
    const { url, drop } = await freshPostgresDatabase();
    return { location: { url }, remove: drop };
  }
  return freshFile();
}

async function freshFile(): Promise<FreshLocation & { readonly location: SqliteLocation }> {
  const folder = await mkdtemp(join(await fastestFolder(), 'weir-sqlite-'));
  return {
    location: { file: join(folder, 'weir.db') },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The same with all tables, which takes a tenth of the time that the migrations take; `migrate` finds nothing left to do. */
export async function migratedLocation(engine: Engine): Promise<FreshLocation> {
  if (engine === 'postgresql') {
    const { url, drop } = await migratedPostgresDatabase();
    return { location: { url }, remove: drop };
  }
  const place = await freshFile();
  await writeMigratedFile(place.location.file);
  return place;
}

/**
 * Defines the same suite for SQLite and for PostgreSQL.
 * @param define gets `open`, which makes a fresh migrated database at each call, or opens a place once more when it is given one;
 *   all are closed and removed after the suite
 */
export function eachDatabase(define: (engine: Engine, open: (again?: DatabaseLocation) => Promise<TestDatabase>) => void): void {
  for (const engine of ['sqlite', 'postgresql'] as const) {
    suite(`on ${engine === 'sqlite' ? 'SQLite' : 'PostgreSQL'}`, () => {
      const opened: Database[] = [];
      const fresh: FreshLocation[] = [];

      after(async () => {
        await Promise.all(opened.map((database) => database.close()));
        await Promise.all(fresh.map(({ remove }) => remove()));
      });

      async function place(): Promise<DatabaseLocation> {
        const made = await migratedLocation(engine);
        fresh.push(made);
        return made.location;
      }

      define(engine, async (again) => {
        const location = again ?? (await place());
        const database = await openDatabase(location);
        opened.push(database);
        assert.equal((await migrate(database, migratedAt)).kind, 'ready');
        return { database, location };
      });
    });
  }
}
