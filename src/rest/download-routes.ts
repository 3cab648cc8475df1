/**
 * Downloads, at the addresses that pages and the API name. Whoever may see the page may download, by the same permissions and
 * credentials as in the API. Nothing downloaded can run: everything but a genuine picture is sent as an attachment (security rule 14).
 */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import type { AttachedFile } from '../wiki/attachments/attachment-reads.ts';
import { hasThumbnail, largestStandIn, type PictureType } from '../wiki/attachments/media-types.ts';
import { sendError } from './errors.ts';
import { isUnchanged, readRange } from './http-conditions.ts';
import { first, type Query, readId } from './query.ts';
import type { Rest } from './rest.ts';

type OfFile = { Params: { id: string; filename: string }; Querystring: Query };

export function downloadRoutes(app: App, rest: Rest): void {
  const readable = { config: { access: apiRoute('READ', { anonymous: true }) }, preHandler: rest.openToAnonymous };

  app.get<OfFile>('/download/attachments/:id/:filename', readable, async (request, reply) => {
    const file = await findFile(rest, request);
    if (file === undefined) return notFound(reply, request.params.filename);
    const isThere = await sendFile(rest, request, reply, file, await rest.wiki.attachments.pictureType(file));
    // That is the disk's failure and not the client's.
    if (!isThere) throw new Error(`the file ${file.fileId} is gone`);
    return reply;
  });

  app.get<OfFile>('/download/thumbnails/:id/:filename', readable, async (request, reply) => {
    const { attachments } = rest.wiki;
    const file = await findFile(rest, request);
    if (file === undefined || !hasThumbnail(file)) return notFound(reply, request.params.filename);
    const thumbnail = await attachments.thumbnail(file);
    if (thumbnail !== undefined) {
      if (await sendFile(rest, request, reply, thumbnail, thumbnail.mediaType)) return reply;
      await attachments.remakeThumbnail(thumbnail);
    }
    // The picture itself stands in for it, unless it is too large for that.
    const picture = file.size <= largestStandIn ? await attachments.pictureType(file) : undefined;
    const standsIn = picture !== undefined && (await sendFile(rest, request, reply, file, picture));
    return standsIn ? reply : notFound(reply, request.params.filename);
  });
}

/** @returns the file that is asked for, as far as the caller may see it */
async function findFile({ wiki }: Rest, request: FastifyRequest<OfFile>): Promise<AttachedFile | undefined> {
  const containerId = readId(request.params.id);
  const asked = first(request.query, 'version');
  const version = asked === undefined ? undefined : readId(asked);
  if (containerId === undefined || (asked !== undefined && version === undefined)) return undefined;
  const { filename } = request.params;
  const reader = request.caller.person;
  const find = (name: string) =>
    wiki.attachments.file(reader, { containerId, filename: name, ...(version === undefined ? {} : { version }) });
  // Addresses of Confluence write a blank as a plus sign.
  return (await find(filename)) ?? (filename.includes('+') ? find(filename.replaceAll('+', ' ')) : undefined);
}

function notFound(reply: FastifyReply, filename: string): FastifyReply {
  return sendError(reply, { statusCode: 404, message: `No file found with the name ${filename}` });
}

/**
 * Begins to send; what comes after is the reply's.
 * @param picture what picture it really is, if it is one
 * @returns false when its bytes are gone: then nothing was sent
 */
async function sendFile(
  rest: Rest,
  request: FastifyRequest,
  reply: FastifyReply,
  file: AttachedFile,
  picture: PictureType | undefined,
): Promise<boolean> {
  const { size, sha256, modifiedAt, filename, mediaType } = file;
  const validators = { etag: `"${sha256}"`, modifiedAt };
  void reply
    .header('ETag', validators.etag)
    .header('Last-Modified', new Date(modifiedAt).toUTCString())
    .header('Cache-Control', 'private, no-cache')
    .header('Accept-Ranges', 'bytes');
  if (isUnchanged(request.headers, validators)) {
    void reply.code(304).send();
    return true;
  }
  const range = readRange(request.headers, validators, size);
  if (range === 'unsatisfiable') {
    void reply.header('Content-Range', `bytes */${size}`);
    void sendError(reply, { statusCode: 416, message: `The file has ${size} bytes; the range asked for is beyond them.` });
    return true;
  }
  // An empty stream keeps the length that a GET has; an empty file has no first byte to begin at.
  const isEmpty = request.method === 'HEAD' || size === 0;
  const bytes = isEmpty ? Readable.from([]) : await rest.wiki.attachments.open(file, range);
  if (bytes === undefined) return false;
  void reply
    .header('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'; sandbox")
    .header('Content-Disposition', disposition(picture === undefined ? 'attachment' : 'inline', filename))
    .type(picture ?? mediaType)
    .header('Content-Length', String(range === undefined ? size : range.last - range.first + 1));
  if (range !== undefined) void reply.code(206).header('Content-Range', `bytes ${range.first}-${range.last}/${size}`);
  void reply.send(bytes);
  return true;
}

/** RFC 6266 §4.3: a name for clients that know ASCII alone, and the name. */
function disposition(kind: 'attachment' | 'inline', filename: string): string {
  const plain = filename.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  const extended = encodeURIComponent(filename).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${kind}; filename="${plain}"; filename*=UTF-8''${extended}`;
}
