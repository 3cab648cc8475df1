/** `weir setup` and `weir user …`, as a real process on a data folder. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { freshInstallation, type Installation, jsonLines, linesOf, profileOf } from './installation.ts';

suite('weir setup', () => {
  let weir: Installation;
  before(async () => {
    weir = await freshInstallation();
  });
  after(() => weir.remove());

  test('before it, nobody else can be added', async () => {
    const { code, stderr } = await weir.run(['user', 'add', ...profileOf('uma'), '--password-file', '-'], 'a good password');
    assert.equal(code, 1);
    assert.match(stderr, /weir setup/);
  });

  test('says what is wrong, a line each by the option, and makes nothing', async () => {
    const words = ['setup', '--username', 'a b', '--full-name', '', '--email', 'nowhere', '--password-file', '-'];
    const { code, stdout, stderr } = await weir.run(words, 'short\n');
    assert.deepEqual([code, stdout], [1, '']);
    assert.deepEqual(
      linesOf(stderr).map((line) => line.split(':', 1)[0]),
      ['--username', '--full-name', '--email', '--password-file'],
    );
    assert.match(stderr, /at least 8 characters/);
    const common = await weir.run(['setup', ...profileOf('ada'), '--password-file', '-'], 'password123\n');
    assert.deepEqual([common.code, linesOf(common.stderr).length], [1, 1]);
    assert.match(common.stderr, /^--password-file: .*guessed first/);
    assert.deepEqual(jsonLines(await weir.run(['user', 'list', '--json'])), []);
  });

  test('takes the password from a file, all but one line break at its end, and answers for programs', async () => {
    const file = join(weir.home, 'password');
    await writeFile(file, ' a password with spaces \n', { mode: 0o600 });
    const done = await weir.run(['setup', ...profileOf('ada'), '--password-file', file, '--json']);
    assert.equal(done.code, 0, done.stderr);
    const [ada] = jsonLines(done);
    assert.equal(ada?.username, 'ada');
    assert.match(String(ada?.userKey), /^[0-9a-f]{32}$/);
  });

  test('is refused once an account exists', async () => {
    const again = await weir.run(['setup', ...profileOf('eve'), '--password-file', '-'], 'another good password\n');
    assert.deepEqual([again.code, again.stdout], [1, '']);
    assert.match(again.stderr, /set up already/);
    assert.deepEqual(
      jsonLines(await weir.run(['user', 'list', '--json'])).map(({ username }) => username),
      ['ada'],
    );
  });

  test('says in one line when the password file cannot be read', async () => {
    const { code, stderr } = await weir.run(['setup', ...profileOf('eve'), '--password-file', join(weir.home, 'none')]);
    assert.equal(code, 1);
    assert.equal(linesOf(stderr).length, 1);
    assert.match(stderr, /none/);
  });
});

suite('weir user', () => {
  let weir: Installation;
  before(async () => {
    weir = await freshInstallation();
    await weir.setUp();
  });
  after(() => weir.remove());

  test('adds an account, which is listed', async () => {
    const added = await weir.run(['user', 'add', ...profileOf('uma'), '--password-file', '-', '--json'], 'a good password');
    assert.equal(added.code, 0, added.stderr);
    const [uma] = jsonLines(added);
    assert.deepEqual([uma?.username, uma?.email, uma?.disabled], ['uma', 'uma@example.org', false]);
    assert.equal('password' in (uma ?? {}), false);

    const list = await weir.run(['user', 'list']);
    assert.deepEqual(
      linesOf(list.stdout).map((line) => line.split(' ', 1)[0]),
      ['ada', 'uma'],
    );
  });

  test('adds nobody twice, whatever the case, and to no group that is not there', async () => {
    const twice = await weir.run(['user', 'add', ...profileOf('UMA'), '--password-file', '-'], 'a good password');
    assert.equal(twice.code, 1);
    assert.match(twice.stderr, /^--username: Somebody has this username/);
    const words = ['user', 'add', ...profileOf('kim'), '--password-file', '-', '--group', 'weir-nobodies'];
    const groupless = await weir.run(words, 'a good password');
    assert.equal(groupless.code, 1);
    assert.match(groupless.stderr, /There is no group weir-nobodies/);
    assert.equal(jsonLines(await weir.run(['user', 'list', '--json'])).length, 2);
  });

  test('disables and enables, and says who is not there', async () => {
    assert.equal((await weir.run(['user', 'disable', 'Uma'])).code, 0);
    assert.match((await weir.run(['user', 'list'])).stdout, /^uma .*\(disabled\)$/m);
    const [enabled] = jsonLines(await weir.run(['user', 'enable', 'uma', '--json']));
    assert.equal(enabled?.disabled, false);
    for (const verb of ['disable', 'enable']) {
      const { code, stderr } = await weir.run(['user', verb, 'nobody']);
      assert.equal(code, 1);
      assert.match(stderr, /There is no user "nobody"/);
    }
  });

  test('changes a password by the same rules', async () => {
    const weak = await weir.run(['user', 'password', 'uma', '--password-file', '-'], 'password1');
    assert.equal(weak.code, 1);
    assert.match(weak.stderr, /^--password-file: /);
    assert.equal((await weir.run(['user', 'password', 'uma', '--password-file', '-'], 'a better password')).code, 0);
  });
});
