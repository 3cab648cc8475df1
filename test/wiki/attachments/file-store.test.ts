/** Files at rest, in a folder and in an S3-compatible store: whole under their name or not there at all. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, before, suite, test } from 'node:test';
import { systemRandom } from '../../../src/foundation/random.ts';
import { type ByteRange, type FileStore, fileStore } from '../../../src/wiki/attachments/file-store.ts';
import { s3FileStore } from '../../../src/wiki/attachments/s3-store.ts';
import { type S3Server, startS3Server } from '../../support/s3-server.ts';

const mebibyte = 1024 * 1024;

/** What every store promises. @param open gives the store, and a way to see what really lies there */
function conforms(open: () => { readonly files: FileStore; leftovers(): Promise<readonly string[]> }): void {
  const all = async () => {
    const found: string[] = [];
    for await (const id of open().files.ids()) found.push(id);
    return found.sort();
  };
  const bytesOf = async (id: string, range?: ByteRange) => {
    const read = await open().files.read(id, range);
    return read && buffer(read);
  };
  const write = (id: string, bytes: Buffer) => open().files.write(id, [bytes], bytes.length);

  for (const size of [0, 1, 300_000, 8 * mebibyte, 20 * mebibyte + 17]) {
    test(`gives back ${size} bytes with their SHA-256, and any part of them`, async () => {
      const { files, leftovers } = open();
      const bytes = randomBytes(size);
      const id = files.newId();
      const cut = Math.floor(size / 3);
      const outcome = await files.write(id, Readable.from([bytes.subarray(0, cut), bytes.subarray(cut)]), size);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      assert.deepEqual(outcome, { kind: 'written', file: { id, size, sha256 } });
      assert.equal(await files.sizeOf(id), size);
      assert.ok((await bytesOf(id))?.equals(bytes));
      if (size > 20) {
        assert.deepEqual(await bytesOf(id, { first: 10, last: 19 }), bytes.subarray(10, 20));
        assert.deepEqual(await bytesOf(id, { first: size - 1, last: size - 1 }), bytes.subarray(size - 1));
      }
      await files.remove(id);
      await files.remove(id);
      assert.deepEqual(await leftovers(), []);
    });
  }

  test('lists every file, however many there are', async () => {
    const { files } = open();
    const ids = Array.from({ length: 7 }, () => files.newId()).sort();
    for (const id of ids) await write(id, Buffer.from(id));
    assert.deepEqual(await all(), ids);
    for (const id of ids) await files.remove(id);
    assert.deepEqual(await all(), []);
  });

  test('says that a file is not there, and never makes one up', async () => {
    const { files } = open();
    const id = files.newId();
    assert.equal(await files.sizeOf(id), undefined);
    assert.equal(await bytesOf(id), undefined);
    assert.equal(await bytesOf(id, { first: 0, last: 11 }), undefined);
  });

  for (const size of [4, 9 * mebibyte]) {
    test(`keeps nothing of a stream that breaks after ${size} bytes, or is too large`, async () => {
      const { files, leftovers } = open();
      const broken = Readable.from(
        (async function* () {
          yield Buffer.alloc(size);
          throw new Error('the connection broke');
        })(),
      );
      await assert.rejects(files.write(files.newId(), broken, 2 * size), /the connection broke/);
      const large = Readable.from([Buffer.alloc(size), Buffer.alloc(1)]);
      assert.deepEqual(await files.write(files.newId(), large, size), { kind: 'too-large' });
      assert.deepEqual(await leftovers(), []);
    });
  }

  test('files that are written at once do not get into each other', async () => {
    const { files } = open();
    const written = await Promise.all(
      Array.from({ length: 6 }, async (_, index) => {
        const bytes = Buffer.alloc(mebibyte, index);
        const id = files.newId();
        await write(id, bytes);
        return { id, bytes };
      }),
    );
    for (const { id, bytes } of written) {
      assert.ok((await bytesOf(id))?.equals(bytes));
      await files.remove(id);
    }
  });
}

suite('files in a folder', () => {
  let folder: string;
  let files: FileStore;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weir-files-'));
    files = fileStore(join(folder, 'attachments'), systemRandom());
  });
  after(() => rm(folder, { recursive: true, force: true }));

  conforms(() => ({
    files,
    leftovers: async () => (await readdir(folder, { recursive: true })).filter((name) => /[0-9a-f]{32}/.test(name)),
  }));

  test('are for their owner alone', async () => {
    const id = files.newId();
    await files.write(id, [Buffer.from('a')], 1);
    assert.equal((await stat(join(folder, 'attachments', id.slice(0, 2), id.slice(2, 4), id))).mode & 0o077, 0);
    await files.remove(id);
  });
});

suite('files in an S3-compatible store', () => {
  let server: S3Server;
  let files: FileStore;
  before(async () => {
    server = await startS3Server();
    files = s3FileStore(server.settings, systemRandom());
  });
  after(() => server.close());

  conforms(() => ({ files, leftovers: async () => [...server.objects.keys(), ...server.uploads.keys()] }));

  test('what a crash left of an upload in parts goes with the file', async () => {
    const id = files.newId();
    // A process that dies says nothing more: the stream never goes on.
    const stalled = new Readable({ read() {} });
    stalled.push(Buffer.alloc(9 * mebibyte));
    const writing = files.write(id, stalled, 100 * mebibyte);
    for (let tries = 0; tries < 500 && server.uploads.size === 0; tries += 1) await new Promise((go) => setTimeout(go, 10));
    assert.equal(server.uploads.size, 1);
    assert.equal(await files.sizeOf(id), undefined);
    await files.remove(id);
    assert.equal(server.uploads.size, 0);
    stalled.push(null);
    await assert.rejects(writing, /lost an upload|did not put/);
    assert.equal(server.objects.size, 0);
  });

  test('a store that is busy is asked again; one that refuses is an error and no missing file', async () => {
    const id = files.newId();
    server.busy = 1;
    assert.equal((await files.write(id, [Buffer.from('a')], 1)).kind, 'written');
    server.busy = 1;
    assert.equal(await files.sizeOf(id), 1);
    await files.remove(id);
    for (const wrong of [{ secretAccessKey: 'another' }, { accessKeyId: 'OTHER' }, { region: 'elsewhere' }]) {
      const other = s3FileStore({ ...server.settings, ...wrong }, systemRandom());
      await assert.rejects(other.sizeOf(id), /answered 403/);
      await assert.rejects(other.read(id), /answered 403/);
      await assert.rejects(other.write(id, [Buffer.from('a')], 1), /answered 403/);
    }
    const nowhere = s3FileStore({ ...server.settings, bucket: 'other' }, systemRandom());
    await assert.rejects(nowhere.write(id, [Buffer.from('a')], 1), /no such bucket/);
    await assert.rejects(nowhere.read(id), /no such bucket/);
    await assert.rejects(nowhere.ids().next(), /no such bucket/);
  });

  test('of many requests at once some wait for the others', async () => {
    const found = await Promise.all(Array.from({ length: 200 }, () => files.sizeOf(files.newId())));
    assert.ok(found.every((size) => size === undefined));
    assert.ok(server.mostOpen > 1 && server.mostOpen <= 40, `${server.mostOpen} at once`);
  });

  test('a host name of its own for the bucket comes out right', async () => {
    const hosts: string[] = [];
    const send = globalThis.fetch;
    globalThis.fetch = async (input) => {
      hosts.push(String(input));
      return new Response(null, { status: 404 });
    };
    try {
      const files = s3FileStore({ ...server.settings, endpoint: 'https://s3.example.org', pathStyle: false }, systemRandom());
      assert.equal(await files.sizeOf('0'.repeat(32)), undefined);
    } finally {
      globalThis.fetch = send;
    }
    assert.deepEqual(hosts, [`https://weir-files.s3.example.org/attachments/${'0'.repeat(32)}`]);
  });
});
