/** Thumbnails (contract §1.7): made once, in the background, of pictures that are what they say, whatever is sent. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { suite, test } from 'node:test';
import sharp from 'sharp';
import type { AttachedFile } from '../../../src/wiki/attachments/attachment-reads.ts';
import { checkFiles } from '../../../src/wiki/attachments/checking.ts';
import { type ThumbnailMaker, thumbnailMaker } from '../../../src/wiki/attachments/thumbnail-maker.ts';
import { testStorage } from '../../support/attachments.ts';
import { eachDatabase } from '../../support/databases.ts';
import { done, testWiki } from '../../support/wiki.ts';

const solid = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: { r: 200, g: 20, b: 20, alpha: 0.5 } } });

suite('a thumbnail', () => {
  const make = thumbnailMaker();
  async function made(picture: Buffer) {
    const outcome = await make(Readable.from([picture]));
    assert.ok(outcome.outcome === 'made', JSON.stringify(outcome));
    return sharp(outcome.bytes).metadata();
  }

  test('is at most 300 pixels wide and high, of all four kinds of pictures, and never larger than the picture', async () => {
    for (const [picture, width, height, format] of [
      [await solid(1200, 600).png().toBuffer(), 300, 150, 'jpeg'],
      [await solid(600, 1200).jpeg().toBuffer(), 150, 300, 'jpeg'],
      [await solid(1000, 1000, 4).webp().toBuffer(), 300, 300, 'png'],
      [await solid(40, 20, 4).png().toBuffer(), 40, 20, 'png'],
      [await solid(600, 600).gif().toBuffer(), 300, 300, undefined],
    ] as const) {
      const found = await made(picture);
      assert.deepEqual([found.width, found.height], [width, height]);
      if (format !== undefined) assert.equal(found.format, format);
    }
  });

  test('is turned as the camera says, and tells nothing of the camera', async () => {
    const picture = await solid(1200, 600)
      .jpeg()
      .withExif({ IFD0: { Artist: 'Uma' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const { width, height, exif, orientation } = await made(picture);
    assert.deepEqual([width, height, exif, orientation], [150, 300, undefined, undefined]);
  });

  test('is made of nothing that would fill the memory, loads something else, or is no picture', async () => {
    const bomb = await solid(9000, 9000).png().toBuffer();
    assert.ok(bomb.length < 2_000_000);
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="/etc/passwd"/></svg>';
    const whole = await solid(800, 800).png().toBuffer();
    for (const [picture, reason] of [
      [bomb, /pixel limit/],
      [Buffer.from(svg), /unsupported/],
      [Buffer.from('\x89PNG\r\n\x1a\n and nonsense', 'latin1'), /./],
      [whole.subarray(0, whole.length / 2), /./],
      [Buffer.alloc(0), /./],
    ] as const) {
      const outcome = await make(Readable.from([picture]));
      assert.ok(outcome.outcome === 'refused', JSON.stringify(outcome));
      assert.match(outcome.reason, reason);
    }
  });

  test('that takes too long, or whose picture breaks off, is no refusal: it may be tried again', async () => {
    const never = new Readable({ read() {} });
    assert.equal((await thumbnailMaker({ time: 200 })(never)).outcome, 'failed');
    assert.ok(never.destroyed);
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('\x89PNG', 'latin1');
        throw new Error('the store is gone');
      })(),
    );
    assert.equal((await make(broken)).outcome, 'failed');
  });
});

eachDatabase((_engine, open) => {
  async function fresh() {
    const storage = testStorage();
    const made = await testWiki((await open()).database, 'http://localhost:8090', storage);
    const { wiki, page, person, space } = made;
    const { attachments } = wiki;
    const uma = await person('uma');
    await space(uma, 'A');
    const { id } = await page(uma, 'A', 'Pictures');
    const attach = async (filename: string, bytes: Buffer, mediaType = 'image/png') => {
      const file = done(await attachments.stage({ filename, mediaType, bytes: Readable.from([bytes]) }));
      const attaching = { containerId: id, files: [{ ...file, comment: '' }], minorEdit: false, whenTaken: 'new-version' };
      const [record] = done(await attachments.attach(uma, { ...attaching, whenTaken: 'new-version' }));
      assert.ok(record);
      return record;
    };
    const find = async (filename: string): Promise<AttachedFile> => {
      const file = await attachments.file(uma, { containerId: id, filename });
      assert.ok(file);
      return file;
    };
    const bytesOf = async (file: { readonly fileId: string }) => {
      const read = await attachments.open(file);
      return read && (await buffer(read));
    };
    /** Makes a thumbnail of nothing but the head of one. */
    const calls: number[] = [];
    const make: ThumbnailMaker = async (picture) => {
      const bytes = await buffer(picture);
      calls.push(bytes.length);
      return { outcome: 'made', bytes: Buffer.concat([Buffer.from('\xff\xd8\xffsmall ', 'latin1'), bytes.subarray(8)]) };
    };
    const rows = () => made.database.read.selectFrom('thumbnail').selectAll().execute();
    return { ...made, attachments, files: storage.files, uma, attach, find, bytesOf, make, calls, rows };
  }
  const png = (text: string) => Buffer.from(`\x89PNG\r\n\x1a\n${text}`, 'latin1');

  test('waits for each picture, is made once by however many ask', async () => {
    const { attachments, attach, find, bytesOf, make, calls } = await fresh();
    await attach('a.png', png('one'));
    await attach('b.txt', Buffer.from('text'), 'text/plain');
    const file = await find('a.png');
    assert.equal(await attachments.thumbnail(file), undefined);
    const steps = await Promise.all(Array.from({ length: 8 }, () => attachments.makeNextThumbnail(make)));
    assert.deepEqual(
      steps.map(({ step }) => step).filter((step) => step !== 'idle'),
      ['made'],
    );
    assert.equal(calls.length, 1);
    const thumbnail = await attachments.thumbnail(file);
    assert.ok(thumbnail);
    assert.equal(thumbnail.mediaType, 'image/jpeg');
    assert.equal(thumbnail.filename, 'a.png');
    assert.equal((await bytesOf(thumbnail))?.toString('latin1'), '\xff\xd8\xffsmall one');
  });

  test('a picture that cannot be read is noted and not tried again; one that ends the process three times is given up', async () => {
    const { attachments, attach, clock, rows } = await fresh();
    await attach('bad.png', png('bad'));
    const refused = await attachments.makeNextThumbnail(async () => ({ outcome: 'refused', reason: 'no picture' }));
    assert.ok(refused.step === 'not-made' && !refused.again);
    assert.equal((await rows())[0]?.failure, 'no picture');

    await attach('crash.png', png('crash'));
    const crash: ThumbnailMaker = async () => {
      throw new Error('killed');
    };
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await assert.rejects(attachments.makeNextThumbnail(crash), /killed/);
      assert.deepEqual(await attachments.makeNextThumbnail(crash), { step: 'idle' }, 'somebody may still be at it');
      clock.time += 3_600_000;
    }
    const given = await attachments.makeNextThumbnail(crash);
    assert.ok(given.step === 'not-made' && !given.again);
    clock.time += 24 * 3_600_000;
    assert.deepEqual(await attachments.makeNextThumbnail(crash), { step: 'idle' });

    await attach('slow.png', png('slow'));
    const again: boolean[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const step = await attachments.makeNextThumbnail(async () => ({ outcome: 'failed', reason: 'too long' }));
      assert.ok(step.step === 'not-made');
      again.push(step.again);
      clock.time += 3_600_000;
    }
    assert.deepEqual(again, [true, true, false]);
  });

  test('where no thumbnails can be made, pictures wait for another time without counting it', async () => {
    const { attachments, attach, make } = await fresh();
    await attach('a.png', png('one'));
    for (let time = 0; time < 5; time += 1) {
      const step = await attachments.makeNextThumbnail(async () => ({ outcome: 'unavailable', reason: 'no library' }));
      assert.deepEqual(step, { step: 'unavailable', reason: 'no library' });
    }
    assert.deepEqual(await attachments.makeNextThumbnail(make), { step: 'made' });
  });

  test('is found by the doctor when its file is gone, and made again when somebody asks', async () => {
    const { attachments, attach, find, make, database, files, bytesOf } = await fresh();
    await attach('a.png', png('one'));
    await attachments.makeNextThumbnail(make);
    const thumbnail = await attachments.thumbnail(await find('a.png'));
    assert.ok(thumbnail);
    assert.equal((await checkFiles(database, files)).lostThumbnails, 0);
    await files.remove(thumbnail.fileId);
    assert.equal((await checkFiles(database, files)).lostThumbnails, 1);
    assert.equal(await bytesOf(thumbnail), undefined);
    await attachments.remakeThumbnail(thumbnail);
    assert.deepEqual(await attachments.makeNextThumbnail(make), { step: 'made' });
    assert.ok(await attachments.thumbnail(await find('a.png')));
    assert.equal((await checkFiles(database, files)).lostThumbnails, 0);
  });

  test('goes away with its version, and stays with a version that shares the picture', async () => {
    const { wiki, uma, attachments, attach, find, make, clock, rows, database, files } = await fresh();
    const record = await attach('a.png', png('one'));
    await attachments.makeNextThumbnail(make);
    const first = await attachments.thumbnail(await find('a.png'));
    await attach('a.png', png('two'));
    await attachments.makeNextThumbnail(make);
    assert.equal(await wiki.trash(uma, record.id), undefined);
    done(await wiki.restore(uma, record.id, 3));
    assert.ok(await attachments.thumbnail(await find('a.png')), 'version 3 is the file of version 2');
    assert.equal(await wiki.removeVersion(uma, record.id, 1), undefined);
    clock.time += 25 * 3_600_000;
    for (let round = 0; round < 4; round += 1) await attachments.prune(10);
    assert.equal((await rows()).length, 1);
    assert.ok(first);
    assert.equal(await files.sizeOf(first.fileId), undefined);
    assert.ok(await attachments.thumbnail(await find('a.png')));
    assert.equal((await database.read.selectFrom('stored_file').selectAll().execute()).length, 2);
  });
});
