/** Large work in small steps: each as large as the time allows, until nothing is left or somebody stops it. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { inSmallSteps } from '../../src/foundation/small-steps.ts';

suite('small steps', () => {
  test('grow while they are quick, up to a limit, and end when nothing is left', async () => {
    const sizes: number[] = [];
    await inSmallSteps(100, async (most) => sizes.push(most) < 7);
    assert.deepEqual(sizes, [100, 200, 400, 800, 1_000, 1_000, 1_000]);
  });

  test('shrink while they are slow, but never so far that the work would not come to an end', async () => {
    const sizes: number[] = [];
    await inSmallSteps(400, async (most) => {
      await wait(60);
      return sizes.push(most) < 6;
    });
    assert.equal(sizes[0], 400);
    assert.ok(
      sizes.every((size, index) => index === 0 || size <= (sizes[index - 1] ?? 0)),
      sizes.join(),
    );
    assert.equal(sizes.at(-1), 50);
  });

  test('stop before the next one when they are told to', async () => {
    let done = 0;
    await inSmallSteps(
      1,
      async () => {
        done += 1;
        return true;
      },
      () => done === 3,
    );
    assert.equal(done, 3);
  });
});
