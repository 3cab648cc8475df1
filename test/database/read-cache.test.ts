/** What was read is given again as long as nothing was committed, and is never another question's answer. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ofKept } from '../../src/database/prepared.ts';
import { readCache } from '../../src/database/read-cache.ts';

suite('what was read', () => {
  type Rows = readonly (readonly unknown[])[];

  /** A cache, and how often the data itself was asked. */
  function cacheOf(rows: (statement: number, values: readonly unknown[]) => Rows) {
    const cache = readCache();
    let asked = 0;
    const read = (statement: number, values: readonly unknown[]) => () => {
      asked += 1;
      return rows(statement, values);
    };
    return {
      cache,
      asked: () => asked,
      ask: (statement: number, ...values: readonly unknown[]) =>
        cache.answer(statement, values, read(statement, values), (found) => ({ rows: found })),
    };
  }

  test('is asked once in one state of the data, and once more in the next', () => {
    const { cache, ask, asked } = cacheOf((_, [id]) => [[id]]);
    cache.see(1);
    assert.deepEqual(ask(1, 7).rows, [[7]]);
    assert.equal(ask(1, 7), ask(1, 7));
    cache.see(1);
    ask(1, 7);
    assert.equal(asked(), 1);
    cache.see(2);
    ask(1, 7);
    assert.equal(asked(), 2);
    cache.forget();
    ask(1, 7);
    assert.equal(asked(), 3);
  });

  test('is never the answer to another question', () => {
    const { ask, asked } = cacheOf((statement, values) => [[JSON.stringify([statement, values])]]);
    const questions: readonly (readonly [number, ...unknown[]])[] = [
      [1],
      [11],
      [1, 1],
      [1, '1'],
      [1, ' 1'],
      [1, 1, 1],
      [1, '1 1:1'],
      [1, '1', '1'],
      [1, null],
      [1, 'null'],
      [1, ''],
      [1, '', ''],
      [2, '1'],
      [1, -1],
      [1, 1.5],
    ];
    for (let round = 0; round < 2; round += 1) {
      for (const question of questions) {
        const [statement, ...values] = question;
        assert.deepEqual(ask(...question).rows, [[JSON.stringify([statement, values])]]);
      }
    }
    assert.equal(asked(), questions.length);
  });

  test('cannot be changed by one of those who hold it', () => {
    const { ask } = cacheOf(() => [['kept']]);
    ask(1);
    assert.throws(() => Object.assign(ask(1), { rows: [] }), TypeError);
  });

  test('is not kept when it is large, or made of bytes', () => {
    const tooLarge: readonly Rows[] = [
      Array.from({ length: 9 }, (_, id) => [id]),
      [['x'.repeat(5_000)]],
      [['x'.repeat(3_000)], ['x'.repeat(3_000)]],
      [[new Uint8Array(1)]],
    ];
    for (const rows of tooLarge) {
      const { ask, asked } = cacheOf(() => rows);
      ask(1);
      assert.equal(Object.isFrozen(ask(1)), false);
      assert.equal(asked(), 2);
    }
  });

  test('is kept when it is that there is nothing', () => {
    const cache = readCache();
    let asked = 0;
    const ask = () =>
      cache.answer(
        1,
        [],
        () => {
          asked += 1;
          return [];
        },
        () => undefined,
      );
    assert.deepEqual([ask(), ask(), asked], [undefined, undefined, 1]);
  });

  test('is asked anew for values that are no plain text or number', () => {
    const { ask, asked } = cacheOf(() => []);
    for (const value of [new Uint8Array(2), 1n, 'x'.repeat(5_000)]) {
      ask(1, value);
      ask(1, value);
    }
    assert.equal(asked(), 6);
  });

  test('takes up bounded room', () => {
    const { ask, asked } = cacheOf(() => []);
    for (let id = 0; id <= 5_000; id += 1) ask(1, id);
    assert.equal(asked(), 5_001);
    ask(1, 5_000);
    assert.equal(asked(), 5_001);
    // All were forgotten when there were too many.
    ask(1, 0);
    assert.equal(asked(), 5_002);
  });

  test('is made into something else once where it is kept, each time where it is not', () => {
    let made = 0;
    const toThing = ofKept(({ id }: { readonly id: number }) => {
      made += 1;
      return { thing: id };
    });
    const kept = Object.freeze({ id: 1 });
    const passing = { id: 2 };
    assert.equal(toThing(kept), toThing(kept));
    assert.deepEqual([toThing(passing), toThing(passing)], [{ thing: 2 }, { thing: 2 }]);
    assert.equal(made, 3);
  });
});
