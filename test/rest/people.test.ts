/** Users, groups and their administration over the API (rest-contract 1.1, 1.13), on both databases. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { administratorsGroup } from '../../src/accounts/default-groups.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import { type ApiClient, apiClient } from '../support/api-client.ts';
import { basicOf } from '../support/routes.ts';
import { sessionOf } from '../support/sessions.ts';
import { startWeir, type TestUser, type TestWeir } from '../support/weir.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`people over the API on ${engine}`, () => {
    let weir: TestWeir;
    let uma: TestUser;
    let deputy: TestUser;
    let asAdmin: ApiClient;
    let asUma: ApiClient;
    let asDeputy: ApiClient;
    let asNobody: ApiClient;

    before(async () => {
      weir = await startWeir({ engine });
      uma = await weir.user('uma');
      // Administers, but not the system.
      await weir.rooms.groups.create('Deputies', systemOrigin);
      deputy = await weir.user('dana', ['Deputies']);
      const group = await weir.rooms.groups.byName('Deputies');
      await weir.rooms.database.write((queries) =>
        queries
          .insertInto('global_permission')
          .values({ subject_kind: 'group', subject_id: group?.id ?? 0, permission: 'administer' })
          .execute(),
      );
      asAdmin = apiClient(weir, basicOf(weir.admin));
      asUma = apiClient(weir, basicOf(uma));
      asDeputy = apiClient(weir, basicOf(deputy));
      asNobody = apiClient(weir, undefined);
    });
    after(() => weir.stop());

    let count = 0;
    /** Somebody for one test. */
    const somebody = (groups: readonly string[] = []) => weir.user(`some${++count}`, groups);

    async function message(answer: ReturnType<ApiClient>, status: number): Promise<string> {
      const { status: got, json, text } = await answer;
      assert.equal(got, status, text);
      assert.deepEqual(Object.keys(json).sort(), ['data', 'message', 'reason', 'statusCode']);
      assert.equal(json.statusCode, status);
      return json.message;
    }

    suite('reading', () => {
      test('groups come as a collection of 200, each with its name and address', async () => {
        const { status, json } = await asUma('GET', '/rest/api/group');
        assert.equal(status, 200);
        assert.deepEqual(Object.keys(json), ['results', 'start', 'limit', 'size', '_links']);
        assert.deepEqual([json.start, json.limit, json.size], [0, 200, json.results.length]);
        assert.deepEqual(json.results[0], {
          type: 'group',
          name: 'Deputies',
          _links: { self: `${weir.baseUrl}/rest/api/group/Deputies` },
        });
      });

      test('groups are read to the end by next, and a large limit is cut down and told', async () => {
        const names: string[] = [];
        for (let path = '/rest/api/group?limit=1'; path !== ''; ) {
          const { json } = await asUma('GET', path);
          names.push(...json.results.map(({ name }: { name: string }) => name));
          path = json._links.next ?? '';
        }
        assert.deepEqual(names, ['Deputies', administratorsGroup, 'weir-users']);
        assert.equal((await asUma('GET', '/rest/api/group?limit=100000')).json.limit, 1000);
        assert.equal((await asUma('GET', '/rest/api/group?limit=x')).status, 400);
      });

      test('one group, and its members under both names, with what clients add to the query', async () => {
        const { json } = await asUma('GET', '/rest/api/group/DEPUTIES');
        assert.deepEqual([json.name, json._links.base], ['Deputies', weir.baseUrl]);
        for (const members of ['member', 'groupmember']) {
          const answer = await asUma('GET', `/rest/api/group/Deputies/${members}?limit=1000&start=0&expand=None`);
          assert.deepEqual([answer.status, answer.json.size, answer.json.limit], [200, 1, 1000]);
          const [member] = answer.json.results;
          assert.deepEqual([member.type, member.username, member.userKey], ['known', 'dana', deputy.person.userKey]);
          assert.deepEqual(member._expandable, { status: '' });
          assert.equal(member.email, undefined);
        }
        assert.equal(await message(asUma('GET', '/rest/api/group/none'), 404), 'No group found with name : none');
        assert.equal(await message(asUma('GET', '/rest/api/group/none/member'), 404), 'No group found with name : none');
      });

      test('the list of users has disabled ones, and says so when asked', async () => {
        const off = await somebody();
        await weir.rooms.users.disable(off.person.id, systemOrigin);
        const { json } = await asUma('GET', '/rest/api/user/list?expand=status');
        const statusOf = (username: string) =>
          json.results.find((user: { username: string }) => user.username === username)?.status;
        assert.deepEqual([statusOf('uma'), statusOf(off.username)], ['current', 'deactivated']);
        for (const [query, status] of [
          [`?username=${off.username}`, 'deactivated'],
          [`?key=${uma.person.userKey}`, 'current'],
          ['/current?', 'current'],
        ] as const) {
          const one = (await asUma('GET', `/rest/api/user${query}&expand=status`)).json;
          assert.deepEqual([one.status, one._expandable], [status, {}], query);
        }
        const active = await asAdmin('GET', '/rest/api/admin/users/list/active');
        assert.ok(!active.json.results.some((user: { username: string }) => user.username === off.username));
        assert.equal((await asUma('GET', '/rest/api/admin/users/list/active')).status, 403);
      });

      test('memberof names the groups of one user, by key or name', async () => {
        for (const query of [`username=dana`, `key=${deputy.person.userKey}`]) {
          const { json } = await asUma('GET', `/rest/api/user/memberof?${query}`);
          assert.deepEqual(
            json.results.map(({ name }: { name: string }) => name),
            ['Deputies', 'weir-users'],
          );
        }
        const part = await asUma('GET', '/rest/api/user/memberof?username=dana&limit=1');
        assert.match(part.json._links.next, /username=dana&limit=1&start=1/);
        assert.equal((await asUma('GET', '/rest/api/user/memberof')).status, 400);
        assert.equal(await message(asUma('GET', '/rest/api/user/memberof?username=x'), 404), 'No user found with username : x');
      });

      test('the mobile profile tells an e-mail address to its owner and to administrators', async () => {
        const path = '/rest/mobile/1.0/profile/uma';
        assert.equal((await asUma('GET', path)).json.email, 'uma@example.org');
        assert.equal((await asAdmin('GET', path)).json.email, 'uma@example.org');
        const other = await apiClient(weir, basicOf(await somebody()))('GET', path);
        assert.deepEqual([other.json.fullName, 'email' in other.json], ['Uma Example', false]);
        assert.equal((await asUma('GET', '/rest/mobile/1.0/profile/nobody')).status, 404);
      });

      test('nobody reads them without a credential', async () => {
        for (const path of ['/rest/api/group', '/rest/api/group/weir-users/member', '/rest/api/user/list']) {
          assert.equal((await asNobody('GET', path)).status, 401, path);
        }
      });
    });

    suite('one’s own account', () => {
      test('full name and address change, and the answer is the user', async () => {
        const me = apiClient(weir, basicOf(await somebody()));
        const { status, json } = await me('PUT', '/rest/api/user/current', { fullName: 'New Name', _links: {} });
        assert.deepEqual([status, json.type, json.displayName], [200, 'known', 'New Name']);
        assert.match(await message(me('PUT', '/rest/api/user/current', { email: 'nowhere' }), 400), /^email: /);
      });

      test('the password changes with the old one: 204; with a wrong one 403; with a weak one 400', async () => {
        const person = await somebody();
        const me = apiClient(weir, basicOf(person));
        const path = '/rest/api/user/current/password';
        const change = (oldPassword: string, newPassword: string) => me('POST', path, { oldPassword, newPassword });
        await message(change('not the old one', 'a much better password'), 403);
        await message(change(person.password, 'short'), 400);
        await message(me('POST', path, {}), 400);
        const { status, text } = await change(person.password, 'a much better password');
        assert.deepEqual([status, text], [204, '']);
        assert.equal((await me('GET', '/rest/api/user/current')).status, 401);
        assert.equal((await asNobody('POST', path, {})).status, 401);
      });

      test('no token changes it', async () => {
        const made = await asUma('POST', '/rest/pat/latest/tokens', { name: 'x' });
        const byToken = apiClient(weir, `Bearer ${made.json.rawToken}`);
        const body = { oldPassword: uma.password, newPassword: 'a much better password' };
        assert.match(await message(byToken('POST', '/rest/api/user/current/password', body), 403), /token cannot set/);
      });

      test('a session changes the e-mail address only with a password that was proved a moment ago', async () => {
        const person = await somebody();
        const { cookie, csrfToken } = await sessionOf(weir, person);
        const change = async (body: object) => {
          const headers = { cookie, 'x-csrf-token': csrfToken, 'content-type': 'application/json' };
          const init = { method: 'PUT', body: JSON.stringify(body), headers };
          return (await fetch(`${weir.baseUrl}/rest/api/user/current`, init)).status;
        };
        assert.equal(await change({ email: 'fresh@example.org' }), 200);
        weir.clock.advance(11 * 60_000);
        assert.equal(await change({ email: 'mallory@evil.example' }), 403);
        assert.equal(await change({ fullName: 'New Name', email: 'fresh@example.org' }), 200);
      });

      test('no token changes an e-mail address, to which a new password could be sent: neither one’s own nor anybody’s', async () => {
        const person = await somebody();
        const made = await apiClient(weir, basicOf(person))('POST', '/rest/pat/latest/tokens', { name: 'x' });
        const byToken = apiClient(weir, `Bearer ${made.json.rawToken}`);
        const path = '/rest/api/user/current';
        const elsewhere = { email: 'mallory@evil.example' };
        assert.match(await message(byToken('PUT', path, { fullName: 'New Name', ...elsewhere }), 403), /cannot change an e-mail/);
        const same = { fullName: 'New Name', email: `${person.username}@example.org` };
        assert.equal((await byToken('PUT', path, same)).status, 200, 'what a client echoes is no change');
        const ofAdmin = await asAdmin('POST', '/rest/pat/latest/tokens', { name: 'y' });
        const byAdminsToken = apiClient(weir, `Bearer ${ofAdmin.json.rawToken}`);
        const other = `/rest/api/admin/user/${person.username}`;
        assert.match(await message(byAdminsToken('PUT', other, elsewhere), 403), /cannot change an e-mail/);
        assert.equal((await byAdminsToken('PUT', other, same)).status, 200);
        const { email } = (await weir.rooms.users.byUsername(person.username)) ?? {};
        assert.equal(email, same.email);
        assert.equal((await asAdmin('PUT', other, { email: 'renamed@example.org' })).status, 200);
      });
    });

    suite('accounts of others', () => {
      test('get a new password from a session only with a password that was proved a moment ago', async () => {
        const person = await somebody();
        const { cookie, csrfToken } = await sessionOf(weir, weir.admin);
        const set = async (password: string) => {
          const headers = { cookie, 'x-csrf-token': csrfToken, 'content-type': 'application/json' };
          const init = { method: 'POST', body: JSON.stringify({ password }), headers };
          return (await fetch(`${weir.baseUrl}/rest/api/admin/user/${person.username}/password`, init)).status;
        };
        assert.equal(await set('a much better password'), 204);
        weir.clock.advance(11 * 60_000);
        assert.equal(await set('a password of the passer-by'), 403);
      });

      const body = { fullName: 'Nia New', email: 'nia@example.org', password: 'a password that is fine', notifyViaEmail: false };

      test('are made with 201 and the key, and may use Weir at once', async () => {
        const { status, json } = await asAdmin('POST', '/rest/api/admin/user', { userName: 'nia', ...body });
        assert.equal(status, 201);
        assert.deepEqual(Object.keys(json), ['userKey']);
        const nia = apiClient(weir, basicOf({ username: 'nia', password: body.password }));
        assert.equal((await nia('GET', '/rest/api/user/current')).json.userKey, json.userKey);
      });

      test('are refused with 400 for what is wrong, 409 for a name that is taken, 403 and 401 for others', async () => {
        const make = (as: ApiClient, more: object) => as('POST', '/rest/api/admin/user', { userName: 'nora', ...body, ...more });
        assert.match(await message(make(asAdmin, { userName: 'no spaces' }), 400), /^userName: /);
        assert.match(await message(make(asAdmin, { password: 'short' }), 400), /^password: /);
        assert.match(await message(make(asAdmin, { password: null }), 400), /password/);
        assert.match(await message(make(asAdmin, { userName: 'UMA' }), 409), /^userName: /);
        await message(make(asUma, {}), 403);
        await message(make(asNobody, {}), 401);
        const made = await asAdmin('POST', '/rest/pat/latest/tokens', { name: 'x' });
        assert.match(await message(make(apiClient(weir, `Bearer ${made.json.rawToken}`), {}), 403), /token cannot set/);
      });

      test('without a password are invited by whoever shows a password, and by no token: it would choose one by its own mailbox', async () => {
        const bare = { fullName: 'Ivo Invited', email: 'ivo@example.org', notifyViaEmail: true };
        const made = await asAdmin('POST', '/rest/pat/latest/tokens', { name: 'y' });
        const byToken = apiClient(weir, `Bearer ${made.json.rawToken}`);
        assert.equal((await byToken('POST', '/rest/api/admin/user', { userName: 'ivo1', ...bare })).status, 201);
        assert.equal((await asAdmin('POST', '/rest/api/admin/user', { userName: 'ivo2', ...bare })).status, 201);
        await weir.rooms.passwordReset.ask('ivo@example.org', systemOrigin);
        await weir.rooms.passwordReset.answer(50);
        const invited = await weir.rooms.database.read
          .selectFrom('password_address')
          .innerJoin('user_account', 'user_account.id', 'password_address.user_id')
          .select(['username', 'purpose'])
          .where('email', '=', 'ivo@example.org')
          .execute();
        assert.deepEqual(invited, [{ username: 'ivo2', purpose: 'invitation' }]);
      });

      test('are disabled and enabled, as often as one likes', async () => {
        const person = await somebody();
        const them = apiClient(weir, basicOf(person));
        const path = `/rest/api/admin/user/${person.username}`;
        for (const verb of ['disable', 'disable']) assert.equal((await asAdmin('PUT', `${path}/${verb}`)).status, 204);
        assert.equal((await them('GET', '/rest/api/user/current')).status, 401);
        for (const verb of ['enable', 'enable']) assert.equal((await asAdmin('PUT', `${path}/${verb}`)).status, 204);
        assert.equal((await them('GET', '/rest/api/user/current')).status, 200);
        await message(asAdmin('PUT', '/rest/api/admin/user/none/disable'), 404);
        await message(asUma('PUT', `${path}/disable`), 403);
        await message(asNobody('PUT', `${path}/disable`), 401);
      });

      test('get another name and address', async () => {
        const { username } = await somebody();
        const { status, json } = await asAdmin('PUT', `/rest/api/admin/user/${username}`, { fullName: 'Changed' });
        assert.deepEqual([status, json.displayName], [200, 'Changed']);
        assert.equal((await asAdmin('PUT', '/rest/api/admin/user/none', {})).status, 404);
      });

      test('get another password from a system administrator alone', async () => {
        const person = await somebody();
        const path = `/rest/api/admin/user/${person.username}/password`;
        const password = 'set by an administrator';
        await message(asDeputy('POST', path, { password }), 403);
        await message(asAdmin('POST', path, { password: '' }), 400);
        await message(asAdmin('POST', '/rest/api/admin/user/none/password', { password }), 404);
        assert.equal((await asAdmin('POST', path, { password })).status, 204);
        const them = apiClient(weir, basicOf({ username: person.username, password }));
        assert.equal((await them('GET', '/rest/api/user/current')).status, 200);
      });

      test('are deleted with 202: the name is free, and what they wrote stays', async () => {
        const person = await somebody();
        const them = apiClient(weir, basicOf(person));
        await them('POST', '/rest/api/space', { key: `K${count}`, name: 'Theirs' });
        const page = await them('POST', '/rest/api/content', {
          type: 'page',
          title: 'Written by them',
          space: { key: `K${count}` },
          body: { storage: { value: '<p>x</p>', representation: 'storage' } },
        });
        assert.equal(page.status, 200);
        const path = `/rest/api/admin/user/${person.username}`;
        await message(asUma('DELETE', path), 403);
        const { status, json } = await asAdmin('DELETE', path);
        assert.equal(status, 202);
        assert.equal(json.links.status, `/rest/api/longtask/${json.id}`);
        const task = (await asAdmin('GET', json.links.status)).json;
        assert.deepEqual([task.percentageComplete, task.successful], [100, true]);
        assert.equal((await asUma('GET', json.links.status)).status, 404);
        await message(asAdmin('DELETE', path), 404);
        assert.equal((await them('GET', '/rest/api/user/current')).status, 401);
        assert.equal((await asAdmin('GET', `/rest/api/user?username=${person.username}`)).status, 404);
        const rows = await weir.rooms.database.read
          .selectFrom('content')
          .innerJoin('user_account', 'user_account.id', 'content.creator_id')
          .select('user_account.full_name')
          .where('content.id', '=', Number(page.json.id))
          .execute();
        assert.deepEqual(rows, [{ full_name: 'Deleted user' }]);
        const again = await asAdmin('POST', '/rest/api/admin/user', { userName: person.username, ...body });
        assert.equal(again.status, 201);
      });

      test('of a system administrator are out of reach for other administrators', async () => {
        const path = '/rest/api/admin/user/admin';
        for (const [method, tail, sent] of [
          ['PUT', '/disable', undefined],
          ['DELETE', '', undefined],
          ['PUT', '', { email: 'dana@example.org' }],
        ] as const) {
          assert.match(await message(asDeputy(method, path + tail, sent), 403), /only a system administrator/);
        }
        assert.equal((await asAdmin('GET', '/rest/api/user/current')).status, 200);
      });

      test('of the last system administrator stay', async () => {
        assert.match(await message(asAdmin('DELETE', '/rest/api/admin/user/admin'), 400), /Nobody else/);
        assert.match(await message(asAdmin('PUT', '/rest/api/admin/user/admin/disable'), 400), /Nobody else/);
        const membership = `/rest/api/user/admin/group/${administratorsGroup}`;
        assert.match(await message(asAdmin('DELETE', membership), 400), /Nobody else/);
        assert.match(await message(asAdmin('DELETE', `/rest/api/admin/group/${administratorsGroup}`), 400), /Nobody else/);
      });
    });

    suite('groups', () => {
      test('are made with 200 and the group, once; a name that is taken is 409', async () => {
        const { status, json } = await asAdmin('POST', '/rest/api/admin/group', { type: 'group', name: 'Writers' });
        assert.deepEqual([status, json.type, json.name], [200, 'group', 'Writers']);
        await message(asAdmin('POST', '/rest/api/admin/group', { name: 'writers' }), 409);
        await message(asAdmin('POST', '/rest/api/admin/group', { name: ' ' }), 400);
        await message(asAdmin('POST', '/rest/api/admin/group', { type: 'group' }), 400);
        await message(asUma('POST', '/rest/api/admin/group', { name: 'Mine' }), 403);
      });

      test('take and lose members with 204, also when nothing changes', async () => {
        await asAdmin('POST', '/rest/api/admin/group', { name: 'Readers' });
        const path = '/rest/api/user/uma/group/Readers';
        const members = async () => (await asUma('GET', '/rest/api/group/Readers/member')).json.size;
        for (const expected of [204, 204]) assert.equal((await asAdmin('PUT', path)).status, expected);
        assert.equal(await members(), 1);
        for (const expected of [204, 204]) assert.equal((await asAdmin('DELETE', path)).status, expected);
        assert.equal(await members(), 0);
        await message(asAdmin('PUT', '/rest/api/user/none/group/Readers'), 404);
        await message(asAdmin('PUT', '/rest/api/user/uma/group/none'), 404);
        await message(asUma('PUT', path), 403);
      });

      test('that administer the system take no members from other administrators', async () => {
        const path = `/rest/api/user/dana/group/${administratorsGroup}`;
        assert.match(await message(asDeputy('PUT', path), 403), /only a system administrator/);
        const byToken = await asAdmin('POST', '/rest/pat/latest/tokens', { name: 'x', scope: 'ADMIN' });
        const narrow = apiClient(weir, `Bearer ${byToken.json.rawToken}`);
        assert.match(await message(narrow('PUT', path), 403), /only a system administrator/);
        assert.equal((await asDeputy('GET', '/rest/api/user/memberof?username=dana')).json.size, 2);
      });

      test('are deleted with 204, and their rights with them', async () => {
        await asAdmin('POST', '/rest/api/admin/group', { name: 'Short-lived' });
        await asUma('POST', '/rest/api/space', { key: 'SHORT', name: 'Short' });
        const group = await weir.rooms.groups.byName('Short-lived');
        const space = await weir.rooms.database.read
          .selectFrom('space')
          .select('id')
          .where('key', '=', 'SHORT')
          .executeTakeFirstOrThrow();
        const granted = { space_id: space.id, subject_kind: 'group', subject_id: group?.id ?? 0, permission: 'view' } as const;
        await weir.rooms.database.write((queries) => queries.insertInto('space_permission').values(granted).execute());
        assert.equal((await asAdmin('DELETE', '/rest/api/admin/group/short-lived')).status, 204);
        const left = await weir.rooms.database.read
          .selectFrom('space_permission')
          .selectAll()
          .where('subject_kind', '=', 'group')
          .where('subject_id', '=', granted.subject_id)
          .execute();
        assert.deepEqual(left, []);
        await message(asAdmin('DELETE', '/rest/api/admin/group/short-lived'), 404);
        await message(asUma('DELETE', '/rest/api/admin/group/Readers'), 403);
      });
    });
  });
}
