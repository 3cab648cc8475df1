/** The verbs on clients: register, change, replace the secret, disable, remove. Each is one transaction that includes its audit event. */
import { appendEvent, type Change } from '../audit/audit-trail.ts';
import type { Origin } from '../audit/origin.ts';
import type { Database } from '../database/database.ts';
import { violatesUnique } from '../database/failures.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import { fold } from '../foundation/folding.ts';
import { hexId, type Random } from '../foundation/random.ts';
import { auditedClient, differences, kindOfClient } from './client-audit.ts';
import { type ClientProblem, checkClient, cleanName, nameTaken } from './client-rules.ts';
import type { ClientSecrets, ShownSecret } from './client-secrets.ts';
import { type ClientSettings, clientInTransaction, newColumns, type RegisteredClient, toColumns } from './client-store.ts';
import type { RedirectPolicy } from './redirect-uri.ts';

/** For how many days a secret that was replaced goes on working. */
export const overlapDays = [0, 1, 7, 30] as const;
export type OverlapDays = (typeof overlapDays)[number];

const day: Milliseconds = 24 * 3600 * 1000;

export interface Logo {
  readonly mediaType: 'image/png' | 'image/jpeg';
  readonly bytes: Buffer;
}

interface InvalidSettings {
  readonly kind: 'invalid';
  readonly problems: readonly ClientProblem[];
}

/** What saving a client came to. `secret`: one that was just made, to be shown. */
type SaveOutcome =
  | { readonly kind: 'saved'; readonly client: RegisteredClient; readonly secret: string | undefined }
  | InvalidSettings
  /** Somebody else changed it after it was read. */
  | { readonly kind: 'changed-meanwhile' }
  | { readonly kind: 'unknown' };

/**
 * Verbs over clients; `id` is the row's, `origin` says who does it and from where. An id that no client has gives undefined or false.
 * The verbs over secrets take the client of a service account too; the others know application links alone.
 */
export interface Clients {
  create(settings: ClientSettings, origin: Origin): Promise<Exclude<SaveOutcome, { kind: 'unknown' | 'changed-meanwhile' }>>;
  /**
   * Replaces the settings that are given. A client that becomes confidential gets a secret; one that becomes public loses its secrets.
   * @param seen `updatedAt` of what the new settings were made from: a change in between is not overwritten; without it, whatever there is
   */
  update(id: number, settings: Partial<ClientSettings>, origin: Origin, seen?: Milliseconds): Promise<SaveOutcome>;
  /** Makes a new secret; the one in force ends after the overlap. @returns the new secret; undefined for a public client too */
  rotateSecret(id: number, overlap: OverlapDays, origin: Origin): Promise<string | undefined>;
  /** Ends a secret that was replaced before its time. @returns false when the client has none such */
  endSecret(id: number, secretId: number, origin: Origin): Promise<boolean>;
  /** @returns the secrets that are valid now, newest first */
  viewSecrets(id: number, origin: Origin): Promise<readonly ShownSecret[] | undefined>;
  /** Nothing works for a disabled client; `enable` lets it go on with the tokens that have not expired meanwhile. */
  disable(id: number, origin: Origin): Promise<boolean>;
  enable(id: number, origin: Origin): Promise<boolean>;
  /** Removes the client with its secrets, grants and tokens. */
  remove(id: number, origin: Origin): Promise<boolean>;
  /** @param logo undefined: none any more */
  setLogo(id: number, logo: Logo | undefined, origin: Origin): Promise<boolean>;
}

/** What one change tells its caller, and the audit trail. */
interface Told<T> {
  readonly result: T;
  /** Undefined: nothing changed, so nothing is told. `kind` is what follows `application-link.` or `service-account.`. */
  readonly event: { readonly kind: string; readonly summary: string; readonly changes?: readonly Change[] } | undefined;
}

export function createClients(options: {
  readonly database: Database;
  readonly secrets: ClientSecrets;
  readonly clock: Clock;
  readonly random: Random;
  /** Which redirect URIs may be registered now. */
  readonly redirectPolicy: () => RedirectPolicy;
}): Clients {
  const { database, secrets, clock, random, redirectPolicy } = options;

  return {
    create: (settings, origin) =>
      save(async (queries) => {
        const problems = checkClient(settings, redirectPolicy());
        if (problems.length > 0) return { kind: 'invalid', problems };
        const client = await insert(queries, settings, origin);
        const secret = client.clientType === 'confidential' ? await secrets.issue(queries, client, client.createdAt) : undefined;
        await appendEvent(queries, {
          at: client.createdAt,
          origin,
          kind: 'application-link.created',
          object: auditedClient(client),
          summary: `Created the application link ${client.name}.`,
          changes: differences(undefined, client),
        });
        return { kind: 'saved', client, secret };
      }),

    update: (id, changed, origin, seen) =>
      save<SaveOutcome>(async (queries) => {
        const saved = await change<SaveOutcome>(queries, id, origin, async (before, now) => {
          if (before.serviceUserId !== null) return undefined;
          if (seen !== undefined && seen !== before.updatedAt) return { result: { kind: 'changed-meanwhile' }, event: undefined };
          const settings = { ...before, ...changed };
          const problems = checkClient(settings, redirectPolicy());
          if (problems.length > 0) return { result: { kind: 'invalid', problems }, event: undefined };
          // Two changes in one millisecond are two all the same.
          const updatedAt = Math.max(now, before.updatedAt + 1);
          const client = { ...settings, name: cleanName(settings.name), updatedAt };
          await queries
            .updateTable('oauth_client')
            .set({ ...toColumns(settings), name: client.name, name_folded: fold(client.name), updated_at: updatedAt })
            .where('id', '=', id)
            .execute();
          await queries.deleteFrom('oauth_client_redirect_uri').where('client', '=', id).execute();
          await insertRedirectUris(queries, id, settings.redirectUris);
          const secret = await secretsOfType(queries, before, client, now);
          const changes = differences(before, client);
          const event = { kind: 'changed', summary: `Changed the application link ${client.name}.`, changes };
          return { result: { kind: 'saved', client, secret }, event: changes.length > 0 ? event : undefined };
        });
        return saved ?? { kind: 'unknown' };
      }),

    rotateSecret: (id, overlap, origin) =>
      database.write((queries) =>
        change(queries, id, origin, async (client, now) => {
          if (client.clientType === 'public') return undefined;
          if (overlap === 0) await secrets.removeAll(queries, client, now);
          else await secrets.retire(queries, client, now + overlap * day, now);
          const until = overlap === 0 ? 'ended at once' : `works for ${overlap} more ${overlap === 1 ? 'day' : 'days'}`;
          return {
            result: await secrets.issue(queries, client, now),
            event: { kind: 'secret-rotated', summary: `Replaced the client secret of ${client.name}; the old one ${until}.` },
          };
        }),
      ),

    endSecret: async (id, secretId, origin) => {
      const ended = await database.write((queries) =>
        change(queries, id, origin, async (client, now) => {
          if (!(await secrets.end(queries, client, secretId, now))) return undefined;
          const summary = `Ended the replaced client secret of ${client.name} before its time.`;
          return { result: true, event: { kind: 'secret-ended', summary } };
        }),
      );
      return ended ?? false;
    },

    viewSecrets: (id, origin) =>
      database.write((queries) =>
        change(queries, id, origin, async (client, now) => ({
          result: await secrets.show(queries, client, now),
          event: { kind: 'credentials-viewed', summary: `Viewed the credentials of ${client.name}.` },
        })),
      ),

    disable: (id, origin) => setDisabled(id, true, origin),
    enable: (id, origin) => setDisabled(id, false, origin),

    remove: async (id, origin) => {
      const removed = await database.write((queries) =>
        change(queries, id, origin, async (client) => {
          if (client.serviceUserId !== null) return undefined;
          await queries.deleteFrom('oauth_client').where('id', '=', id).execute();
          return { result: true, event: { kind: 'removed', summary: `Removed the application link ${client.name}.` } };
        }),
      );
      return removed ?? false;
    },

    setLogo: async (id, logo, origin) => {
      const done = await database.write((queries) =>
        change(queries, id, origin, async (client, now) => {
          if (client.serviceUserId !== null) return undefined;
          await queries.deleteFrom('oauth_client_logo').where('client', '=', id).execute();
          if (logo !== undefined) {
            const row = { client: id, media_type: logo.mediaType, bytes: logo.bytes.toString('base64'), updated_at: now };
            await queries.insertInto('oauth_client_logo').values(row).execute();
          }
          const summary = `${logo === undefined ? 'Removed' : 'Set'} the logo of ${client.name}.`;
          return { result: true, event: { kind: 'logo-changed', summary } };
        }),
      );
      return done ?? false;
    },
  };

  /** That a name is taken shows only when the row is written. */
  async function save<T extends SaveOutcome>(write: (queries: WriteQueries) => Promise<T>): Promise<T | InvalidSettings> {
    try {
      return await database.write(write);
    } catch (error) {
      if (!violatesUnique(error)) throw error;
      return { kind: 'invalid', problems: [nameTaken] };
    }
  }

  /** Runs `work` on a client that exists. The write before the read changes nothing: it keeps two administrators' changes one after the other. */
  async function change<T>(
    queries: WriteQueries,
    id: number,
    origin: Origin,
    work: (client: RegisteredClient, now: Milliseconds) => Promise<Told<T> | undefined>,
  ): Promise<T | undefined> {
    const now = clock.now();
    await queries
      .updateTable('oauth_client')
      .set((row) => ({ updated_at: row.ref('updated_at') }))
      .where('id', '=', id)
      .execute();
    const client = await clientInTransaction(queries, id);
    const told = client && (await work(client, now));
    if (client === undefined || told === undefined) return undefined;
    const { result, event } = told;
    if (event === undefined) return result;
    await appendEvent(queries, {
      ...event,
      at: now,
      origin,
      kind: `${kindOfClient(client)}.${event.kind}`,
      object: auditedClient(client),
    });
    return result;
  }

  /** Doing it again changes nothing, and nothing is told. */
  async function setDisabled(id: number, disabled: boolean, origin: Origin): Promise<boolean> {
    const done = await database.write((queries) =>
      change(queries, id, origin, async (client, now) => {
        if (client.serviceUserId !== null) return undefined;
        if ((client.disabledAt !== null) === disabled) return { result: true, event: undefined };
        const disabledAt = disabled ? now : null;
        await queries.updateTable('oauth_client').set({ disabled_at: disabledAt }).where('id', '=', id).execute();
        const kind = disabled ? 'disabled' : 'enabled';
        const summary = `${disabled ? 'Disabled' : 'Enabled'} the application link ${client.name}.`;
        return { result: true, event: { kind, summary } };
      }),
    );
    return done ?? false;
  }

  async function insert(queries: WriteQueries, settings: ClientSettings, origin: Origin): Promise<RegisteredClient> {
    const now = clock.now();
    const name = cleanName(settings.name);
    const clientId = hexId(random);
    const createdBy = origin.actor.userId;
    const { id } = await queries
      .insertInto('oauth_client')
      .values({
        ...toColumns(settings),
        ...newColumns({ clientId, createdBy, now }),
        name,
        name_folded: fold(name),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await insertRedirectUris(queries, id, settings.redirectUris);
    return {
      ...settings,
      name,
      id,
      clientId,
      serviceUserId: null,
      description: '',
      expiresAt: null,
      createdBy,
      createdAt: now,
      updatedAt: now,
      disabledAt: null,
      lastUsedAt: null,
    };
  }

  async function secretsOfType(
    queries: WriteQueries,
    before: RegisteredClient,
    after: RegisteredClient,
    now: Milliseconds,
  ): Promise<string | undefined> {
    if (before.clientType === after.clientType) return undefined;
    if (after.clientType === 'confidential') return secrets.issue(queries, after, now);
    await secrets.removeAll(queries, after, now);
    return undefined;
  }
}

async function insertRedirectUris(queries: WriteQueries, client: number, uris: readonly string[]): Promise<void> {
  await queries
    .insertInto('oauth_client_redirect_uri')
    .values(uris.map((uri, position) => ({ client, position, uri })))
    .execute();
}
