/** The command line's own manners: help, exit codes, configuration, and what it does with words that it does not know. */
import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { allCommands } from '../../src/commands/all.ts';
import { freshInstallation, type Installation, jsonLines, linesOf } from './installation.ts';

suite('weir', () => {
  let weir: Installation;
  before(async () => {
    weir = await freshInstallation();
  });
  after(() => weir.remove());

  test('shows every command with a line about it: without words, and by help', async () => {
    const { code, stdout } = await weir.run([]);
    assert.equal(code, 0);
    for (const { name, summary } of allCommands) assert.match(stdout, new RegExp(`^  ${name} +${summary.slice(0, 20)}`, 'm'));
    assert.equal((await weir.run(['help'])).stdout, stdout);
  });

  test('shows the options of a command, and runs nothing', async () => {
    const { code, stdout } = await weir.run(['link', 'add', '--help']);
    assert.equal(code, 0);
    assert.match(stdout, /^Usage: weir link add --name NAME --redirect-url URL \[options\]$/m);
    for (const option of ['redirect-url', 'scope', 'public', 'json', 'help'])
      assert.match(stdout, new RegExp(`^  --${option}`, 'm'));
    assert.match(stdout, /May be repeated/);
  });

  test('answers unknown commands, options and words with 2 and one line that says where to look', async () => {
    for (const [words, said] of [
      [['nonsense'], /no command "nonsense".*weir help/],
      [['user'], /no command "user"; there are: user add, user list/],
      [['user', 'nonsense'], /no command "user nonsense"; there are: user add/],
      [['config', '--nonsense'], /--nonsense.*weir config --help/],
      [['config', 'nonsense'], /"nonsense" is not expected/],
      [['user', 'disable'], /expected USERNAME/],
      [['setup', '--username', 'x'], /--full-name is missing/],
    ] as const) {
      const { code, stdout, stderr } = await weir.run(words);
      assert.deepEqual([code, stdout], [2, ''], words.join(' '));
      assert.equal(linesOf(stderr).length, 1, stderr);
      assert.match(stderr, said);
    }
  });

  test('sample makes a space once, by the first account or a named one', async () => {
    const other = await freshInstallation();
    assert.match((await other.run(['sample'])).stderr, /no account yet/);
    await other.setUp();
    assert.match((await other.run(['sample', '--username', 'nobody'])).stderr, /no active user "nobody"/);
    const [space] = jsonLines(await other.run(['sample', '--json']));
    assert.equal(typeof space?.key, 'string');
    const again = await other.run(['sample']);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /exists already/);
    await other.remove();
  });
});

suite('weir config', () => {
  test('prints each setting with its value and where it came from, secrets masked', async () => {
    const key = 'ab'.repeat(32);
    const secrets = { WEIR_DATABASE_URL: 'postgresql://weir:pgsecret@localhost/weir', WEIR_ENCRYPTION_KEYS: key };
    const weir = await freshInstallation({ ...secrets, WEIR_ACCESS_TOKEN_SECONDS: '600' });
    await writeFile(join(weir.home, 'weir.env'), 'WEIR_PORT=8091\nWEIR_ACCESS_TOKEN_SECONDS=700\n');
    const forPeople = await weir.run(['config']);
    const forPrograms = await weir.run(['config', '--json']);
    assert.equal(forPeople.code, 0, forPeople.stderr);
    for (const { stdout } of [forPeople, forPrograms]) {
      assert.doesNotMatch(stdout, /pgsecret/);
      assert.doesNotMatch(stdout, new RegExp(key));
    }
    assert.match(forPeople.stdout, /^WEIR_PORT +8091 {2}\(weir\.env\)$/m);
    const told = JSON.parse(forPrograms.stdout);
    assert.deepEqual(told.WEIR_ACCESS_TOKEN_SECONDS, { value: '600', source: 'environment' });
    assert.deepEqual(told.WEIR_REFRESH_TOKEN_SECONDS, { value: '7776000', source: 'default' });
    assert.equal(told.WEIR_DATABASE_URL.value, '********');
    await weir.remove();
  });

  test('wrong settings end every command with 3, a line each: name, value, what is allowed', async () => {
    const weir = await freshInstallation({
      WEIR_PORT: '99999',
      WEIR_LOG_LEVEL: 'loud',
      WEIR_PROT: '1',
      WEIR_ENCRYPTION_KEYS: 'tooshortbutsecret',
      WEIR_BASE_URL: 'ftp://wiki.example.org',
    });
    for (const words of [['config'], ['start'], ['user', 'list']]) {
      const { code, stdout, stderr } = await weir.run(words);
      assert.deepEqual([code, stdout], [3, ''], words.join(' '));
      assert.equal(linesOf(stderr).length, 5, stderr);
      for (const said of [
        /^WEIR_PORT=99999 \(environment\): it must be a whole number from 1 to 65535$/m,
        /^WEIR_LOG_LEVEL=loud .*one of debug, info/m,
        /^WEIR_PROT \(environment\): there is no such setting/m,
        /^WEIR_ENCRYPTION_KEYS=\*{8} /m,
        /^WEIR_BASE_URL=ftp:/m,
      ]) {
        assert.match(stderr, said);
      }
      assert.doesNotMatch(stderr, /tooshort/);
    }
    await weir.remove();
  });

  test('refuses plain http to other machines unless that is switched on', async () => {
    const open = { WEIR_BASE_URL: 'http://wiki.example.org' };
    const refused = await freshInstallation(open);
    const { code, stderr } = await refused.run(['config']);
    assert.equal(code, 3);
    assert.match(stderr, /https/);
    const allowed = await freshInstallation({ ...open, WEIR_ALLOW_HTTP_BASE_URL: 'true' });
    assert.equal((await allowed.run(['config'])).code, 0);
    await Promise.all([refused.remove(), allowed.remove()]);
  });

  test('--document prints docs/configuration.md', async () => {
    const weir = await freshInstallation();
    const file = await readFile(join(import.meta.dirname, '../../docs/configuration.md'), 'utf8');
    assert.equal((await weir.run(['config', '--document'])).stdout.trim(), file.trim());
    await weir.remove();
  });
});

suite('weir doctor', () => {
  test('finds a sound installation sound', async () => {
    const weir = await freshInstallation();
    const before = await weir.run(['doctor', '--json']);
    assert.equal(before.code, 0);
    await weir.setUp();
    const { code, stdout } = await weir.run(['doctor', '--json']);
    assert.equal(code, 0, stdout);
    const findings: { check: string; state: string }[] = JSON.parse(stdout);
    assert.deepEqual(
      findings.map(({ check, state }) => [check, state]),
      [
        ...['data folder', 'disk', 'encryption key', 'base URL', 'database', 'attachments'].map((check) => [check, 'good']),
        // Nobody has made one yet, which is said and is no fault.
        ['backups', 'look'],
        ['clock', 'good'],
      ],
    );
    await weir.remove();
  });

  test('names what is wrong and what to do, and ends with 1', async () => {
    const weir = await freshInstallation();
    await weir.setUp();
    await chmod(weir.home, 0o755);
    await rm(join(weir.home, 'encryption.key'));
    const { code, stdout } = await weir.run(['doctor']);
    assert.equal(code, 1);
    assert.match(stdout, /^BAD {3}data folder: .*open to other users.*chmod 700/m);
    assert.match(stdout, /^BAD {3}encryption key: .*is missing\. Restore it from a backup/m);
    await weir.remove();
  });

  test('sees a database that is damaged', async () => {
    const weir = await freshInstallation();
    await weir.setUp();
    await writeFile(join(weir.home, 'weir.db'), 'this is no database');
    const { code, stdout } = await weir.run(['doctor']);
    assert.equal(code, 1);
    assert.match(stdout, /^BAD {3}database: /m);
    await weir.remove();
  });

  test('says when the database cannot be reached', async () => {
    const weir = await freshInstallation({ WEIR_DATABASE_URL: 'postgresql://weir:pgsecret@127.0.0.1:1/weir' });
    await mkdir(weir.home, { recursive: true });
    const { code, stdout, stderr } = await weir.run(['doctor']);
    assert.equal(code, 1);
    assert.match(stdout, /^BAD {3}database: .*WEIR_DATABASE_URL/m);
    assert.doesNotMatch(stdout + stderr, /pgsecret/);
    await weir.remove();
  });
});
