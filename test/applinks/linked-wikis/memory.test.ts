/** What is kept of linked wikis: for its holder and their very token, for a while, within bounds. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Holder, shortMemory } from '../../../src/applinks/linked-wikis/memory.ts';
import { settableClock } from '../../accounts/room.ts';

const uma: Holder = { userId: 1, linkId: 1, token: 'a' };

function remembering(size = 1) {
  const clock = settableClock();
  const memory = shortMemory<string>(clock);
  const loaded: string[] = [];
  const get = (holder: Holder, key: string) =>
    memory.get(
      holder,
      key,
      async () => {
        loaded.push(key);
        return `${key} of ${holder.userId} at ${holder.linkId}`;
      },
      () => ({ life: 1_000, size }),
    );
  return { clock, memory, loaded, get };
}

suite('the short memory', () => {
  test('keeps for as long as it was told, and fetches once for all who ask at once', async () => {
    const { clock, loaded, get } = remembering();
    assert.deepEqual(await Promise.all([get(uma, 'x'), get(uma, 'x')]), ['x of 1 at 1', 'x of 1 at 1']);
    clock.pass(999);
    await get(uma, 'x');
    assert.equal(loaded.length, 1);
    clock.pass(1);
    await get(uma, 'x');
    assert.equal(loaded.length, 2);
  });

  test('gives nobody what is another’s, of another link, or of another connection', async () => {
    const { loaded, get } = remembering();
    const others = [uma, { ...uma, userId: 2 }, { ...uma, linkId: 2 }, { ...uma, token: 'b' }, { ...uma, userId: 11 }];
    for (const holder of others) assert.equal(await get(holder, 'x'), `x of ${holder.userId} at ${holder.linkId}`);
    assert.equal(loaded.length, others.length);
  });

  test('forgets all of one person at one link, and nothing else', async () => {
    const { memory, loaded, get } = remembering();
    const others = [
      { ...uma, userId: 11 },
      { ...uma, linkId: 11 },
    ];
    for (const holder of [uma, ...others]) await get(holder, 'x');
    memory.forget({ userId: 1, linkId: 1 });
    for (const holder of others) await get(holder, 'x');
    assert.equal(loaded.length, 3);
    await get(uma, 'x');
    assert.equal(loaded.length, 4);
  });

  test('drops what was not used longest when there is no room', async () => {
    const { loaded, get } = remembering(6 * 1024 * 1024);
    await get(uma, 'a');
    await get(uma, 'b');
    await get(uma, 'a');
    await get(uma, 'c');
    assert.equal(loaded.length, 3);
    await get(uma, 'a');
    await get(uma, 'c');
    assert.equal(loaded.length, 3);
    await get(uma, 'b');
    assert.equal(loaded.length, 4);
    const many = remembering();
    for (let key = 0; key < 1_100; key += 1) await many.get(uma, String(key));
    await many.get(uma, '1099');
    assert.equal(many.loaded.length, 1_100);
    await many.get(uma, '0');
    assert.equal(many.loaded.length, 1_101);
  });

  test('keeps no failure', async () => {
    const memory = shortMemory<string>(settableClock());
    const keep = () => ({ life: 1_000, size: 0 });
    await assert.rejects(
      memory.get(uma, 'x', () => Promise.reject(new Error('gone')), keep),
      /gone/,
    );
    assert.equal(await memory.get(uma, 'x', async () => 'there', keep), 'there');
  });
});
