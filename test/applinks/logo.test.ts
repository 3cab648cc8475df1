/** Which files are taken as a logo (security rule 14): their own bytes decide. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { describeLogoProblem, type LogoProblem, largestLogo, readLogo } from '../../src/applinks/logo.ts';
import { jpeg, png } from './pictures.ts';

function problemOf(bytes: Buffer): LogoProblem | undefined {
  const read = readLogo(bytes);
  return 'problem' in read ? read.problem : undefined;
}

suite('a logo', () => {
  test('is a PNG or a JPEG', () => {
    const [asPng, asJpeg] = [readLogo(png(64, 64)), readLogo(jpeg(200, 100))];
    assert(!('problem' in asPng) && !('problem' in asJpeg));
    assert.deepEqual([asPng.mediaType, asJpeg.mediaType], ['image/png', 'image/jpeg']);
  });

  test('is nothing else, whatever it is called', () => {
    const others = [
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      '<html><script>alert(1)</script>',
      'GIF89a',
      'RIFF0000WEBP',
      '%PDF-1.7',
    ];
    for (const text of others) assert.equal(problemOf(Buffer.from(text)), 'not-png-or-jpeg', text);
  });

  test('has a head that can be read', () => {
    const broken = png(64, 64);
    broken.writeUInt8(9, 20); // The checksum of the head is over its width.
    assert.equal(problemOf(broken), 'damaged');
    assert.equal(problemOf(png(64, 64).subarray(0, 30)), 'damaged');
    assert.equal(problemOf(jpeg(64, 64).subarray(0, 12)), 'damaged');
    assert.equal(problemOf(Buffer.from('ffd8ffda0008', 'hex')), 'damaged');
  });

  test('with mark-up behind its last chunk is refused', () => {
    assert.equal(problemOf(Buffer.concat([png(64, 64), Buffer.from('<script>alert(1)</script>')])), 'damaged');
  });

  test('has at most 512 KB and 2048 pixels on a side, and at least 16', () => {
    assert.equal(problemOf(Buffer.alloc(0)), 'empty');
    assert.equal(problemOf(Buffer.alloc(largestLogo + 1)), 'too-large');
    assert.equal(problemOf(png(2049, 64)), 'too-wide');
    assert.equal(problemOf(jpeg(64, 40_000)), 'too-wide');
    assert.equal(problemOf(png(15, 64)), 'too-small-picture');
    assert.equal(problemOf(png(2048, 16)), undefined);
  });

  test('that is refused is told what to do', () => {
    const problems: readonly LogoProblem[] = [
      'empty',
      'too-large',
      'not-png-or-jpeg',
      'damaged',
      'too-small-picture',
      'too-wide',
    ];
    for (const problem of problems) assert.match(describeLogoProblem(problem), /\.$/);
  });
});
