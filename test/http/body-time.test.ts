/** Security rule 16: a body that takes too long ends with 408, whatever came of it; a route may allow more. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, suite, test } from 'node:test';
import fastify from 'fastify';
import { limitBodyTime } from '../../src/http/body-time.ts';
import { endsOfTurns } from '../../src/http/turns.ts';

suite('the time that a body may take', () => {
  const app = fastify({ forceCloseConnections: true });
  let port = 0;
  before(async () => {
    limitBodyTime(app, 100, endsOfTurns());
    app.post('/usual', async ({ body }) => body);
    app.post('/long', { config: { bodyTime: 60_000 } }, async ({ body }) => body);
    port = Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
  });
  after(() => app.close());

  /** Sends all but the last byte, and that byte after `pause` milliseconds. @returns the first line of the answer */
  async function slowly(path: string, pause: number): Promise<string> {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{`);
    setTimeout(() => socket.write('}'), pause);
    const [chunk] = await once(socket, 'data');
    socket.destroy();
    return String(chunk).split('\r\n', 1)[0] ?? '';
  }

  test('is limited', async () => {
    assert.equal(await slowly('/usual', 0), 'HTTP/1.1 200 OK');
    assert.equal(await slowly('/usual', 5_000), 'HTTP/1.1 408 Request Timeout');
  });

  test('is longer where a route says so', async () => {
    assert.equal(await slowly('/long', 300), 'HTTP/1.1 200 OK');
  });
});
