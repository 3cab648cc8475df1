/**
 * Multipart forms with files, read part by part as they come in: nothing is kept in memory but short texts. What this does not take
 * (too many parts, too long a text, nonsense) is an error with its status.
 */
import multipart from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import type { Milliseconds } from '../foundation/clock.ts';
import type { App } from './app.ts';

export type UploadPart =
  | { readonly kind: 'text'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly filename: string | undefined;
      /** `text/plain` where the client says nothing. */
      readonly mediaType: string;
      /** To be read before the next part is asked for; what is not read is skipped. */
      readonly bytes: AsyncIterable<Buffer>;
    };

/** How long an upload may take: a gibibyte at 300 KiB a second. */
export const uploadTime: Milliseconds = 3_600_000;

const mostFiles = 100;
const mostTexts = 100;
/** In bytes. */
const longestText = 16 * 1024;
/** In bytes; more than any setting allows. */
const largestFile = 2 * 1024 * 1024 * 1024;

/** Registers routes that take such forms; all others refuse them. Whoever reads a file says when it is too large. */
export async function registerUploads(app: App, register: (routes: App) => void): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(multipart, {
      throwFileSizeLimit: false,
      limits: {
        fieldNameSize: 100,
        fieldSize: longestText,
        fields: mostTexts,
        fileSize: largestFile,
        files: mostFiles,
        headerPairs: 50,
        parts: mostFiles + mostTexts,
      },
    });
    register(scope.withTypeProvider());
  });
}

/** @throws an error with `statusCode` for what is malformed (400) or too much (413) */
export async function* uploadParts(request: FastifyRequest): AsyncGenerator<UploadPart> {
  if (!request.isMultipart()) {
    throw Object.assign(new Error('A form of the type multipart/form-data is needed.'), { statusCode: 415 });
  }
  const parts = request.parts();
  for (;;) {
    const next = await parts.next().catch(refuse);
    if (next.done) return;
    const part = next.value;
    if (part.type === 'file') {
      const { fieldname: name, filename, mimetype: mediaType, file } = part;
      // The types of the plugin do not know that a part of bytes may come without a name.
      yield { kind: 'file', name, filename: filename as string | undefined, mediaType, bytes: bytesOf(file) };
      if (!file.readableEnded && !file.destroyed) file.resume();
    } else {
      if (part.valueTruncated) throw tooLong(part.fieldname);
      yield {
        kind: 'text',
        name: part.fieldname,
        value: typeof part.value === 'string' ? part.value : JSON.stringify(part.value),
      };
    }
  }
}

/** What of an upload is not read yet. */
const unread = new WeakMap<FastifyRequest, AsyncGenerator<UploadPart>>();

/**
 * Stands in front of a form that a browser posts: reads the texts before its first file into the body, so that the token among them can
 * be checked before a file is taken. `restOfUpload` reads on.
 */
export async function readTextsFirst(request: FastifyRequest): Promise<void> {
  // What is no such form is refused by whoever reads on, after the token was asked for.
  if (!request.isMultipart()) return;
  const parts = uploadParts(request);
  // Without a prototype: names come from outside.
  const texts: Record<string, string> = Object.create(null);
  let next = await parts.next();
  for (; !next.done && next.value.kind === 'text'; next = await parts.next()) texts[next.value.name] = next.value.value;
  request.body = texts;
  unread.set(request, restBehind(texts, next, parts));
}

/** @returns all parts of an upload whose texts were read first, those texts among them */
export function restOfUpload(request: FastifyRequest): AsyncGenerator<UploadPart> {
  return unread.get(request) ?? uploadParts(request);
}

async function* restBehind(
  texts: Readonly<Record<string, string>>,
  first: IteratorResult<UploadPart>,
  parts: AsyncGenerator<UploadPart>,
): AsyncGenerator<UploadPart> {
  for (const [name, value] of Object.entries(texts)) yield { kind: 'text', name, value };
  if (first.done) return;
  yield first.value;
  yield* parts;
}

/** @returns a part's bytes as text, for clients that send texts as if they were files @throws as `uploadParts` */
export async function textOf(name: string, bytes: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > longestText) throw tooLong(name);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** How long a client may go on sending what nobody reads. In milliseconds. */
const longestRest = 30_000;

/** Lets the rest of a refused body run out, since many clients read no answer before they have sent everything. */
export function skipRest({ raw }: FastifyRequest): void {
  if (raw.readableEnded || raw.destroyed) return;
  raw.unpipe();
  raw.resume();
  const hangUp = setTimeout(() => raw.destroy(), longestRest);
  raw.once('close', () => clearTimeout(hangUp));
}

async function* bytesOf(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* file;
  } catch (error) {
    refuse(error);
  }
}

function tooLong(name: string): Error {
  return Object.assign(new Error(`The field ${name} is too long: it has at most ${longestText} bytes.`), { statusCode: 413 });
}

/** The parser's own errors say nothing of a status; all of them are the client's. */
function refuse(error: unknown): never {
  if (error instanceof Error && 'statusCode' in error) throw error;
  throw Object.assign(new Error('The multipart form is malformed or was cut off.', { cause: error }), { statusCode: 400 });
}
