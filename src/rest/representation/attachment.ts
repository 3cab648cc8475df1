/** What attachments have on the wire beyond other content. */
import { downloadPath, pagePath, thumbnailPath } from '../../wiki/addresses.ts';
import type { AttachmentDetails } from '../../wiki/attachments/attachment-reads.ts';
import { hasThumbnail } from '../../wiki/attachments/media-types.ts';
import type { ContentRecord } from '../../wiki/records.ts';
import type { Json } from '../site.ts';
import type { Batch } from './expansion.ts';

export interface AttachmentParts {
  /** Always there, whether `metadata` is expanded or not. */
  readonly metadata: Json;
  readonly extensions: Json;
  /** Without `self`. */
  readonly links: Json;
}

/** @returns a function that gives the parts of each attachment among the records */
export async function attachmentParts(
  { wiki, reader }: Batch,
  records: readonly ContentRecord[],
): Promise<(record: ContentRecord) => AttachmentParts | undefined> {
  const details = await wiki.attachments.details(reader, records);
  return (record) => {
    const own = details.get(record.id);
    return own && partsOf(record, own);
  };
}

function partsOf({ id, space, version }: ContentRecord, details: AttachmentDetails): AttachmentParts {
  const { containerId, containerTitle, filename, mediaType, size, comment } = details;
  const file = { containerId, filename, version: version.number, modifiedAt: version.createdAt };
  const preview = encodeURIComponent(`/${containerId}/${id}/${filename}`);
  return {
    metadata: { mediaType, ...(comment === '' ? {} : { comment }) },
    extensions: { mediaType, fileSize: size, comment },
    links: {
      webui: `${pagePath({ id: containerId, title: containerTitle, space })}?preview=${preview}`,
      download: downloadPath(file),
      ...(hasThumbnail(details) ? { thumbnail: thumbnailPath(file) } : {}),
    },
  };
}
