/**
 * Reads JSON bodies within limits (security rule 13): size is Fastify's business, depth and number of members are ours.
 * An empty body is no body: clients send `Content-Type: application/json` on GET and DELETE.
 */
import type { FastifyInstance } from 'fastify';

const deepest = 64;
const mostMembers = 20_000;

/** What is wrong with a body, with the status that says so. */
class UnreadableBody extends Error {
  override readonly name = 'UnreadableBody';
  readonly statusCode: 400 | 413;
  constructor(statusCode: 400 | 413, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

/** Replaces Fastify's JSON parser on this instance. */
export function readJsonBodies(app: FastifyInstance): void {
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    // `parseAs: 'string'` hands over a string.
    const text = body as string;
    if (text.trim() === '') return done(null, undefined);
    try {
      done(null, parseJson(text));
    } catch (error) {
      done(error instanceof UnreadableBody ? error : new UnreadableBody(400, 'The body is not valid JSON.'));
    }
  });
}

/** @throws UnreadableBody when the text is no JSON, or too deep or too large a structure */
function parseJson(text: string): unknown {
  checkStructure(text);
  try {
    // A key `__proto__` becomes an own property here; it reaches no prototype, since handlers read fields by name and never merge bodies.
    return JSON.parse(text);
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
