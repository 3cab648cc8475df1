/** Puts this room together: attachments, the files of pages and blog posts, with versions. */
import type { Database } from '../../database/database.ts';
import type { Clock } from '../../foundation/clock.ts';
import type { Announce } from '../events.ts';
import { type AttachingVerbs, attachingVerbs } from './attaching.ts';
import { type AttachmentChanges, attachmentChanges } from './attachment-changes.ts';
import { type AttachmentReads, attachmentReads } from './attachment-reads.ts';
import { filePrune } from './pruning.ts';
import { type AttachmentStorage, type StagingVerbs, stagingVerbs } from './staging.ts';
import { type ThumbnailVerbs, thumbnailVerbs } from './thumbnails.ts';

export interface Attachments extends StagingVerbs, AttachingVerbs, AttachmentChanges, AttachmentReads, ThumbnailVerbs {
  /** The size of the largest file that is taken, in bytes. */
  mostBytes(): number;
  /** Deletes files that nothing names; at most `limit`. @returns how many it deleted */
  prune(limit: number): Promise<number>;
}

export function createAttachments(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly storage: AttachmentStorage;
  readonly announce: Announce;
}): Attachments {
  const { database, clock, storage } = options;
  return {
    mostBytes: storage.mostBytes,
    ...stagingVerbs(options),
    ...attachingVerbs(options),
    ...attachmentChanges(options),
    ...attachmentReads(database, storage.files),
    ...thumbnailVerbs({ database, clock, files: storage.files }),
    prune: filePrune({ database, clock, files: storage.files }),
  };
}
