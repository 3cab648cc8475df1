/** Times, numbers and plurals: by `Intl`, and the same for the same input. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { formatFor } from '../../src/web/text/format.ts';

suite('the format of a language', () => {
  const english = formatFor('en-GB', 'UTC');
  const now = Date.UTC(2026, 2, 12, 14, 5, 9);
  const second = 1000;
  const hour = 3600 * second;

  test('says how long ago something was, by the largest unit that fits', () => {
    const spans: readonly (readonly [number, string])[] = [
      [0, 'now'],
      [-59 * second, '59 seconds ago'],
      [-60 * second, '1 minute ago'],
      [-3 * hour, '3 hours ago'],
      [-47 * hour, 'yesterday'],
      [-8 * 24 * hour, 'last week'],
      [-400 * 24 * hour, 'last year'],
      [5 * 60 * second, 'in 5 minutes'],
    ];
    for (const [span, words] of spans) assert.equal(english.relative(now + span, now), words);
  });

  test('says the exact time with its zone', () => {
    assert.equal(english.exact(now), '12 March 2026 at 14:05:09 UTC');
    assert.match(formatFor('en-GB', 'Europe/Berlin').exact(now), /15:05:09/);
  });

  test('chooses the plural of the language', () => {
    const people = { one: '# person', other: '# people' };
    assert.deepEqual(
      [0, 1, 1200].map((count) => english.plural(count, people)),
      ['0 people', '1 person', '1,200 people'],
    );
    const polish = formatFor('pl', 'UTC');
    const files = { one: '# plik', few: '# pliki', many: '# plików', other: '# pliku' };
    assert.deepEqual(
      [1, 3, 5].map((count) => polish.plural(count, files)),
      ['1 plik', '3 pliki', '5 plików'],
    );
  });

  test('joins a list as people do', () => {
    assert.equal(english.list(['Read', 'Write', 'Admin']), 'Read, Write and Admin');
  });
});
