/**
 * Parses JSON bodies within limits (security rule 13): Fastify limits the size; depth and number of members are limited here. An empty
 * body counts as none: clients send `Content-Type: application/json` with GET and DELETE.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { parseExactly } from '../foundation/exact-json.ts';

const deepest = 64;
const mostMembers = 20_000;

/** What is wrong with a body, with the status that says so. */
class UnreadableBody extends Error {
  override readonly name = 'UnreadableBody';
  readonly statusCode: 400 | 413 | 415;
  constructor(statusCode: 400 | 413 | 415, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

/** Replaces Fastify's JSON parser on this instance. */
export function readJsonBodies(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, ({ headers }, body, done) => {
    try {
      // `parseAs: 'buffer'` hands over a buffer.
      const bytes = body as Buffer;
      const text = bytes.length === 0 ? '' : textOf(bytes, headers);
      done(null, text.trim() === '' ? undefined : parseJson(text));
    } catch (error) {
      done(error instanceof UnreadableBody ? error : new UnreadableBody(400, 'The body is not valid JSON.'));
    }
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a body in the character set that it says it is in, without the mark that some programs put before UTF-8 (RFC 8259 §8.1). What is not
 * in it is refused: a name with a wrong letter in it would be stored for good.
 * @throws UnreadableBody
 */
function textOf(body: Buffer, headers: IncomingHttpHeaders): string {
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (coding !== '' && coding !== 'identity') {
    throw new UnreadableBody(
      415,
      `A body is not read with the content coding ${coding}. Send it as it is, without Content-Encoding.`,
    );
  }
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(headers['content-type'] ?? '') ?? [];
  const decoder = decoderFor(charset);
  if (decoder === undefined) throw new UnreadableBody(415, `The character set ${charset} is not known here. Send UTF-8.`);
  try {
    return decoder.decode(body);
  } catch {
    throw new UnreadableBody(
      400,
      `The body is not in the character set ${charset}. Send UTF-8, or say which it is in the Content-Type.`,
    );
  }
}

/** @returns undefined for a character set that nobody knows */
function decoderFor(charset: string): TextDecoder | undefined {
  if (charset.toLowerCase() === 'utf-8') return utf8;
  try {
    return new TextDecoder(charset, { fatal: true });
  } catch {
    return undefined;
  }
}

/** @throws UnreadableBody when the text is no JSON, or too deep or too large a structure */
function parseJson(text: string): unknown {
  checkStructure(text);
  try {
    // A key `__proto__` becomes an own property here; it reaches no prototype, since handlers read fields by name and never merge bodies.
    return parseExactly(text);
  } catch {
    throw new UnreadableBody(400, 'The body is not valid JSON.');
  }
}

/** Counts before parsing, so that a hostile body costs one pass and no objects. */
function checkStructure(text: string): void {
  let depth = 0;
  let members = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 0x5c) {
        // PostgreSQL stores no NUL in a text, and SQLite's functions end at one: neither is given any.
        if (text.startsWith('u0000', index + 1))
          throw new UnreadableBody(400, 'The body holds a NUL character (\\u0000). Remove it.');
        index++;
      } else if (code === 0x22) inString = false;
      continue;
    }
    switch (code) {
      case 0x22: // "
        inString = true;
        break;
      case 0x7b: // {
      case 0x5b: // [
        if (++depth > deepest) throw new UnreadableBody(400, `The body is nested more than ${deepest} levels deep.`);
        break;
      case 0x7d: // }
      case 0x5d: // ]
        depth--;
        break;
      case 0x2c: // ,
        if (++members > mostMembers) throw new UnreadableBody(413, `The body has more than ${mostMembers} members.`);
        break;
    }
  }
}
