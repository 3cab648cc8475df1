/** Changes to an attachment without a new file: its name, its container, its comment. */
import type { Database } from '../../database/database.ts';
import type { WriteQueries } from '../../database/schema.ts';
import type { Clock } from '../../foundation/clock.ts';
import { fold } from '../../foundation/folding.ts';
import type { Person } from '../../http/caller.ts';
import { type Annotations, annotate } from '../annotations/annotating.ts';
import { type ChangeableContent, recordAfter } from '../changing.ts';
import { type Announce, contentEvent } from '../events.ts';
import { type Viewer, viewerOf } from '../permissions.ts';
import type { ContentRecord } from '../records.ts';
import { isRefusal, type Refusal } from '../refusals.ts';
import { called, findAttachable, findAttachment } from './attaching.ts';
import { followFile } from './file-references.ts';
import { readMediaType } from './media-types.ts';
import { type AttachmentStorage, readFilename } from './staging.ts';

/** What is to be other; what is left out stays. */
export interface AttachmentChange {
  readonly filename?: string | undefined;
  readonly comment?: string | undefined;
  /** One that is none is left out. */
  readonly mediaType?: string | undefined;
  /** Labels and properties that come along. */
  readonly annotations?: Annotations | undefined;
  /** The page or blog post to hang it on. */
  readonly newContainerId?: number | undefined;
}

export interface AttachmentChanges {
  /**
   * Changes an attachment in place: its version stays the one it was.
   * @param change.number the version that the caller knows, or one more than it; without it whichever stands is changed
   */
  revise(
    person: Person,
    change: AttachmentChange & { readonly containerId: number; readonly id: number; readonly number?: number },
  ): Promise<ContentRecord | Refusal>;
}

export function attachmentChanges({
  database,
  clock,
  storage,
  announce,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly storage: AttachmentStorage;
  readonly announce: Announce;
}): AttachmentChanges {
  return {
    async revise(person, change) {
      const filename = change.filename === undefined ? undefined : readFilename(storage, change.filename);
      if (typeof filename === 'object') return filename;
      const { id } = change;
      const now = clock.now();
      return database.write(async (queries) => {
        const viewer = viewerOf(person);
        const attachment = await findAttachment(queries, viewer, change.containerId, id);
        if (isRefusal(attachment)) return attachment;
        if (!attachment.may_edit) return { refused: 'not-permitted', action: { verb: 'update', id } };
        const { number = attachment.version } = change;
        if (number !== attachment.version && number !== attachment.version + 1) {
          return { refused: 'version-conflict', current: attachment.version };
        }
        const target = await findTarget(queries, viewer, attachment, change.newContainerId);
        if (isRefusal(target)) return target;
        const name = filename ?? attachment.title;
        const there = (await called(queries, target?.id ?? change.containerId, [name])).get(fold(name));
        if (there !== undefined && there.id !== id) return { refused: 'filename-taken', filename: name };

        if (name !== attachment.title) await rename(queries, attachment, name);
        if (target !== undefined) await rehang(queries, id, target);
        const { containerId, newContainerId } = change;
        await followFile(queries, { containerId, filename: attachment.title, newFilename: name, newContainerId });
        await describe(queries, attachment, change);
        await annotate(queries, { id, type: 'attachment' }, change.annotations, { person, now, announce });
        await announce(queries, contentEvent('updated', attachment, person, now));
        return recordAfter(queries, id);
      });
    },
  };
}

/** @returns what the attachment is to hang on, undefined when it stays; both spaces are locked */
async function findTarget(
  queries: WriteQueries,
  viewer: Viewer,
  attachment: ChangeableContent,
  newContainerId: number | undefined,
): Promise<ChangeableContent | Refusal | undefined> {
  if (newContainerId === undefined || newContainerId === attachment.container_id) return undefined;
  const target = await findAttachable(queries, viewer, newContainerId);
  return isRefusal(target) && target.refused === 'unknown-content' ? { refused: 'unknown-parent', id: newContainerId } : target;
}

async function rename(queries: WriteQueries, { id, version }: ChangeableContent, filename: string): Promise<void> {
  await queries
    .updateTable('content')
    .set({ title: filename, title_folded: fold(filename) })
    .where('id', '=', id)
    .execute();
  await queries
    .updateTable('content_version')
    .set({ title: filename })
    .where('content_id', '=', id)
    .where('number', '=', version)
    .execute();
}

async function rehang(queries: WriteQueries, id: number, target: ChangeableContent): Promise<void> {
  await queries
    .updateTable('content')
    .set({ container_id: target.id, space_id: target.space_id, restricted_by: target.restricted_by })
    .where('id', '=', id)
    .execute();
}

async function describe(queries: WriteQueries, { id, version }: ChangeableContent, change: AttachmentChange): Promise<void> {
  const { comment } = change;
  const mediaType = change.mediaType === undefined ? undefined : readMediaType(change.mediaType);
  if (comment === undefined && mediaType === undefined) return;
  await queries
    .updateTable('attachment_version')
    .set({
      ...(comment === undefined ? {} : { comment }),
      ...(mediaType === undefined ? {} : { media_type: mediaType }),
    })
    .where('content_id', '=', id)
    .where('number', '=', version)
    .execute();
}
