/** What load balancers and supervisors ask (issue 4 §5): alive, ready, draining; before there is an account, and below the context path. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { freshInstallation } from '../commands/installation.ts';
import { startWeir } from '../support/weir.ts';
import { startWeirProcess } from '../support/weir-process.ts';

async function ask(url: string): Promise<readonly [number, unknown]> {
  const answer = await fetch(url);
  return [answer.status, await answer.json()];
}

suite('health', () => {
  test('is told at the root and below the context path, and never cached', async (t) => {
    const weir = await startWeir({ contextPath: '/confluence' });
    t.after(() => weir.stop());
    for (const base of [weir.baseUrl, new URL(weir.baseUrl).origin]) {
      assert.deepEqual(await ask(`${base}/health/live`), [200, { status: 'alive' }]);
      assert.deepEqual(await ask(`${base}/health/ready`), [200, { status: 'ready' }]);
      assert.deepEqual(await ask(`${base}/status`), [200, { state: 'RUNNING' }]);
    }
    assert.equal((await fetch(`${weir.baseUrl}/health/ready`)).headers.get('cache-control'), 'no-store');
  });

  test('a node that is told to stop says so while it still answers, and then ends', async (t) => {
    const installation = await freshInstallation({ WEIR_DRAIN_SECONDS: '2' });
    t.after(() => installation.remove());
    // Without an account: a load balancer sends people to the set-up page.
    const server = await startWeirProcess(installation.environment);
    t.after(() => server.kill('SIGKILL'));
    assert.deepEqual(await ask(`${server.baseUrl}/health/ready`), [200, { status: 'ready' }]);
    server.child.kill('SIGTERM');
    let told = await ask(`${server.baseUrl}/health/ready`);
    for (; told[0] === 200; told = await ask(`${server.baseUrl}/health/ready`)) await wait(10);
    assert.deepEqual(told, [503, { status: 'draining' }]);
    assert.deepEqual(await ask(`${server.baseUrl}/status`), [503, { state: 'STOPPING' }]);
    assert.deepEqual(await ask(`${server.baseUrl}/health/live`), [200, { status: 'alive' }]);
    // What still comes is answered, on a connection that ends with it.
    const page = await fetch(`${server.baseUrl}/setup`);
    assert.ok(page.status < 500);
    assert.equal(page.headers.get('connection'), 'close');
    await new Promise((done) => server.child.once('exit', done));
    assert.equal(server.child.exitCode, 0);
    await assert.rejects(fetch(`${server.baseUrl}/health/live`));
  });
});
