/** `weir link …`, as a real process on a data folder. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { freshInstallation, type Installation, jsonLines, linesOf } from './installation.ts';

const redirect = ['--redirect-url', 'https://app.example.org/callback'];

suite('weir link', () => {
  let weir: Installation;
  before(async () => {
    weir = await freshInstallation();
    await weir.setUp();
  });
  after(() => weir.remove());

  test('add prints client id and secret, for people and for programs', async () => {
    const forPeople = await weir.run(['link', 'add', '--name', 'Notes', ...redirect]);
    assert.equal(forPeople.code, 0, forPeople.stderr);
    assert.match(forPeople.stdout, /^client ID {6}\S+\nclient secret {2}\S+\n$/);
    const words = [
      'link',
      'add',
      '--name',
      'Two ways',
      ...redirect,
      '--redirect-url',
      'http://localhost:1/cb',
      '--scope',
      'WRITE',
    ];
    const [link] = jsonLines(await weir.run([...words, '--json']));
    assert.deepEqual([link?.name, link?.scope], ['Two ways', 'WRITE']);
    assert.ok(typeof link?.clientId === 'string' && typeof link.clientSecret === 'string');
  });

  test('add makes a public client, which has no secret', async () => {
    const [link] = jsonLines(await weir.run(['link', 'add', '--name', 'Phone', ...redirect, '--public', '--json']));
    assert.equal(typeof link?.clientId, 'string');
    assert.equal('clientSecret' in (link ?? {}), false);
    const { code, stderr } = await weir.run(['link', 'rotate', 'Phone']);
    assert.equal(code, 1);
    assert.match(stderr, /no secret/);
  });

  test('add says what is wrong, a line each by the option and the place, and makes nothing', async () => {
    const before = (await weir.run(['link', 'list'])).stdout;
    const words = ['link', 'add', '--name', 'NOTES', ...redirect, '--redirect-url', 'http://evil.example/'];
    const { code, stdout, stderr } = await weir.run([...words, '--scope', 'EVERYTHING', '--access-token-seconds', 'long']);
    assert.deepEqual([code, stdout], [1, '']);
    for (const said of [/^--redirect-url \(number 2\): .*https/m, /^--scope: /m, /^--access-token-seconds: /m]) {
      assert.match(stderr, said);
    }
    const taken = await weir.run(['link', 'add', '--name', 'NOTES', ...redirect]);
    assert.equal(taken.code, 1);
    assert.match(taken.stderr, /^--name: /);
    assert.equal((await weir.run(['link', 'list'])).stdout, before);
  });

  test('list tells of each link, without a secret', async () => {
    const { stdout } = await weir.run(['link', 'list', '--json']);
    const links = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      links.map(({ name, clientType }) => [name, clientType]),
      [
        ['Notes', 'confidential'],
        ['Phone', 'public'],
        ['Two ways', 'confidential'],
      ],
    );
    assert.doesNotMatch(stdout, /secret/i);
    assert.equal(linesOf((await weir.run(['link', 'list'])).stdout).length, 3);
  });

  test('show finds a link by name, client id or number, and shows its secrets', async () => {
    const [byName] = jsonLines(await weir.run(['link', 'show', 'Two ways', '--json']));
    assert.ok(byName);
    assert.deepEqual(byName.redirectUrls, ['https://app.example.org/callback', 'http://localhost:1/cb']);
    assert.equal(Array.isArray(byName.secrets) && byName.secrets.length, 1);
    for (const reference of [byName.clientId, byName.id]) {
      assert.deepEqual(jsonLines(await weir.run(['link', 'show', String(reference), '--json'])), [byName]);
    }
    const { stdout } = await weir.run(['link', 'show', 'Two ways']);
    assert.match(stdout, /redirect URL {3}http:\/\/localhost:1\/cb/);
    assert.match(stdout, /client secret {2}\S+/);
  });

  test('rotate makes a new secret; with an overlap both are shown, one with its end', async () => {
    const secrets = async () => {
      const [link] = jsonLines(await weir.run(['link', 'show', 'Notes', '--json']));
      // As `show` prints them.
      return link?.secrets as readonly { readonly secret: string; readonly expiresAt: string | null }[];
    };
    const [first] = await secrets();
    const [rotated] = jsonLines(await weir.run(['link', 'rotate', 'Notes', '--overlap-days', '7', '--json']));
    const both = await secrets();
    assert.deepEqual(
      both.map(({ secret }) => secret),
      [rotated?.clientSecret, first?.secret],
    );
    assert.equal(both[0]?.expiresAt, null);
    const days = (Date.parse(both[1]?.expiresAt ?? '') - Date.now()) / 86_400_000;
    assert.ok(days > 6.9 && days <= 7, String(days));

    await weir.run(['link', 'rotate', 'Notes']);
    assert.equal((await secrets()).length, 1);
    const odd = await weir.run(['link', 'rotate', 'Notes', '--overlap-days', '3']);
    assert.equal(odd.code, 2);
    assert.match(odd.stderr, /0, 1, 7, 30/);
  });

  test('remove takes a link away, and then there is none', async () => {
    assert.deepEqual(
      jsonLines(await weir.run(['link', 'remove', 'Phone', '--json'])).map(({ removed }) => removed),
      [true],
    );
    for (const verb of ['show', 'rotate', 'remove']) {
      const { code, stderr } = await weir.run(['link', verb, 'Phone']);
      assert.equal(code, 1);
      assert.match(stderr, /There is no application link "Phone"/);
    }
  });
});
