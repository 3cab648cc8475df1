/** The user account behind a service account is nobody: it signs in nowhere, is in no list of people, and ends with the service account. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import { basicOf } from '../support/routes.ts';
import { startWeir, type TestServiceAccount, type TestWeir } from '../support/weir.ts';

suite('the user account behind a service account', () => {
  let weir: TestWeir;
  let machine: TestServiceAccount;
  let token: string;
  before(async () => {
    weir = await startWeir();
    machine = await weir.serviceAccount({ name: 'Nightly export' });
    token = await machine.token();
  });
  after(() => weir.stop());

  const asAdmin = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(weir.baseUrl + path, {
      method,
      headers: { authorization: basicOf(weir.admin), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, text: await answer.text() };
  };

  test('can be given no password, by nobody, and no address', async () => {
    const { username, userId } = machine.account;
    const set = await asAdmin('POST', `/rest/api/admin/user/${username}/password`, { password: 'a password for a machine' });
    assert.ok(set.status >= 400 && set.status < 500, `${set.status} ${set.text}`);
    const change = { userId, password: 'a password for a machine', alsoApplications: false };
    assert.equal((await weir.rooms.users.changePassword(change, systemOrigin)).outcome, 'refused');
    const profile = { fullName: 'Somebody', email: 'somebody@example.org' };
    assert.equal((await weir.rooms.users.updateProfile(userId, profile, systemOrigin)).outcome, 'refused');
  });

  test('signs in nowhere, even if a password were there', async () => {
    const row = await weir.rooms.database.read
      .selectFrom('user_account')
      .select(['password_hash', 'password_changed_at'])
      .where('id', '=', weir.admin.person.id)
      .executeTakeFirstOrThrow();
    const { userId, username } = machine.account;
    const setHash = (hash: typeof row | { password_hash: null; password_changed_at: null }) =>
      weir.rooms.database.write((queries) => queries.updateTable('user_account').set(hash).where('id', '=', userId).execute());
    await setHash(row);
    const headers = { authorization: basicOf({ username, password: weir.admin.password }) };
    assert.equal((await fetch(`${weir.baseUrl}/rest/api/user/current`, { headers })).status, 401);
    await setHash({ password_hash: null, password_changed_at: null });
  });

  test('makes no credential with its token', async () => {
    for (const path of ['/rest/pat/latest/tokens', '/rest/oauth2/latest/client', '/rest/api/user/current/password']) {
      const body = JSON.stringify({
        name: 'x',
        redirects: ['https://a.example/'],
        oldPassword: 'x',
        newPassword: 'long enough it is',
      });
      const answer = await weir.call(token, path, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
      assert.ok(answer.status >= 400 && answer.status < 500, `${path} ${answer.status}`);
    }
  });

  test('is in no list of people, and found where things are permitted to it', async () => {
    for (const path of [
      '/rest/api/user/list?limit=200',
      '/rest/api/admin/users/list/active?limit=200',
      `/rest/api/search/user?cql=${encodeURIComponent('user.fullname ~ "Nightly"')}`,
      `/rest/api/search?cql=${encodeURIComponent('type = user')}`,
    ]) {
      const { status, text } = await asAdmin('GET', path);
      assert.equal(status, 200, `${path} ${text}`);
      assert.ok(!text.includes(machine.account.username), path);
    }
    const { text } = await asAdmin('GET', '/rest/api/group/weir-users/member?limit=200');
    assert.ok(text.includes(machine.account.username));
  });

  test('is not counted as somebody who could administer', async () => {
    await weir.serviceAccount({ groups: ['weir-users', 'weir-administrators'] });
    const { outcome } = await weir.rooms.users.disable(weir.admin.person.id, systemOrigin);
    assert.equal(outcome, 'last-administrator');
  });

  test('takes the service account along when it is deleted', async () => {
    await weir.rooms.users.delete(machine.account.userId, systemOrigin);
    assert.equal(await weir.rooms.serviceAccounts.find(machine.id), undefined);
    assert.equal((await weir.call(token, '/rest/api/user/current')).status, 401);
    const grant = { grant_type: 'client_credentials' };
    assert.equal((await weir.token(machine, grant)).body.error, 'invalid_client');
  });
});
