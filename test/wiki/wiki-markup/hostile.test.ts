/** Any text is wiki markup: conversion never fails, takes linear time, and gives what can be stored and shown. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from '../../../src/wiki/storage-format/parse.ts';
import { render } from '../../../src/wiki/storage-format/render.ts';
import { wikiToStorage } from '../../../src/wiki/wiki-markup/convert.ts';
import { assertSafe, context } from '../storage-format/support.ts';

const fragments =
  `* ** # - -- --- ---- _ + ^ ~ ?? | || [ ] ! { } {{ }} {code} {code:java} {noformat} {info} {info:title=x} {panel} {quote}
{color:red} {color} {toc} {cheese} {cheese:a=b} {*} {_} \\ \\\\ h1. h9. bq. http:// https://a.b/c [a|b] [^f] [~u] [#a] [a|http://x] !a.png! !a.png|thumbnail!
:) (x) & &amp; &#x41; < > " ' ]]> <![CDATA[ <script> javascript:alert(1) [x|javascript:alert(1)] !javascript:x.png! \u0000 \u0001 \ufffe \uffff \ud800 \udc00 é 🙂`.split(
    /\s/,
  );

const markup = fc
  .array(fc.oneof(fc.constantFrom(...fragments, ' ', '\n', '\n\n', 'word'), fc.string({ unit: 'binary', maxLength: 4 })), {
    maxLength: 60,
  })
  .map((parts) => parts.join(''));

test('whatever is written becomes a body that can be stored, and shown without harm', () => {
  fc.assert(
    fc.property(markup, (source) => {
      const storage = wikiToStorage(source);
      const parsed = parse(storage);
      assert.ok(parsed.type === 'document', `${JSON.stringify(source)} became ${storage}`);
      assert.ok(!storage.startsWith('<pre>'), `${JSON.stringify(source)} was given up`);
      assertSafe(render(parsed, context));
    }),
    { numRuns: 3_000 },
  );
});

test('no letter of a plain text is lost', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('word', 'Größe', 'x1', '漢字'), { minLength: 1 }), (all) => {
      const text = wikiToStorage(all.join(' ')).replace(/<[^>]*>/g, '');
      assert.equal(text, all.join(' '));
    }),
  );
});

test('what nests deeper than a body may is kept as text', () => {
  const rows = Array.from({ length: 19 }, (_, index) => `********** {b${index}}`).join('\n');
  const ends = Array.from({ length: 19 }, (_, index) => `{b${18 - index}}`).join('');
  const storage = wikiToStorage(rows + ends);
  assert.match(storage, /^<pre>\*{10} \{b0\}/);
  assert.equal(parse(storage).type, 'document');
});

test('time grows with length and nothing else (rule 17)', () => {
  const units = [
    '*a ',
    '_',
    '[',
    '[a|',
    '!a|b',
    '{a:b}',
    '{code:x}',
    '{{',
    '{{a',
    '\\\\',
    '|',
    '||a',
    '* ',
    '-',
    'http://',
    '{info}{note}',
  ];
  const slow = units.filter((unit) => {
    const source = unit.repeat(Math.ceil(400_000 / unit.length));
    const began = performance.now();
    wikiToStorage(source);
    // Quadratic behaviour takes minutes here.
    return performance.now() - began > 8_000;
  });
  assert.deepEqual(slow, []);
});
