/** Files at rest: whole under their name or not there at all. */
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

async function bytesOf(files: FileStore, id: string, range?: ByteRange): Promise<Buffer | undefined> {
  const read = await files.read(id, range);
  return read && buffer(read);
}

suite('the file store', () => {
  let folder: string;
  let files: FileStore;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'weir-files-'));
    files = fileStore(join(folder, 'attachments'), systemRandom());
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const entries = async () => (await readdir(folder, { recursive: true })).filter((name) => /[0-9a-f]{32}/.test(name));
  const all = async () => {
    const found: string[] = [];
    for await (const id of files.ids()) found.push(id);
    return found;
  };

  test('gives back what was written, with its size and SHA-256', async () => {
    const bytes = randomBytes(300_000);
    const id = files.newId();
    const outcome = await files.write(id, Readable.from([bytes.subarray(0, 70_000), bytes.subarray(70_000)]), 300_000);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    assert.deepEqual(outcome, { kind: 'written', file: { id, size: 300_000, sha256 } });
    assert.deepEqual(await bytesOf(files, id), bytes);
    assert.deepEqual(await bytesOf(files, id, { first: 10, last: 19 }), bytes.subarray(10, 20));
    assert.deepEqual(await all(), [id]);
    await files.remove(id);
    await files.remove(id);
    assert.deepEqual(await entries(), []);
  });

  test('is for its owner alone', async () => {
    const id = files.newId();
    await files.write(id, Readable.from([Buffer.from('a')]), 1);
    assert.equal((await stat(join(folder, 'attachments', id.slice(0, 2), id.slice(2, 4), id))).mode & 0o077, 0);
    await files.remove(id);
  });

  test('keeps nothing of a stream that breaks or is too large', async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        throw new Error('the connection broke');
      })(),
    );
    await assert.rejects(files.write(files.newId(), broken, 100), /the connection broke/);
    assert.deepEqual(await files.write(files.newId(), Readable.from([Buffer.alloc(101)]), 100), { kind: 'too-large' });
    assert.deepEqual(await entries(), []);
  });
});
