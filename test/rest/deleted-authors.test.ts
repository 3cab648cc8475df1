/** What a deleted account wrote: it stays, and its author is `type: unknown` wherever content names one (contract 1.4). */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import { pagePath } from '../../src/wiki/addresses.ts';
import { basicOf } from '../support/routes.ts';
import { startWeir } from '../support/weir.ts';
import { done } from '../support/wiki.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`a deleted author on ${engine}`, async () => {
    const weir = await startWeir({ engine });
    after(() => weir.stop());
    const [uma, ola] = [await weir.user('uma'), await weir.user('ola')];
    const { wiki, users } = weir.rooms;
    done(await wiki.spaces.create(uma.person, { key: 'DOC', name: 'Documents', private: false }, systemOrigin));
    const page = done(await wiki.createPage(ola.person, { spaceKey: 'DOC', title: 'Gone', body: '<p>words</p>' }));
    done(await wiki.publishVersion(uma.person, { id: page.id, number: 2, body: '<p>words here</p>' }));
    const inline = { originalSelection: 'here', numMatches: 1, matchIndex: 0, lastFetchTime: '1', serializedHighlights: '[]' };
    const about = { containerId: page.id, body: '<p>hm</p>', location: 'inline', inlineProperties: inline } as const;
    const comment = done(await wiki.createComment(uma.person, about));
    done(await wiki.resolveComment(ola.person, comment.id, 'resolved'));
    done(await wiki.saveEdit(ola.person, { id: page.id, body: '<p>mine</p>' }));
    assert.equal((await users.delete(ola.person.id, systemOrigin)).outcome, 'done');
    // biome-ignore lint/suspicious/noExplicitAny: it is compared with what the wire must show
    const read = async (path: string): Promise<any> => {
      const answer = await fetch(weir.baseUrl + path, { headers: { authorization: basicOf(uma) } });
      assert.equal(answer.status, 200, path);
      return answer.json();
    };

    test('is unknown in content, versions and resolutions, and never called by name', async () => {
      const content = await read(
        `/rest/api/content/${page.id}?expand=history.previousVersion,history.contributors.publishers.users,version`,
      );
      assert.equal(content.history.createdBy.type, 'unknown');
      assert.equal(content.history.createdBy.displayName, 'Unknown user');
      assert.equal(content.history.previousVersion.by.type, 'unknown');
      assert.equal(content.version.by.username, 'uma');
      assert.deepEqual(
        content.history.contributors.publishers.users.map(({ username }: { username: string }) => username),
        ['uma'],
      );
      const versions = await read(`/rest/experimental/content/${page.id}/version`);
      assert.deepEqual(
        versions.results.map(({ by }: { by: { type: string } }) => by.type),
        ['known', 'unknown'],
      );
      const { extensions } = await read(`/rest/api/content/${comment.id}?expand=extensions.resolution`);
      assert.deepEqual([extensions.resolution.status, extensions.resolution.lastModifier.type], ['resolved', 'unknown']);
      assert.ok(!JSON.stringify([content, versions, extensions]).match(/ola|deleted-|Deleted user/i));
    });

    test('leaves no draft behind', async () => {
      const rows = await weir.rooms.database.read.selectFrom('content_edit').selectAll().execute();
      assert.deepEqual(rows, []);
    });

    test('is a deleted account to people', async () => {
      const visitor = await weir.signedIn(uma);
      for (const path of [pagePath(page), `/pages/viewpreviousversions.action?pageId=${page.id}`]) {
        const text = await (await visitor.request(weir.baseUrl + path)).text();
        assert.match(text, /a deleted account/);
        assert.ok(!text.includes('Deleted user'));
      }
    });
  });
}
