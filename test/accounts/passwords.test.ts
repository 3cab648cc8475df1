/** Which passwords may be chosen, and how they are kept (security rule 9). */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { passwordProblems } from '../../src/accounts/password-rules.ts';
import { createPasswords, TooManySignIns } from '../../src/accounts/passwords.ts';
import { systemRandom } from '../../src/foundation/random.ts';

const uma = { username: 'uma.user', email: 'uma@example.org' };

suite('a new password', () => {
  const vectors: readonly (readonly [string, string | undefined])[] = [
    ['', 'password-too-short'],
    ['7 chars', 'password-too-short'],
    ['8 chars.', undefined],
    ['🐎🐎🐎🐎', 'password-too-short'],
    ['🐎🔋📎🧷🐎🔋📎🧷', undefined],
    ['y'.repeat(128), undefined],
    ['y'.repeat(129), 'password-too-long'],
    ['        ', undefined],
    ['password', 'password-common'],
    ['PassWord1', 'password-common'],
    ['qwertyuiop', 'password-common'],
    ['1234567890', 'password-common'],
    ['Confluence', 'password-common'],
    ['Uma.User', 'password-is-name'],
    ['UMA@example.org', 'password-is-name'],
  ];
  for (const [password, problem] of vectors) {
    test(`${JSON.stringify(password.slice(0, 20))} of ${password.length} units is ${problem ?? 'good'}`, () => {
      assert.equal(passwordProblems(password, uma, 8)[0]?.reason, problem);
    });
  }
});

suite('a password at rest', () => {
  const passwords = createPasswords(systemRandom(), () => 8);

  test('is argon2id with the parameters of OWASP, salted', async () => {
    const [one, two] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')]);
    assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    assert.notEqual(one, two);
  });

  test('is verified as typed: no trimming, no normal form, no case, no end at NUL', async () => {
    const typed = ' Ünï\0cödé ';
    const hashed = await passwords.hash(typed);
    assert.equal(await passwords.verify(hashed, typed), true);
    for (const other of [typed.trim(), typed.normalize('NFD'), typed.toLowerCase(), ' Ünï', '']) {
      assert.equal(await passwords.verify(hashed, other), false, JSON.stringify(other));
    }
  });

  test('that does not exist is never right', async () => {
    for (const typed of ['', 'correct horse', '\0']) assert.equal(await passwords.verify(null, typed), false);
  });

  test('waits its turn, and is turned away when too many wait', async () => {
    const asked = Array.from({ length: 260 }, () => passwords.verify(null, 'x'));
    assert.equal(passwords.isBusy(), true);
    const outcomes = await Promise.allSettled(asked);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    assert(refused.length > 0 && refused.length < 60 + 1);
    assert(refused.every(({ reason }) => reason instanceof TooManySignIns));
    assert.equal(await passwords.verify(null, 'x'), false, 'all places are free again');
    assert.equal(passwords.isBusy(), false);
  });
});
