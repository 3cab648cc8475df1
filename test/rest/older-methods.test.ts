/** What few clients call (contract, tier 3): JSON-RPC on the permissions of spaces, colour schemes, the cluster, metrics. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { type ApiClient, apiClient } from '../support/api-client.ts';
import { basicOf } from '../support/routes.ts';
import { startWeir, type TestUser, type TestWeir } from '../support/weir.ts';

const rpc = '/rpc/json-rpc/confluenceservice-v2';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`older and rare methods, on ${engine}`, () => {
    let weir: TestWeir;
    let uma: TestUser;
    let asUma: ApiClient;
    let asAdmin: ApiClient;
    let asOtto: ApiClient;

    before(async () => {
      weir = await startWeir({ engine });
      uma = await weir.user('uma');
      asUma = apiClient(weir, basicOf(uma));
      asAdmin = apiClient(weir, basicOf(weir.admin));
      asOtto = apiClient(weir, basicOf(await weir.user('otto')));
      assert.equal((await asUma('POST', '/rest/api/space', { key: 'DOC', name: 'Docs' })).status, 200);
      assert.equal((await asUma('POST', '/rest/api/space/_private', { key: 'MINE', name: 'Mine' })).status, 200);
    });
    after(() => weir.stop());

    const call = async (as: ApiClient, method: string, ...params: unknown[]) => {
      const { status, json } = await as('POST', rpc, { jsonrpc: '2.0', method, params, id: 1 });
      assert.deepEqual([status, json.jsonrpc, json.id], [200, '2.0', 1]);
      return json;
    };
    type Set = {
      readonly type: string;
      readonly spacePermissions: readonly { readonly userName: string | null; readonly groupName: string | null }[];
    };
    const holders = async (type: string) => {
      const { result } = await call(asUma, 'getSpacePermissionSets', 'MINE');
      return (result as readonly Set[])
        .find((set) => set.type === type)
        ?.spacePermissions.map(({ userName, groupName }) => userName ?? groupName);
    };

    test('the sets of a space name who holds each permission, in both forms of the call', async () => {
      const { result } = await call(asUma, 'getSpacePermissionSets', 'MINE');
      assert.equal(result.length, 13);
      assert.deepEqual(result[0], {
        type: 'VIEWSPACE',
        spacePermissions: [{ type: 'VIEWSPACE', userName: 'uma', groupName: null }],
      });
      const bare = await asUma('POST', `${rpc}/getSpacePermissionSets`, ['MINE']);
      assert.deepEqual(bare.json, result);
      const one = await call(asUma, 'getSpacePermissionSet', 'MINE', 'SETSPACEPERMISSIONS');
      assert.deepEqual(
        one.result.spacePermissions.map(({ userName }: { userName: string }) => userName),
        ['uma'],
      );
      assert.ok((await call(asUma, 'getSpaceLevelPermissions')).result.includes('EXPORTSPACE'));
    });

    test('permissions are given to users, groups and anonymous readers, and taken again', async () => {
      assert.equal((await call(asUma, 'addPermissionToSpace', 'VIEWSPACE', 'otto', 'MINE')).result, true);
      assert.equal(
        (await call(asUma, 'addPermissionsToSpace', ['EDITSPACE', 'COMMENT', 'REMOVEMAIL'], 'weir-users', 'MINE')).result,
        true,
      );
      assert.equal((await call(asUma, 'addAnonymousPermissionToSpace', 'VIEWSPACE', 'MINE')).result, true);
      assert.deepEqual([...((await holders('VIEWSPACE')) ?? [])].sort(), [null, 'otto', 'uma', 'weir-users'].sort());
      assert.deepEqual(await holders('EDITSPACE'), ['weir-users', 'uma']);
      assert.equal((await call(asUma, 'removePermissionFromSpace', 'VIEWSPACE', 'weir-users', 'MINE')).result, true);
      assert.equal((await call(asUma, 'removeAnonymousPermissionFromSpace', 'VIEWSPACE', 'MINE')).result, true);
      assert.deepEqual(await holders('EDITSPACE'), ['uma']);
      assert.deepEqual(await holders('VIEWSPACE'), ['otto', 'uma']);
    });

    test('what cannot be is an error in the answer, with a code and a text', async () => {
      assert.equal((await call(asUma, 'getPage', 1)).error.code, -32601);
      assert.equal((await call(asUma, 'getSpacePermissionSets')).error.code, -32602);
      for (const none of ['FLY', 'constructor', '__proto__', 'toString']) {
        assert.equal((await call(asUma, 'addPermissionToSpace', none, 'otto', 'MINE')).error.code, -32602, none);
      }
      assert.match((await call(asUma, 'addPermissionToSpace', 'VIEWSPACE', 'nobody', 'MINE')).error.message, /nobody/);
      assert.equal((await call(asUma, 'getSpacePermissionSets', 'NO')).error.data.statusCode, 404);
      assert.equal((await call(asOtto, 'getSpacePermissionSets', 'MINE')).error.data.statusCode, 403);
      assert.equal((await call(asOtto, 'addPermissionToSpace', 'EDITSPACE', 'otto', 'MINE')).error.data.statusCode, 403);
      assert.equal((await asUma('POST', `${rpc}/getSpacePermissionSets`, ['NO'])).status, 404);
      assert.equal((await asUma('POST', `${rpc}/nothing`, [])).status, 404);
      assert.equal((await asUma('POST', rpc, { jsonrpc: '2.0' })).status, 400);
      assert.equal((await apiClient(weir, undefined)('POST', rpc, { method: 'getSpaceLevelPermissions' })).status, 401);
    });

    test('a token changes nothing here without the scope ADMIN', async () => {
      const link = await weir.link({ scope: 'ADMIN' });
      const write = apiClient(weir, `Bearer ${(await weir.tokensFor(uma, link, { scope: 'WRITE' })).access_token}`);
      assert.ok((await call(write, 'getSpacePermissionSets', 'MINE')).result);
      assert.match((await call(write, 'addPermissionToSpace', 'VIEWSPACE', 'otto', 'MINE')).error.message, /scope ADMIN/);
      const refused = await write('POST', `${rpc}/addPermissionToSpace`, ['VIEWSPACE', 'otto', 'MINE']);
      assert.equal(refused.status, 403);
      assert.match(refused.headers.get('www-authenticate') ?? '', /error="insufficient_scope", scope="ADMIN"/);
      const admin = apiClient(weir, `Bearer ${(await weir.tokensFor(uma, link, { scope: 'ADMIN' })).access_token}`);
      assert.equal((await call(admin, 'addPermissionToSpace', 'VIEWSPACE', 'otto', 'MINE')).result, true);
    });

    test('the colour scheme is one: it is read everywhere, accepted as it is, and refused when it is another', async () => {
      const { json: scheme } = await asUma('GET', '/rest/api/color-scheme');
      assert.match(scheme.lightTheme.topBarColor, /^#[0-9a-f]{6}$/);
      for (const path of ['/rest/api/color-scheme/default', '/rest/api/space/DOC/color-scheme']) {
        assert.deepEqual((await asUma('GET', path)).json, scheme);
      }
      assert.deepEqual((await asUma('GET', '/rest/api/space/DOC/color-scheme/type')).json, { type: 'GLOBAL' });
      const other = { lightTheme: { topBarColor: '#ff0000' } };
      for (const [as, path] of [
        [asAdmin, '/rest/api/color-scheme'],
        [asUma, '/rest/api/space/DOC/color-scheme'],
      ] as const) {
        assert.deepEqual([(await as('PUT', path, scheme)).status, (await as('PUT', `${path}/reset`)).status], [200, 200]);
        const refused = await as('PUT', path, other);
        assert.deepEqual([refused.status, /cannot be changed/.test(refused.json.message)], [400, true]);
        assert.equal((await as('PUT', path)).status, 400);
        assert.deepEqual((await as('GET', path)).json, scheme);
      }
      assert.equal((await asUma('PUT', '/rest/api/space/DOC/color-scheme/type', { type: 'CUSTOM' })).status, 400);
      assert.equal((await asOtto('PUT', '/rest/api/space/DOC/color-scheme/reset')).status, 403);
      assert.equal((await asOtto('GET', '/rest/api/space/NO/color-scheme')).status, 404);
      assert.equal((await asUma('PUT', '/rest/api/color-scheme/reset')).status, 403);
    });

    test('metrics count what there is, and the cluster is the node that answers; for administrators', async () => {
      const { json: before } = await asAdmin('GET', '/rest/api/instance-metrics');
      await asUma('POST', '/rest/api/content', { type: 'page', title: 'Counted', space: { key: 'DOC' } });
      const { json: metrics } = await asAdmin('GET', '/rest/api/instance-metrics');
      assert.deepEqual(metrics, { ...before, pages: before.pages + 1 });
      assert.deepEqual([metrics.users, metrics.spaces], [3, 2]);
      const { json: nodes } = await asAdmin('GET', '/rest/api/cluster/nodes');
      assert.deepEqual([nodes.size, nodes.results[0].state], [1, 'RUNNING']);
      assert.equal((await asAdmin('GET', '/rest/api/cluster/nodes?start=1')).json.size, 0);
      for (const path of ['/rest/api/instance-metrics', '/rest/api/cluster/nodes'])
        assert.equal((await asUma('GET', path)).status, 403);
    });
  });
}
