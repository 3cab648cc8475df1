/**
 * The queue of thumbnails: which are due, made, or given up. A picture's row exists before its thumbnail, so none is forgotten. A
 * worker first moves the row's due time ahead, so each thumbnail is made once among several processes, and a picture that kills its
 * worker is not tried for ever.
 */
import type { Database } from '../../database/database.ts';
import type { WriteQueries } from '../../database/schema.ts';
import type { Clock, Milliseconds } from '../../foundation/clock.ts';
import type { AttachedFile } from './attachment-reads.ts';
import type { FileStore } from './file-store.ts';
import { type PictureType, pictureTypeOf } from './media-types.ts';
import type { ThumbnailMaker } from './thumbnail-maker.ts';

/** A thumbnail to be sent: named and dated as the picture that it was made from. */
export interface Thumbnail extends AttachedFile {
  readonly mediaType: PictureType;
}

export type ThumbnailStep =
  /** Nothing is to be made at this time. */
  | { readonly step: 'idle' }
  | { readonly step: 'made' }
  | { readonly step: 'not-made'; readonly fileId: string; readonly reason: string; readonly again: boolean }
  /** Nothing can be made on this machine. */
  | { readonly step: 'unavailable'; readonly reason: string };

export interface ThumbnailVerbs {
  /** @returns undefined while there is none; then the picture itself may stand in */
  thumbnail(picture: AttachedFile): Promise<Thumbnail | undefined>;
  /** Lets a thumbnail be made again whose file turned out to be gone. */
  remakeThumbnail(thumbnail: Pick<Thumbnail, 'fileId'>): Promise<void>;
  /** Makes the next thumbnail that is due. @throws what the database or the store throws; then it is tried again after a while */
  makeNextThumbnail(make: ThumbnailMaker): Promise<ThumbnailStep>;
}

/** Far longer than making one takes. */
const lease: Milliseconds = 120_000;
const pause: Milliseconds = 600_000;
const mostAttempts = 3;
/** In bytes. */
const largestResult = 1024 * 1024;

/** Notes that a stored file is a picture, and wants a thumbnail unless it has one. */
export async function awaitThumbnail(queries: WriteQueries, fileId: string): Promise<void> {
  await queries
    .insertInto('thumbnail')
    .values({ source_id: fileId, due_at: 0, attempts: 0 })
    .onConflict((conflict) => conflict.column('source_id').doNothing())
    .execute();
}

export function thumbnailVerbs({
  database,
  clock,
  files,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly files: FileStore;
}): ThumbnailVerbs {
  /** @returns the row, claimed until its `due_at`, or that nothing is due */
  async function claim() {
    for (;;) {
      const now = clock.now();
      const next = await database.read
        .selectFrom('thumbnail')
        .select(['source_id', 'attempts', 'due_at'])
        .where('due_at', '<=', now)
        .orderBy('due_at')
        .orderBy('source_id')
        .limit(1)
        .executeTakeFirst();
      if (next === undefined) return undefined;
      const claimed = { sourceId: next.source_id, attempts: next.attempts + 1, dueAt: now + lease };
      const { numUpdatedRows } = await database.write((queries) =>
        queries
          .updateTable('thumbnail')
          .set({ attempts: claimed.attempts, due_at: claimed.dueAt })
          .where('source_id', '=', next.source_id)
          .where('due_at', '=', next.due_at)
          .where('attempts', '=', next.attempts)
          .executeTakeFirstOrThrow(),
      );
      if (numUpdatedRows === 1n) return claimed;
    }
  }
  type Claim = NonNullable<Awaited<ReturnType<typeof claim>>>;

  /** Ends a claim. @returns false when it had run out, and somebody else has it now, or the picture is gone */
  async function settle({ sourceId, dueAt, attempts }: Claim, values: Partial<Settled>): Promise<boolean> {
    const { numUpdatedRows } = await database.write((queries) =>
      queries
        .updateTable('thumbnail')
        .set({ due_at: null, failure: null, ...values })
        .where('source_id', '=', sourceId)
        .where('due_at', '=', dueAt)
        .where('attempts', '=', attempts)
        .executeTakeFirstOrThrow(),
    );
    return numUpdatedRows === 1n;
  }

  async function giveUp(claimed: Claim, reason: string): Promise<ThumbnailStep> {
    await settle(claimed, { failure: reason });
    return { step: 'not-made', fileId: claimed.sourceId, reason, again: false };
  }

  async function tryLater(claimed: Claim, reason: string): Promise<ThumbnailStep> {
    if (claimed.attempts >= mostAttempts) return giveUp(claimed, reason);
    await settle(claimed, { failure: reason, due_at: clock.now() + pause * claimed.attempts });
    return { step: 'not-made', fileId: claimed.sourceId, reason, again: true };
  }

  /** Keeps a thumbnail: its own row before its first byte, as every file. */
  async function keep(claimed: Claim, bytes: Buffer, mediaType: PictureType): Promise<ThumbnailStep> {
    const id = files.newId();
    await database.write((queries) => queries.insertInto('stored_file').values({ id, created_at: clock.now() }).execute());
    const outcome = await files.write(id, [bytes], largestResult);
    if (outcome.kind === 'too-large') return giveUp(claimed, 'what came out is too large');
    const { size, sha256 } = outcome.file;
    // One that nobody names after all is deleted as every such file.
    return (await settle(claimed, { file_id: id, file_size: size, sha256, media_type: mediaType }))
      ? { step: 'made' }
      : { step: 'not-made', fileId: claimed.sourceId, reason: 'it took too long', again: true };
  }

  return {
    async thumbnail({ fileId, filename, modifiedAt }) {
      const row = await database.read
        .selectFrom('thumbnail')
        .select(['file_id', 'file_size', 'sha256', 'media_type'])
        .where('source_id', '=', fileId)
        .executeTakeFirst();
      // What is said to be a picture since it was attached.
      if (row === undefined) await database.write((queries) => awaitThumbnail(queries, fileId));
      if (!row?.file_id || row.file_size === null || row.sha256 === null) return undefined;
      // `keep` wrote one of these.
      const mediaType = row.media_type as PictureType;
      return { fileId: row.file_id, filename, mediaType, size: row.file_size, sha256: row.sha256, modifiedAt };
    },

    async remakeThumbnail({ fileId }) {
      await database.write((queries) =>
        queries
          .updateTable('thumbnail')
          .set({ due_at: 0, attempts: 0, file_id: null, file_size: null, sha256: null, media_type: null })
          .where('file_id', '=', fileId)
          .execute(),
      );
    },

    async makeNextThumbnail(make) {
      const claimed = await claim();
      if (claimed === undefined) return { step: 'idle' };
      if (claimed.attempts > mostAttempts) return giveUp(claimed, 'it never came to an end');
      const picture = await files.read(claimed.sourceId);
      if (picture === undefined) return tryLater(claimed, 'the picture is gone');
      const outcome = await make(picture).finally(() => picture.destroy());
      switch (outcome.outcome) {
        case 'made': {
          const mediaType = pictureTypeOf(outcome.bytes);
          return mediaType === undefined
            ? giveUp(claimed, 'what came out is no picture')
            : keep(claimed, outcome.bytes, mediaType);
        }
        case 'refused':
          return giveUp(claimed, outcome.reason);
        case 'failed':
          return tryLater(claimed, outcome.reason);
        case 'unavailable':
          // It was not tried: another node, or the next version, may make it.
          await settle(claimed, { due_at: clock.now(), attempts: claimed.attempts - 1 });
          return { step: 'unavailable', reason: outcome.reason };
      }
    },
  };
}

interface Settled {
  readonly due_at: number;
  readonly attempts: number;
  readonly failure: string;
  readonly file_id: string;
  readonly file_size: number;
  readonly sha256: string;
  readonly media_type: string;
}
