/** Restrictions over the REST API: their shapes, changing them on all paths that clients use, and what they hide (contract 1.12). */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { countQueries, restOn } from '../support/rest.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`restrictions, on ${engine}`, async () => {
    const made = await restOn(engine);
    const { rest, person, group, space, page } = made;
    const uma = await person('uma');
    const otto = await person('otto');
    await group('divers');
    await space(uma, 'DOC', { open: true });
    const top = await page(uma, 'DOC', 'Top');
    const below = await page(uma, 'DOC', 'Below', { parentId: top.id });
    const as = rest.as(uma);
    const other = rest.as(otto);
    after(() => rest.close());
    const path = (id: number) => `/rest/api/content/${id}/restriction`;
    const user = (username: string) => ({ type: 'known', username });
    const clear = (id: number) => as.send('DELETE', path(id));

    test('by operation: nobody is named while nothing is restricted; what is not expanded stands under _expandable', async () => {
      const self = `http://localhost:8090${path(top.id)}/byOperation`;
      const empty = { results: [], start: 0, limit: 200, size: 0 };
      const { status, json } = await as.get(
        `${path(top.id)}/byOperation?expand=read.restrictions.user,update.restrictions.group`,
      );
      assert.equal(status, 200);
      assert.deepEqual(json.read, {
        operation: 'read',
        restrictions: { user: empty, _expandable: { group: '' } },
        _links: { self: `${self}/read` },
        _expandable: { content: `/rest/api/content/${top.id}` },
      });
      assert.deepEqual(json._links, { self, base: 'http://localhost:8090', context: '' });
      const one = (await as.get(`${path(top.id)}/byOperation/update?expand=`)).json;
      assert.deepEqual(one.restrictions, { _expandable: { user: '', group: '' } });
      assert.equal((await as.get(`${path(top.id)}/byOperation/delete`)).status, 400);
      assert.equal((await as.get(`${path(999)}/byOperation`)).status, 404);
      assert.equal((await as.get(`${path(999)}/byOperation/read`)).status, 404);
    });

    test('PUT makes those that it names exactly so, and answers with both operations as recorded', async () => {
      const body = [
        { operation: 'update', restrictions: { user: [user('uma')], group: [{ type: 'group', name: 'weir-users' }] } },
      ];
      const { status, json } = await as.send('PUT', path(top.id), body);
      assert.equal(status, 200);
      assert.deepEqual(Object.keys(json), ['results', 'start', 'limit', 'size', 'restrictionsHash', '_links']);
      assert.deepEqual(
        json.results.map(({ operation }: { operation: string }) => operation),
        ['read', 'update'],
      );
      assert.match(json.restrictionsHash, /^[0-9a-f]{64}$/);
      assert.deepEqual(Object.keys(json._links), ['byOperation', 'base', 'context']);
      const { restrictions } = json.results[1];
      assert.equal(restrictions.user.results[0].username, 'uma');
      assert.deepEqual(restrictions.group.results[0].name, 'weir-users');
      assert.deepEqual([restrictions.user.size, json.results[0].restrictions.user.size], [1, 0]);
      // As recorded: when it was changed, and nothing where nothing is restricted.
      assert.deepEqual(Object.keys(json.results[1]), [
        'operation',
        'restrictions',
        'lastModificationDate',
        '_links',
        '_expandable',
      ]);
      assert.equal(json.results[1].lastModificationDate, new Date(made.clock.time).toISOString());
      assert.equal('lastModificationDate' in json.results[0], false);
      const again = await as.send('PUT', path(top.id), []);
      assert.equal(again.json.restrictionsHash, json.restrictionsHash, 'what is not named stays');
      const emptied = await as.send('PUT', path(top.id), [{ operation: 'update', restrictions: { user: [], group: [] } }]);
      assert.notEqual(emptied.json.restrictionsHash, json.restrictionsHash);
      assert.equal(emptied.json.results[1].restrictions.user.size, 0);
    });

    test('POST adds, the paths for one user or group add and remove, the experimental paths do the same', async () => {
      const restrict = (names: readonly string[]) => [{ operation: 'update', restrictions: { user: names.map(user) } }];
      for (const root of ['/rest/api/content', '/rest/experimental/content']) {
        const at = `${root}/${top.id}/restriction`;
        assert.equal((await as.send('PUT', at, restrict(['uma']))).status, 200);
        assert.equal((await as.send('POST', at, restrict(['otto']))).json.results[1].restrictions.user.size, 2);
        const ofGroup = await as.send('PUT', `${at}/byOperation/update/group/divers`);
        assert.equal(ofGroup.json.results[1].restrictions.group.size, 1);
        assert.equal((await as.send('DELETE', `${at}/byOperation/update/group/divers`)).status, 204);
        assert.equal((await as.send('DELETE', `${at}/byOperation/update/user?userName=otto`)).status, 204);
        assert.equal((await as.send('PUT', `${at}/byOperation/update/user?key=${otto.userKey}`)).status, 200);
        const shown = (await as.get(`${path(top.id)}/byOperation/update?limit=1&start=1`)).json.restrictions.user;
        assert.deepEqual([shown.size, shown.start, shown.limit, shown.results[0].username], [1, 1, 1, 'uma']);
        assert.equal((await as.send('DELETE', at)).status, 204);
      }
      const asRead = (await as.send('PUT', path(top.id), restrict(['uma']))).json;
      assert.equal((await as.send('PUT', path(top.id), asRead)).status, 200, 'what was read is accepted');
      await clear(top.id);
    });

    test('nobody locks themselves out, names who is not there, or restricts what they may not', async () => {
      const put = (who: typeof as, restrictions: object, operation = 'read') =>
        who.send('PUT', path(top.id), [{ operation, restrictions }]);
      assert.equal((await put(as, { user: [user('otto')] })).status, 400);
      assert.equal((await put(as, { group: [{ name: 'divers' }] })).status, 400);
      assert.equal((await put(as, { user: [user('nobody')] })).status, 404);
      assert.equal((await put(as, { group: [{ name: 'nobodies' }] })).status, 404);
      assert.equal((await put(as, { user: [{}] })).status, 400);
      assert.equal((await put(as, {}, 'delete')).status, 400);
      assert.equal((await put(as, { user: [user('uma')] }, 'update')).status, 200);
      assert.equal((await put(other, { user: [user('otto')] }, 'update')).status, 403);
      await clear(top.id);
    });

    test('who is shut out sees nothing of it in any answer, above, below or beside', async () => {
      assert.equal(
        (await as.send('PUT', path(top.id), [{ operation: 'read', restrictions: { user: [user('uma')] } }])).status,
        200,
      );
      for (const id of [top.id, below.id]) {
        assert.equal((await other.get(`/rest/api/content/${id}`)).status, 404);
        assert.equal((await other.get(`${path(id)}/byOperation`)).status, 404);
        assert.equal((await other.get(`${path(id)}/relevantViewRestrictions`)).status, 404);
        assert.equal((await other.get(`/rest/experimental/content/${id}/version`)).status, 404);
        assert.equal((await other.get(`/rest/api/content/${id}/child/page`)).status, 404);
        assert.equal((await other.send('PUT', `/rest/api/content/${id}/move/append/${id}`)).status, 404);
      }
      for (const query of [
        'content?spaceKey=DOC&expand=ancestors',
        'content/scan?spaceKey=DOC',
        'space/DOC/content/page',
        'content?title=Top',
      ]) {
        const { json } = await other.get(`/rest/api/${query}`);
        assert.ok(!JSON.stringify(json.results).match(/Top|Below/), query);
        assert.equal(json.size, json.results.length, query);
      }
      const relevant = (await as.get(`${path(below.id)}/relevantViewRestrictions`)).json;
      assert.deepEqual([relevant.size, relevant.results[0].content.title], [1, 'Top']);
      assert.equal(relevant.results[0].restrictions.user.results[0].username, 'uma');
      await clear(top.id);
      assert.equal((await other.get(`/rest/api/content/${below.id}`)).status, 200);
    });

    test('restrictions and operations expand on content, with as many queries for one as for many', async () => {
      const expand = 'expand=restrictions.read.restrictions.user,restrictions.update.restrictions.group,operations';
      const { json } = await as.get(`/rest/api/content/${top.id}?${expand}`);
      assert.equal(json.restrictions.read.restrictions.user.size, 0);
      assert.deepEqual(
        json.operations.map(({ operation }: { operation: string }) => operation),
        ['read', 'update', 'delete', 'purge'],
      );
      const listed = (limit: number) =>
        countQueries(made, () => as.get(`/rest/api/content?spaceKey=DOC&limit=${limit}&${expand},children.comment,container`));
      await listed(1);
      assert.equal(await listed(3), await listed(1));
    });
  });
}
