/**
 * Writes a planned wiki into a database, many rows a statement, and leaves what the wiki's verbs would have left. People, spaces and links
 * are made by the verbs themselves; content is not, since there is so much of it.
 */
import { sql } from 'kysely';
import { usersGroup } from '../../src/accounts/default-groups.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { Database } from '../../src/database/database.ts';
import type { WriteQueries } from '../../src/database/schema.ts';
import { fold } from '../../src/foundation/folding.ts';
import type { Person } from '../../src/http/caller.ts';
import type { StagedFile } from '../../src/wiki/attachments/staging.ts';
import { permissionsOf } from '../../src/wiki/permission-sets.ts';
import { isRefusal, type Refusal } from '../../src/wiki/refusals.ts';
import type { Wiki } from '../../src/wiki/wiki.ts';
import { contentOf, fileCount, type Planned, type PlannedSpace, type Site } from './plan.ts';

/** Contents in one transaction: no more than the index of texts takes on at once. */
const batchSize = 1_000;

/** The most rows of one statement; SQLite takes 32,766 values. */
const statementRows = 1_500;

export interface WriteOptions {
  readonly database: Database;
  readonly wiki: Wiki;
  /** Follows the plan: what a verb makes is as old as the plan says. */
  readonly clock: { time: number };
  /** Who makes the spaces: a system administrator. */
  readonly creator: Person;
  /** Told after each batch. @param pages how many more pages there are */
  progress(pages: number): void;
}

/** Ids of what the plan counts from 0. */
export interface Ids {
  readonly people: readonly number[];
  readonly teams: readonly number[];
  readonly labels: readonly number[];
}

/** @throws when people or spaces of such a plan are there already */
export async function writeSite(site: Site, options: WriteOptions): Promise<Ids> {
  const { database, progress } = options;
  const ids = await database.write((queries) => writePeople(queries, site));
  const files = await stageFiles(options);
  const labelIds = new Map(site.labels.map((name, index) => [name, ids.labels[index] ?? 0]));
  for (const space of site.spaces) {
    const { id, homepage } = await makeSpace(site, space, options);
    progress(1);
    let batch: Planned[] = [];
    const write = async () => {
      const rows = batch;
      batch = [];
      await database.write((queries) => writeContent(queries, rows, { spaceId: id, ids, labelIds, files }));
      await options.wiki.search.catchUp(batchSize);
      progress(rows.filter(({ type }) => type === 'page').length);
    };
    for (const content of contentOf(site, space, homepage)) {
      if (batch.push(content) === batchSize) await write();
    }
    if (batch.length > 0) await write();
    await countOn(database);
  }
  return ids;
}

/** SQLite counts on from the largest id by itself; PostgreSQL's sequence knows only what it gave out. */
async function countOn(database: Database): Promise<void> {
  if (database.engine === 'sqlite') return;
  await sql`select setval(pg_get_serial_sequence('content', 'id'), (select max(id) from content))`.execute(database.read);
}

export async function writePeople(queries: WriteQueries, { people, teams, labels, spaces }: Site): Promise<Ids> {
  const at = Math.min(...spaces.map(({ createdAt }) => createdAt));
  const users = await queries
    .insertInto('user_account')
    .values(
      people.map(({ username, fullName, userKey }) => ({
        user_key: userKey,
        username,
        username_folded: fold(username),
        full_name: fullName,
        email: `${username}@example.org`,
        // Nobody signs in as one of them with a password.
        password_hash: null,
        password_changed_at: null,
        disabled_at: null,
        deleted_at: null,
        created_at: at,
        updated_at: at,
      })),
    )
    .returning('id')
    .execute();
  const groups = await queries
    .insertInto('user_group')
    .values(teams.map((name) => ({ name, name_folded: fold(name), created_at: at })))
    .returning('id')
    .execute();
  const everybody = await queries
    .selectFrom('user_group')
    .select('id')
    .where('name_folded', '=', usersGroup)
    .executeTakeFirstOrThrow();
  const given = await queries
    .insertInto('label')
    .values(labels.map((name) => ({ prefix: 'global' as const, name, owner_id: 0 })))
    .returning('id')
    .execute();
  const teamIds = groups.map(({ id }) => id);
  const members = people.flatMap((person, index) =>
    [everybody.id, ...person.teams.map((team) => teamIds[team] ?? 0)].map((group) => ({
      group_id: group,
      user_id: users[index]?.id ?? 0,
      created_at: at,
    })),
  );
  await inParts(members, (part) => queries.insertInto('group_member').values(part).execute());
  return { people: users.map(({ id }) => id), teams: teamIds, labels: given.map(({ id }) => id) };
}

/** Every attachment's file is one of these. */
async function stageFiles({ wiki }: WriteOptions): Promise<readonly StagedFile[]> {
  const files: StagedFile[] = [];
  for (let index = 0; index < fileCount; index += 1) {
    files.push(done(await wiki.attachments.stage({ filename: 'file.txt', mediaType: undefined, bytes: fileBytes(index) })));
  }
  return files;
}

export async function* fileBytes(index: number): AsyncGenerator<Buffer, void, undefined> {
  yield Buffer.from(`File ${index} of the benchmark. `.repeat(10 + index * 20));
}

export async function makeSpace(
  site: Site,
  space: PlannedSpace,
  { wiki, clock, creator }: Pick<WriteOptions, 'wiki' | 'clock' | 'creator'>,
): Promise<{ readonly id: number; readonly homepage: number }> {
  clock.time = space.createdAt;
  const { key, name, team } = space;
  const made = done(await wiki.spaces.create(creator, { key, name, private: team !== undefined }, systemOrigin));
  const group = team === undefined ? undefined : site.teams[team];
  if (group !== undefined) {
    const grant = { change: 'grant', subject: { kind: 'group', name: group }, permissions: permissionsOf('edit') } as const;
    done(await wiki.permissions.change(creator, key, [grant], systemOrigin));
  }
  return { id: made.id, homepage: made.homepageId ?? 0 };
}

interface Surroundings {
  readonly spaceId: number;
  readonly ids: Ids;
  readonly labelIds: ReadonlyMap<string, number>;
  readonly files: readonly StagedFile[];
}

async function writeContent(queries: WriteQueries, contents: readonly Planned[], around: Surroundings): Promise<void> {
  const { spaceId, ids, labelIds, files } = around;
  const person = (index: number) => ids.people[index] ?? 0;
  await inParts(
    contents.map((content) => {
      const [first] = content.versions;
      const last = content.versions.at(-1) ?? first;
      return {
        id: content.id,
        type: content.type,
        status: 'current' as const,
        space_id: spaceId,
        parent_id: 'parentId' in content ? (content.parentId ?? null) : null,
        container_id: 'containerId' in content ? content.containerId : null,
        restricted_by: content.restrictedBy ?? null,
        position: content.type === 'page' ? content.position : 0,
        title: content.title,
        title_folded: fold(content.title),
        posting_day: content.type === 'blogpost' ? new Date(first.at).toISOString().slice(0, 10) : null,
        version: content.versions.length,
        creator_id: person(first.author),
        created_at: first.at,
        modifier_id: person(last.author),
        modified_at: last.at,
        trashed_at: null,
      };
    }),
    (rows) => queries.insertInto('content').values(rows).execute(),
  );
  await inParts(
    contents.flatMap(({ id, title, versions }) =>
      versions.map(({ body, author, at, message }, index) => ({
        content_id: id,
        number: index + 1,
        title,
        body,
        author_id: person(author),
        created_at: at,
        message,
        minor_edit: 0 as const,
      })),
    ),
    (rows) => queries.insertInto('content_version').values(rows).execute(),
  );
  await inParts(
    contents.flatMap(({ id, labels, versions: [{ at }] }) =>
      labels.map((name) => ({ label_id: labelIds.get(name) ?? 0, content_id: id, space_id: null, created_at: at })),
    ),
    (rows) => queries.insertInto('labelling').values(rows).execute(),
  );
  const footer = { location: 'footer' as const, inline_properties: null, resolution: null, resolved_by: null, resolved_at: null };
  await inParts(
    contents.flatMap(({ type, id }) => (type === 'comment' ? { content_id: id, ...footer } : [])),
    (rows) => queries.insertInto('content_comment').values(rows).execute(),
  );
  await inParts(
    contents.flatMap((content) => {
      const file = content.type === 'attachment' ? files[content.file] : undefined;
      if (file === undefined) return [];
      return {
        content_id: content.id,
        number: 1,
        file_id: file.id,
        file_size: file.size,
        sha256: file.sha256,
        media_type: file.mediaType,
        comment: content.versions[0].message,
      };
    }),
    (rows) => queries.insertInto('attachment_version').values(rows).execute(),
  );
  await writeRestrictions(queries, contents, ids);
}

async function writeRestrictions(queries: WriteQueries, contents: readonly Planned[], ids: Ids): Promise<void> {
  const restricted = contents.flatMap((content) =>
    content.type === 'page' && content.readers !== undefined ? { ...content, team: ids.teams[content.readers] ?? 0 } : [],
  );
  await inParts(
    restricted.map(({ id, team, versions }) => ({
      content_id: id,
      operation: 'read' as const,
      subject_kind: 'group' as const,
      subject_id: team,
      // As soon as it is written to its end.
      changed_at: versions.at(-1)?.at ?? null,
    })),
    (rows) => queries.insertInto('content_restriction').values(rows).execute(),
  );
  await inParts(
    restricted.flatMap(({ id, chain }) => chain.map((above) => ({ content_id: id, restricted_id: above }))),
    (rows) => queries.insertInto('restriction_chain').values(rows).execute(),
  );
}

/** Calls `insert` with as many rows at a time as a statement has place for; not at all when there are none. */
export async function inParts<T>(rows: readonly T[], insert: (part: readonly T[]) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < rows.length; start += statementRows) await insert(rows.slice(start, start + statementRows));
}

/** @throws when the wiki refused what must work */
export function done<T extends object | undefined>(outcome: T | Refusal): T {
  if (isRefusal(outcome)) throw new Error(`The wiki refused: ${JSON.stringify(outcome)}`);
  return outcome;
}
