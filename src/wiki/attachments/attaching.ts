/** Attaching files to pages and blog posts, as new attachments or as new versions of attachments with the same name. */
import type { Database } from '../../database/database.ts';
import type { WriteQueries } from '../../database/schema.ts';
import type { Clock, Milliseconds } from '../../foundation/clock.ts';
import { fold } from '../../foundation/folding.ts';
import type { Person } from '../../http/caller.ts';
import { type ChangeableContent, findLocked, insertContent, recordAfter } from '../changing.ts';
import { type Announce, contentEvent } from '../events.ts';
import { asFlag, attachable, type Viewer, viewerOf } from '../permissions.ts';
import { type ContentRecord, currentStatus, selectRecords, toRecord } from '../records.ts';
import { isRefusal, type Refusal } from '../refusals.ts';
import { mayNotAttach } from './attachment-reads.ts';
import { followFile } from './file-references.ts';
import { hasThumbnail } from './media-types.ts';
import type { StagedFile } from './staging.ts';
import { awaitThumbnail } from './thumbnails.ts';

/** A staged file, with what is said about it. */
export interface CommentedFile extends StagedFile {
  readonly comment: string;
}

interface Attaching {
  /** A page or blog post. */
  readonly containerId: number;
  readonly files: readonly CommentedFile[];
  readonly minorEdit: boolean;
  /** What happens to a file when the container has one that is called the same. */
  readonly whenTaken: 'refuse' | 'new-version';
}

export interface AttachingVerbs {
  /** Attaches all of the files or none. @returns a record for each file, in their order */
  attach(person: Person, attaching: Attaching): Promise<readonly ContentRecord[] | Refusal>;
  /** Makes a new version of an attachment, which is then called as the file is. */
  attachVersion(
    person: Person,
    version: {
      readonly containerId: number;
      readonly id: number;
      readonly file: CommentedFile;
      readonly minorEdit: boolean;
    },
  ): Promise<ContentRecord | Refusal>;
}

export function attachingVerbs({
  database,
  clock,
  announce,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly announce: Announce;
}): AttachingVerbs {
  /** Tells of each attachment once, whatever the number of its new versions. */
  async function tell(
    queries: WriteQueries,
    person: Person,
    records: readonly ContentRecord[],
    now: Milliseconds,
  ): Promise<void> {
    for (const record of new Map(records.map((each) => [each.id, each])).values()) {
      const change = record.version.number === 1 ? 'created' : 'updated';
      await announce(queries, contentEvent(change, record, person, now));
    }
  }

  return {
    async attach(person, { containerId, files, minorEdit, whenTaken }) {
      const made = { personId: person.id, minorEdit, now: clock.now() };
      return database.write(async (queries) => {
        const container = await findAttachable(queries, viewerOf(person), containerId);
        if (isRefusal(container)) return container;
        const known = await called(
          queries,
          containerId,
          files.map(({ filename }) => filename),
        );
        // Everything that may be refused is asked before the first write: all files are attached, or none.
        const taken =
          whenTaken === 'refuse' ? files.find(({ filename }, index) => isTaken(known, files, filename, index)) : undefined;
        if (taken !== undefined) return { refused: 'filename-taken', filename: taken.filename };
        const ids: number[] = [];
        for (const file of files) {
          const name = fold(file.filename);
          const there = known.get(name);
          const id =
            there === undefined
              ? await insertAttachment(queries, database.engine, container, file, made)
              : await writeVersion(queries, { ...there, ...made, file });
          known.set(name, { id, version: (there?.version ?? 0) + 1 });
          ids.push(id);
        }
        const records = await recordsAfter(queries, ids);
        await tell(queries, person, records, made.now);
        return records;
      });
    },

    async attachVersion(person, { containerId, id, file, minorEdit }) {
      const now = clock.now();
      return database.write(async (queries) => {
        const attachment = await findAttachment(queries, viewerOf(person), containerId, id);
        if (isRefusal(attachment)) return attachment;
        if (!attachment.may_edit) return { refused: 'not-permitted', action: { verb: 'update', id } };
        const there = (await called(queries, containerId, [file.filename])).get(fold(file.filename));
        if (there !== undefined && there.id !== id) return { refused: 'filename-taken', filename: file.filename };
        await writeVersion(queries, { id, version: attachment.version, personId: person.id, file, minorEdit, now });
        await followFile(queries, { containerId, filename: attachment.title, newFilename: file.filename });
        const record = await recordAfter(queries, id);
        await tell(queries, person, [record], now);
        return record;
      });
    },
  };
}

/** @returns a page or blog post that the viewer may attach files to, its space locked */
export async function findAttachable(queries: WriteQueries, viewer: Viewer, id: number): Promise<ChangeableContent | Refusal> {
  const container = await findLocked(queries, viewer, id);
  if (container === undefined || container.status === 'trashed') return { refused: 'unknown-content', id };
  if (container.container_id !== null) return { refused: 'not-attachable', id };
  const { may } = await queries
    .selectFrom('content')
    .select(asFlag(attachable(viewer)).as('may'))
    .where('content.id', '=', id)
    .executeTakeFirstOrThrow();
  return may === 1 ? container : mayNotAttach;
}

/** @returns a current attachment of this container, its space locked */
export async function findAttachment(
  queries: WriteQueries,
  viewer: Viewer,
  containerId: number,
  id: number,
): Promise<ChangeableContent | Refusal> {
  const attachment = await findLocked(queries, viewer, id);
  const isIt = attachment?.type === 'attachment' && attachment.status === 'current' && attachment.container_id === containerId;
  return isIt ? attachment : { refused: 'unknown-content', id };
}

interface Named {
  readonly id: number;
  readonly version: number;
}

/** @returns the current attachments of a container that are called so, by their folded names */
export async function called(
  queries: WriteQueries,
  containerId: number,
  filenames: readonly string[],
): Promise<Map<string, Named>> {
  const rows = await queries
    .selectFrom('content')
    .select(['id', 'version', 'title_folded'])
    .where('container_id', '=', containerId)
    .where('title_folded', 'in', filenames.map(fold))
    .where('type', '=', 'attachment')
    .where('status', '=', currentStatus)
    .execute();
  return new Map(rows.map(({ id, version, title_folded }) => [title_folded, { id, version }]));
}

/** Taken by an attachment, or by a file in front of this one. */
function isTaken(known: ReadonlyMap<string, Named>, files: readonly CommentedFile[], filename: string, index: number): boolean {
  const name = fold(filename);
  return known.has(name) || files.slice(0, index).some((before) => fold(before.filename) === name);
}

/** @returns the records of content in the order of the ids, as this transaction left it */
async function recordsAfter(queries: WriteQueries, ids: readonly number[]): Promise<readonly ContentRecord[]> {
  const rows = await selectRecords(queries).where('content.id', 'in', ids).execute();
  const records = new Map(rows.map((row) => [row.id, toRecord(row)]));
  return ids.flatMap((id) => records.get(id) ?? []);
}

interface Made {
  readonly personId: number;
  readonly minorEdit: boolean;
  readonly now: Milliseconds;
}

async function insertAttachment(
  queries: WriteQueries,
  engine: Database['engine'],
  container: ChangeableContent,
  file: CommentedFile,
  { personId, minorEdit, now }: Made,
): Promise<number> {
  const id = await insertContent(queries, engine, {
    type: 'attachment',
    spaceId: container.space_id,
    containerId: container.id,
    title: file.filename,
    body: '',
    creatorId: personId,
    message: file.comment,
    minorEdit,
    now,
  });
  // Only a given id can be taken.
  if (id === undefined) throw new Error('no id was given for an attachment');
  await insertFile(queries, id, 1, file);
  return id;
}

async function writeVersion(
  queries: WriteQueries,
  { id, version, personId, file, minorEdit, now }: Named & Made & { readonly file: CommentedFile },
): Promise<number> {
  const number = version + 1;
  await queries
    .updateTable('content')
    .set({ version: number, title: file.filename, title_folded: fold(file.filename), modifier_id: personId, modified_at: now })
    .where('id', '=', id)
    .execute();
  await queries
    .insertInto('content_version')
    .values({
      content_id: id,
      number,
      title: file.filename,
      body: '',
      author_id: personId,
      created_at: now,
      message: file.comment,
      minor_edit: minorEdit ? 1 : 0,
    })
    .execute();
  await insertFile(queries, id, number, file);
  return id;
}

async function insertFile(queries: WriteQueries, contentId: number, number: number, file: CommentedFile): Promise<void> {
  await queries
    .insertInto('attachment_version')
    .values({
      content_id: contentId,
      number,
      file_id: file.id,
      file_size: file.size,
      sha256: file.sha256,
      media_type: file.mediaType,
      comment: file.comment,
    })
    .execute();
  if (hasThumbnail(file)) await awaitThumbnail(queries, file.id);
}

/** Makes the file of one version that of another too. */
export async function carryFileOver(
  queries: WriteQueries,
  { id, from, to }: { readonly id: number; readonly from: number; readonly to: number },
): Promise<void> {
  await queries
    .insertInto('attachment_version')
    .columns(['content_id', 'number', 'file_id', 'file_size', 'sha256', 'media_type', 'comment'])
    .expression((eb) =>
      eb
        .selectFrom('attachment_version')
        .select(({ val }) => ['content_id', val(to).as('number'), 'file_id', 'file_size', 'sha256', 'media_type', 'comment'])
        .where('content_id', '=', id)
        .where('number', '=', from),
    )
    .execute();
}
