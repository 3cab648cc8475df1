/**
 * Global permissions: who may use Weir, create spaces, administer. They are read together with the person on each request and never
 * cached.
 */
import { sql } from 'kysely';
import { appendEvent } from '../audit/audit-trail.ts';
import type { Origin } from '../audit/origin.ts';
import type { Database } from '../database/database.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Clock } from '../foundation/clock.ts';
import type { GlobalPermission } from '../http/caller.ts';
import type { Subject } from './subject.ts';
import { keepingAnAdministrator } from './system-administrators.ts';

export interface Grant {
  readonly subject: Subject;
  /** The username or the group's name. */
  readonly name: string;
  readonly permission: GlobalPermission;
}

/** `unchanged`: it was so already, and nothing is recorded. */
export type GrantOutcome = 'changed' | 'unchanged' | 'unknown-subject' | 'last-administrator';

export interface GlobalPermissionStore {
  grant(subject: Subject, permission: GlobalPermission, origin: Origin): Promise<GrantOutcome>;
  revoke(subject: Subject, permission: GlobalPermission, origin: Origin): Promise<GrantOutcome>;
  /** @returns every grant, groups before users, by name */
  list(): Promise<readonly Grant[]>;
}

export function globalPermissionStore(database: Database, clock: Clock): GlobalPermissionStore {
  async function change(subject: Subject, permission: GlobalPermission, grants: boolean, origin: Origin): Promise<GrantOutcome> {
    const outcome = await keepingAnAdministrator(database, async (queries) => {
      const name = await nameOf(queries, subject);
      if (name === undefined) return 'unknown-subject';
      const row = { subject_kind: subject.kind, subject_id: subject.id, permission };
      if (!(grants ? await insert(queries, row) : await remove(queries, row))) return 'unchanged';
      await appendEvent(queries, {
        at: clock.now(),
        origin,
        kind: grants ? 'global-permission.granted' : 'global-permission.revoked',
        object: { type: subject.kind, id: String(subject.id), name },
        summary: grants ? `Granted the global permission ${permission}` : `Revoked the global permission ${permission}`,
      });
      return 'changed';
    });
    return typeof outcome === 'string' ? outcome : outcome.outcome;
  }

  return {
    grant: (subject, permission, origin) => change(subject, permission, true, origin),
    revoke: (subject, permission, origin) => change(subject, permission, false, origin),

    async list() {
      const ofGroups = database.read
        .selectFrom('global_permission')
        .innerJoin('user_group', 'user_group.id', 'global_permission.subject_id')
        .where('subject_kind', '=', 'group')
        .select([sql<Subject['kind']>`subject_kind`.as('kind'), 'subject_id', 'user_group.name', 'permission']);
      const ofUsers = database.read
        .selectFrom('global_permission')
        .innerJoin('user_account', 'user_account.id', 'global_permission.subject_id')
        .where('subject_kind', '=', 'user')
        .select([sql<Subject['kind']>`subject_kind`.as('kind'), 'subject_id', 'user_account.username as name', 'permission']);
      const rows = await ofGroups.unionAll(ofUsers).orderBy('kind').orderBy('name').orderBy('permission').execute();
      return rows.map(({ kind, subject_id, name, permission }) => ({ subject: { kind, id: subject_id }, name, permission }));
    },
  };
}

interface PermissionRow {
  readonly subject_kind: Subject['kind'];
  readonly subject_id: number;
  readonly permission: GlobalPermission;
}

async function nameOf(queries: WriteQueries, { kind, id }: Subject): Promise<string | undefined> {
  const row =
    kind === 'user'
      ? await queries.selectFrom('user_account').select('username as name').where('id', '=', id).executeTakeFirst()
      : await queries.selectFrom('user_group').select('name').where('id', '=', id).executeTakeFirst();
  return row?.name;
}

async function insert(queries: WriteQueries, row: PermissionRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await queries
    .insertInto('global_permission')
    .values(row)
    .onConflict((conflict) => conflict.columns(['subject_kind', 'subject_id', 'permission']).doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

async function remove(queries: WriteQueries, row: PermissionRow): Promise<boolean> {
  const { numDeletedRows } = await queries
    .deleteFrom('global_permission')
    .where('subject_kind', '=', row.subject_kind)
    .where('subject_id', '=', row.subject_id)
    .where('permission', '=', row.permission)
    .executeTakeFirstOrThrow();
  return numDeletedRows === 1n;
}
