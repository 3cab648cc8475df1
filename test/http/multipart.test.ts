/** Multipart forms of every kind that somebody may send (RFC 7578, RFC 2046 §5.1, RFC 5987, RFC 2231; security rule 13), property by property. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { parseDisposition } from '../../src/http/content-disposition.ts';
import { boundaryOf, readForm } from '../../src/http/multipart.ts';

const letters = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** RFC 2046 §5.1.1 */
const boundaries = fc
  .string({ unit: fc.constantFrom(...letters, ...`'()+_,-./:=? `), minLength: 1, maxLength: 70 })
  .filter((boundary) => !boundary.endsWith(' '));

interface SentPart {
  readonly name: string;
  readonly filename: string | undefined;
  readonly body: Buffer;
}

/** Bodies that look as much as can be like what ends them. */
const bodies = (boundary: string) =>
  fc
    .array(
      fc.oneof(
        fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
        fc
          .constantFrom('\r', '\n', '\r\n', '--', `--${boundary}`, `\r\n--${boundary}x`, `\r\n-${boundary}`, `\r\n--`)
          .map((text) => Buffer.from(text, 'latin1')),
      ),
      { maxLength: 8 },
    )
    .map((pieces) => Buffer.concat(pieces))
    // In front of the body stands the end of a line, too.
    .filter((body) => !endsEarly(Buffer.concat([Buffer.from('\r\n'), body, Buffer.from('\r\n')]), boundary));

function endsEarly(body: Buffer, boundary: string): boolean {
  const [plain, delimiter] = [body.toString('latin1'), `\r\n--${boundary}`];
  for (let at = plain.indexOf(delimiter); at !== -1; at = plain.indexOf(delimiter, at + 1)) {
    if (/^(?:--|[ \t]*(?:\r|$))/.test(plain.slice(at + delimiter.length))) return true;
  }
  return false;
}

/** Names as people have them: with quotes, backslashes, slashes, every script; no control characters, which no header carries. */
const names = fc
  .string({
    unit: fc.oneof(fc.constantFrom(...`"\\/;=%'*.. `), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })),
    minLength: 1,
    maxLength: 40,
  })
  .filter((name) => !/\p{Cc}/u.test(name));

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
const percent = (text: string) => encodeURIComponent(text).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);

const forms = boundaries.chain((boundary) =>
  fc.record({
    boundary: fc.constant(boundary),
    parts: fc.array(
      fc.record(
        { name: names, filename: fc.option(names, { nil: undefined }), body: bodies(boundary) },
        { noNullPrototype: true },
      ),
      { maxLength: 5 },
    ),
    preamble: bodies(boundary),
    epilogue: bodies(boundary),
    padding: fc.constantFrom('', ' ', '\t  '),
  }),
);

interface SentForm {
  readonly boundary: string;
  readonly parts: readonly SentPart[];
  readonly preamble: Buffer;
  readonly epilogue: Buffer;
  readonly padding: string;
}

/** @returns the bytes, and where the last delimiter ends */
function write({ boundary, parts, preamble, epilogue, padding }: SentForm): { readonly bytes: Buffer; readonly end: number } {
  const head = ({ name, filename }: SentPart) =>
    `--${boundary}${padding}\r\ncontent-DISPOSITION: form-data; name=${quoted(name)}${filename === undefined ? '' : `; filename=${quoted(filename)}`}\r\nX-Other: a\r\n\r\n`;
  const upToEnd = Buffer.concat([
    ...(preamble.length === 0 ? [] : [preamble, Buffer.from('\r\n')]),
    ...parts.flatMap((part) => [Buffer.from(head(part)), part.body, Buffer.from('\r\n')]),
    Buffer.from(`--${boundary}--`),
  ]);
  return { bytes: Buffer.concat([upToEnd, Buffer.from('\r\n'), epilogue]), end: upToEnd.length };
}

async function* inChunks(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}
const chunkSizes = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 6 });

async function read(source: AsyncIterable<Buffer>, boundary: string, mostParts = 200): Promise<SentPart[]> {
  const parts: SentPart[] = [];
  for await (const { disposition, bytes } of readForm(source, boundary, mostParts)) {
    const body = await Array.fromAsync(bytes);
    const [name = '', filename] = [disposition.parameters.get('name'), disposition.parameters.get('filename')];
    parts.push({ name, filename, body: Buffer.concat(body) });
  }
  return parts;
}

suite('a multipart form', () => {
  test('comes back as it was sent, whatever its boundary, names and bodies, and however its bytes come in', async () => {
    await fc.assert(
      fc.asyncProperty(forms, chunkSizes, async (form, sizes) => {
        assert.deepEqual(await read(inChunks(write(form).bytes, sizes), form.boundary), form.parts);
      }),
      { numRuns: 300 },
    );
  });

  test('parts that are read in part, or not at all, are skipped', async () => {
    await fc.assert(
      fc.asyncProperty(forms, chunkSizes, fc.array(fc.boolean(), { minLength: 1 }), async (form, sizes, wanted) => {
        const seen: (string | undefined)[] = [];
        for await (const { disposition, bytes } of readForm(inChunks(write(form).bytes, sizes), form.boundary, 200)) {
          if (wanted[seen.length % wanted.length]) for await (const _ of bytes) break;
          seen.push(disposition.parameters.get('name'));
        }
        assert.deepEqual(
          seen,
          form.parts.map(({ name }) => name),
        );
      }),
    );
  });

  test('that is cut off anywhere is malformed, and nobody waits for the rest', async () => {
    await fc.assert(
      fc.asyncProperty(forms, chunkSizes, fc.nat(), async (form, sizes, at) => {
        const { bytes, end } = write(form);
        const cut = bytes.subarray(0, at % end);
        await assert.rejects(read(inChunks(cut, sizes), form.boundary), { statusCode: 400 });
      }),
      { numRuns: 200 },
    );
  });

  test('that is nonsense ends, and with a status if it ends badly', async () => {
    const pieces = ['\r\n', '--b', '--b--', '\r\n--b\r\n', 'Content-Disposition: form-data', '; name=', '"', ':', '\0', ' '];
    const nonsense = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' })), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(nonsense, chunkSizes, async (parts, sizes) => {
        await read(inChunks(Buffer.from(parts.join('')), sizes), 'b', 5).catch((error: { statusCode?: number }) =>
          assert.ok(error.statusCode === 400 || error.statusCode === 413, String(error)),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('with too many parts, or too long a head, is too much', async () => {
    const part = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n';
    assert.equal((await read(inChunks(Buffer.from(`${part.repeat(5)}--b--`), [7]), 'b', 5)).length, 5);
    await assert.rejects(read(inChunks(Buffer.from(`${part.repeat(6)}--b--`), [7]), 'b', 5), { statusCode: 413 });
    const head = `--b\r\nX: ${'x'.repeat(20_000)}\r\n\r\n\r\n--b--`;
    await assert.rejects(read(inChunks(Buffer.from(head), [1000]), 'b'), { statusCode: 413 });
    async function* endless() {
      yield Buffer.from('--b\r\n');
      for (;;) yield Buffer.from('X-Line: x\r\n');
    }
    await assert.rejects(read(endless(), 'b'), { statusCode: 413 });
  });

  test('of any size takes the memory of one chunk, in front of, in and behind its parts', async () => {
    const chunk = Buffer.alloc(64 * 1024, '\r\n--');
    async function* large() {
      for (let count = 0; count < 1_000; count += 1) yield chunk;
      yield Buffer.from('\r\n--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n');
      for (let count = 0; count < 2_000; count += 1) yield chunk;
      yield Buffer.from('\r\n--b--\r\n');
      for (let count = 0; count < 1_000; count += 1) yield chunk;
    }
    let size = 0;
    let largest = 0;
    for await (const { bytes } of readForm(large(), 'b', 1)) {
      for await (const piece of bytes) {
        size += piece.length;
        largest = Math.max(largest, piece.length);
      }
    }
    assert.equal(size, 2_000 * chunk.length);
    assert.ok(largest <= chunk.length + 100, `${largest} bytes in one piece`);
  });

  test('that is full of what only begins like its delimiter comes in pieces as large as its chunks', async () => {
    const chunk = Buffer.alloc(64 * 1024, '\r\n--bc');
    async function* hostile() {
      yield Buffer.from('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n');
      for (let count = 0; count < 100; count += 1) yield chunk;
      yield Buffer.from('\r\n--b--');
    }
    const pieces: number[] = [];
    for await (const { bytes } of readForm(hostile(), 'b', 1)) for await (const piece of bytes) pieces.push(piece.length);
    assert.equal(
      pieces.reduce((sum, length) => sum + length, 0),
      100 * chunk.length,
    );
    assert.ok(pieces.length <= 300, `${pieces.length} pieces`);
    assert.ok(Math.max(...pieces) <= chunk.length + 100);
  });
});

suite('Content-Disposition', () => {
  const filename = (header: string) => parseDisposition(header)?.parameters.get('filename');

  test('a name that says its character set wins, wherever it stands (RFC 6266 §4.3)', () => {
    fc.assert(
      fc.property(names, names, fc.boolean(), fc.constantFrom('UTF-8', 'utf-8'), (plain, other, first, charset) => {
        const [short, long] = [`filename=${quoted(plain)}`, `filename*=${charset}'en'${percent(other)}`];
        const parameters = first ? [short, long] : [long, short];
        assert.equal(filename(`form-data; name="file"; ${parameters.join('; ')}`), other);
      }),
    );
  });

  test('a name in pieces is put together (RFC 2231 §3)', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 10 }), (name, count) => {
        const signs = [...name];
        const size = Math.ceil(signs.length / count);
        const pieces = Array.from({ length: Math.ceil(signs.length / size) }, (_, index) =>
          signs.slice(index * size, (index + 1) * size).join(''),
        );
        const encoded = pieces.map((piece, index) => `filename*${index}*=${index === 0 ? "utf-8''" : ''}${percent(piece)}`);
        const plain = pieces.map((piece, index) => `filename*${index}=${quoted(piece)}`);
        assert.equal(filename(`form-data; ${encoded.join('; ')}`), name);
        assert.equal(filename(`form-data; filename="x"; ${plain.reverse().join('; ')}`), name);
      }),
    );
  });

  test('what clients really send, and what is broken', () => {
    for (const [header, expected] of [
      ['form-data; name="file"; filename="a.txt"; filename*=UTF-8\'\'%e2%82%ac.txt', '€.txt'],
      ["form-data; filename*=iso-8859-1''na%EFve.txt", 'naïve.txt'],
      ['form-data; filename="a.txt"; filename*=UTF-8\'\'%ff%fe', 'a.txt'],
      ['form-data; filename="a.txt"; filename*=nonsense', 'a.txt'],
      ['form-data; filename="a.txt"; filename*=no-such-charset\'\'b', 'a.txt'],
      ['form-data;filename=plain.txt;name=file', 'plain.txt'],
      ['form-data; FileName = "C:\\Users\\uma\\a.txt"', 'C:\\Users\\uma\\a.txt'],
      ['form-data; filename="one.txt"; filename="two.txt"', 'one.txt'],
      ['form-data; filename="not closed.txt', 'not closed.txt'],
      ['form-data; filename', undefined],
      ['form-data; filename=""', ''],
      ['form-data; ; =; filename="a;b=c.txt"', 'a;b=c.txt'],
    ] as const) {
      assert.equal(filename(header), expected, header);
    }
  });

  test('any text is read in a time that grows with its length alone', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseDisposition(text)));
    for (const text of ['form-data; a="', 'form-data; ', 'x;'].flatMap((start) =>
      ['\\"', ' ;', '=', "a*='", ' '].map((rest) => start + rest.repeat(8_000)),
    )) {
      const started = performance.now();
      parseDisposition(text);
      assert.ok(performance.now() - started < 250);
    }
  });

  test('a boundary is found, and none is made up (RFC 2046 §5.1.1)', () => {
    fc.assert(
      fc.property(boundaries, (boundary) => {
        assert.equal(boundaryOf(`multipart/form-data; boundary=${quoted(boundary)}`), boundary);
      }),
    );
    assert.equal(boundaryOf('Multipart/Form-Data; charset=utf-8; Boundary=abc'), 'abc');
    for (const type of ['multipart/form-data', 'multipart/form-data; boundary=', 'text/plain; boundary=a', undefined]) {
      assert.equal(boundaryOf(type), undefined);
    }
    assert.equal(boundaryOf(`multipart/form-data; boundary=${'a'.repeat(71)}`), undefined);
  });
});
