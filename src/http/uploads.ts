/**
 * Multipart forms with files, read part by part as they arrive: only short text fields are kept in memory. What is not accepted (too
 * many parts, too long a text, malformed input) is an error with its status.
 */
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { Milliseconds } from '../foundation/clock.ts';
import type { App } from './app.ts';
import { parseDisposition, withEncodedWords } from './content-disposition.ts';
import { boundaryOf, type FormPart, readForm } from './multipart.ts';

export type UploadPart =
  | { readonly kind: 'text'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly filename: string | undefined;
      /** `text/plain` where the client says nothing, `application/octet-stream` where not even a name. */
      readonly mediaType: string;
      /** To be read before the next part is asked for; what is not read is skipped. */
      readonly bytes: AsyncIterable<Buffer>;
    };

/** How long an upload may take: a gibibyte at 300 KiB a second. */
export const uploadTime: Milliseconds = 3_600_000;

/** How much a form may hold; more is refused. */
export interface FormLimits {
  /** Files and texts together. */
  readonly parts: number;
  readonly files: number;
}

const attachmentForm: FormLimits = { parts: 200, files: 100 };
/** One picture, beside the token of the form and the button that sent it. */
export const onePicture: FormLimits = { parts: 3, files: 1 };
/** In bytes. */
const longestText = 16 * 1024;

/** Registers routes that take such forms; all others refuse them. Whoever reads a file says when it is too large. */
export async function registerUploads(app: App, register: (routes: App) => void): Promise<void> {
  await app.register(async (scope) => {
    // Read by whoever handles the request, as it comes in.
    scope.addContentTypeParser('multipart/form-data', (_request, _payload, done) => done(null));
    register(scope.withTypeProvider());
  });
}

/** @throws an error with `statusCode` for what is malformed (400) or too much (413) */
export async function* uploadParts(request: FastifyRequest, limits = attachmentForm): AsyncGenerator<UploadPart> {
  if (!isForm(request)) {
    throw Object.assign(new Error('A form of the type multipart/form-data is needed.'), { statusCode: 415 });
  }
  const boundary = boundaryOf(request.headers['content-type']);
  if (boundary === undefined)
    throw Object.assign(new Error('The boundary of the multipart form is missing.'), { statusCode: 400 });
  let files = 0;
  for await (const part of readForm(chunksOf(request.raw), boundary, limits.parts)) {
    const name = part.disposition.parameters.get('name');
    if (name === undefined) continue;
    const written = part.disposition.parameters.get('filename');
    const filename = written === undefined ? undefined : withEncodedWords(written);
    // What says neither a name nor a type, and is called a file, is one all the same: some clients send new bytes for a file so.
    const isBare = filename === undefined && part.contentType === undefined && name === 'file';
    const mediaType = part.contentType ?? (isBare ? 'application/octet-stream' : 'text/plain');
    if (filename === undefined && !mediaType.toLowerCase().startsWith('application/octet-stream')) {
      yield { kind: 'text', name, value: await textOf(name, part.bytes, charsetOf(part)) };
      continue;
    }
    files += 1;
    if (files > limits.files) {
      const most = limits.files === 1 ? 'One file goes' : `At most ${limits.files} files go`;
      throw Object.assign(new Error(`${most} into this form.`), { statusCode: 413 });
    }
    yield { kind: 'file', name, filename, mediaType, bytes: part.bytes };
  }
}

function isForm({ headers }: FastifyRequest): boolean {
  return headers['content-type']?.toLowerCase().startsWith('multipart/form-data') === true;
}

/**
 * The bytes of a request as somebody asks for them. Not the stream's own iterator: that closes the connection when it is left early, and then
 * no refusal would arrive.
 */
async function* chunksOf(raw: IncomingMessage): AsyncGenerator<Buffer, void> {
  while (!raw.readableEnded) {
    // A stream without an encoding gives buffers.
    const chunk = raw.read() as Buffer | null;
    if (chunk !== null) yield chunk;
    else if (raw.destroyed) throw Object.assign(new Error('The multipart form was cut off.'), { statusCode: 400 });
    else await change(raw);
  }
}

const changes = ['readable', 'end', 'error', 'close'] as const;

/** Listens only as long as somebody waits. */
function change(raw: IncomingMessage): Promise<void> {
  return new Promise((settle) => {
    const done = () => {
      for (const name of changes) raw.off(name, done);
      settle();
    };
    for (const name of changes) raw.on(name, done);
  });
}

function charsetOf({ contentType = '' }: FormPart): string {
  return parseDisposition(contentType)?.parameters.get('charset') ?? 'utf-8';
}

/** What of an upload is not read yet. */
const unread = new WeakMap<FastifyRequest, AsyncGenerator<UploadPart>>();

/**
 * Stands in front of a form that a browser posts: reads the texts before its first file into the body, so that the token among them can
 * be checked before a file is taken. `restOfUpload` reads on.
 */
export function readTextsFirst(limits: FormLimits = attachmentForm): (request: FastifyRequest) => Promise<void> {
  return async (request) => {
    // What is no such form is refused by whoever reads on, after the token was asked for.
    if (!isForm(request)) return;
    const parts = uploadParts(request, limits);
    // Without a prototype: names come from outside.
    const texts: Record<string, string> = Object.create(null);
    let next = await parts.next();
    for (; !next.done && next.value.kind === 'text'; next = await parts.next()) texts[next.value.name] = next.value.value;
    request.body = texts;
    unread.set(request, restBehind(texts, next, parts));
  };
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

/**
 * @param most in bytes: who gets more knows that the file is larger, and reads no further; `skipRest` lets the rest run out
 * @returns the first bytes of the form's file of this name; none when it has none
 */
export async function startOfFile(request: FastifyRequest, name: string, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const part of restOfUpload(request)) {
    // What else is in the form is counted, and refused when it is too much.
    if (part.kind !== 'file' || part.name !== name || chunks.length > 0) continue;
    for await (const chunk of part.bytes) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > most) return Buffer.concat(chunks);
    }
  }
  return Buffer.concat(chunks);
}

/** @returns a part's bytes as text, for clients that send texts as if they were files @throws as `uploadParts` */
export async function textOf(name: string, bytes: AsyncIterable<Buffer>, charset = 'utf-8'): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > longestText) throw tooLong(name);
    chunks.push(chunk);
  }
  return decoderFor(charset).decode(Buffer.concat(chunks));
}

/** How long a client may go on sending what nobody reads. In milliseconds. */
const longestRest = 30_000;

/** Lets the rest of a refused body run out, since many clients read no answer before they have sent everything. */
export function skipRest({ raw }: FastifyRequest): void {
  if (raw.readableEnded || raw.destroyed) return;
  raw.unpipe();
  raw.resume();
  // An open connection keeps the process alive by itself.
  const hangUp = setTimeout(() => raw.destroy(), longestRest).unref();
  raw.once('close', () => clearTimeout(hangUp));
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}

function tooLong(name: string): Error {
  return Object.assign(new Error(`The field ${name} is too long: it has at most ${longestText} bytes.`), { statusCode: 413 });
}
