/**
 * Creating pages, and publishing and moving their versions. Of several writers who publish the same version number a conditional write
 * lets one win; the others learn which version stands.
 */
import { sql } from 'kysely';
import type { Database } from '../database/database.ts';
import type { WriteQueries } from '../database/schema.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { fold } from '../foundation/folding.ts';
import type { Person } from '../http/caller.ts';
import { type Annotations, annotate } from './annotations/annotating.ts';
import { malformedBody } from './bodies.ts';
import { type ChangeableContent, dayOf, findForChange, findLocked, insertContent, recordAfter, titleOf } from './changing.ts';
import { commentTitle, isResolvable, type Resolution, settle } from './commenting.ts';
import { type Announce, announceToNobody, contentEvent, pageMoved, type TellingVerbs } from './events.ts';
import { followMarkers } from './inline-comments.ts';
import { followRename } from './link-rewriting.ts';
import { lockSpaces } from './locks.ts';
import { carryOutMove, type Destination, destinationBeside, planMove, type Side } from './moving.ts';
import { asFlag, permitted, readable, viewerOf } from './permissions.ts';
import { type ContentRecord, currentStatus, pageType } from './records.ts';
import { isRefusal, type Refusal } from './refusals.ts';
import { claimTitle, readTitle } from './titles.ts';

export interface NewPage {
  /** Given when content comes from elsewhere and keeps its id. */
  readonly id?: number;
  readonly spaceKey: string;
  readonly title: string;
  /** Storage format; kept exactly as it is sent. */
  readonly body: string;
  /** Without it the page stands at the top level of its space. */
  readonly parentId?: number;
  readonly message?: string;
  readonly annotations?: Annotations;
}

/** A blog post belongs to the day on which it is published, and stands in no tree. */
export type NewBlogPost = Omit<NewPage, 'parentId'>;

/** What a new version changes; what is left out stays. */
export interface Edit extends Destination {
  readonly id: number;
  /** The number of the version to make: one more than the current one. */
  readonly number: number;
  readonly title?: string;
  readonly body?: string;
  readonly message?: string;
  readonly minorEdit?: boolean;
  /** Of an inline comment: settles it, or opens it again. */
  readonly resolution?: Resolution;
  readonly annotations?: Annotations;
}

export interface PublishingVerbs {
  createPage(person: Person, page: NewPage): Promise<ContentRecord | Refusal>;
  createBlogPost(person: Person, post: NewBlogPost): Promise<ContentRecord | Refusal>;
  /** What nobody but its author sees until it is published (`drafts.ts`); it may still lack a title, and takes none from others. */
  createDraft(person: Person, draft: NewPage & { readonly type: 'page' | 'blogpost' }): Promise<ContentRecord | Refusal>;
  /** Makes a version, also when nothing in it is new; a move belongs to the same transaction. */
  publishVersion(person: Person, edit: Edit): Promise<ContentRecord | Refusal>;
  /** Moves a page without making a version, below a page, to a top level or beside another page. */
  move(
    person: Person,
    id: number,
    destination: Destination | { readonly targetId: number; readonly side: Side },
  ): Promise<ContentRecord | Refusal>;
}

export function publishingVerbs({ database, clock, announce }: TellingVerbs): PublishingVerbs {
  async function create(person: Person, content: NewContent): Promise<ContentRecord | Refusal> {
    const checked = checkText(content);
    if (isRefusal(checked)) return checked;
    const now = clock.now();
    return database.write(async (queries) => {
      const made = await insert(queries, person, { ...content, ...checked, engine: database.engine, now }, announce);
      if (!isRefusal(made) && content.status === 'current') await announce(queries, contentEvent('created', made, person, now));
      return made;
    });
  }

  return {
    createPage: (person, page) => create(person, { ...page, type: 'page', status: 'current' }),
    createBlogPost: (person, post) => create(person, { ...post, type: 'blogpost', status: 'current' }),
    createDraft: (person, draft) => create(person, { ...draft, status: 'draft' }),

    async publishVersion(person, edit) {
      const checked = checkText(edit);
      if (isRefusal(checked)) return checked;
      const now = clock.now();
      return database.write(async (queries) => {
        const published = await publish(queries, person, { ...edit, ...checked, now }, announce);
        if (!isRefusal(published)) await announce(queries, contentEvent('updated', published, person, now));
        return published;
      });
    },

    move(person, id, destination) {
      return database.write(async (queries) => {
        const viewer = viewerOf(person);
        const page = await findLocked(
          queries,
          viewer,
          id,
          'targetId' in destination ? { parentId: destination.targetId } : destination,
        );
        if (page?.status !== 'current' || page.type !== 'page') return { refused: 'unknown-content', id };
        if (!page.may_edit) return { refused: 'not-permitted', action: { verb: 'move', id } };
        const place =
          'targetId' in destination
            ? await destinationBeside(queries, viewer, destination.targetId, destination.side)
            : destination;
        if (isRefusal(place)) return place;
        const move = await planMove(queries, viewer, page, place);
        if (isRefusal(move)) return move;
        if (move !== undefined) {
          await carryOutMove(queries, page, move);
          await announce(queries, pageMoved(id, person, clock.now()));
        }
        return recordAfter(queries, id);
      });
    },
  };
}

type NewContent = NewPage & { readonly type: 'page' | 'blogpost'; readonly status: 'current' | 'draft' };

/** @returns the title as it is stored, or why title or body is refused */
export function checkText<Title extends string | undefined>({
  title,
  body,
  status,
}: {
  readonly title?: Title;
  readonly body?: string;
  readonly status?: 'current' | 'draft';
}): { readonly title: Title | string } | Refusal | { readonly title?: never } {
  const malformed = body === undefined ? undefined : malformedBody(body);
  if (malformed !== undefined) return malformed;
  if (title === undefined) return {};
  // Who begins to write has no title yet.
  if (status === 'draft' && title.trim() === '') return { title: '' };
  const read = readTitle(title);
  return typeof read === 'string' ? { title: read } : read;
}

async function insert(
  queries: WriteQueries,
  person: Person,
  page: NewContent & { readonly engine: Database['engine']; readonly now: Milliseconds },
  announce: Announce,
): Promise<ContentRecord | Refusal> {
  const viewer = viewerOf(person);
  const space = await queries
    .selectFrom('space')
    .select(['space.id', 'space.key', asFlag(permitted('space.id', viewer, `create-${page.type}`)).as('may_edit')])
    .where('space.key_folded', '=', fold(page.spaceKey))
    .where(permitted('space.id', viewer, 'view'))
    .executeTakeFirst();
  if (space === undefined) return { refused: 'unknown-space', key: page.spaceKey };
  if (!space.may_edit) return { refused: 'not-permitted', action: { verb: 'create-content', type: page.type } };
  await lockSpaces(queries, space.id);

  if (page.parentId !== undefined) {
    const parent = await queries
      .selectFrom('content')
      .select('content.space_id')
      .where('content.id', '=', page.parentId)
      .where('content.type', '=', pageType)
      .where('content.status', '=', currentStatus)
      .where(readable(viewer))
      .executeTakeFirst();
    if (parent === undefined) return { refused: 'unknown-parent', id: page.parentId };
    if (parent.space_id !== space.id) return { refused: 'parent-elsewhere', id: page.parentId, spaceKey: space.key };
  }
  const titled = { type: page.type, spaceId: space.id, title: page.title, postingDay: dayOf(page.now) };
  if (page.status === 'current' && !(await claimTitle(queries, titled))) {
    return { refused: 'title-taken', type: page.type, title: page.title, spaceKey: space.key };
  }
  const id = await insertContent(queries, page.engine, {
    id: page.id,
    type: page.type,
    status: page.status,
    spaceId: space.id,
    parentId: page.parentId ?? null,
    title: page.title,
    body: page.body,
    creatorId: person.id,
    message: page.message ?? '',
    now: page.now,
  });
  // Only a given id can be taken.
  if (id === undefined) return { refused: 'id-taken', id: page.id ?? 0 };
  const told = page.status === 'current' ? announce : announceToNobody;
  await annotate(queries, { id, type: page.type }, page.annotations, { person, now: page.now, announce: told });
  return recordAfter(queries, id);
}

/** Publishes in the caller's transaction; title and body were checked. */
export async function publish(
  queries: WriteQueries,
  person: Person,
  edit: Edit & { readonly now: Milliseconds },
  announce: Announce,
): Promise<ContentRecord | Refusal> {
  const viewer = viewerOf(person);
  const found = await findForChange(queries, viewer, edit.id);
  const page = found && changesStructure(edit, found) ? await findLocked(queries, viewer, edit.id, edit) : found;
  if (page?.status !== 'current') return { refused: 'unknown-content', id: edit.id };
  if (!page.may_edit) return { refused: 'not-permitted', action: { verb: 'update', id: edit.id } };
  if (edit.number !== page.version + 1) return { refused: 'version-conflict', current: page.version };

  // Only pages stand in a tree.
  const move = page.type === 'page' ? await planMove(queries, viewer, page, edit) : undefined;
  if (isRefusal(move)) return move;
  // A comment is called after what it stands on.
  const title = page.type === 'comment' ? page.title : (edit.title ?? page.title);
  const spaceId = move?.spaceId ?? page.space_id;
  if (title !== page.title && !(await claimTitle(queries, { ...titleOf(page), spaceId, title }, page.id))) {
    return { refused: 'title-taken', type: page.type, title, spaceKey: await keyOf(queries, spaceId) };
  }

  if (edit.resolution !== undefined && !(await isResolvable(queries, page.id))) return { refused: 'not-resolvable', id: page.id };

  // Everything above only reads. This write decides which of the writers of this number wins.
  const { numUpdatedRows } = await queries
    .updateTable('content')
    .set({ version: edit.number, title, title_folded: fold(title), modifier_id: person.id, modified_at: edit.now })
    .where('id', '=', page.id)
    .where('version', '=', page.version)
    .where('status', '=', currentStatus)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows !== 1n) return lostTo(queries, edit.id);

  await queries
    .insertInto('content_version')
    .values({
      content_id: page.id,
      number: edit.number,
      title,
      body: edit.body ?? (await bodyOf(queries, page.id, page.version)),
      author_id: person.id,
      created_at: edit.now,
      message: edit.message ?? '',
      minor_edit: edit.minorEdit ? 1 : 0,
    })
    .execute();
  if (edit.body !== undefined && page.container_id === null) await followMarkers(queries, page.id, edit.body);
  if (title !== page.title && page.type !== 'comment' && page.type !== 'attachment') {
    const { id, type, space_id: spaceId, space_key: spaceKey, posting_day: postingDay, title: oldTitle } = page;
    await followRename(queries, { id, type, spaceId, spaceKey, postingDay, oldTitle, newTitle: title });
  }
  if (move !== undefined) await carryOutMove(queries, page, move);
  if (title !== page.title) await renameComments(queries, page.id, title);
  if (edit.resolution !== undefined) await settle(queries, page.id, edit.resolution, person.id, edit.now);
  await annotate(queries, page, edit.annotations, { person, now: edit.now, announce });
  return recordAfter(queries, page.id);
}

function changesStructure(edit: Edit, page: ChangeableContent): boolean {
  return (
    (edit.title !== undefined && edit.title !== page.title) ||
    (edit.parentId !== undefined && edit.parentId !== page.parent_id) ||
    (edit.position !== undefined && edit.position !== page.position) ||
    (edit.spaceKey !== undefined && fold(edit.spaceKey) !== fold(page.space_key))
  );
}

/** Comments are called after what they stand on. */
async function renameComments(queries: WriteQueries, containerId: number, containerTitle: string): Promise<void> {
  const title = commentTitle(containerTitle);
  const comments = queries
    .selectFrom('content')
    .select('id')
    .where('container_id', '=', containerId)
    .where('type', '=', sql.lit('comment' as const));
  await queries.updateTable('content_version').set({ title }).where('content_id', 'in', comments).execute();
  await queries
    .updateTable('content')
    .set({ title, title_folded: fold(title) })
    .where('id', 'in', comments)
    .execute();
}

/** What a writer is told whose condition no longer held: the page was published or trashed in between. */
async function lostTo(queries: WriteQueries, id: number): Promise<Refusal> {
  const now = await queries
    .selectFrom('content')
    .select('version')
    .where('id', '=', id)
    .where('status', '=', currentStatus)
    .executeTakeFirst();
  return now === undefined ? { refused: 'unknown-content', id } : { refused: 'version-conflict', current: now.version };
}

async function bodyOf(queries: WriteQueries, id: number, number: number): Promise<string> {
  const { body } = await queries
    .selectFrom('content_version')
    .select('body')
    .where('content_id', '=', id)
    .where('number', '=', number)
    .executeTakeFirstOrThrow();
  return body;
}

async function keyOf(queries: WriteQueries, spaceId: number): Promise<string> {
  return (await queries.selectFrom('space').select('key').where('id', '=', spaceId).executeTakeFirstOrThrow()).key;
}
