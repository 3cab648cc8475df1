/**
 * Clients that act as an account of their own (RFC 6749 §4.4): written inside the transaction that creates or changes the service
 * account.
 */
import { appendEvent } from '../audit/audit-trail.ts';
import type { Origin } from '../audit/origin.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds, Seconds } from '../foundation/clock.ts';
import { fold } from '../foundation/folding.ts';
import type { Scope } from '../http/caller.ts';
import { auditedClient } from './client-audit.ts';
import { defaultClientSettings } from './client-rules.ts';
import { clientInTransaction, newColumns, type RegisteredClient, toColumns } from './client-store.ts';

/** What an administrator decides about such a client. */
export interface ServiceClientSettings {
  readonly name: string;
  readonly description: string;
  /** The most that it may ask for, and what it gets when it asks for nothing in particular. */
  readonly scope: Scope;
  /** Life of an access token; null: the setting in force. */
  readonly accessTokenSeconds: Seconds | null;
  /** Nothing of the client works from here on; null: it does not expire. */
  readonly expiresAt: Milliseconds | null;
}

/**
 * Writes the client and its standing grant to its own account; its secret comes next.
 * @throws an error that `violatesUnique` when the name is taken
 */
export async function insertServiceClient(
  queries: WriteQueries,
  settings: ServiceClientSettings,
  made: {
    readonly clientId: string;
    readonly serviceUserId: number;
    readonly createdBy: number | null;
    readonly now: Milliseconds;
  },
): Promise<RegisteredClient> {
  const { serviceUserId, now } = made;
  const { id } = await queries
    .insertInto('oauth_client')
    .values({
      ...toColumns({ ...defaultClientSettings, redirectUris: [], name: settings.name }),
      ...columnsOf(settings),
      ...newColumns(made),
      service_user_id: serviceUserId,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await queries
    .insertInto('oauth_grant')
    .values({
      client: id,
      user_id: serviceUserId,
      scope: settings.scope,
      created_at: now,
      last_used_at: null,
      last_used_address: null,
      ended_at: null,
    })
    .execute();
  return found(await clientInTransaction(queries, id));
}

/**
 * Changes the client, when it is still as it was seen.
 * @param seen `updatedAt` of what the new settings were made from
 * @returns false when somebody else changed it meanwhile, or it is gone
 * @throws an error that `violatesUnique` when the name is taken
 */
export async function updateServiceClient(
  queries: WriteQueries,
  id: number,
  settings: ServiceClientSettings,
  { seen, now }: { readonly seen: Milliseconds; readonly now: Milliseconds },
): Promise<boolean> {
  const { numUpdatedRows } = await queries
    .updateTable('oauth_client')
    // Two changes in one millisecond are two all the same.
    .set({ ...columnsOf(settings), updated_at: Math.max(now, seen + 1) })
    .where('id', '=', id)
    .where('updated_at', '=', seen)
    .where('service_user_id', 'is not', null)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return false;
  await queries.updateTable('oauth_grant').set({ scope: settings.scope }).where('client', '=', id).execute();
  return true;
}

/** Removes the client of a service account whose user account is deleted, with its secrets and tokens, in that transaction. */
export async function removeServiceClientOfUser(
  queries: WriteQueries,
  userId: number,
  { at, origin }: { readonly at: Milliseconds; readonly origin: Origin },
): Promise<void> {
  const removed = await queries
    .deleteFrom('oauth_client')
    .where('service_user_id', '=', userId)
    .returning(['client_id', 'name'])
    .executeTakeFirst();
  if (removed === undefined) return;
  const object = auditedClient({ clientId: removed.client_id, name: removed.name, serviceUserId: userId });
  const summary = `Removed the service account ${removed.name}.`;
  await appendEvent(queries, { at, origin, kind: 'service-account.removed', object, summary });
}

function columnsOf({ name, description, scope, accessTokenSeconds, expiresAt }: ServiceClientSettings) {
  return {
    name,
    name_folded: fold(name),
    description,
    scope,
    access_token_seconds: accessTokenSeconds,
    expires_at: expiresAt,
  };
}

function found(client: RegisteredClient | undefined): RegisteredClient {
  if (client === undefined) throw new Error('A client that was just written is not there.');
  return client;
}
