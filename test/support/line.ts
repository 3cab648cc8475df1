/** A line to a PostgreSQL server that a test can cut, mute and mend. */
import assert from 'node:assert/strict';
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface Line {
  /** Leads to the server over this line. */
  readonly url: string;
  /** Connections end at once, new ones too. */
  cut(): void;
  /** Nothing gets through, and nobody is told. */
  hush(): void;
  mend(): void;
  close(): void;
}

/** @param target the address of the server; the line leads there until a test cuts it */
export async function lineTo(target: string): Promise<Line> {
  const { hostname, port } = new URL(target);
  let state: 'whole' | 'cut' | 'hushed' = 'whole';
  const sockets = new Set<Socket>();
  const server: Server = createServer((near) => {
    if (state === 'cut') {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => state === 'whole' && to.write(chunk));
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const url = new URL(target);
  url.host = `127.0.0.1:${address.port}`;
  function drop(): void {
    for (const socket of sockets) socket.destroy();
  }
  return {
    url: url.href,
    cut() {
      state = 'cut';
      drop();
    },
    hush() {
      state = 'hushed';
    },
    mend() {
      if (state === 'hushed') drop();
      state = 'whole';
    },
    close() {
      drop();
      server.close();
    },
  };
}
