/** Deleting a large space over the API (contract §1.10): a task to be watched, and a space that no answer shows any more while it goes. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { Person } from '../../src/http/caller.ts';
import type { ContentRecord, SpaceRecord } from '../../src/wiki/records.ts';
import { createWiki } from '../../src/wiki/wiki.ts';
import { filePart, multipart, multipartType, testStorage } from '../support/attachments.ts';
import { manyPages } from '../support/many-pages.ts';
import { type RestClient, restOn, type TestRest } from '../support/rest.ts';
import { done, type TestWiki } from '../support/wiki.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`deleting a large space over the API, on ${engine}`, () => {
    let app: TestWiki & { readonly rest: TestRest };
    let uma: Person;
    let root: Person;
    let otto: Person;
    before(async () => {
      app = await restOn(engine);
      uma = await app.person('uma');
      root = await app.person('root', ['weir-users'], ['administer-system', 'administer', 'use']);
      otto = await app.person('otto');
    });
    after(() => app.rest.close());

    test('DELETE answers 202 with a task whose percentage grows to 100, and only then is the key free', async () => {
      const space = await app.space(uma, 'LARGE', { open: true });
      await manyPages(app.database, space, 450);
      const as = app.rest.as(uma, 'ADMIN');
      const { status, json } = await as.send('DELETE', '/rest/api/space/LARGE');
      assert.equal(status, 202);
      assert.deepEqual(json, { id: json.id, links: { status: `/rest/api/longtask/${json.id}` } });
      const task = async () => (await as.get(json.links.status)).json;
      app.clock.time += 1_500;
      const begun = await task();
      assert.deepEqual(
        { ...begun, _links: undefined },
        {
          id: json.id,
          name: { key: 'space.deletion', args: ['LARGE'] },
          elapsedTime: 1_500,
          percentageComplete: 44,
          successful: false,
          messages: [{ translation: 'Space LARGE is being deleted: 200 of 451 contents are gone.', args: [] }],
          _links: undefined,
        },
      );
      const [listed] = (await as.get('/rest/api/longtask')).json.results;
      assert.deepEqual({ ...listed, _links: undefined }, { ...begun, _links: undefined });
      assert.equal((await app.rest.as(otto).get(json.links.status)).status, 404, 'who did not start it does not see it');
      assert.equal((await as.get('/rest/api/space/LARGE')).status, 404);
      assert.equal((await as.send('DELETE', '/rest/api/space/LARGE')).status, 404);
      const again = await as.send('POST', '/rest/api/space', { key: 'large', name: 'Again' });
      assert.deepEqual(
        [again.status, again.json.message],
        [400, 'The space with key large is being deleted. Its key is free when that is done: try again then.'],
      );

      const seen = [begun.percentageComplete];
      while ((await app.wiki.spaces.deleteNext('node', 100)) !== 'idle') seen.push((await task()).percentageComplete);
      assert.deepEqual(seen, [44, 66, 88, 100]);
      const { successful, messages } = await task();
      assert.deepEqual([successful, messages[0].translation], [true, 'Space LARGE was deleted.']);
      assert.equal((await as.send('POST', '/rest/api/space', { key: 'large', name: 'Again' })).status, 200);
    });

    suite('while a space is being deleted', () => {
      let zander: SpaceRecord;
      let page: ContentRecord;
      let other: ContentRecord;
      let linking: ContentRecord;
      let commentId: string;
      let fileId: string;
      let download: string;

      /** What shows something of the space as long as it is there; each answer has the word. */
      let paths: readonly string[];
      /** What answers only as long as it is there. */
      let places: readonly string[];

      before(async () => {
        zander = done(await app.wiki.spaces.create(uma, { key: 'ZAN', name: 'Zander', description: 'zander' }, systemOrigin));
        page = await app.page(uma, 'ZAN', 'Zander page', { body: '<p>zander</p>', parentId: zander.homepageId ?? 0 });
        await app.page(uma, 'ZAN', 'Zander child', { parentId: page.id });
        const trashed = await app.page(uma, 'ZAN', 'Zander gone');
        await app.wiki.trash(uma, trashed.id);
        done(await app.wiki.createDraft(uma, { type: 'page', spaceKey: 'ZAN', title: 'Zander draft', body: '' }));
        done(await app.wiki.createBlogPost(uma, { spaceKey: 'ZAN', title: 'Zander post', body: '' }));
        await app.space(uma, 'HERE', { open: true });
        const link = '<ac:link><ri:page ri:space-key="ZAN" ri:content-title="Zander page" /></ac:link>';
        const include =
          '<ac:structured-macro ac:name="include"><ac:parameter ac:name=""><ri:page ri:space-key="ZAN" ri:content-title="Zander page" /></ac:parameter></ac:structured-macro>';
        const recent =
          '<ac:structured-macro ac:name="recently-updated"><ac:parameter ac:name="spaces">@all</ac:parameter></ac:structured-macro>';
        other = await app.page(uma, 'HERE', 'Other', { body: `${include}${recent}` });
        linking = await app.page(uma, 'HERE', 'Linking', { body: link });
        await app.page(uma, 'HERE', 'Perch');
        const as = app.rest.as(uma);
        const comment = await as.send('POST', '/rest/api/content', {
          type: 'comment',
          container: { id: String(page.id), type: 'page' },
          body: { storage: { value: '<p>zander said</p>', representation: 'storage' } },
        });
        commentId = comment.json.id;
        await as.send('POST', `/rest/api/content/${page.id}/label`, [{ prefix: 'global', name: 'zander' }]);
        await as.send('POST', `/rest/api/content/${page.id}/property`, { key: 'fish', value: { of: 'zander' } });
        await as.send('POST', '/rest/api/space/ZAN/property/fish', { value: { of: 'zander' } });
        await as.send('POST', '/rest/api/space/ZAN/label', [{ prefix: 'global', name: 'zander' }]);
        const attached = await as.send(
          'POST',
          `/rest/api/content/${page.id}/child/attachment`,
          multipart([filePart('zander.txt', 'zander', 'text/plain')]).toString('latin1'),
          { 'content-type': multipartType, 'x-atlassian-token': 'no-check' },
        );
        assert.equal(attached.status, 200, attached.text);
        fileId = attached.json.results[0].id;
        download = attached.json.results[0]._links.download;
        const cql = (text: string) => `cql=${encodeURIComponent(text)}`;
        const content = `/rest/api/content/${page.id}`;
        paths = [
          '/rest/api/space?limit=100',
          '/rest/api/space?spaceKey=ZAN&expand=description.plain,homepage',
          '/rest/api/space/ZAN?expand=homepage,description.plain,metadata.labels',
          '/rest/api/space/ZAN/content',
          '/rest/api/space/ZAN/content/page?depth=all',
          '/rest/api/space/ZAN/content/blogpost',
          '/rest/api/space/ZAN/labels',
          '/rest/api/space/ZAN/property',
          '/rest/api/space/ZAN/property/fish',
          '/rest/api/space/ZAN/trash',
          '/rest/api/content?limit=200',
          '/rest/api/content?spaceKey=ZAN&title=Zander%20page',
          '/rest/api/content?spaceKey=ZAN&status=trashed',
          '/rest/api/content?type=blogpost&limit=200',
          '/rest/api/content/scan?limit=200',
          '/rest/api/content/scan?spaceKey=ZAN',
          `${content}?expand=space,body.storage,body.view,version,ancestors,children.page,children.comment,children.attachment`,
          `${content}?status=any&version=1`,
          `${content}/child?expand=page`,
          `${content}/child/page`,
          `${content}/child/attachment`,
          `${content}/child/comment?expand=body.view`,
          `${content}/descendant/page`,
          `${content}/label`,
          `${content}/property`,
          `${content}/property/fish`,
          `/rest/api/content/${commentId}?expand=body.storage,container`,
          `/rest/api/content/${fileId}?expand=container`,
          download,
          `/rest/api/content/${other.id}?expand=body.view`,
          `/rest/api/content/${other.id}?expand=body.export_view`,
          `/rest/api/content/search?${cql('space = ZAN')}`,
          `/rest/api/content/search?${cql('text ~ zander')}`,
          `/rest/api/content/search?${cql('label = zander')}`,
          `/rest/api/content/search?${cql('type = attachment')}`,
          `/rest/api/search?${cql('type = space')}&limit=100`,
          `/rest/api/search?${cql('title ~ zander')}`,
          `/rest/api/search?${cql('siteSearch ~ zander')}&excerpt=highlight`,
          `/rest/api/search?${cql('creator = uma order by created desc')}&limit=100`,
          `/rest/api/search?${cql('type = page order by lastmodified desc')}&limit=100`,
        ];
        places = [
          ...['/history', '/restriction/byOperation', '/restriction/relevantViewRestrictions'].map((tail) => content + tail),
          ...['/watchers', '/permissions', ''].map((tail) => `/rest/api/space/ZAN${tail}`),
          '/rest/api/template/page?spaceKey=ZAN',
          `/rest/api/user/watch/content/${page.id}`,
          '/rest/api/user/watch/space/ZAN',
        ];
      });

      /** A refusal may repeat what was asked for. */
      async function shows(as: RestClient, path: string): Promise<boolean> {
        const { status, text } = await as.get(path);
        return status === 200 && /zander/i.test(withoutAddresses(text));
      }

      test('no list, count, search, expansion, rendering or download shows anything of it, to whoever it may be', async () => {
        const readers = [app.rest.as(uma), app.rest.as(root), app.rest.as(otto)];
        const before = new Map<string, readonly boolean[]>();
        for (const path of paths) before.set(path, await Promise.all(readers.map((as) => shows(as, path))));
        for (const [path, [byOwner, bySystemAdministrator]] of before) {
          assert.deepEqual([byOwner, bySystemAdministrator], [true, true], `${path} shows it before`);
        }
        const status = async (path: string) => (await app.rest.as(uma, 'ADMIN').get(path)).status;
        assert.deepEqual(
          await Promise.all(places.map(status)),
          places.map(() => 200),
        );
        const leadsThere = async () =>
          (await app.rest.as(root).get(`/rest/api/content/${linking.id}?expand=body.view`)).text.includes(`/pages/${page.id}`);
        assert.equal(await leadsThere(), true);
        const total = async (as: RestClient) =>
          (await as.get(`/rest/api/search?cql=${encodeURIComponent('type = page')}`)).json.totalSize;
        const counted = await Promise.all(readers.map(total));

        const inSteps = createWiki({
          database: app.database,
          clock: app.clock,
          baseUrl: 'http://localhost:8090',
          storage: testStorage(),
          deletionStep: 1,
        });
        const pages = await app.database.read
          .selectFrom('content')
          .select('id')
          .where('space_id', '=', zander.id)
          .where('type', '=', 'page')
          .where('status', '=', 'current')
          .execute();
        done(await inSteps.spaces.remove(uma, 'ZAN', systemOrigin));
        const left = await app.database.read.selectFrom('content').select('id').where('space_id', '=', zander.id).execute();
        assert.ok(left.length >= 7, 'nearly all of it is there still');

        for (const path of paths) {
          for (const as of readers) assert.equal(await shows(as, path), false, path);
        }
        for (const path of places) assert.equal(await status(path), 404, path);
        assert.equal(await leadsThere(), false, 'links to it are links to nothing');
        const now = await Promise.all(readers.map(total));
        assert.deepEqual(
          now.map((each, index) => counted[index] - each),
          readers.map(() => pages.length),
        );
      });
    });
  });
}

/** Without what only repeats the address that was asked for. */
function withoutAddresses(text: string): string {
  return text.replace(/"(self|base|context|next|cqlQuery)":"[^"]*"/g, '');
}
