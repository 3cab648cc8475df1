/** The command line on the data of a running server: what it changes holds there with the next request. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { startWeir, type TestLink } from '../support/weir.ts';
import { runCommand } from '../support/weir-process.ts';
import { jsonLines, profileOf } from './installation.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`beside a server on ${engine}, the command line`, async () => {
    const weir = await startWeir({ engine });
    after(() => weir.stop());

    async function run(words: readonly string[], input?: string) {
      const done = await runCommand(words, weir.environment, input);
      assert.equal(done.code, 0, done.stderr);
      return done;
    }

    const statusOf = async (token: string) => (await weir.call(token, '/rest/api/user/current')).status;

    test('adds a user and a link, by which the code flow runs at once', async () => {
      const password = 'a password from the command line';
      await run(['user', 'add', ...profileOf('carl'), '--password-file', '-'], password);
      const redirectUri = 'https://app.example.org/callback';
      const words = ['link', 'add', '--name', 'Added', '--redirect-url', redirectUri, '--scope', 'WRITE', '--json'];
      const [made] = jsonLines(await run(words));
      const link: TestLink = {
        id: 0,
        clientId: String(made?.clientId),
        clientSecret: String(made?.clientSecret),
        redirectUri,
      };
      const tokens = await weir.tokensFor({ ...weir.admin, username: 'carl', password }, link, { scope: 'WRITE' });
      assert.equal(tokens.scope, 'WRITE');
      assert.equal(await statusOf(tokens.access_token), 200);

      // A new secret is good, the old one is not.
      const [rotated] = jsonLines(await run(['link', 'rotate', 'Added', '--json']));
      const form = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
      assert.equal((await weir.token(link, form)).status, 401);
      const again = await weir.token({ ...link, clientSecret: String(rotated?.clientSecret) }, form);
      assert.equal(again.status, 200);

      await run(['link', 'remove', 'Added']);
      assert.equal(await statusOf(String(again.body.access_token)), 401);
    });

    test('disables a user: sessions, passwords and tokens open nothing until the user is enabled', async () => {
      const uma = await weir.user('uma');
      const link = await weir.link();
      const { access_token: token } = await weir.tokensFor(uma, link);
      const visitor = await weir.signedIn(uma);
      assert.equal((await visitor.request('/users/viewmyprofile.action')).status, 200);
      await run(['user', 'disable', 'uma']);
      assert.equal(await statusOf(token), 401);
      assert.equal((await visitor.request('/users/viewmyprofile.action')).status, 303);
      await assert.rejects(weir.signedIn(uma));
      await run(['user', 'enable', 'uma']);
      assert.equal(await statusOf(token), 200);
      // A session that has ended stays so.
      assert.equal((await visitor.request('/users/viewmyprofile.action')).status, 303);
    });

    test('changes a password, and ends what was allowed to applications only if told to', async () => {
      const pia = await weir.user('pia');
      const link = await weir.link();
      const { access_token: token } = await weir.tokensFor(pia, link);
      const change = (password: string, ...more: readonly string[]) =>
        run(['user', 'password', 'pia', '--password-file', '-', ...more], password);
      await change('the second password');
      assert.equal(await statusOf(token), 200);
      await assert.rejects(weir.signedIn(pia));
      await change('the third password', '--end-applications');
      assert.equal(await statusOf(token), 401);
      await weir.signedIn({ ...pia, password: 'the third password' });
    });
  });
}
