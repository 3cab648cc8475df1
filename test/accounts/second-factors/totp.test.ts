/** Codes of an authenticator app: the vectors of RFC 6238, and the step before and after. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { newTotpSecret, stepOfCode, totpAddress } from '../../../src/accounts/second-factors/totp.ts';
import { systemRandom } from '../../../src/foundation/random.ts';

/** "12345678901234567890" in base32 (appendix B). */
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

/** Seconds, and the last six of the eight digits of appendix B, SHA-1. */
const vectors = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const;

suite('a code of an authenticator app (RFC 6238)', () => {
  test('is that of the vectors in appendix B', () => {
    for (const [seconds, code] of vectors) assert.equal(stepOfCode(secret, code, seconds * 1000), Math.floor(seconds / 30), code);
  });

  test('is taken one step early and one step late, and no earlier and no later (§5.2)', () => {
    const step = Math.floor(1_234_567_890 / 30);
    for (const [away, expected] of [
      [-2, undefined],
      [-1, step],
      [0, step],
      [1, step],
      [2, undefined],
    ] as const) {
      assert.equal(stepOfCode(secret, '005924', (step + away) * 30_000), expected, `${away} steps away`);
    }
  });

  test('may be typed with spaces, and is six digits in ASCII', () => {
    assert.ok(stepOfCode(secret, ' 005 924 ', 1_234_567_890_000) !== undefined);
    for (const code of ['', '5924', '0059240', '00592４', '005924\0', 'abcdef', '-05924', '5924.0']) {
      assert.equal(stepOfCode(secret, code, 1_234_567_890_000), undefined, JSON.stringify(code));
    }
  });

  test('comes of a secret of 160 bits that is another each time, and of an address that apps know', () => {
    const random = systemRandom();
    const made = newTotpSecret(random);
    assert.match(made, /^[A-Z2-7]{32}$/);
    assert.notEqual(made, newTotpSecret(random));
    const address = new URL(totpAddress(made, 'Team & wiki', 'uma'));
    assert.equal(address.protocol, 'otpauth:');
    assert.equal(address.searchParams.get('secret'), made);
    assert.equal(address.searchParams.get('issuer'), 'Team & wiki');
    assert.equal(address.searchParams.get('digits'), '6');
    assert.equal(address.searchParams.get('period'), '30');
  });
});
