/**
 * Parses `Content-Disposition` and every other header of that form: a word, then parameters (RFC 6266 §4). A parameter with a
 * character set (RFC 5987) or in pieces (RFC 2231 §3) takes precedence over a plain one.
 */

export interface Disposition {
  /** In lower case. */
  readonly type: string;
  /** By their names in lower case; of two that are called the same the first counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** More than anybody sends. */
const mostParameters = 50;

/** @returns undefined where not even a word is there */
export function parseDisposition(header: string): Disposition | undefined {
  const end = header.indexOf(';');
  const type = (end === -1 ? header : header.slice(0, end)).trim().toLowerCase();
  if (type === '') return undefined;
  const sent = readParameters(header, end === -1 ? header.length : end);
  const parameters = new Map([...sent].filter(([key]) => !key.includes('*')));
  for (const key of new Set([...sent.keys()].filter((each) => each.includes('*')).map((each) => each.split('*', 1)[0] ?? ''))) {
    const value = extended(sent.get(`${key}*`)) ?? inPieces(sent, key);
    if (value !== undefined) parameters.set(key, value);
  }
  return { type, parameters };
}

/** @param at where the first semicolon stands */
function readParameters(header: string, at: number): ReadonlyMap<string, string> {
  const sent = new Map<string, string>();
  for (let start = at + 1; start < header.length && sent.size < mostParameters; ) {
    const next = endOf(header, start, ';');
    const equals = endOf(header, start, '=');
    // One without a value says nothing.
    if (equals >= next) {
      start = next + 1;
      continue;
    }
    const name = header.slice(start, equals).trim().toLowerCase();
    let from = equals + 1;
    while (header[from] === ' ' || header[from] === '\t') from += 1;
    const value = header[from] === '"' ? readQuoted(header, from + 1) : { text: header.slice(from, next).trim(), end: next };
    if (name !== '' && !sent.has(name)) sent.set(name, value.text);
    start = endOf(header, value.end, ';') + 1;
  }
  return sent;
}

/** A backslash hides a quote or a backslash, and is one in front of anything else: some browsers sent whole paths. */
function readQuoted(header: string, start: number): { readonly text: string; readonly end: number } {
  let text = '';
  let at = start;
  for (; at < header.length && header[at] !== '"'; at += 1) {
    if (header[at] === '\\' && (header[at + 1] === '"' || header[at + 1] === '\\')) at += 1;
    text += header[at];
  }
  return { text, end: at };
}

function endOf(header: string, start: number, sign: string): number {
  const at = header.indexOf(sign, start);
  return at === -1 ? header.length : at;
}

/** `UTF-8'en'na%C3%AFve.txt` (RFC 5987 §3.2) @returns undefined for what is none */
function extended(value: string | undefined): string | undefined {
  const [, charset = '', encoded = ''] = /^([^']*)'[^']*'(.*)$/s.exec(value ?? '') ?? [];
  return charset === '' ? undefined : decode(charset, encoded);
}

/** `name*0*=UTF-8''a%20; name*1="b"` (RFC 2231 §3, §4.1) */
function inPieces(sent: ReadonlyMap<string, string>, key: string): string | undefined {
  let charset = '';
  let whole = '';
  for (let number = 0; number < mostParameters; number += 1) {
    const encoded = sent.get(`${key}*${number}*`);
    const plain = sent.get(`${key}*${number}`);
    if (encoded === undefined && plain === undefined) break;
    const [, set = '', rest] = (number === 0 && /^([^']*)'[^']*'(.*)$/s.exec(encoded ?? '')) || [];
    if (number === 0) charset = set;
    // Whether a sign is encoded is known piece by piece, in which character set only of the whole.
    whole += encoded === undefined ? encodeURIComponent(plain?.toWellFormed() ?? '') : (rest ?? encoded);
  }
  return whole === '' ? undefined : decode(charset || 'utf-8', whole);
}

/**
 * A name whose writer took the form for a mail: `=?UTF-8?B?R3LDvMOfZS50eHQ=?=` (RFC 2047 §2).
 * @returns the text itself where it is none, or says nonsense
 */
export function withEncodedWords(text: string): string {
  if (!text.includes('=?')) return text;
  // Blanks between two of them are only there to fold the line (§6.2).
  return text
    .replace(/(\?=)\s+(?==\?)/g, '$1')
    .replace(/=\?([\w-]{1,40})\?([bq])\?([^?]*)\?=/gi, (whole, charset: string, kind: string, encoded: string) => {
      const escaped =
        kind.toLowerCase() === 'b'
          ? Array.from(Buffer.from(encoded, 'base64'), percent).join('')
          : encoded.replaceAll('%', '%25').replaceAll('_', '%20').replaceAll('=', '%');
      // Nothing is no name.
      return decode(charset, escaped) || whole;
    });
}

function percent(byte: number): string {
  return `%${byte.toString(16).padStart(2, '0')}`;
}

function decode(charset: string, encoded: string): string | undefined {
  const bytes = Buffer.from(
    encoded.replace(/%[0-9a-f]{2}|[\u0080-\uffff]/gi, (sign) =>
      sign.startsWith('%') ? String.fromCharCode(Number.parseInt(sign.slice(1), 16)) : '?',
    ),
    'latin1',
  );
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
