/** Tokens and encryption: what a scanner finds, what an attacker cannot alter. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { suite, test } from 'node:test';
import { createKeyring } from '../../src/foundation/keyring.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { isTokenShaped, mintToken } from '../../src/foundation/token-format.ts';

suite('a token', () => {
  const random = systemRandom();

  test('names its kind and is told from the other kinds', () => {
    const access = mintToken('access', random);
    assert.match(access, /^weir_at_[A-Za-z0-9_-]{43}[0-9a-z]{6}$/);
    assert.equal(isTokenShaped('access', access), true);
    assert.equal(isTokenShaped('refresh', access), false);
    assert.match(mintToken('refresh', random), /^weir_rt_/);
    assert.match(mintToken('personal', random), /^weir_pat_/);
  });

  test('is none once anything was cut off, added or changed', () => {
    const token = mintToken('access', random);
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

  test('is never made twice', () => {
    const made = new Set(Array.from({ length: 10_000 }, () => mintToken('access', random)));
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
