/** `weir service-account …`, as a real process on a data folder. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { freshInstallation, type Installation, jsonLines, linesOf } from './installation.ts';

suite('weir service-account', () => {
  let weir: Installation;
  const run = (...words: readonly string[]) => weir.run(['service-account', ...words]);
  before(async () => {
    weir = await freshInstallation();
    await weir.setUp();
    await weir.run(['sample']);
  });
  after(() => weir.remove());

  test('add prints client id, secret and username, for people and for programs', async () => {
    const forPeople = await run('add', '--name', 'Nightly export');
    assert.equal(forPeople.code, 0, forPeople.stderr);
    assert.match(forPeople.stdout, /^client ID {6}\S+\nclient secret {2}\S+\nusername {7}service-nightly-export\n$/);
    const options = ['--scope', 'WRITE', '--groups', 'weir-users', '--last-day', '2099-12-31', '--description', 'Publishes.'];
    const [account] = jsonLines(await run('add', '--name', 'Publisher', ...options, '--json'));
    assert.deepEqual(
      [account?.scope, account?.groups, account?.spaces, account?.expiresAt, account?.description],
      ['WRITE', ['weir-users'], 'all', '2100-01-01T00:00:00.000Z', 'Publishes.'],
    );
    assert.equal(typeof account?.clientSecret, 'string');
  });

  test('add says what is wrong, a line each by its option, and makes nothing', async () => {
    const before = (await run('list')).stdout;
    const odd = await run(
      'add',
      '--name',
      'NIGHTLY EXPORT',
      '--scope',
      'ALL',
      '--last-day',
      'soon',
      '--access-token-seconds',
      'x',
    );
    assert.deepEqual([odd.code, odd.stdout], [1, '']);
    for (const said of [/^--scope: /m, /^--last-day: /m, /^--access-token-seconds: /m]) assert.match(odd.stderr, said);
    const lost = await run('add', '--name', 'Lost', '--groups', 'nobody', '--write', 'NOWHERE');
    assert.match(lost.stderr, /^--groups: There is no group “nobody”/m);
    assert.match(lost.stderr, /^--read, --write: There is no space with the key NOWHERE/m);
    assert.match((await run('add', '--name', 'NIGHTLY EXPORT')).stderr, /^--name: /);
    assert.equal((await run('list')).stdout, before);
  });

  test('edit changes what is named and leaves the rest', async () => {
    const [space] = jsonLines(await run('edit', 'Publisher', '--scope', 'READ', '--json'));
    assert.deepEqual([space?.scope, space?.description, space?.groups], ['READ', 'Publishes.', ['weir-users']]);
    const [never] = jsonLines(await run('edit', 'Publisher', '--last-day', 'never', '--json'));
    assert.equal(never?.expiresAt, null);
  });

  test('list tells of each, without a secret', async () => {
    const { stdout } = await run('list', '--json');
    assert.doesNotMatch(stdout, /secret/i);
    const names = jsonLines({ code: 0, stdout, stderr: '' }).map(({ name }) => name);
    assert.deepEqual(names, ['Nightly export', 'Publisher']);
    assert.equal(linesOf((await run('list')).stdout).length, 2);
  });

  test('rotate keeps the old secret for as long as it is told; end-secret ends it', async () => {
    const secrets = async () => {
      const [account] = jsonLines(await run('show', 'service-publisher', '--json'));
      // As `show` prints them.
      return account?.secrets as readonly { readonly secret: string; readonly expiresAt: string | null }[];
    };
    const [first] = await secrets();
    const [rotated] = jsonLines(await run('rotate', 'Publisher', '--overlap-days', '7', '--json'));
    assert.deepEqual(
      (await secrets()).map(({ secret }) => secret),
      [rotated?.clientSecret, first?.secret],
    );
    assert.equal((await run('end-secret', 'Publisher')).code, 0);
    assert.deepEqual(
      (await secrets()).map(({ secret }) => secret),
      [rotated?.clientSecret],
    );
    assert.equal((await run('end-secret', 'Publisher')).code, 1);
    assert.equal((await run('rotate', 'Publisher', '--overlap-days', '3')).code, 2);
  });

  test('disable, enable and remove', async () => {
    assert.equal((await run('disable', 'Publisher')).stdout, 'The service account Publisher was disabled.\n');
    assert.match((await run('list')).stdout, /service-publisher .*\(disabled\)/);
    assert.deepEqual(
      jsonLines(await run('enable', 'Publisher', '--json')).map(({ enabled }) => enabled),
      [true],
    );
    assert.equal((await run('remove', 'Publisher')).code, 0);
    for (const verb of ['show', 'edit', 'rotate', 'end-secret', 'disable', 'remove']) {
      const { code, stderr } = await run(verb, 'Publisher');
      assert.equal(code, 1);
      assert.match(stderr, /There is no service account "Publisher"/);
    }
  });

  test('the list of people has none of them', async () => {
    const { code, stdout } = await weir.run(['user', 'list']);
    assert.deepEqual([code, stdout.includes('service-')], [0, false]);
  });
});
