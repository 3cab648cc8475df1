/** The text after `~`, the words of texts, and excerpts: everything about texts that no database does. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { excerptOf, hitsOf, segmentsOf } from '../../../src/wiki/search/excerpts.ts';
import { distance, mostEdits, unchangedParts } from '../../../src/wiki/search/similar.ts';
import { stem } from '../../../src/wiki/search/stem.ts';
import { parseText, type TextQuery } from '../../../src/wiki/search/text-query.ts';
import { textMatches } from '../../../src/wiki/search/text-test.ts';
import { wordsOf } from '../../../src/wiki/search/words.ts';

function query(text: string): TextQuery {
  const parsed = parseText(text);
  assert.ok(!('textProblem' in parsed), text);
  return parsed;
}

const matches = (text: string, words: string) => textMatches(query(text), words);

suite('the text syntax of ~ (contract §3.2)', () => {
  const text = 'The quick brown fox wins the river race, 2026-edition; Übergröße résumé';

  test('finds all words, whatever their case, accents and English endings', () => {
    for (const found of [
      'fox',
      'FOX river',
      'win',
      'winning',
      'races',
      'ubergrosse',
      'Resume',
      '2026',
      '2026-edition',
      'foxes AND wins',
    ]) {
      assert.ok(matches(found, text), found);
    }
    for (const missing of ['cat', 'fox cat', 'edition-2026', 'rive', '']) assert.ok(!matches(missing, text), missing);
  });

  test('finds phrases, alternatives, and what must not be there', () => {
    for (const found of [
      '"quick brown"',
      '"quick brown" fox',
      'cat OR fox',
      '(cat || fox) && race',
      'fox -cat',
      'fox NOT cat',
      '+fox !cat',
      'fox AND NOT cat',
      '"fox quick"~3',
    ]) {
      assert.ok(matches(found, text), found);
    }
    for (const missing of ['"brown quick"', 'fox -race', 'fox NOT race', '-fox', '(cat OR dog) fox']) {
      assert.ok(!matches(missing, text), missing);
    }
  });

  test('finds the beginnings of words and words with wildcards inside', () => {
    for (const found of ['win*', 'r?ver', 'q*k', 'quick-bro*', 'üBERgr*', 'edi*n']) assert.ok(matches(found, text), found);
    for (const missing of ['wine*', 'r?er', 'q*z']) assert.ok(!matches(missing, text), missing);
  });

  test('reads weight as the word alone', () => {
    for (const found of ['fox^4', '"quick brown"^2 fox', 'fox~^2']) assert.ok(matches(found, text), found);
  });

  test('fuzzy words find what is spelled like them: two changes away at most, or as many as they say', () => {
    for (const found of ['rivr~', 'rievr~1', 'rxvxr~', 'rivers~', 'winning~', 'rivre~0.8', 'river~0.9', 'river~0', 'fxo~ race']) {
      assert.ok(matches(found, text), found);
    }
    for (const missing of ['rvr~1', 'rxvxr~1', 'rivre~0.9', 'rxvxy~', 'rivr', 'rivre~0', 'rivr\\~', '"rivr race"~']) {
      assert.ok(!matches(missing, text), missing);
    }
    // As Lucene's own example has it.
    for (const near of ['foam', 'roams']) assert.ok(matches('roam~', near), near);
  });

  test('what is within some changes of a word has one of its unchanged parts', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(letters, letters, fc.integer({ min: 1, max: mostEdits }), (word, other, edits) => {
        const away = distance(word, other, edits);
        assert.equal(away, distance(other, word, edits));
        const parts = unchangedParts(word, edits);
        if (away <= edits && parts.length > 0) assert.ok(parts.some((part) => other.includes(part)));
        if (word === other) assert.equal(away, 0);
      }),
      { numRuns: 2_000 },
    );
  });

  test('refuses a wildcard at the beginning of a word, and too many words', () => {
    for (const refused of [
      '*fox',
      '?ox',
      'quick *',
      Array.from({ length: 101 }, () => 'a').join(' '),
      'a?a b?b c?c d?d e?e f?f',
      'a~ b~ c?c d~1 e~0.5 f~',
    ]) {
      assert.ok('textProblem' in parseText(refused), refused);
    }
  });

  test('takes whatever people type', () => {
    for (const odd of [
      '((((',
      ')))',
      '"open',
      'a - b',
      'AND',
      'OR OR',
      'NOT',
      '+ -',
      'C++ (draft',
      'title:foo',
      'a && || b',
      '\\',
      '"',
      '[a TO b]',
      '!!a',
    ])
      query(odd);
    const pieces = fc.constantFrom(
      'a',
      '"',
      '(',
      ')',
      '*',
      '?',
      '\\',
      '+',
      '-',
      '!',
      '~',
      '^',
      'AND',
      'OR',
      'NOT',
      ' ',
      '😀',
      '中',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces, { maxLength: 60 }).map((list) => list.join('')),
        ),
        (any) => {
          const parsed = parseText(any);
          if (!('textProblem' in parsed)) textMatches(parsed, any);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('a wildcard takes time in proportion to the word', () => {
    assert.ok(!matches(`${'a*'.repeat(30)}b`, 'a'.repeat(80)));
  });
});

suite('words', () => {
  test('stems are those of Porter’s algorithm', () => {
    const stems =
      'caresses:caress ponies:poni ties:ti cats:cat feed:feed agreed:agre plastered:plaster motoring:motor sing:sing conflated:conflat troubled:troubl sized:size hopping:hop tanned:tan falling:fall hissing:hiss failing:fail filing:file happy:happi sky:sky relational:relat rational:ration digitizer:digit operator:oper feudalism:feudal hopefulness:hope formality:formal triplicate:triplic electrical:electr revival:reviv allowance:allow adjustment:adjust adoption:adopt effective:effect probate:probat rate:rate cease:ceas controlling:control roll:roll documentation:document';
    for (const pair of stems.split(' ')) {
      const [word = '', expected] = pair.split(':');
      assert.equal(stem(word), expected, word);
    }
  });

  test('scripts without spaces are read letter by letter', () => {
    assert.deepEqual(
      wordsOf('全文検索 ok').map(({ form }) => form),
      ['全', '文', '検', '索', 'ok'],
    );
    assert.ok(matches('検索', '全文検索'));
    assert.ok(!matches('索検', '全文検索'));
  });

  test('stand where they are said to, hold letters and digits alone, and are of limited length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        let end = 0;
        for (const word of wordsOf(text)) {
          assert.ok(word.start >= end && word.end > word.start && word.end <= text.length);
          assert.match(word.form, /^[\p{L}\p{N}]{1,80}$/u);
          assert.match(word.stem, /^[\p{L}\p{N}]{1,80}$/u);
          end = word.end;
        }
      }),
    );
  });
});

suite('excerpts', () => {
  const isHit = hitsOf([query('win "river race" doc*')]);

  test('mark the words that were looked for, and nothing of what must not be there', () => {
    const marked = (text: string, hits = isHit) =>
      segmentsOf(text, hits)
        .map((segment) => (segment.hit ? `[${segment.text}]` : segment.text))
        .join('');
    assert.equal(marked('Wins and documents, river-side.'), '[Wins] and [documents], [river]-side.');
    assert.equal(marked('win fox', hitsOf([query('win -fox')])), '[win] fox');
    assert.equal(hitsOf([]), undefined);
    assert.deepEqual(segmentsOf('win', undefined), [{ text: 'win', hit: false }]);
  });

  test('are the beginning of a text, or what stands around the first hit', () => {
    assert.equal(excerptOf('Short\n text', undefined), 'Short text');
    const long = `${'lorem ipsum '.repeat(100)}here they win a race ${'dolor sit '.repeat(100)}`;
    assert.match(excerptOf(long, undefined), /^lorem ipsum .* …$/);
    assert.match(excerptOf(long, isHit), /^… (lorem|ipsum) .*here they win a race dolor .* …$/);
    assert.ok(excerptOf(long, isHit).length < 300);
  });

  test('are never longer, and lose no text by being marked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 1_000 }), (text) => {
        assert.ok(excerptOf(text, isHit).length <= 290);
        assert.equal(
          segmentsOf(text, isHit)
            .map((segment) => segment.text)
            .join(''),
          text,
        );
      }),
    );
  });
});
