/** The tables of attachments' files. */

/**
 * A file that lies in the store, or may: the row is written before the first byte. One that no version names is deleted after a while, so that
 * a crash at any moment leaves nothing for ever.
 */
export interface StoredFileTable {
  /** 32 hex digits. */
  id: string;
  created_at: number;
}

/** What a version of an attachment has beside `content_version`: the title there is the file's name. */
export interface AttachmentVersionTable {
  content_id: number;
  number: number;
  file_id: string;
  /** In bytes. */
  file_size: number;
  /** Of the file; lower-case hex. */
  sha256: string;
  media_type: string;
  comment: string;
}

/** The small picture of a stored file that is a picture, to be made, made, or given up. */
export interface ThumbnailTable {
  source_id: string;
  /** When it may be tried, in milliseconds since 1970; null once it is made or given up. Whoever tries moves it ahead. */
  due_at: number | null;
  /** How often it was begun. */
  attempts: number;
  /** Why it is not there, for the log and the database's reader; null when nothing went wrong. */
  failure: string | null;
  /** These four together, once it is made. */
  file_id: string | null;
  /** In bytes. */
  file_size: number | null;
  /** Lower-case hex. */
  sha256: string | null;
  media_type: string | null;
}
