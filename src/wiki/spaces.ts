/** Spaces: listing those that a reader may see, reading one, creating one with its home page. */
import { usersGroup } from '../accounts/default-groups.ts';
import { appendEvent } from '../audit/audit-trail.ts';
import type { Origin } from '../audit/origin.ts';
import type { Database } from '../database/database.ts';
import { prepare } from '../database/prepared.ts';
import type { SpaceTable } from '../database/schema/content.ts';
import type { Queries, WriteQueries } from '../database/schema.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import { fold, plainName } from '../foundation/folding.ts';
import { holds, type Person } from '../http/caller.ts';
import { hasLabel } from './annotations/label-conditions.ts';
import { favouriteLabel, type LabelName } from './annotations/label-names.ts';
import { insertContent } from './changing.ts';
import { padded } from './lists.ts';
import { permissionsOf, spacePermissions } from './permission-sets.ts';
import { permitted, type Reader, reaches, type SpacePermission, type Viewer, viewerOf } from './permissions.ts';
import { type Page, type PageOf, type SpaceRecord, toPage } from './records.ts';
import type { Refusal } from './refusals.ts';

export interface SpaceFilter {
  readonly keys?: readonly string[];
  readonly type?: SpaceTable['type'];
  readonly status?: SpaceTable['status'];
  /** Only spaces that have one of these. */
  readonly labels?: readonly LabelName[];
  /** Whether the reader marked it as a favourite. */
  readonly favourite?: boolean;
}

interface NewSpace {
  /** 1 to 255 letters and digits of ASCII; unique without regard to case. Keys that begin with `~` are for personal spaces. */
  readonly key: string;
  readonly name: string;
  /** Plain text. */
  readonly description?: string;
  /** Only its creator gets to see it; otherwise all users may edit. */
  readonly private?: boolean;
  /** Storage format of the home page, instead of the usual greeting. */
  readonly homepageBody?: string;
}

export interface Spaces {
  /** @returns undefined for what is not there and for what the reader may not see; the case of the key does not matter */
  find(reader: Reader, key: string): Promise<SpaceRecord | undefined>;
  /** @returns the spaces that the reader may see, by key */
  list(reader: Reader, filter: SpaceFilter, page: Page): Promise<PageOf<SpaceRecord>>;
  /** @returns what a reader may do in each of these spaces, by space id; without those they may not see */
  permissionsIn(reader: Reader, spaceIds: readonly number[]): Promise<ReadonlyMap<number, ReadonlySet<SpacePermission>>>;
  /** @returns whether some space is open to anonymous readers */
  isAnyOpenToAnonymous(): Promise<boolean>;
  /** Makes a space and its home page; its creator administers it. */
  create(person: Person, space: NewSpace, origin: Origin): Promise<SpaceRecord | Refusal>;
}

const validKey = /^[A-Za-z0-9]{1,255}$/;
const longestName = 200;
const longestDescription = 4_000;

export function spaces({ database, clock }: { readonly database: Database; readonly clock: Clock }): Spaces {
  const byKey = prepare(database, (queries, values: Viewer & { readonly keyFolded: string }) =>
    selectSpaces(queries)
      .where('space.key_folded', '=', values.keyFolded)
      .where(permitted('space.id', values, 'view')),
  );

  return {
    async find(reader, key) {
      const row = await byKey.first(database.read, { ...viewerOf(reader), keyFolded: fold(key) });
      return row && toSpace(row);
    },

    async list(reader, { keys, type, status, labels, favourite }, page) {
      const viewer = viewerOf(reader);
      let query = selectSpaces(database.read).where(permitted('space.id', viewer, 'view'));
      if (keys !== undefined) query = query.where('space.key_folded', 'in', padded(keys.map(fold)));
      if (type !== undefined) query = query.where('space.type', '=', type);
      if (status !== undefined) query = query.where('space.status', '=', status);
      if (labels !== undefined) query = query.where(hasLabel('space', viewer, labels));
      if (favourite !== undefined) {
        const isFavourite = hasLabel('space', viewer, [favouriteLabel]);
        query = query.where((eb) => (favourite ? isFavourite : eb.not(isFavourite)));
      }
      const rows = await query
        .orderBy('space.key_folded')
        .limit(page.limit + 1)
        .offset(page.start)
        .execute();
      return toPage(rows, page, toSpace);
    },

    async permissionsIn(reader, spaceIds) {
      if (spaceIds.length === 0) return new Map();
      const viewer = viewerOf(reader);
      if (viewer.seesEverything) return new Map(spaceIds.map((id) => [id, new Set(spacePermissions)]));
      const rows = await database.read
        .selectFrom('space_permission as granted')
        .select(['granted.space_id', 'granted.permission'])
        .where('granted.space_id', 'in', padded([...new Set(spaceIds)]))
        .where(reaches(viewer))
        .execute();
      const bySpace = Map.groupBy(rows, ({ space_id }) => space_id);
      return new Map([...bySpace].map(([id, granted]) => [id, new Set(granted.map(({ permission }) => permission))]));
    },

    async isAnyOpenToAnonymous() {
      const open = await database.read
        .selectFrom('space_permission')
        .select('space_id')
        .where('subject_kind', '=', 'anonymous')
        .where('subject_id', '=', 0)
        .where('permission', '=', 'view')
        .limit(1)
        .executeTakeFirst();
      return open !== undefined;
    },

    async create(person, space, origin) {
      if (!holds(person.permissions, 'create-space')) return { refused: 'not-permitted', action: { verb: 'create-space' } };
      if (!validKey.test(space.key)) return { refused: 'invalid-space-key', key: space.key };
      const name = plainName(space.name);
      const description = (space.description ?? '').trim();
      if (name === '' || name.length > longestName) return { refused: 'invalid-space-name', longest: longestName };
      if (description.length > longestDescription) return { refused: 'invalid-space-description', longest: longestDescription };
      const now = clock.now();
      return database.write((queries) => create(queries, { ...space, name, description, person, origin, now, database }));
    },
  };
}

type CheckedSpace = NewSpace & {
  readonly description: string;
  readonly person: Person;
  readonly origin: Origin;
  readonly now: Milliseconds;
  readonly database: Database;
};

async function create(queries: WriteQueries, space: CheckedSpace): Promise<SpaceRecord | Refusal> {
  const { key, name, person, now } = space;
  const inserted = await queries
    .insertInto('space')
    .values({
      key,
      key_folded: fold(key),
      name,
      description: space.description,
      type: 'global',
      status: 'CURRENT',
      homepage_id: null,
      creator_id: person.id,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.column('key_folded').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted === undefined) return { refused: 'space-key-taken', key };
  const { id } = inserted;

  await queries
    .insertInto('space_permission')
    .values(
      spacePermissions.map((permission) => ({
        space_id: id,
        subject_kind: 'user' as const,
        subject_id: person.id,
        permission,
      })),
    )
    .execute();
  if (!space.private) await letUsersEdit(queries, id);

  const homepageId = await insertContent(queries, space.database.engine, {
    type: 'page',
    spaceId: id,
    title: `${name} Home`,
    body: space.homepageBody ?? greeting,
    creatorId: person.id,
    message: '',
    now,
  });
  const row = await queries
    .updateTable('space')
    .set({ homepage_id: homepageId ?? null })
    .where('id', '=', id)
    .returning(spaceColumns)
    .executeTakeFirstOrThrow();
  await appendEvent(queries, {
    at: now,
    origin: space.origin,
    kind: 'space.created',
    object: { type: 'space', id: String(id), name: key },
    summary: `Space ${key} (${name}) was created${space.private ? ' for its creator alone' : ''}.`,
  });
  return toSpace(row);
}

/** As Confluence does: whoever belongs to the group of users may read and write in a new space until somebody changes that. */
async function letUsersEdit(queries: WriteQueries, spaceId: number): Promise<void> {
  const group = await queries
    .selectFrom('user_group')
    .select('id')
    .where('name_folded', '=', fold(usersGroup))
    .executeTakeFirst();
  if (group === undefined) return;
  await queries
    .insertInto('space_permission')
    .values(
      permissionsOf('edit').map((permission) => ({
        space_id: spaceId,
        subject_kind: 'group' as const,
        subject_id: group.id,
        permission,
      })),
    )
    .execute();
}

const greeting = '<p>This is the home page of the space. Say here what the space is for and where a newcomer should begin.</p>';

const spaceColumns = [
  'space.id',
  'space.key',
  'space.name',
  'space.description',
  'space.type',
  'space.status',
  'space.homepage_id',
] as const;

function selectSpaces(queries: Queries) {
  return queries.selectFrom('space').select(spaceColumns);
}

type SpaceRow = Awaited<ReturnType<ReturnType<typeof selectSpaces>['execute']>>[number];

function toSpace({ homepage_id, ...row }: SpaceRow): SpaceRecord {
  return { ...row, homepageId: homepage_id ?? undefined };
}
