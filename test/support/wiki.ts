/** A wiki on a fresh database, with people who are allowed one thing and not another. */
import assert from 'node:assert/strict';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { Database } from '../../src/database/database.ts';
import type { SubjectKind } from '../../src/database/schema/columns.ts';
import { type GlobalPermission, noPreferences, type Person } from '../../src/http/caller.ts';
import { complete, permissionsOf, type SpaceRole } from '../../src/wiki/permission-sets.ts';
import type { SpacePermission } from '../../src/wiki/permissions.ts';
import type { ContentRecord, SpaceRecord } from '../../src/wiki/records.ts';
import { isRefusal, type Refusal } from '../../src/wiki/refusals.ts';
import { createWiki, type Wiki } from '../../src/wiki/wiki.ts';
import { testStorage } from './attachments.ts';

/** 2026-03-01T12:00:00Z; the clock stands still unless a test sets it. */
export const testNow = 1_772_366_400_000;

export interface TestWiki {
  readonly wiki: Wiki;
  readonly database: Database;
  readonly clock: { time: number; now(): number };
  /** Makes an account. @param groups are made when they are missing */
  person(username: string, groups?: readonly string[], permissions?: readonly GlobalPermission[]): Promise<Person>;
  group(name: string): Promise<number>;
  /** A space that only its creator may see, unless it is said to be open. */
  space(creator: Person, key: string, options?: { readonly open?: boolean }): Promise<SpaceRecord>;
  /** Grants, with what it includes, without asking who may. */
  grant(space: SpaceRecord, kind: SubjectKind, subjectId: number, granted: SpaceRole | SpacePermission): Promise<void>;
  page(
    author: Person,
    spaceKey: string,
    title: string,
    options?: { readonly parentId?: number; readonly body?: string },
  ): Promise<ContentRecord>;
}

export async function testWiki(
  database: Database,
  baseUrl = 'http://localhost:8090',
  storage = testStorage(),
): Promise<TestWiki> {
  const clock = { time: testNow, now: () => clock.time };
  const wiki = createWiki({ database, clock, baseUrl, storage });
  let people = 0;

  async function group(name: string): Promise<number> {
    return database.write(async (queries) => {
      await queries
        .insertInto('user_group')
        .values({ name, name_folded: name.toLowerCase(), created_at: testNow })
        .onConflict((conflict) => conflict.column('name_folded').doNothing())
        .execute();
      return (await queries.selectFrom('user_group').select('id').where('name', '=', name).executeTakeFirstOrThrow()).id;
    });
  }
  await group('weir-users');

  return {
    wiki,
    database,
    clock,
    group,

    async person(username, groups = ['weir-users'], permissions = ['use', 'create-space']) {
      const userKey = String(++people).padStart(32, '0');
      const groupIds = await Promise.all(groups.map(group));
      const id = await database.write(async (queries) => {
        const row = await queries
          .insertInto('user_account')
          .values({
            user_key: userKey,
            username,
            username_folded: username.toLowerCase(),
            full_name: `${username} full name`,
            email: `${username}@example.org`,
            password_hash: null,
            password_changed_at: null,
            disabled_at: null,
            created_at: testNow,
            updated_at: testNow,
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        for (const groupId of groupIds) {
          await queries.insertInto('group_member').values({ group_id: groupId, user_id: row.id, created_at: testNow }).execute();
        }
        return row.id;
      });
      return {
        id,
        userKey,
        username,
        fullName: `${username} full name`,
        email: `${username}@example.org`,
        confined: false,
        preferences: noPreferences,
        picture: undefined,
        permissions: new Set(permissions),
      };
    },

    async space(creator, key, { open = false } = {}) {
      return done(await wiki.spaces.create(creator, { key, name: `Space ${key}`, private: !open }, systemOrigin));
    },

    async grant(space, kind, subjectId, granted) {
      const permissions = granted === 'edit' ? permissionsOf('edit') : complete([granted]);
      await database.write((queries) =>
        queries
          .insertInto('space_permission')
          .values(
            permissions.map((permission) => ({ space_id: space.id, subject_kind: kind, subject_id: subjectId, permission })),
          )
          .execute(),
      );
    },

    async page(author, spaceKey, title, { parentId, body = `<p>${title}</p>` } = {}) {
      return done(await wiki.createPage(author, { spaceKey, title, body, ...(parentId === undefined ? {} : { parentId }) }));
    },
  };
}

/** @returns what a verb answered, which the test expects not to refuse */
export function done<T extends object>(outcome: T | Refusal): T {
  assert.ok(!isRefusal(outcome), `refused: ${JSON.stringify(outcome)}`);
  return outcome;
}
