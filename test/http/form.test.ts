/** Forms are read as the URL standard reads application/x-www-form-urlencoded, whatever comes. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { parseForm } from '../../src/http/form.ts';

/** @returns what the platform's parser makes of it, with the values of a name that comes twice in an array */
function expected(text: string): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = Object.create(null);
  const read = new URLSearchParams(text);
  for (const name of read.keys()) {
    const values = read.getAll(name);
    fields[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return fields;
}

suite('a form', () => {
  for (const text of [
    'client_id=a&client_secret=b%2Bc&redirect_uri=https%3A%2F%2Fexample.org%2Fcb%3Fx%3D1',
    'a=1&b&=c&&a=2&a=3&',
    '?a=1',
    'a=%&b=%4&c=%zz&d=%ff%fe&e=%E2%82&f=%c3%a9+%C3%A9&g=%ef%bb%bfx',
    'a=b=c&d==&__proto__=1&constructor=2&toString=3',
    'n%61me=1&name=2&sp+ace=+',
    'é=ü&%00=\ud7ff\u{1f600}',
    '',
  ]) {
    test(`of ${JSON.stringify(text)}`, () => assert.deepEqual(parseForm(text), expected(text)));
  }

  test('of any text', () => {
    const piece = fc.oneof(
      fc.constantFrom('&', '=', '%', '+', '?', '%2', '%26', '%3D', '%c3', '%a9', '%ff', '%00', 'a', 'é', '\u2028'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(fc.property(fc.array(piece), (pieces) => assert.deepEqual(parseForm(pieces.join('')), expected(pieces.join('')))));
  });

  test('of too many fields is refused', () => {
    assert.equal(
      Object.keys(parseForm(new URLSearchParams(Array.from({ length: 200 }, (_, index) => [`f${index}`, ''])).toString())).length,
      200,
    );
    assert.throws(() => parseForm('a=1&'.repeat(201)), { statusCode: 413 });
  });
});
