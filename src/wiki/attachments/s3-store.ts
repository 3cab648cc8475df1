/**
 * Stores files in an S3-compatible store, for nodes that share no disk. An object exists completely or not at all. Files larger than
 * one part are uploaded in parts; parts of an upload that never finished are deleted with the file's row, like any other orphan.
 */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { decodeXML } from 'entities/decode';
import { hexId, type Random } from '../../foundation/random.ts';
import type { FileStore } from './file-store.ts';
import { type S3Settings, type SendToS3, s3Requests } from './s3-requests.ts';

const folder = 'attachments/';
/** In bytes: what one upload holds in memory. A store takes 10,000 parts of at least 5 MiB. */
const partSize = 8 * 1024 * 1024;

export function s3FileStore(settings: S3Settings, random: Random): FileStore {
  const send = s3Requests(settings);
  const keyOf = (id: string) => folder + id;

  return {
    newId: () => hexId(random),

    async write(id, source, most) {
      const hash = createHash('sha256');
      let size = 0;
      const upload = partedUpload(send, keyOf(id));
      try {
        for await (const bytes of source) {
          size += bytes.length;
          if (size > most) {
            await upload.abandon();
            return { kind: 'too-large' };
          }
          hash.update(bytes);
          await upload.add(bytes);
        }
        await upload.complete();
      } catch (error) {
        // What is left of it is deleted with the row of the file, if it cannot be now.
        await upload.abandon().catch(() => {});
        throw error;
      }
      return { kind: 'written', file: { id, size, sha256: hash.digest('hex') } };
    },

    async read(id, range) {
      const headers: Record<string, string> = range === undefined ? {} : { Range: `bytes=${range.first}-${range.last}` };
      const answer = await send({ method: 'GET', key: keyOf(id), headers });
      if (answer.status === 404) return missing(answer);
      if (range !== undefined && answer.status !== 206) {
        await discard(answer);
        throw new Error('the file store does not answer ranges');
      }
      if (answer.body === null) return Readable.from([]);
      // The types of the browser's streams and of Node's are two, for one thing.
      const bytes = Readable.fromWeb(answer.body as import('node:stream/web').ReadableStream);
      // A connection may break before anybody reads: who reads then is told, and a failure that nobody hears would end the process.
      return bytes.on('error', () => {});
    },

    async remove(id) {
      await discard(await send({ method: 'DELETE', key: keyOf(id) }));
      for (const uploadId of await openUploads(send, keyOf(id))) {
        await discard(await send({ method: 'DELETE', key: keyOf(id), query: { uploadId } }));
      }
    },

    async sizeOf(id) {
      const answer = await send({ method: 'HEAD', key: keyOf(id) });
      return answer.status === 404 ? undefined : Number(answer.headers.get('Content-Length'));
    },

    async *ids() {
      for (let token: string | undefined; ; ) {
        const query = { 'list-type': '2', prefix: folder, ...(token === undefined ? {} : { 'continuation-token': token }) };
        const page = await textOf(await send({ method: 'GET', query }));
        for (const key of valuesOf(page, 'Key')) {
          const id = key.slice(folder.length);
          if (/^[0-9a-f]{32}$/.test(id)) yield id;
        }
        [token] = valuesOf(page, 'NextContinuationToken');
        if (token === undefined) return;
      }
    },
  };
}

interface PartedUpload {
  add(bytes: Buffer): Promise<void>;
  /** Makes the object appear. */
  complete(): Promise<void>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}

/** Collects a part at a time; an object of one part is put as it is. */
function partedUpload(send: SendToS3, key: string): PartedUpload {
  let uploadId: string | undefined;
  const etags: string[] = [];
  let waiting: Buffer[] = [];
  let waitingSize = 0;

  function take(): Uint8Array<ArrayBuffer> {
    const part = new Uint8Array(waitingSize);
    let at = 0;
    for (const bytes of waiting) {
      part.set(bytes, at);
      at += bytes.length;
    }
    waiting = [];
    waitingSize = 0;
    return part;
  }

  async function sendPart(body: Uint8Array<ArrayBuffer>): Promise<void> {
    if (uploadId === undefined) {
      const begun = await textOf(await send({ method: 'POST', key, query: { uploads: '' } }));
      [uploadId] = valuesOf(begun, 'UploadId');
      if (uploadId === undefined) throw new Error('the file store began no upload');
    }
    const answer = await send({ method: 'PUT', key, query: { partNumber: String(etags.length + 1), uploadId }, body });
    await discard(answer);
    const etag = answer.headers.get('ETag');
    if (!answer.ok || etag === null) throw new Error('the file store lost an upload');
    etags.push(etag);
  }

  return {
    async add(bytes) {
      for (let from = 0; from < bytes.length; ) {
        const piece = bytes.subarray(from, from + partSize - waitingSize);
        waiting.push(piece);
        waitingSize += piece.length;
        from += piece.length;
        if (waitingSize === partSize) await sendPart(take());
      }
    },

    async complete() {
      if (uploadId === undefined) {
        const answer = await send({ method: 'PUT', key, body: take() });
        await discard(answer);
        if (!answer.ok) throw new Error(noBucket);
        return;
      }
      if (waitingSize > 0) await sendPart(take());
      const parts = etags.map(
        (etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${escapeText(etag)}</ETag></Part>`,
      );
      const body = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
      const said = await textOf(await send({ method: 'POST', key, query: { uploadId }, body }));
      // It answers 200 before it knows, and says in the body how it ended.
      if (!said.includes('<CompleteMultipartUploadResult')) throw new Error('the file store did not put the parts together');
      uploadId = undefined;
    },

    async abandon() {
      if (uploadId !== undefined) await discard(await send({ method: 'DELETE', key, query: { uploadId } }));
      uploadId = undefined;
    },
  };
}

/** Without its bucket a store knows no file: that says nothing of the file. */
async function missing(answer: Response): Promise<undefined> {
  if ((await answer.text()).includes('NoSuchBucket')) throw new Error(noBucket);
}

const noBucket = 'the file store has no such bucket';

async function openUploads(send: SendToS3, key: string): Promise<readonly string[]> {
  const answer = await send({ method: 'GET', query: { uploads: '', prefix: key } });
  // A store that knows no such list has nothing to be aborted.
  return answer.ok ? valuesOf(await textOf(answer), 'UploadId') : ((await discard(answer)) ?? []);
}

async function textOf(answer: Response): Promise<string> {
  const text = await answer.text();
  if (!answer.ok) throw new Error(noBucket);
  return text;
}

async function discard(answer: Response): Promise<undefined> {
  await answer.body?.cancel();
}

/** The texts of the elements of one name. The store's answers are machine-made, and nothing else in them is looked at. */
function valuesOf(xml: string, name: string): string[] {
  return Array.from(xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g')), ([, value = '']) => decodeXML(value));
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
