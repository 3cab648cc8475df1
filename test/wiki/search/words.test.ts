/** Looking for texts on both databases: words, phrases, what fits and what is spelled alike (contract §3.2). */
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import fc from 'fast-check';
import { isCqlProblem, quoteCql } from '../../../src/wiki/search/cql-tree.ts';
import { eachDatabase } from '../../support/databases.ts';
import { everything, type SearchRoom, searchRoom } from './room.ts';

suite('search by texts', () => {
  eachDatabase((_engine, open) => {
    let room: SearchRoom;
    before(async () => {
      room = await searchRoom(open);
    });

    test('finds words, phrases and beginnings, in titles and bodies', async () => {
      const { finds } = room;
      await finds('text ~ "win"', ['River guide']);
      await finds('text ~ "floods winning"', ['River guide']);
      await finds('siteSearch ~ "river"', ['River guide', 'Measuring']);
      await finds('title ~ "river"', ['River guide']);
      await finds('title ~ "gauges"', ['Gauge & scale']);
      await finds('text ~ "documenta*"', ['Measuring']);
      await finds('text ~ "docu*tion" or text ~ "gu?de"', ['Measuring', 'River guide']);
      await finds('title ~ "r?ver"', ['River guide']);
      await finds('text ~ "zero"', ['Gauge & scale']);
      await finds('text ~ "gauges~ NOT scale"', ['Measuring']);
      await finds('text ~ "fluud~"', ['River guide']);
      await finds('text ~ "floud~1"', ['River guide']);
      await finds('text ~ "fluud~1"', []);
      await finds('title ~ "guige~1"', ['River guide']);
      await finds('title ~ "messuring~ OR rvier~1"', ['Measuring', 'River guide']);
      await finds('text ~ "xyzzy~"', []);
      for (const letter of ['龥', 'ß']) await finds(`text ~ "${letter}*" or text ~ "${letter}river"`, []);
      await finds('text ~ "\\"river rises quickly\\""', ['Measuring']);
      await finds('text ~ "\\"rises river\\""', []);
      await finds('text ~ "guide how"', ['River guide']);
      await finds('text ~ "\\"guide how\\""', []);
      await finds('text ~ "river -guide"', ['Measuring']);
      await finds('text ~ "river NOT (guide OR nothing)"', ['Measuring']);
      await finds('text ~ "zero OR weir"', ['River guide', 'Gauge & scale']);
      await finds('type = page and text ~ "-river"', ['Space DOC Home', 'Gauge & scale']);
      await finds('type = page and text !~ "river"', ['Space DOC Home', 'Gauge & scale']);
      await finds('text ~ "!!!"', []);
      await finds('text ~ ""', []);
      await finds('type = page and text !~ ""', ['Space DOC Home', 'River guide', 'Measuring', 'Gauge & scale']);
    });

    test('words of the index that would be signs of its language are words', async () => {
      const { ada, find } = room;
      for (const text of [
        'AND',
        'NEAR(a b)',
        'title:river',
        '{title}',
        "it's",
        'a & b | !c',
        "') or 1=1 --",
        'river"',
        '',
        '\\',
        '𞤀𞤁',
        '½',
      ]) {
        const { results } = await find(ada, `text ~ "${text.replace(/[\\"]/g, '\\$&')}"`);
        assert.ok(results.length <= 4, text);
      }
    });

    test('takes whatever text is looked for, and the longest of queries', async () => {
      const { app, ada, find } = room;
      const signs = fc.constantFrom(
        'a',
        'win',
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
        ':',
        "'",
        '{',
        '}',
        '|',
        '&',
        'AND',
        'OR',
        'NOT',
        'NEAR',
        ' ',
        '中',
        'é',
        '𝒳',
      );
      const texts = fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 30 }),
        fc.array(signs, { maxLength: 25 }).map((list) => list.join('')),
      );
      await fc.assert(
        fc.asyncProperty(texts, async (text) => {
          // PostgreSQL has no NUL in its texts; no address of a request holds one.
          const cql = `type = page and (text ~ ${quoteCql(text.replaceAll('\0', ''))} or title = ${quoteCql(text.replaceAll('\0', ''))})`;
          const found = await app.wiki.search.find(ada, { cql, kinds: everything }, { start: 0, limit: 5 });
          if (isCqlProblem(found)) assert.equal(found.problem, 'invalid-value', cql);
        }),
        { numRuns: 60 },
      );
      const words = Array.from({ length: 33 }, (_, index) => `(w${index} OR "x y${index}" -z${index})`).join(' ');
      const conditions = Array.from(
        { length: 290 },
        (_, index) => `creator = nobody${index} ${index % 2 ? 'and' : 'or'} type = page`,
      );
      for (const cql of [
        `text ~ ${quoteCql(words)}`,
        `id in (${Array.from({ length: 1_500 }, (_, index) => index + 1).join(',')})`,
        conditions.slice(0, 140).join(' and '),
        `${'('.repeat(38)}type = page${' and title ~ x)'.repeat(38)}`,
        `type = page and ${'not '.repeat(38)}title ~ x`,
      ]) {
        await find(ada, cql);
      }
    });

    test('puts hits in titles first, then what was changed last', async () => {
      const { ada, titles } = room;
      assert.deepEqual(await titles(ada, 'text ~ "river"'), ['River guide', 'Measuring']);
      assert.deepEqual(await titles(ada, 'text ~ "river OR zero"'), ['River guide', 'Gauge & scale', 'Measuring']);
      const either = 'text ~ "river" or text ~ "zero"';
      assert.deepEqual(await titles(ada, either), ['River guide', 'Gauge & scale', 'Measuring']);
    });
  });
});
