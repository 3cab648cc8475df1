/** The difference between two texts, word by word. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { wordDifference } from '../../src/wiki/word-difference.ts';

const words = (text: string) => text.split(' ').filter((word) => word !== '');
const shown = (before: string, after: string) =>
  wordDifference(words(before), words(after))
    .map(({ change, word }) => (change === 'kept' ? word : `${change === 'added' ? '+' : '-'}${word}`))
    .join(' ');

test('what is kept, removed and added, in the order of reading', () => {
  assert.equal(shown('the river is high', 'the river is very low'), 'the river is -high +very +low');
  assert.equal(shown('a b c', 'a c'), 'a -b c');
  assert.equal(shown('', 'new words'), '+new +words');
  assert.equal(shown('old words', ''), '-old -words');
  assert.equal(shown('same', 'same'), 'same');
  assert.equal(shown('', ''), '');
});

test('whatever the texts, the old one is what was kept and removed, the new one what was kept and added', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const changes = wordDifference(before, after);
      const without = (left: string) => changes.filter(({ change }) => change !== left).map(({ word }) => word);
      assert.deepEqual(without('added'), before);
      assert.deepEqual(without('removed'), after);
    }),
  );
});

test('texts that have little in common are compared in bounded time', () => {
  const one = Array.from({ length: 20_000 }, (_, index) => `a${index}`);
  const other = Array.from({ length: 20_000 }, (_, index) => `b${index}`);
  const started = performance.now();
  assert.equal(wordDifference(['same', ...one], ['same', ...other]).length, 40_001);
  assert.ok(performance.now() - started < 5_000);
});
