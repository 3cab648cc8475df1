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
