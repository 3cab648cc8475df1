/**
 * Who is let through to the API: what an answer does is the lesser of scope and permission, what is not seen is not there, and
 * every refusal says how to do better (security rules 6 and 12 to 14; RFC 6750 §3).
 */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Person, Scope } from '../../src/http/caller.ts';
import type { ContentRecord } from '../../src/wiki/records.ts';
import { restOn, type TestRest } from '../support/rest.ts';
import type { TestWiki } from '../support/wiki.ts';

const metadata = 'http://localhost:8090/.well-known/oauth-protected-resource/rest/api';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`the API, on ${engine}`, () => {
    let made: TestWiki & { readonly rest: TestRest };
    let rest: TestRest;
    let uma: Person;
    let otto: Person;
    let open: ContentRecord;
    let hidden: ContentRecord;

    before(async () => {
      made = await restOn(engine);
      rest = made.rest;
      uma = await made.person('uma');
      otto = await made.person('Öttö', ['weir-users'], ['use']);
      await made.space(uma, 'OPEN', { open: true });
      await made.space(uma, 'MINE');
      open = await made.page(uma, 'OPEN', 'Open');
      hidden = await made.page(uma, 'MINE', 'Hidden');
    });
    after(() => rest.close());

    const reads = () => [
      `/rest/api/content`,
      `/rest/api/content/${open.id}`,
      '/rest/api/content/search?cql=type%3Dpage',
      '/rest/api/search?cql=type%3Dpage',
      '/rest/api/search/user?cql=user%3Duma',
      `/rest/api/content/${open.id}/history`,
      `/rest/api/content/${open.id}/child`,
      `/rest/api/content/${open.id}/child/page`,
      `/rest/api/content/${open.id}/descendant`,
      `/rest/api/content/${open.id}/descendant/page`,
      '/rest/api/space',
      '/rest/api/space/OPEN',
      '/rest/api/space/OPEN/content',
      '/rest/api/space/OPEN/content/page',
    ];
    const writes = () =>
      [
        ['POST', '/rest/api/content', 'WRITE'],
        ['PUT', `/rest/api/content/${open.id}`, 'WRITE'],
        ['DELETE', '/rest/api/content/999', 'WRITE'],
        ['POST', '/rest/api/space', 'WRITE'],
        ['POST', '/rest/api/space/_private', 'WRITE'],
        ['POST', '/rest/api/space/OPEN/permissions', 'ADMIN'],
        ['PUT', '/rest/api/space/OPEN/permissions/anonymous/grant', 'ADMIN'],
        ['PUT', '/rest/api/space/OPEN/permissions/anonymous/revoke', 'ADMIN'],
        ['PUT', '/rest/api/space/OPEN/permissions/group/weir-users/grant', 'ADMIN'],
        ['PUT', '/rest/api/space/OPEN/permissions/group/weir-users/revoke', 'ADMIN'],
        ['PUT', '/rest/api/space/OPEN/permissions/user/uma/grant', 'ADMIN'],
        ['PUT', '/rest/api/space/OPEN/permissions/user/uma/revoke', 'ADMIN'],
      ] as const;

    test('asks for a credential where nothing is open to anonymous readers, and says where to get one', async () => {
      const nobody = rest.as(undefined);
      for (const path of [
        ...reads(),
        '/rest/api/user/current',
        '/rest/api/user?username=uma',
        '/rest/api/content/999',
        '/rest/api/space/NONE',
      ]) {
        const { status, headers, json } = await nobody.get(path);
        assert.equal(status, 401, path);
        assert.equal(headers['www-authenticate'], `Bearer realm="Weir", resource_metadata="${metadata}"`);
        assert.equal(json.statusCode, 401);
        assert.equal(headers['x-ausername'], undefined);
      }
      for (const [method, path] of writes()) assert.equal((await nobody.send(method, path, {})).status, 401, path);
      for (const path of ['/rest/api/accessmode', '/rest/api/user/anonymous', '/rest/applinks/1.0/manifest']) {
        assert.equal((await nobody.get(path)).status, 200, path);
      }
    });

    test('names who was recognised, in letters that a header may hold', async () => {
      const { headers } = await rest.as(otto).get('/rest/api/user/current');
      assert.equal(headers['x-ausername'], encodeURIComponent('Öttö'));
      assert.equal(headers['x-seraph-loginreason'], 'OK');
      assert.equal(headers['cache-control'], 'no-store');
    });

    test('refuses a bad credential even where an anonymous reader would be let in', async () => {
      const nobody = rest.as(undefined);
      for (const path of ['/rest/api/accessmode', ...reads()]) {
        const bearer = await nobody.get(path, { authorization: 'Bearer nonsense' });
        assert.equal(bearer.status, 401, path);
        assert.match(bearer.headers['www-authenticate'] ?? '', /^Bearer realm="Weir", error="invalid_token"/);
        assert.equal(bearer.headers['x-seraph-loginreason'], 'AUTHENTICATED_FAILED');
        const basic = await nobody.get(path, { authorization: `Basic ${Buffer.from('nobody:x').toString('base64')}` });
        assert.deepEqual([basic.status, basic.headers['www-authenticate']], [401, 'Basic realm="Weir", charset="UTF-8"']);
      }
      const good = await nobody.get('/rest/api/user/current', {
        authorization: `Basic ${Buffer.from('uma:x').toString('base64')}`,
      });
      assert.equal(good.json.username, 'uma');
    });

    test('lets a token do what its scope covers, and no more', async () => {
      const order: readonly Scope[] = ['READ', 'WRITE', 'ADMIN', 'SYSTEM_ADMIN'];
      for (const path of [...reads(), '/rest/api/user/current', '/rest/api/space/OPEN/permissions']) {
        assert.equal((await rest.as(uma, 'READ').get(path)).status, 200, path);
      }
      for (const [method, path, needed] of writes()) {
        for (const scope of order) {
          // A body that no verb carries out: what is asked here is who gets as far as the handler.
          const { status, headers } = await rest.as(uma, scope).send(method, path, '"nothing"');
          if (order.indexOf(scope) >= order.indexOf(needed)) {
            assert.equal(status, method === 'DELETE' ? 404 : 400, `${scope} ${path}`);
            continue;
          }
          assert.equal(status, 403, `${scope} ${path}`);
          assert.match(headers['www-authenticate'] ?? '', new RegExp(`error="insufficient_scope", scope="${needed}"`));
          assert.equal(headers['x-ausername'], 'uma');
        }
      }
    });

    test('lets a person do what their permissions allow, whatever the scope', async () => {
      const page = await made.page(uma, 'MINE', 'For readers');
      await made.grant(page.space, 'user', otto.id, 'view');
      const client = rest.as(otto, 'SYSTEM_ADMIN');
      const update = await client.send('PUT', `/rest/api/content/${page.id}`, { version: { number: 2 }, title: 'x' });
      assert.deepEqual(
        [update.status, update.json.reason, update.json.message],
        [403, 'Forbidden', `Could not update Content of type : class com.atlassian.confluence.pages.Page with id ${page.id}`],
      );
      const create = await client.send('POST', '/rest/api/content', { title: 'x', space: { key: 'MINE' } });
      assert.deepEqual(
        [create.status, create.json.message],
        [403, 'com.atlassian.confluence.api.service.exceptions.PermissionException: Could not create content with type page'],
      );
      assert.equal((await client.send('DELETE', `/rest/api/content/${page.id}`)).status, 403);
      assert.equal((await client.send('POST', '/rest/api/space', { key: 'X', name: 'X' })).status, 403);
      assert.equal((await client.get('/rest/api/space/MINE/permissions')).status, 403);
      await made.database.write((queries) => queries.deleteFrom('space_permission').where('subject_id', '=', otto.id).execute());
    });

    test('answers alike for what is not there and for what the caller may not see', async () => {
      const client = rest.as(otto);
      const alike = async (
        path: (id: number | string) => string,
        call: (path: string) => Promise<{ status: number; text: string }>,
        [mine, none]: readonly [number | string, number | string],
      ) => {
        const [one, other] = [await call(path(mine)), await call(path(none))];
        assert.equal(one.status, 404, path(mine));
        assert.deepEqual(
          [one.status, one.text.replaceAll(String(mine), '?')],
          [other.status, other.text.replaceAll(String(none), '?')],
        );
      };
      const ids = [hidden.id, 99_999_999] as const;
      for (const tail of ['', '?status=any', '?version=1', '/history', '/child', '/child/page', '/descendant/page']) {
        await alike(
          (id) => `/rest/api/content/${id}${tail}`,
          (path) => client.get(path),
          ids,
        );
      }
      await alike(
        (id) => `/rest/api/content/${id}`,
        (path) => client.send('DELETE', path),
        ids,
      );
      await alike(
        (id) => `/rest/api/content/${id}?status=trashed`,
        (path) => client.send('DELETE', path),
        ids,
      );
      await alike(
        (id) => `/rest/api/content/${id}`,
        (path) => client.send('PUT', path, { version: { number: 2 }, title: 'x' }),
        ids,
      );
      const keys = ['MINE', 'NONE'] as const;
      for (const path of [
        (key: number | string) => `/rest/api/space/${key}`,
        (key: number | string) => `/rest/api/space/${key}/content`,
        (key: number | string) => `/rest/api/content?spaceKey=${key}`,
        (key: number | string) => `/rest/api/space/${key}/permissions`,
      ]) {
        await alike(path, (at) => client.get(at), keys);
      }
      assert.equal((await client.get(`/rest/api/content?title=Hidden`)).json.size, 0);
    });

    test('lets anonymous readers see what a space opens to them, and only that', async () => {
      const admin = rest.as(uma, 'ADMIN');
      const view = [{ targetType: 'space', operationKey: 'read' }];
      assert.equal((await admin.send('PUT', '/rest/api/space/OPEN/permissions/anonymous/grant', view)).status, 204);
      const nobody = rest.as(undefined);
      for (const path of reads()) assert.equal((await nobody.get(path)).status, 200, path);
      assert.deepEqual(
        (await nobody.get('/rest/api/space')).json.results.map(({ key }: { key: string }) => key),
        ['OPEN'],
      );
      assert.equal((await nobody.get(`/rest/api/content/${hidden.id}`)).status, 404);
      assert.equal((await nobody.get('/rest/api/user/current')).status, 401);
      assert.equal((await nobody.send('PUT', `/rest/api/content/${open.id}`, { version: { number: 2 } })).status, 401);
      assert.equal((await admin.send('PUT', '/rest/api/space/OPEN/permissions/anonymous/revoke', view)).status, 204);
      assert.equal((await nobody.get('/rest/api/space')).status, 401);
    });

    test('has nothing for a person who may not use it', async () => {
      const locked = rest.as(await made.person('locked', ['weir-users'], []));
      for (const path of [...reads(), '/rest/api/user/current']) {
        const { status, json } = await locked.get(path);
        assert.deepEqual([status, json.message], [403, 'Current user not permitted to use Confluence'], path);
      }
    });

    test('decides the same however a path is written', async () => {
      const client = rest.as(otto);
      const id = hidden.id;
      for (const path of [
        `/rest/api/content/${id}/`,
        `//rest//api/content//${id}`,
        `/rest/api/content/${id};x=1`,
        `/rest/api/content/%2e/${id}`,
        `/rest/api/%63ontent/${id}`,
        `/rest/../rest/api/content/${id}`,
        `/REST/api/content/${id}`,
      ]) {
        assert.equal((await client.get(path)).status, 404, path);
        assert.notEqual((await rest.as(undefined).send('DELETE', path)).status, 204, path);
      }
    });

    test('gives and takes the permissions of a space', async () => {
      const admin = rest.as(uma, 'ADMIN');
      const path = '/rest/api/space/MINE/permissions';
      const page = [{ targetType: 'page', operationKey: 'create' }];
      assert.equal((await rest.as(otto).get('/rest/api/space/MINE')).status, 404);
      assert.equal((await admin.send('PUT', `${path}/user/${otto.userKey}/grant`, page)).status, 204);
      assert.equal(
        (await rest.as(otto).send('POST', '/rest/api/content', { title: 'Mine', space: { key: 'MINE' } })).status,
        200,
      );
      const listed = (await admin.get(`${path}/user/${otto.userKey}`)).json;
      assert.deepEqual(
        listed.map(({ operation }: { operation: object }) => operation),
        [
          { targetType: 'space', operationKey: 'read' },
          { targetType: 'page', operationKey: 'create' },
        ],
      );
      assert.deepEqual([listed[0].subject.username, listed[0].spaceKey, listed[0].spaceId], ['Öttö', 'MINE', hidden.space.id]);
      assert.equal((await admin.send('PUT', `${path}/user/${otto.userKey}/revoke`, page)).status, 204);
      assert.equal((await rest.as(otto).get('/rest/api/space/MINE')).status, 200);
      const replaced = [
        { userKey: otto.userKey, operations: [] },
        { groupName: 'weir-users', operations: [{ targetType: 'space', operationKey: 'read' }] },
      ];
      assert.equal((await admin.send('POST', path, replaced)).status, 204);
      assert.deepEqual((await admin.get(`${path}/group/weir-users`)).json.length, 1);
      assert.deepEqual((await admin.get(`${path}/user/${otto.userKey}`)).json, []);
      assert.equal((await admin.send('POST', path, [{ groupName: 'weir-users', operations: [] }])).status, 204);

      assert.equal((await admin.send('PUT', `${path}/group/nobodies/grant`, page)).status, 404);
      assert.equal((await admin.send('PUT', `${path}/user/nobody/grant`, page)).status, 404);
      assert.equal((await admin.send('PUT', `${path}/anonymous/grant`, page)).status, 400);
      const unknown = [{ targetType: 'space', operationKey: 'launch' }];
      assert.equal((await admin.send('PUT', `${path}/group/weir-users/grant`, unknown)).status, 400);
      const many = Array.from({ length: 41 }, () => replaced[1]);
      assert.equal((await admin.send('POST', path, many)).status, 400);
    });
  });
}
