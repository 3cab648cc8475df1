/**
 * Client secrets (RFC 6749 §2.3.1). One is stored twice: as SHA-256, to be compared with, and encrypted, because “View credentials” shows it again.
 * A client has up to two at a time, so that one can be replaced without an outage.
 */
import type { Database } from '../database/database.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { equalInConstantTime, sha256 } from '../foundation/digest.ts';
import type { Keyring } from '../foundation/keyring.ts';
import { type Random, secretValue } from '../foundation/random.ts';

/** A secret as the credentials page shows it. Milliseconds since 1970. */
export interface ShownSecret {
  /** Undefined: no key of the ring opens it any more; it still works, and can be replaced. */
  readonly secret: string | undefined;
  readonly createdAt: Milliseconds;
  /** Null: until it is replaced. */
  readonly expiresAt: Milliseconds | null;
}

export interface ClientSecrets {
  /** Makes a secret that is valid until it is replaced. @returns the secret, to be shown */
  issue(queries: WriteQueries, client: { readonly id: number; readonly clientId: string }, now: Milliseconds): Promise<string>;
  /** Lets the secret in force end at `end`, and any that was on its way out at once. */
  retire(queries: WriteQueries, client: number, end: Milliseconds): Promise<void>;
  /** Ends all secrets of a client that is to have none. */
  removeAll(queries: WriteQueries, client: number): Promise<void>;
  /** @returns those that are valid at `now`, newest first */
  show(
    queries: WriteQueries,
    client: { readonly id: number; readonly clientId: string },
    now: Milliseconds,
  ): Promise<ShownSecret[]>;
}

export function clientSecrets(keyring: Keyring, random: Random): ClientSecrets {
  return {
    async issue(queries, { id, clientId }, now) {
      const secret = secretValue(random);
      await queries
        .insertInto('oauth_client_secret')
        .values({
          client: id,
          secret_hash: sha256(secret),
          secret_encrypted: keyring.encrypt(secret, purpose(clientId)),
          created_at: now,
          expires_at: null,
        })
        .execute();
      return secret;
    },

    async retire(queries, client, end) {
      await queries.deleteFrom('oauth_client_secret').where('client', '=', client).where('expires_at', 'is not', null).execute();
      await queries.updateTable('oauth_client_secret').set({ expires_at: end }).where('client', '=', client).execute();
    },

    async removeAll(queries, client) {
      await queries.deleteFrom('oauth_client_secret').where('client', '=', client).execute();
    },

    async show(queries, { id, clientId }, now) {
      const rows = await queries
        .selectFrom('oauth_client_secret')
        .select(['secret_encrypted', 'created_at', 'expires_at'])
        .where('client', '=', id)
        .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
        .orderBy('id', 'desc')
        .execute();
      return rows.map((row) => ({
        secret: keyring.decrypt(row.secret_encrypted, purpose(clientId)),
        createdAt: row.created_at,
        expiresAt: row.expires_at,
      }));
    },
  };
}

/** @returns whether there is any secret that only a key of the ring can show; false on a database without tables */
export async function holdsSecrets(database: Database): Promise<boolean> {
  const tables = await database.read.introspection.getTables();
  if (!tables.some(({ name }) => name === 'oauth_client_secret')) return false;
  return (await database.read.selectFrom('oauth_client_secret').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** @returns whether a presented secret is one of those whose hashes are given, in a time that does not tell which or how nearly */
export function isOneOf(secretHashes: readonly string[], presented: string): boolean {
  const presentedHash = sha256(presented);
  return secretHashes.map((secretHash) => equalInConstantTime(secretHash, presentedHash)).includes(true);
}

/** Bound to the ciphertext, so that a row copied to another client does not open. */
function purpose(clientId: string): string {
  return `client secret of ${clientId}`;
}
