/**
 * Parses multipart forms (RFC 7578, RFC 2046 §5.1) part by part as bytes arrive. It holds one chunk and the head of one part, whatever
 * is sent, and never reads ahead of its consumer.
 */
import { type Disposition, parseDisposition } from './content-disposition.ts';

export interface FormPart {
  readonly disposition: Disposition;
  /** As it is sent, parameters included; undefined where nothing is said. */
  readonly contentType: string | undefined;
  /** To be read before the next part is asked for; what is not read is skipped. */
  readonly bytes: AsyncGenerator<Buffer, void>;
}

/** In bytes. */
const longestHead = 16 * 1024;
const longestPadding = 64;
const crlf = Buffer.from('\r\n');
const headEnd = Buffer.from('\r\n\r\n');

/** @returns the boundary that a content type names, which has from 1 to 70 characters; undefined for what is no such form */
export function boundaryOf(contentType: string | undefined): string | undefined {
  const found = contentType === undefined ? undefined : parseDisposition(contentType);
  const boundary = found?.type === 'multipart/form-data' ? found.parameters.get('boundary') : undefined;
  return boundary !== undefined && /^[\x20-\x7e]{1,70}$/.test(boundary) && !boundary.endsWith(' ') ? boundary : undefined;
}

/**
 * @param mostParts one more is an error
 * @throws an error with `statusCode` for what is malformed, cut off (400) or too much (413); whatever the source throws
 */
export async function* readForm(
  source: AsyncIterable<Buffer>,
  boundary: string,
  mostParts: number,
): AsyncGenerator<FormPart, void> {
  const chunks = source[Symbol.asyncIterator]();
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  // The first delimiter needs no line in front of it.
  let held: Buffer = crlf;
  let isAtDelimiter = false;
  let isOver = false;

  async function more(): Promise<void> {
    const next = await chunks.next();
    if (next.done) throw formError(400, 'The multipart form was cut off.');
    held = held.length === 0 ? next.value : Buffer.concat([held, next.value]);
  }

  /** Gives bytes up to a delimiter and takes that too, all but the end of its line. What only begins like one goes along with what is around it. */
  async function* upToDelimiter(): AsyncGenerator<Buffer, void> {
    for (let from = 0; ; ) {
      const at = held.indexOf(delimiter, from);
      const longest = delimiter.length + longestPadding + 2;
      // Its end is still to come: what is in front of it does not wait for that, unless it is little.
      const isInDoubt = at > longest && held.length < at + longest;
      if (at === -1 || isInDoubt) {
        const safe = isInDoubt ? at : held.length - delimiter.length + 1;
        from = 0;
        if (safe > 0) {
          const bytes = held.subarray(0, safe);
          held = held.subarray(safe);
          yield bytes;
        }
        if (!isInDoubt) await more();
        continue;
      }
      const length = await delimiterLength(at);
      if (length === undefined) {
        from = at + delimiter.length;
        continue;
      }
      const bytes = held.subarray(0, at);
      held = held.subarray(at + length);
      isAtDelimiter = true;
      if (at > 0) yield bytes;
      return;
    }
  }

  /** @returns how long the delimiter at hand is, with blanks behind it; undefined when something else is there */
  async function delimiterLength(at: number): Promise<number | undefined> {
    for (let length = delimiter.length; length <= delimiter.length + longestPadding; length += 1) {
      while (held.length < at + length + 2) await more();
      const [first, second] = [held[at + length], held[at + length + 1]];
      if (length === delimiter.length && first === 0x2d && second === 0x2d) {
        isOver = true;
        return length + 2;
      }
      if (first === 0x0d && second === 0x0a) return length;
      if (first !== 0x20 && first !== 0x09) return undefined;
    }
    return undefined;
  }

  async function readHead(): Promise<Map<string, string>> {
    let end = held.indexOf(headEnd);
    while (end === -1) {
      if (held.length > longestHead) throw formError(413, 'The head of a part is too long.');
      await more();
      end = held.indexOf(headEnd);
    }
    if (end > longestHead) throw formError(413, 'The head of a part is too long.');
    const text = textOfHead(held.subarray(0, end));
    // The line end in front of the body stays: a delimiter may follow at once.
    held = held.subarray(end + crlf.length);
    return headersOf(text);
  }

  // What is in front of the first delimiter means nothing.
  await skip();
  for (let parts = 1; !isOver; parts += 1) {
    if (parts > mostParts) throw formError(413, `The form has too many parts: at most ${mostParts}.`);
    const headers = await readHead();
    // An empty body has the delimiter where its head ends.
    if (!(await startsWithDelimiter())) held = held.subarray(crlf.length);
    isAtDelimiter = false;
    const disposition = parseDisposition(headers.get('content-disposition') ?? '');
    if (disposition?.type === 'form-data')
      yield { disposition, contentType: headers.get('content-type'), bytes: upToDelimiter() };
    // Whoever read it may have stopped anywhere.
    if (!isAtDelimiter) await skip();
  }
  // Nor does what is behind the last.
  held = Buffer.alloc(0);
  while (!(await chunks.next()).done);

  async function startsWithDelimiter(): Promise<boolean> {
    while (held.length < delimiter.length) await more();
    return held.subarray(0, delimiter.length).equals(delimiter) && (await delimiterLength(0)) !== undefined;
  }

  async function skip(): Promise<void> {
    for await (const _ of upToDelimiter());
  }
}

function formError(statusCode: 400 | 413, message: string): Error {
  return Object.assign(new Error(message), { statusCode });
}

function headersOf(text: string): Map<string, string> {
  const headers = new Map<string, string>();
  // A line that begins with a blank goes on with the one before.
  for (const line of text.replace(/\r\n[ \t]/g, ' ').split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon > 0 && !headers.has(name)) headers.set(name, line.slice(colon + 1).trim());
  }
  return headers;
}

/** Clients write names in UTF-8 as they are; a few old ones in Latin-1. */
function textOfHead(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
