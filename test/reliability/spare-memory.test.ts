/** What a quiet server gives back to the system. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { startGivingBack } from '../../src/spare-memory.ts';

const megabyte = 1024 * 1024;
const minute = 60_000;

test('the heap is shrunk after the start in a quiet second, and again when it has grown and a minute was quiet', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  let shrunk = 0;
  let megabytes = 70;
  let utilization = 0.9;
  const rounds = startGivingBack({
    heapSize: () => megabytes * megabyte,
    shrinkHeap() {
      shrunk += 1;
      megabytes = 40;
    },
    utilization: () => utilization,
  });

  context.mock.timers.tick(999);
  assert.equal(shrunk, 0, 'a start takes longer');
  context.mock.timers.tick(5_001);
  assert.equal(shrunk, 0, 'people came at once');
  utilization = 0.01;
  context.mock.timers.tick(1_000);
  assert.equal(shrunk, 1, 'after the start');

  megabytes = 150;
  utilization = 0.9;
  context.mock.timers.tick(minute);
  assert.equal(shrunk, 1, 'people are waiting');

  utilization = 0.01;
  megabytes = 60;
  context.mock.timers.tick(minute);
  assert.equal(shrunk, 1, 'it has hardly grown');

  megabytes = 150;
  context.mock.timers.tick(minute);
  assert.equal(shrunk, 2);

  megabytes = 150;
  await rounds.stop();
  context.mock.timers.tick(minute);
  assert.equal(shrunk, 2, 'it was told to stop');
});

test('what V8 took and has no use for is given back when Node is started as the launcher does', () => {
  const file = JSON.stringify(join(import.meta.dirname, '..', '..', 'src', 'spare-memory.ts'));
  const program = `
    import { engineOfProcess } from ${file};
    const engine = engineOfProcess();
    let taken = Array.from({ length: 1_000_000 }, (_, number) => ({ number }));
    const full = engine?.heapSize();
    taken = undefined;
    engine?.shrinkHeap();
    console.log(JSON.stringify([full, engine?.heapSize()]));
  `;
  const run = (...flags: readonly string[]) => {
    const { stdout } = spawnSync(process.execPath, [...flags, '--input-type=module', '--eval', program], { encoding: 'utf8' });
    return JSON.parse(stdout);
  };

  const [full, left] = run('--expose-gc');
  assert.ok(left < full / 2, `${left} of ${full} bytes are left`);
  assert.deepEqual(run(), [null, null], 'without the flag nothing can be done');
});
