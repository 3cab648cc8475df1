/** Global permissions over the API (rest-contract 1.1, added in 10.0), on both databases. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { type ApiClient, apiClient } from '../support/api-client.ts';
import { basicOf } from '../support/routes.ts';
import { startWeir, type TestWeir } from '../support/weir.ts';

const path = '/rest/api/permissions';
const createSpaces = { targetType: 'space', operationKey: 'create' };
const use = { targetType: 'application', operationKey: 'use' };
const administer = { targetType: 'application', operationKey: 'administer' };
const administerSystem = { targetType: 'system', operationKey: 'administer' };

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`global permissions over the API on ${engine}`, () => {
    let weir: TestWeir;
    let asAdmin: ApiClient;
    let asUma: ApiClient;
    const operations = async (of: string) =>
      (await asAdmin('GET', `${path}/${of}`)).json.map(({ operation }: { operation: object }) => operation);

    before(async () => {
      weir = await startWeir({ engine });
      asAdmin = apiClient(weir, basicOf(weir.admin));
      asUma = apiClient(weir, basicOf(await weir.user('uma')));
      assert.equal((await asAdmin('POST', '/rest/api/admin/group', { name: 'editors' })).status, 200);
    });
    after(() => weir.stop());

    test('they are granted to groups and users, listed, and revoked', async () => {
      assert.deepEqual(await operations('group/editors'), []);
      assert.equal((await asAdmin('PUT', `${path}/group/editors/grant`, [createSpaces, use])).status, 204);
      assert.deepEqual(await operations('group/editors'), [createSpaces, use]);
      assert.equal((await asAdmin('PUT', `${path}/user/uma/grant`, [createSpaces])).status, 204);
      const { userKey } = (await asUma('GET', '/rest/api/user/current')).json;
      assert.deepEqual(await operations(`user/${userKey}`), [createSpaces]);
      const all = (await asAdmin('GET', path)).json;
      assert.ok(all.some(({ subject }: { subject: { username?: string } }) => subject.username === 'uma'));
      assert.ok(all.some(({ subject }: { subject: { name?: string } }) => subject.name === 'editors'));
      const replaced = [{ groupName: 'editors', operations: [use, { targetType: 'personal_space', operationKey: 'create' }] }];
      assert.equal((await asAdmin('PUT', path, replaced)).status, 204);
      assert.deepEqual(await operations('group/editors'), [use]);
      assert.equal((await asAdmin('PUT', `${path}/group/editors/revoke`, [use])).status, 204);
      assert.deepEqual(await operations('group/editors'), []);
      for (const nobody of ['anonymous', 'unlicensed']) {
        assert.deepEqual(await operations(nobody), []);
        assert.equal((await asAdmin('PUT', `${path}/${nobody}/grant`, [use])).status, 400);
      }
    });

    test('only administrators see and change them, and only system administrators who is one', async () => {
      assert.equal((await asUma('GET', path)).status, 403);
      assert.equal((await asUma('PUT', `${path}/user/uma/grant`, [administer])).status, 403);
      assert.equal((await asAdmin('PUT', `${path}/user/uma/grant`, [administer])).status, 204);
      assert.equal((await asUma('GET', path)).status, 200);
      assert.equal((await asUma('PUT', `${path}/user/uma/grant`, [administerSystem])).status, 403);
      assert.equal((await asUma('PUT', path, [{ groupName: 'editors', operations: [administerSystem] }])).status, 403);
      assert.equal((await asAdmin('PUT', `${path}/group/editors/grant`, [administerSystem])).status, 204);
      assert.equal((await asUma('PUT', `${path}/group/editors/revoke`, [administerSystem])).status, 403);
      assert.equal((await asAdmin('PUT', `${path}/group/editors/revoke`, [administerSystem])).status, 204);
    });

    test('what there is not is refused', async () => {
      assert.equal((await asAdmin('GET', `${path}/group/nobodies`)).status, 404);
      assert.equal((await asAdmin('GET', `${path}/user/nobody`)).status, 404);
      assert.equal((await asAdmin('PUT', `${path}/group/nobodies/grant`, [use])).status, 404);
      assert.equal((await asAdmin('PUT', `${path}/user/nobody/revoke`, [use])).status, 404);
      assert.equal((await asAdmin('PUT', path, [{ operations: [use] }])).status, 404);
      const unknown = [{ targetType: 'application', operationKey: 'fly' }];
      assert.equal((await asAdmin('PUT', `${path}/group/editors/grant`, unknown)).status, 400);
    });
  });
}
