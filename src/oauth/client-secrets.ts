/**
 * Client secrets (RFC 6749 §2.3.1). A secret is stored twice: as SHA-256 for comparison, and encrypted because “View credentials”
 * shows it again. A client has up to two at a time, so one can be replaced without an outage. The tokens of a service account end with
 * the secret they were obtained with.
 */
import type { WriteQueries } from '../database/schema.ts';
import type { SealedColumn } from '../database/sealed-column.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { equalInConstantTime, sha256 } from '../foundation/digest.ts';
import type { Keyring } from '../foundation/keyring.ts';
import { type Random, secretValue } from '../foundation/random.ts';
import type { Client } from './client-store.ts';

/** A secret as the credentials page shows it. Milliseconds since 1970. */
export interface ShownSecret {
  /** The row's, to end it by. */
  readonly id: number;
  /** Undefined: no key of the ring opens it any more; it still works, and can be replaced. */
  readonly secret: string | undefined;
  readonly createdAt: Milliseconds;
  /** Null: until it is replaced. */
  readonly expiresAt: Milliseconds | null;
}

/** Whose secret it is. The tokens that a service account gets with a secret are a family, which ends with it. */
type Owner = Pick<Client, 'id' | 'clientId' | 'serviceUserId'>;

export interface ClientSecrets {
  /** Makes a secret that is valid until it is replaced. @returns the secret, to be shown */
  issue(queries: WriteQueries, client: Owner, now: Milliseconds): Promise<string>;
  /** Lets the secret in force end at `end`, and any that was on its way out at once. */
  retire(queries: WriteQueries, client: Owner, end: Milliseconds, now: Milliseconds): Promise<void>;
  /** Ends a secret that is on its way out at once. @returns false when the client has no such secret */
  end(queries: WriteQueries, client: Owner, secretId: number, now: Milliseconds): Promise<boolean>;
  /** Ends all secrets of a client. */
  removeAll(queries: WriteQueries, client: Owner, now: Milliseconds): Promise<void>;
  /** @returns those that are valid at `now`, newest first */
  show(queries: WriteQueries, client: Owner, now: Milliseconds): Promise<ShownSecret[]>;
}

/** A family that ends with its secret has no end of its own: the last moment that a date can hold. */
const never: Milliseconds = 8_640_000_000_000_000;

export function clientSecrets(keyring: Keyring, random: Random): ClientSecrets {
  return {
    async issue(queries, client, now) {
      const secret = secretValue(random);
      const { id } = await queries
        .insertInto('oauth_client_secret')
        .values({
          client: client.id,
          secret_hash: sha256(secret),
          secret_encrypted: keyring.encrypt(secret, purpose(client.clientId)),
          created_at: now,
          expires_at: null,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      if (client.serviceUserId !== null) await beginFamily(queries, client.id, id, now);
      return secret;
    },

    async retire(queries, client, end, now) {
      await remove(queries, client, now, (secrets) => secrets.where('expires_at', 'is not', null));
      await queries.updateTable('oauth_client_secret').set({ expires_at: end }).where('client', '=', client.id).execute();
      if (client.serviceUserId !== null) await endFamiliesAt(queries, client.id, end);
    },

    async end(queries, client, secretId, now) {
      const ended = await remove(queries, client, now, (secrets) =>
        secrets.where('id', '=', secretId).where('expires_at', 'is not', null),
      );
      return ended > 0;
    },

    async removeAll(queries, client, now) {
      await remove(queries, client, now, (secrets) => secrets);
    },

    async show(queries, { id, clientId }, now) {
      const rows = await queries
        .selectFrom('oauth_client_secret')
        .select(['id', 'secret_encrypted', 'created_at', 'expires_at'])
        .where('client', '=', id)
        .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
        .orderBy('id', 'desc')
        .execute();
      return rows.map((row) => ({
        id: row.id,
        secret: keyring.decrypt(row.secret_encrypted, purpose(clientId)),
        createdAt: row.created_at,
        expiresAt: row.expires_at,
      }));
    },
  };
}

/** Deletes secrets of a client, and ends first what a service account got with them. @returns how many */
async function remove(
  queries: WriteQueries,
  client: Owner,
  now: Milliseconds,
  choose: (secrets: SecretsOfClient) => SecretsOfClient,
): Promise<number> {
  const chosen = choose(secretsOf(queries, client.id));
  if (client.serviceUserId !== null) {
    await queries
      .updateTable('oauth_family')
      .set({ ended_at: now, end_reason: 'secret-ended' })
      .where('client_secret', 'in', chosen)
      .where('ended_at', 'is', null)
      .execute();
  }
  const { numDeletedRows } = await queries.deleteFrom('oauth_client_secret').where('id', 'in', chosen).executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}

type SecretsOfClient = ReturnType<typeof secretsOf>;

function secretsOf(queries: WriteQueries, client: number) {
  return queries.selectFrom('oauth_client_secret').select('id').where('client', '=', client);
}

/** A family for the tokens that a service account gets with a secret, under its standing grant. */
async function beginFamily(queries: WriteQueries, client: number, secret: number, now: Milliseconds): Promise<void> {
  const grant = await queries
    .selectFrom('oauth_grant')
    .select('id')
    .where('client', '=', client)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow();
  await queries
    .insertInto('oauth_family')
    .values({
      grant_id: grant.id,
      code_hash: null,
      client_secret: secret,
      created_at: now,
      expires_at: never,
      ended_at: null,
      end_reason: null,
    })
    .execute();
}

/** What was got with secrets that are on their way out lives no longer than they do. */
async function endFamiliesAt(queries: WriteQueries, client: number, end: Milliseconds): Promise<void> {
  const families = queries.selectFrom('oauth_family').select('id').where('client_secret', 'in', secretsOf(queries, client));
  await queries
    .updateTable('oauth_token_pair')
    .set({ access_expires_at: end })
    .where('family_id', 'in', families)
    .where('access_expires_at', '>', end)
    .execute();
  await queries.updateTable('oauth_family').set({ expires_at: end }).where('id', 'in', families).execute();
}

/** @returns which of the hashes is that of a presented secret, in a time that does not tell which or how nearly; undefined: none */
export function hashAmong(secretHashes: readonly string[], presented: string): string | undefined {
  const presentedHash = sha256(presented);
  const [found] = secretHashes.filter((secretHash) => equalInConstantTime(secretHash, presentedHash));
  return found;
}

/** For a change of keys. */
export const sealedClientSecrets: readonly SealedColumn[] = [
  {
    table: 'oauth_client_secret',
    column: 'secret_encrypted',
    id: 'id',
    join: 'join oauth_client on oauth_client.id = sealed.client',
    about: ['oauth_client.client_id'],
    purpose,
  },
];

/** Bound to the ciphertext, so that a row copied to another client does not open. */
function purpose(clientId: string): string {
  return `client secret of ${clientId}`;
}
