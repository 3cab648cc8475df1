/** Tokens and encryption: what a scanner finds, what an attacker cannot alter. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { suite, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { sha256 } from '../../src/foundation/digest.ts';
import { createKeyring } from '../../src/foundation/keyring.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { isTokenShaped, mintToken, tokenHash } from '../../src/foundation/token-format.ts';

suite('a token', () => {
  const random = systemRandom();
  const now = Date.UTC(2026, 10, 24, 12);

  test('names its kind and is told from the other kinds', () => {
    const access = mintToken('access', random, now);
    assert.match(access, /^weir_at_[0-9a-z]{9}[A-Za-z0-9_-]{43}[0-9a-z]{6}$/);
    assert.equal(isTokenShaped('access', access), true);
    assert.equal(isTokenShaped('refresh', access), false);
    assert.match(mintToken('refresh', random, now), /^weir_rt_/);
    assert.match(mintToken('personal', random, now), /^weir_pat_/);
  });

  test('is none once anything was cut off, added or changed', () => {
    const token = mintToken('access', random, now);
    const altered = [
      token.slice(0, -1),
      token.slice(0, -4),
      `${token}a`,
      ` ${token}`,
      `${token}\0`,
      token.toUpperCase(),
      token.replace('weir_at_', 'weir_rt_'),
    ];
    for (const text of altered) assert.equal(isTokenShaped('access', text), false, text);
  });

  /** A token with a good checksum whatever stands before it. */
  const withChecksum = (body: string) => body + crc32(body).toString(36).padStart(7, '0').slice(-6);

  test('holds nothing that a database would not take, even with a good checksum', () => {
    const rest = 'x'.repeat(43);
    assert.equal(isTokenShaped('access', withChecksum(`weir_at_0mabcdef1${rest}`)), true);
    for (const time of ['0mabcdef\0', '0mabcdef ', '0MABCDEF1', '0mabcdefé', '0mabcdef', '0mabcdef12'])
      assert.equal(isTokenShaped('access', withChecksum(`weir_at_${time}${rest}`)), false, time);
  });

  test('that was made without its time is still one, and stored as it was', () => {
    const token = withChecksum(`weir_at_${'x'.repeat(43)}`);
    assert.equal(isTokenShaped('access', token), true);
    assert.equal(tokenHash(token), sha256(token));
  });

  test('is stored under a hash that rises with its time and does not tell the token', () => {
    for (const kind of ['access', 'refresh', 'personal'] as const) {
      const tokens = [now, now + 1, now + 36, now + 86_400_000].map((time) => mintToken(kind, random, time));
      const hashes = tokens.map(tokenHash);
      assert.deepEqual(hashes, hashes.toSorted());
      for (const [index, token] of tokens.entries()) {
        assert.ok(hashes[index]?.endsWith(sha256(token)));
        assert.equal(hashes[index]?.length, 9 + 43);
      }
    }
  });

  test('is never made twice', () => {
    const made = new Set(Array.from({ length: 10_000 }, () => mintToken('access', random, now)));
    assert.equal(made.size, 10_000);
  });
});

suite('the keyring', () => {
  const random = systemRandom();
  const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];

  test('opens what it sealed, under the same purpose only', () => {
    const ring = createKeyring([oldKey], random);
    const sealed = ring.encrypt('a secret', 'client 1');
    assert.equal(ring.decrypt(sealed, 'client 1'), 'a secret');
    assert.equal(ring.decrypt(sealed, 'client 2'), undefined);
  });

  test('opens what an older key sealed, and seals with the first', () => {
    const sealed = createKeyring([oldKey], random).encrypt('a secret', 'p');
    assert.equal(createKeyring([newKey, oldKey], random).decrypt(sealed, 'p'), 'a secret');
    const resealed = createKeyring([newKey, oldKey], random).encrypt('a secret', 'p');
    assert.equal(createKeyring([oldKey], random).decrypt(resealed, 'p'), undefined);
  });

  test('opens nothing that was altered, cut short or made up', () => {
    const ring = createKeyring([oldKey], random);
    const sealed = ring.encrypt('a secret', 'p');
    const flipped = sealed.slice(0, -2) + (sealed.endsWith('A') ? 'BB' : 'AA');
    for (const text of [flipped, sealed.slice(0, -20), '', 'v1', 'v1.a.b.c', sealed.replace('v1', 'v2')]) {
      assert.equal(ring.decrypt(text, 'p'), undefined, text);
    }
  });
});
