/**
 * Whatever ends an authorization ends it at once, on every node: the access token, the refresh token, a code that is on its way, and what
 * introspection says. One server ends it, another process on the same data is asked.
 */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import { credentialsOf, postForm } from '../support/forms.ts';
import { startWeir, type TestLink, type TestUser } from '../support/weir.ts';
import { startWeirProcess } from '../support/weir-process.ts';

const by = { origin: systemOrigin, isSystemAdministrator: true };

/** What an end leaves of an authorization. */
interface Left {
  /** Status of the API for the access token, and the `error` of its challenge. */
  readonly api: number;
  readonly challenge: 'invalid_token' | undefined;
  /** `error` of the token endpoint, for the refresh token and for the code. */
  readonly token: string | undefined;
  readonly active: boolean;
}

const nothing: Left = { api: 401, challenge: 'invalid_token', token: 'invalid_grant', active: false };
const everything: Left = { api: 200, challenge: undefined, token: undefined, active: true };

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`on ${engine}, seen from another node, an authorization`, async () => {
    const weir = await startWeir({ engine });
    after(() => weir.stop());
    const node = await startWeirProcess(weir.environment);
    after(() => node.kill('SIGTERM'));
    const { links, users } = weir.rooms;
    const asker = await weir.link({ name: 'Resource server', resourceServer: true });
    let people = 0;

    const oauth = (endpoint: string, link: TestLink, form: Readonly<Record<string, string>>) =>
      postForm(`${node.baseUrl}/rest/oauth2/latest/${endpoint}`, { ...credentialsOf(link), ...form });

    /** Lets an application act for somebody, ends that by `end`, and asks the other node what is left. */
    async function whatIsLeftAfter(end: (user: TestUser, link: TestLink) => Promise<unknown>): Promise<Left> {
      const user = await weir.user(`person-${++people}`);
      const link = await weir.link();
      const { access_token: access, refresh_token: refresh } = await weir.tokensFor(user, link);
      const code = (await weir.authorize(await weir.signedIn(user), link)).get('code') ?? '';
      const call = () => fetch(`${node.baseUrl}/rest/api/user/current`, { headers: { authorization: `Bearer ${access}` } });
      const introspect = async () => (await oauth('introspect', asker, { token: access })).json.active === true;
      // The other node has seen the token good, and could have kept that in its memory.
      assert.deepEqual([(await call()).status, await introspect()], [200, true]);

      await end(user, link);
      const answer = await call();
      const refreshed = await oauth('token', link, { grant_type: 'refresh_token', refresh_token: refresh });
      const redirectUri = { redirect_uri: link.redirectUri };
      const redeemed = await oauth('token', link, { grant_type: 'authorization_code', code, ...redirectUri });
      assert.equal(redeemed.json.error, refreshed.json.error);
      const [, challenge] = /error="(\w+)"/.exec(answer.headers.get('www-authenticate') ?? '') ?? [];
      assert.ok(challenge === undefined || challenge === 'invalid_token');
      const token = refreshed.json.error === undefined ? undefined : String(refreshed.json.error);
      return { api: answer.status, challenge, token, active: token === undefined || (await introspect()) };
    }

    const grantsOf = ({ person }: TestUser, end: (grantId: number) => Promise<unknown>) =>
      weir.rooms.database.read
        .selectFrom('oauth_grant')
        .select('id')
        .where('user_id', '=', person.id)
        .executeTakeFirstOrThrow()
        .then(({ id }) => end(id));

    test('goes on while nothing ends it', async () => {
      assert.deepEqual(await whatIsLeftAfter(async () => undefined), everything);
    });

    test('ends when the user revokes it', async () => {
      const end = async (user: TestUser) => {
        const visitor = await weir.signedIn(user);
        await grantsOf(user, async (id) => {
          const page = `/users/authorized-applications/revoke?authorization=${id}`;
          assert.equal((await visitor.post(page, { authorization: String(id) })).status, 303);
        });
      };
      assert.deepEqual(await whatIsLeftAfter(end), nothing);
    });

    test('ends when an administrator revokes it for the link', async () => {
      const end = async (_user: TestUser, link: TestLink) => {
        const visitor = await weir.signedIn(weir.admin);
        const answer = await visitor.post(`/admin/application-links/${link.id}/users/revoke-all`, {});
        assert.equal(answer.status, 303);
      };
      assert.deepEqual(await whatIsLeftAfter(end), nothing);
    });

    test('rests while the link is disabled, and goes on once it is enabled', async () => {
      const disabled = await whatIsLeftAfter((_user, { id }) => links.disable(id, by));
      assert.deepEqual(disabled, { ...nothing, token: 'invalid_client' });
      const enabled = await whatIsLeftAfter(async (_user, { id }) => {
        await links.disable(id, by);
        await links.enable(id, by);
      });
      assert.deepEqual(enabled, everything);
    });

    test('ends with the link', async () => {
      const left = await whatIsLeftAfter((_user, { id }) => links.remove(id, by));
      assert.deepEqual(left, { ...nothing, token: 'invalid_client' });
    });

    test('rests while the user is disabled', async () => {
      assert.deepEqual(await whatIsLeftAfter(({ person }) => users.disable(person.id, systemOrigin)), nothing);
    });

    test('ends with the user’s password where that is chosen, and goes on where it is not', async () => {
      for (const alsoApplications of [true, false]) {
        const left = await whatIsLeftAfter(({ person }) =>
          users.changePassword({ userId: person.id, password: 'another good password', alsoApplications }, systemOrigin),
        );
        assert.deepEqual(left, alsoApplications ? nothing : everything);
      }
    });

    test('is worth what its user may do: nothing, once the group that gave the right is left', async () => {
      const left = await whatIsLeftAfter(async ({ person }) => {
        await weir.rooms.database.write((queries) =>
          queries.deleteFrom('group_member').where('user_id', '=', person.id).execute(),
        );
      });
      assert.deepEqual(left, { ...nothing, api: 403, challenge: undefined });
    });

    test('ends when its client revokes the refresh token, wherever it asked for that', async () => {
      const user = await weir.user('person-rt');
      const link = await weir.link();
      const { access_token: access, refresh_token: refresh } = await weir.tokensFor(user, link);
      assert.equal((await oauth('revoke', link, { token: refresh })).status, 200);
      assert.equal((await weir.call(access, '/rest/api/user/current')).status, 401);
      const again = await weir.token(link, { grant_type: 'refresh_token', refresh_token: refresh });
      assert.deepEqual([again.status, again.body.error], [400, 'invalid_grant']);
    });
  });
}
