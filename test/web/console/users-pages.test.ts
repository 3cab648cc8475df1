/** The pages of users and groups, without a browser: finding, inviting, changing and ending; and what an administrator may not do to a system administrator. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { administratorsGroup } from '../../../src/accounts/default-groups.ts';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { startWeir, type TestUser, type TestWeir } from '../../support/weir.ts';
import { atTheConsole, type ConsoleVisitor, textOf, textOfElement } from './console.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`the pages of users on ${engine}`, () => {
    let weir: TestWeir;
    let ada: ConsoleVisitor;
    /** An administrator who may not administer the system. */
    let olga: TestUser;
    let atOlga: ConsoleVisitor;

    before(async () => {
      weir = await startWeir({ engine, contextPath: '/wiki' });
      ada = await atTheConsole(weir);
      const office = await weir.rooms.groups.create('office', systemOrigin);
      assert.equal(office.outcome, 'done');
      const given = await ada.post('/admin/global-permissions', {
        kind: 'group',
        name: 'office',
        permission: 'administer',
        change: 'grant',
        confirmed: 'true',
      });
      assert.equal(given.status, 303);
      olga = await weir.user('olga', ['office']);
      atOlga = await atTheConsole(weir, olga);
    });
    after(() => weir.stop());

    const at = async (username: string) => {
      const user = await weir.rooms.users.byUsername(username);
      assert.ok(user);
      return `/admin/users/${user.userKey}`;
    };

    test('find people by words and by what they are, a page at a time', async () => {
      await weir.user('anna_b');
      const dan = await weir.user('dan');
      await weir.rooms.users.disable(dan.person.id, systemOrigin);
      const found = async (query: string) => textOf(await ada.page(`/admin/users?${query}`));
      assert.match(await found('q=ANNA_'), /anna_b/);
      assert.doesNotMatch(await found('q=anna_'), /olga/);
      assert.match(await found('q=anna%25'), /Nobody fits/);
      assert.match(await found('q=example.org+olg'), /Olga Example/);
      assert.match(await found('state=disabled'), /dan@/);
      assert.doesNotMatch(await found('state=disabled'), /olga@/);
      assert.match(await found('state=administrators'), /Admin .*olga|olga.* Admin/);
      assert.match(await found('state=never-signed-in'), /anna_b@/);
      assert.doesNotMatch(await found('state=never-signed-in'), /olga@/);
      assert.doesNotMatch(await found('after=dan'), /anna_b@/);
    });

    test('invite somebody: without a mail server the address is shown once, and works once', async () => {
      const page = await ada.post('/admin/users/invite', {
        username: 'ina',
        fullName: 'Ina Invited',
        email: 'ina@example.org',
        groups: 'weir-users, Office',
      });
      const text = await page.text();
      assert.equal(page.status, 200, textOf(text));
      assert.match(page.headers.get('referrer-policy') ?? '', /no-referrer/);
      const address = textOfElement(text, 'address');
      assert.match(address, /\/wiki\/choose-password\?token=/);
      assert.match(textOf(await ada.page(await at('ina'))), /Invited.*office.*weir-users/s);
      const token = new URL(address).searchParams.get('token') ?? '';
      const chosen = { password: 'a password of Ina herself', alsoApplications: false };
      assert.equal((await weir.rooms.passwordReset.choose(token, chosen, systemOrigin)).outcome, 'done');
      assert.equal((await weir.rooms.passwordReset.choose(token, chosen, systemOrigin)).outcome, 'address-invalid');
    });

    test('create somebody with a password, and say beside the fields what is wrong', async () => {
      const typed = { username: 'kim', fullName: 'Kim', email: 'kim@example.org', groups: 'weir-users', password: 'short' };
      const refused = await ada.post('/admin/users/create', typed);
      assert.equal(refused.status, 422);
      assert.match(textOf(await refused.text()), /Use at least \d+ characters/);
      const nowhere = await ada.post('/admin/users/create', { ...typed, groups: 'no-such' });
      assert.match(textOf(await nowhere.text()), /There is no group called no-such/);
      const made = await ada.post('/admin/users/create', { ...typed, password: 'long enough for Kim' });
      assert.match(textOf(await ada.follow(made)), /The user was created/);
      await weir.signedIn({ ...olga, username: 'kim', password: 'long enough for Kim' });
    });

    test('show what somebody may do and why, and change name, address and groups', async () => {
      const page = await at('olga');
      assert.match(textOf(await ada.page(page)), /Administer they are in office/);
      await weir.user('gus');
      const gus = await at('gus');
      assert.match(
        textOf(
          await ada.follow(await ada.post(`${gus}/edit`, { username: 'gus', fullName: 'Gus G.', email: 'gus@example.com' })),
        ),
        /The changes were saved.*Gus G\./s,
      );
      assert.match(
        textOf(await ada.follow(await ada.post(`${gus}/groups/add`, { groups: 'office' }))),
        /The groups were changed/,
      );
      assert.equal((await ada.post(`${gus}/groups/add`, { groups: 'no-such' })).status, 422);
      await ada.follow(await ada.post(`${gus}/groups/remove`, { group: 'office' }));
      const history = textOf(await ada.page(gus));
      assert.match(history, /Profile changed/);
    });

    test('end sessions, tokens and sign-in pauses of somebody', async () => {
      const tom = await weir.user('tom');
      const page = await at('tom');
      const visitors = [await weir.signedIn(tom), await weir.signedIn(tom)];
      const token = await weir.rooms.personalTokens.create(
        tom.person,
        { name: 'Script', days: undefined, scope: undefined },
        systemOrigin,
      );
      assert.ok(token.outcome === 'created');
      assert.match(textOf(await ada.page(page)), /Script/);
      await ada.follow(await ada.post(`${page}/tokens/revoke`, { token: String(token.token.id) }));
      assert.deepEqual(await weir.rooms.personalTokens.ofUser(tom.person.id), []);
      await ada.follow(await ada.post(`${page}/sessions/end`, {}));
      for (const visitor of visitors) assert.equal((await visitor.request('/users/sessions')).status, 303);

      for (let failures = 0; failures < 12; failures++) {
        await weir.rooms.signIn.verify('tom', `wrong ${failures}`, { ...systemOrigin, remoteAddress: '192.0.2.7' });
      }
      const elsewhere = { ...systemOrigin, remoteAddress: '192.0.2.8' };
      assert.equal((await weir.rooms.signIn.verify('tom', tom.password, elsewhere)).outcome, 'throttled');
      assert.match(textOf(await ada.page(page)), /Too many attempts/);
      assert.match(textOf(await ada.follow(await ada.post(`${page}/unlock`))), /can try to log in again/);
      assert.equal((await weir.rooms.signIn.verify('tom', tom.password, elsewhere)).outcome, 'verified');
      assert.match(textOf(await ada.page(page)), /Sign-in unlocked/);
    });

    test('reset the two-step sign-in of somebody who has lost the second step', async () => {
      const tess = await weir.user('tess');
      await weir.rooms.database.write((queries) =>
        queries.updateTable('user_account').set({ two_step_at: 1 }).where('id', '=', tess.person.id).execute(),
      );
      const page = await at('tess');
      assert.match(textOf(await ada.page(page)), /Reset two-step sign-in/);
      assert.match(textOf(await ada.page(`${page}/reset-two-step`)), /authenticator app, passkeys and recovery codes/);
      await ada.follow(await ada.post(`${page}/reset-two-step`));
      assert.equal((await weir.rooms.users.byUsername('tess'))?.twoStepAt, null);
      assert.doesNotMatch(textOf(await ada.page(page)), /Reset two-step sign-in/);
    });

    test('send a reset, disable, enable and delete, the name typed', async () => {
      const rita = await weir.user('rita');
      const page = await at('rita');
      const reset = await ada.post(`${page}/send-address`);
      assert.match(textOf(await reset.text()), /Hand this address to Rita Example/);
      await weir.signedIn(rita);
      assert.match(textOf(await ada.page(`${page}/disable`)), /Their session ends at once/);
      assert.match(textOf(await ada.follow(await ada.post(`${page}/disable`))), /The user was disabled/);
      assert.equal((await ada.post(`${page}/send-address`)).status, 400);
      assert.match(textOf(await ada.follow(await ada.post(`${page}/enable`))), /The user was enabled/);
      assert.equal((await ada.post(`${page}/delete`, { confirmation: 'Rita' })).status, 422);
      assert.match(textOf(await ada.follow(await ada.post(`${page}/delete`, { confirmation: 'rita' }))), /The user was deleted/);
      assert.equal((await ada.get(page)).status, 404);
    });

    test('never let the last system administrator go', async () => {
      const page = await at('admin');
      for (const [path, fields] of [
        ['disable', {}],
        ['delete', { confirmation: 'admin' }],
        ['groups/remove', { group: administratorsGroup }],
      ] as const) {
        const refused = await ada.post(`${page}/${path}`, fields);
        assert.equal(refused.status, 409, path);
        assert.match(textOf(await refused.text()), /Nobody else could administer the system/);
      }
      assert.equal(
        (await ada.post(`/admin/groups/${administratorsGroup}/delete`, { confirmation: administratorsGroup })).status,
        409,
      );
    });

    test('let an administrator do nothing to a system administrator, nor make one', async () => {
      const page = await at('admin');
      assert.match(textOf(await atOlga.page(page)), /Only a system administrator can change it/);
      const sam = await weir.user('sam');
      const pageOfSam = await at('sam');
      const token = await weir.rooms.personalTokens.create(
        weir.admin.person,
        { name: 'Ada’s', days: undefined, scope: undefined },
        systemOrigin,
      );
      assert.ok(token.outcome === 'created');
      for (const [path, fields] of [
        [`${page}/edit`, { fullName: 'Taken', email: 'olga@example.org' }],
        [`${page}/send-address`, {}],
        [`${page}/disable`, {}],
        [`${page}/reset-two-step`, {}],
        [`${page}/delete`, { confirmation: 'admin' }],
        [`${page}/unlock`, {}],
        [`${page}/sessions/end`, {}],
        [`${page}/tokens/revoke`, { token: String(token.token.id) }],
        [`${page}/applications/1/revoke`, {}],
        [`${page}/groups/add`, { groups: 'office' }],
        [`${page}/groups/remove`, { group: 'weir-administrators' }],
        [`${pageOfSam}/groups/add`, { groups: administratorsGroup }],
        [`/admin/groups/${administratorsGroup}/members/add`, { usernames: 'olga' }],
        [`/admin/groups/${administratorsGroup}/members/remove`, { username: 'admin' }],
        [`/admin/groups/${administratorsGroup}/delete`, { confirmation: administratorsGroup }],
        [
          '/admin/users/create',
          {
            username: 'eve',
            fullName: 'Eve',
            email: 'eve@example.org',
            groups: administratorsGroup,
            password: 'a password of Eve',
          },
        ],
        ['/admin/users/invite', { username: 'eve', fullName: 'Eve', email: 'eve@example.org', groups: administratorsGroup }],
        [
          '/admin/global-permissions',
          { kind: 'group', name: 'office', permission: 'administer-system', change: 'grant', confirmed: 'true' },
        ],
        [
          '/admin/global-permissions',
          { kind: 'user', name: 'olga', permission: 'administer-system', change: 'grant', confirmed: 'true' },
        ],
        [
          '/admin/global-permissions',
          { kind: 'group', name: administratorsGroup, permission: 'use', change: 'revoke', confirmed: 'true' },
        ],
      ] as const) {
        assert.equal((await atOlga.post(path, fields)).status, 403, path);
      }
      // The API holds to the same.
      const authorization = `Basic ${Buffer.from(`${olga.username}:${olga.password}`).toString('base64')}`;
      const { userKey } = weir.admin.person;
      for (const [method, path, body] of [
        ['PUT', '/rest/api/user/admin/group/office'],
        ['DELETE', '/rest/api/user/admin/group/weir-administrators'],
        ['PUT', `/rest/api/user/sam/group/${administratorsGroup}`],
        ['PUT', '/rest/api/admin/user/admin/disable'],
        ['PUT', '/rest/api/admin/user/admin', { email: 'olga@example.org' }],
        ['DELETE', '/rest/api/admin/user/admin'],
        ['DELETE', `/rest/api/admin/group/${administratorsGroup}`],
        ['DELETE', `/rest/weir/1.0/users/${userKey}/tokens/${token.token.id}`],
        [
          'PUT',
          `/rest/api/permissions/group/${administratorsGroup}/revoke`,
          [{ targetType: 'application', operationKey: 'use' }],
        ],
        ['PUT', '/rest/api/permissions/group/office/grant', [{ targetType: 'system', operationKey: 'administer' }]],
      ] as const) {
        const answer = await fetch(weir.baseUrl + path, {
          method,
          headers: { authorization, 'content-type': 'application/json' },
          ...(body && { body: JSON.stringify(body) }),
        });
        assert.equal(answer.status, 403, `${method} ${path}`);
      }
      const admin = await weir.rooms.users.byUsername('admin');
      assert.equal(admin?.email, 'ada@example.org');
      assert.equal(await weir.rooms.users.byUsername('eve'), undefined);
      assert.deepEqual(
        (await weir.rooms.groups.ofUser(sam.person.id)).map(({ name }) => name),
        ['weir-users'],
      );
      assert.equal((await weir.rooms.personalTokens.ofUser(weir.admin.person.id)).length, 1);
    });

    test('make a group, add several members by name or nobody, and delete it with its consequences', async () => {
      await weir.user('uta');
      await weir.user('vic');
      const made = await ada.post('/admin/groups/create-group', { name: 'Night/watch' });
      assert.match(textOf(await ada.follow(made)), /The group was created/);
      assert.equal((await ada.post('/admin/groups/create-group', { name: 'night/watch' })).status, 422);
      const page = '/admin/groups/Night%2Fwatch';
      const refused = await ada.post(`${page}/members/add`, { usernames: 'uta, nobody-here' });
      assert.equal(refused.status, 422);
      assert.match(textOf(await refused.text()), /Nobody is called nobody-here. Nobody was added/);
      const added = textOf(await ada.follow(await ada.post(`${page}/members/add`, { usernames: 'uta\nVIC' })));
      assert.match(added, /Group of 2 members/);
      await ada.follow(await ada.post(`${page}/members/remove`, { username: 'uta' }));
      assert.match(textOf(await ada.page(`${page}/delete`)), /One person loses at once/);
      assert.equal((await ada.post(`${page}/delete`, { confirmation: 'x' })).status, 422);
      await ada.follow(await ada.post(`${page}/delete`, { confirmation: 'Night/watch' }));
      assert.equal((await ada.get(page)).status, 404);
    });

    test('ask for the password before somebody gets another e-mail address, to which new passwords are sent', async () => {
      const { person } = await weir.user('ivy');
      const page = await at('ivy');
      weir.clock.advance(11 * 60_000);
      const typed = { username: 'ivy', fullName: 'Ivy', email: 'mallory@evil.example' };
      const answer = await ada.post(`${page}/edit`, typed);
      assert.equal(answer.status, 403);
      assert.match(await answer.text(), /Confirm your password/);
      assert.equal((await ada.post(`${page}/edit`, { ...typed, email: person.email, username: 'mallory' })).status, 403);
      const after = await weir.rooms.users.byUsername('ivy');
      assert.equal(after?.email, person.email);
      assert.equal((await ada.post(`${page}/edit`, { ...typed, fullName: 'Ivy I.', email: person.email })).status, 303);
      assert.equal((await weir.rooms.users.byUsername('ivy'))?.fullName, 'Ivy I.');
      const proved = await ada.post(`${page}/edit`, { ...typed, username: 'Ivy2', proof_password: weir.admin.password });
      assert.match(textOf(await ada.follow(proved)), /The changes were saved.*Username Ivy2/s);
      assert.match(textOf(await ada.page(page)), /Username changed/);
    });

    test('give a permission by the same form in the console and in a space: the same fields, the same words', async () => {
      await weir.rooms.wiki.spaces.create(weir.admin.person, { key: 'FORM', name: 'Form' }, systemOrigin);
      const formOf = async (path: string) => {
        const page = await ada.page(path);
        const from = page.indexOf('id="add"');
        assert.ok(from > 0, path);
        return page
          .slice(from, page.indexOf('</form>', from))
          .replaceAll(/<option[^>]*>[^<]*<\/option>|action="[^"]*"|<input type="hidden"[^>]*>/g, '')
          .replaceAll(/\s+/g, ' ');
      };
      assert.equal(await formOf('/spaces/FORM/permissions'), await formOf('/admin/global-permissions'));
      for (const path of ['/spaces/FORM/permissions', '/admin/global-permissions']) {
        for (const [typed, told] of [
          [{ kind: 'user', name: ' ' }, /Enter the name of a group, or a username/],
          [{ kind: 'user', name: 'x'.repeat(5000) }, /Nobody is called xxx/],
          [{ kind: 'group', name: 'немає <b>' }, /There is no group called немає <b>\./],
        ] as const) {
          const permission = path.startsWith('/spaces') ? 'view' : 'use';
          const refused = await ada.post(path, { ...typed, permission, change: 'grant' });
          assert.equal(refused.status, 422, path);
          assert.match(textOf(await refused.text()), told, path);
        }
      }
    });

    test('ask for the password before two-step sign-in of somebody is reset', async () => {
      const { person } = await weir.user('nan');
      const page = await at('nan');
      await weir.rooms.database.write((queries) =>
        queries.updateTable('user_account').set({ two_step_at: 1 }).where('id', '=', person.id).execute(),
      );
      weir.clock.advance(11 * 60_000);
      assert.match(textOf(await ada.page(`${page}/reset-two-step`)), /Reset two-step sign-in/);
      const asked = await ada.post(`${page}/reset-two-step`);
      assert.equal(asked.status, 403);
      assert.match(await asked.text(), new RegExp(`Confirm your password.*action="/wiki${page}/reset-two-step"`, 's'));
      assert.notEqual((await weir.rooms.users.byUsername('nan'))?.twoStepAt, null);
      await ada.follow(await ada.post(`${page}/reset-two-step`, { proof_password: weir.admin.password }));
      assert.equal((await weir.rooms.users.byUsername('nan'))?.twoStepAt, null);
    });

    test('of two who edit one account at once, the second keeps what the first changed and is told of what both did', async () => {
      await weir.user('jan');
      const page = await at('jan');
      const seen = Object.fromEntries(
        [...(await ada.page(`${page}/edit`)).matchAll(/name="(seen_\w+)" value="([^"]*)"/g)].map(([, name, value]) => [
          name,
          value,
        ]),
      );
      const shown = { username: 'jan', fullName: 'Jan Example', email: 'jan@example.org' };
      assert.deepEqual(Object.values(seen), Object.values(shown));
      const proof = { proof_password: weir.admin.password };
      await ada.follow(await ada.post(`${page}/edit`, { ...shown, ...seen, fullName: 'Jan First', ...proof }));
      await ada.follow(await ada.post(`${page}/edit`, { ...shown, ...seen, email: 'jan@example.com', ...proof }));
      const both = await weir.rooms.users.byUsername('jan');
      assert.deepEqual([both?.fullName, both?.email], ['Jan First', 'jan@example.com']);
      const third = await ada.post(`${page}/edit`, { ...shown, ...seen, fullName: 'Jan Third' });
      assert.equal(third.status, 422);
      const told = await third.text();
      assert.match(textOf(told), /Somebody else has changed this to “Jan First” meanwhile/);
      assert.match(told, /value="Jan Third"/);
      assert.equal((await weir.rooms.users.byUsername('jan'))?.fullName, 'Jan First');
    });
  });
}
