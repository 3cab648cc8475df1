/** Reading attachments: their details beyond other content, lists of them, and their bytes. */
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Database } from '../../database/database.ts';
import { fold } from '../../foundation/folding.ts';
import { padded } from '../lists.ts';
import { asFlag, attachable, type Reader, readable, viewerOf } from '../permissions.ts';
import { type ContentRecord, currentStatus, type Page, type PageOf, selectRecords, toPage, toRecord } from '../records.ts';
import type { Refusal } from '../refusals.ts';
import type { ByteRange, FileStore } from './file-store.ts';
import { type PictureType, pictureHeadLength, pictureTypeOf } from './media-types.ts';

/** A version of an attachment's file. */
export interface AttachmentDetails {
  readonly containerId: number;
  /** Of what it hangs on. */
  readonly containerTitle: string;
  /** As it is called now, whatever it was called when this version was made. */
  readonly filename: string;
  readonly mediaType: string;
  /** In bytes. */
  readonly size: number;
  readonly comment: string;
}

/** A file to be downloaded. */
export interface AttachedFile {
  readonly fileId: string;
  readonly filename: string;
  /** As it was sent: not to be believed. */
  readonly mediaType: string;
  /** In bytes. */
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** When this version was made, in milliseconds since 1970. */
  readonly modifiedAt: number;
}

export interface AttachmentFilter {
  readonly filename?: string | undefined;
  readonly mediaType?: string | undefined;
}

export interface AttachmentReads {
  /** @returns of each record's version, by content id; without what is no attachment and what the reader may not see */
  details(reader: Reader, records: readonly ContentRecord[]): Promise<ReadonlyMap<number, AttachmentDetails>>;
  /** @returns why the reader may not attach files to this content; undefined when they may */
  whyNotAttachable(reader: Reader, containerId: number): Promise<Refusal | undefined>;
  /** The current attachments of one content, by id. */
  list(reader: Reader, containerId: number, filter: AttachmentFilter, page: Page): Promise<PageOf<ContentRecord>>;
  /**
   * @param options.version the current one without it
   * @returns undefined for what is not there and for what the reader may not see
   */
  file(
    reader: Reader,
    named: { readonly containerId: number; readonly filename: string; readonly version?: number },
  ): Promise<AttachedFile | undefined>;
  /** @returns what picture the file really is; undefined for everything else */
  pictureType(file: AttachedFile): Promise<PictureType | undefined>;
  /** @returns the bytes, to be read or destroyed; undefined when they are gone */
  open(file: Pick<AttachedFile, 'fileId'>, range?: ByteRange): Promise<Readable | undefined>;
}

/** The person sees the content and may not attach files to it. */
export const mayNotAttach: Refusal = { refused: 'not-permitted', action: { verb: 'create-content', type: 'attachment' } };

export function attachmentReads(database: Database, files: FileStore): AttachmentReads {
  return {
    async details(reader, records) {
      const attachments = records.filter(({ type }) => type === 'attachment');
      if (attachments.length === 0) return new Map();
      const rows = await database.read
        .selectFrom('content')
        .innerJoin('attachment_version as file', 'file.content_id', 'content.id')
        .innerJoin('content as owner', 'owner.id', 'content.container_id')
        .select([
          'content.id',
          'content.title',
          'owner.id as owner_id',
          'owner.title as owner_title',
          'file.number',
          'file.media_type',
          'file.file_size',
          'file.comment',
        ])
        .where('content.id', 'in', padded(attachments.map(({ id }) => id)))
        .where('file.number', 'in', padded([...new Set(attachments.map(({ version }) => version.number))]))
        .where(readable(viewerOf(reader)))
        .execute();
      const numbers = new Map(attachments.map(({ id, version }) => [id, version.number]));
      return new Map(
        rows
          .filter(({ id, number }) => numbers.get(id) === number)
          .map((row) => [
            row.id,
            {
              containerId: row.owner_id,
              containerTitle: row.owner_title,
              filename: row.title,
              mediaType: row.media_type,
              size: row.file_size,
              comment: row.comment,
            },
          ]),
      );
    },

    async whyNotAttachable(reader, containerId) {
      const viewer = viewerOf(reader);
      const container = await database.read
        .selectFrom('content')
        .select(['content.status', 'content.container_id', asFlag(attachable(viewer)).as('may_attach')])
        .where('content.id', '=', containerId)
        .where(readable(viewer))
        .executeTakeFirst();
      if (container === undefined || container.status === 'trashed') return { refused: 'unknown-content', id: containerId };
      if (container.container_id !== null) return { refused: 'not-attachable', id: containerId };
      return container.may_attach === 1 ? undefined : mayNotAttach;
    },

    async list(reader, containerId, { filename, mediaType }, page) {
      let ids = database.read
        .selectFrom('content')
        .select('content.id')
        .where('content.container_id', '=', containerId)
        .where('content.type', '=', 'attachment')
        .where('content.status', '=', currentStatus)
        .where(readable(viewerOf(reader)));
      if (filename !== undefined) ids = ids.where('content.title_folded', '=', fold(filename));
      if (mediaType !== undefined) {
        ids = ids
          .innerJoin('attachment_version as file', (join) =>
            join.onRef('file.content_id', '=', 'content.id').onRef('file.number', '=', 'content.version'),
          )
          .where('file.media_type', '=', mediaType.toLowerCase());
      }
      const part = ids
        .orderBy('content.id')
        .limit(page.limit + 1)
        .offset(page.start);
      const rows = await selectRecords(database.read).where('content.id', 'in', part).orderBy('content.id').execute();
      return toPage(rows, page, toRecord);
    },

    async file(reader, { containerId, filename, version }) {
      let query = database.read
        .selectFrom('content')
        .innerJoin('attachment_version as file', 'file.content_id', 'content.id')
        .innerJoin('content_version as version', (join) =>
          join.onRef('version.content_id', '=', 'file.content_id').onRef('version.number', '=', 'file.number'),
        )
        .select(['content.title', 'file.file_id', 'file.media_type', 'file.file_size', 'file.sha256', 'version.created_at'])
        .where('content.container_id', '=', containerId)
        .where('content.type', '=', 'attachment')
        .where('content.status', '=', currentStatus)
        .where('content.title_folded', '=', fold(filename))
        .where(readable(viewerOf(reader)));
      query =
        version === undefined ? query.whereRef('file.number', '=', 'content.version') : query.where('file.number', '=', version);
      const row = await query.executeTakeFirst();
      return (
        row && {
          fileId: row.file_id,
          filename: row.title,
          mediaType: row.media_type,
          size: row.file_size,
          sha256: row.sha256,
          modifiedAt: row.created_at,
        }
      );
    },

    async pictureType({ fileId, mediaType, size }) {
      if (!mediaType.startsWith('image/') || size < pictureHeadLength) return undefined;
      const head = await files.read(fileId, { first: 0, last: pictureHeadLength - 1 });
      return head && pictureTypeOf(await buffer(head));
    },

    open: ({ fileId }, range) => files.read(fileId, range),
  };
}
