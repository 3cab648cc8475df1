/** `weir start`: what it says, when it will not start, and how it stops. A real process with real signals. */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { suite, type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../support/ports.ts';
import { startWeirProcess } from '../support/weir-process.ts';
import { adaPassword, freshInstallation, type Installation, linesOf } from './installation.ts';

async function installation(t: TestContext, settings: Readonly<Record<string, string>> = {}): Promise<Installation> {
  const weir = await freshInstallation(settings);
  t.after(() => weir.remove());
  return weir;
}

async function started(t: TestContext, weir: Installation) {
  const server = await startWeirProcess(weir.environment);
  t.after(() => server.kill('SIGKILL'));
  return server;
}

suite('weir start', () => {
  test('prints a one-time address while there is no account, not in the log, and no more once there is one', async (t) => {
    const weir = await installation(t);
    const first = await started(t, weir);
    const address = first.setupAddress() ?? '';
    assert.ok(address.startsWith(`${first.baseUrl}/setup?token=`), first.output());
    assert.equal((await fetch(address)).status, 200);
    const token = new URL(address).searchParams.get('token') ?? '';
    await weir.setUp();
    // The address is dead, though it was never used.
    assert.notEqual((await fetch(address, { redirect: 'manual' })).status, 200);
    await first.kill('SIGTERM');
    const logged = linesOf(first.output()).filter((line) => line.startsWith('{'));
    assert.ok(logged.some((line) => line.includes('"path":"/setup"')));
    assert.ok(!logged.some((line) => line.includes(token)));
    assert.equal((await started(t, weir)).setupAddress(), undefined);
  });

  test('says in one line that the port is in use, and ends with 1', async (t) => {
    const server = await started(t, await installation(t));
    const other = await installation(t, { WEIR_PORT: new URL(server.baseUrl).port });
    const { code, stderr } = await other.run(['start']);
    assert.equal(code, 1);
    assert.equal(linesOf(stderr).length, 1, stderr);
    assert.match(stderr, /The port is in use.*WEIR_PORT/);
  });

  test('refuses data that is newer than the program, or of another build, as every command does', async (t) => {
    const weir = await installation(t, { WEIR_PORT: String(await freePort()) });
    await weir.setUp();
    const file = new DatabaseSync(join(weir.home, 'weir.db'));
    file.exec("insert into schema_migration (number, name, checksum, applied_at) values (999, 'tomorrow', 'x', 1)");
    for (const words of [['start'], ['user', 'list']]) {
      const { code, stderr } = await weir.run(words);
      assert.equal(code, 1);
      assert.equal(linesOf(stderr).length, 1, stderr);
      assert.match(stderr, /changed by a newer version of Weir \(step 999, tomorrow/);
    }
    file.exec("delete from schema_migration where number = 999; update schema_migration set checksum = 'x' where number = 2");
    file.close();
    const { code, stderr } = await weir.run(['start']);
    assert.equal(code, 1);
    assert.match(stderr, /another build of Weir: step 2/);
  });

  test('says in one line that the database cannot be reached, without its password', async (t) => {
    const weir = await installation(t, {
      WEIR_DATABASE_URL: 'postgresql://weir:pgsecret@127.0.0.1:1/weir',
      WEIR_PORT: String(await freePort()),
    });
    for (const words of [['start'], ['user', 'list']]) {
      const { code, stdout, stderr } = await weir.run(words);
      assert.equal(code, 1);
      assert.equal(linesOf(stderr).length, 1, stderr);
      assert.match(stderr, /PostgreSQL cannot be reached/);
      assert.doesNotMatch(stdout + stderr, /pgsecret/);
    }
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    test(`${signal} drains: an answer in flight is finished, nothing new is taken, and the end is clean`, async (t) => {
      const weir = await installation(t);
      await weir.setUp();
      const server = await started(t, weir);
      const idle = await open(server.baseUrl);
      const slow = await open(server.baseUrl);
      const body = JSON.stringify({ key: 'SLOW', name: 'Arrived slowly' });
      slow.socket.write(
        [
          'POST /rest/api/space HTTP/1.1',
          'Host: localhost',
          `Authorization: Basic ${Buffer.from(`ada:${adaPassword}`).toString('base64')}`,
          'Content-Type: application/json',
          `Content-Length: ${Buffer.byteLength(body)}`,
          '',
          body.slice(0, 5),
        ].join('\r\n'),
      );
      // The server has begun with it once it waits for the body: nothing tells, so give it time to check the password.
      await wait(500);

      const exited = new Promise((resolve) => server.child.once('exit', (code, by) => resolve([code, by])));
      server.child.kill(signal);
      await until(() => server.output().includes('"stopping"'));
      await until(async () => (await open(server.baseUrl).catch(() => undefined)) === undefined);
      assert.equal(server.child.exitCode, null);

      slow.socket.write(body.slice(5));
      await until(() => slow.received().includes('\r\n\r\n') && slow.closed());
      assert.match(slow.received(), /^HTTP\/1\.1 200 [\s\S]*\r\nconnection: close\r\n/i);
      assert.match(slow.received(), /"key":"SLOW"/);
      assert.deepEqual(await exited, [0, null]);
      assert.ok(idle.closed());
      assert.match(server.output(), /"kind":"stopped"/);

      // What it answered is there.
      const file = new DatabaseSync(join(weir.home, 'weir.db'), { readOnly: true });
      assert.deepEqual({ ...file.prepare('select name from space').get() }, { name: 'Arrived slowly' });
      file.close();
    });
  }
});

interface Connection {
  readonly socket: Socket;
  received(): string;
  closed(): boolean;
}

function open(baseUrl: string): Promise<Connection> {
  const { port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    let [received, closed] = ['', false];
    const socket = connect(Number(port), '127.0.0.1', () => resolve({ socket, received: () => received, closed: () => closed }));
    socket.on('data', (chunk) => (received += chunk));
    socket.on('close', () => (closed = true));
    socket.on('error', reject);
  });
}

/** Asks again and again until it holds, ten seconds at most. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, `never held: ${holds}`);
    await wait(20);
  }
}
