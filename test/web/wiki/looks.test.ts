/**
 * The wiki's pages in a real browser: at 1280 and 390 pixels, light and dark, without a script error, a policy violation or a serious
 * finding of axe. With `WEIR_TEST_PICTURES=1` they are saved under `test-output/wiki/`, for the eye.
 */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { pagePath } from '../../../src/wiki/addresses.ts';
import { createSampleSpace } from '../../../src/wiki/sample.ts';
import { launchBrowser } from '../../support/browser.ts';
import { done } from '../../support/wiki.ts';
import { startWikiPages } from '../../support/wiki-pages.ts';
import { everything, layouts } from './everything.ts';

suite('the pages of the wiki', async () => {
  const app = await startWikiPages();
  const browser = await launchBrowser();
  after(async () => {
    await browser.close();
    await app.close();
  });

  const ada = await app.person('ada');
  const lin = await app.person('lin');
  const omar = await app.person('omar', [], ['use']);
  const { wiki, clock } = app;
  done(await createSampleSpace(wiki, ada, systemOrigin));
  const titled = async (title: string) => {
    const found = await wiki.content.findByTitle(ada, 'SAMPLE', title);
    assert.ok(found, title);
    return found;
  };
  const handbook = await titled('Team handbook');
  const everythingPage = await app.page(ada, 'SAMPLE', 'Everything', { body: everything, parentId: handbook.id });
  const layoutPage = await app.page(ada, 'SAMPLE', 'Columns', { body: layouts });
  const deep = await titled('Planning the dry season');
  clock.time += 90_000_000;
  done(await wiki.publishVersion(lin, { id: deep.id, number: 2, body: '<p>Changed.</p>', message: 'After the meeting' }));
  clock.time += 7_200_000;
  done(await wiki.publishVersion(ada, { id: deep.id, number: 3, body: '<p>Changed again.</p>', minorEdit: true }));
  clock.time += 7_200_000;
  const river = done(
    await wiki.spaces.create(
      ada,
      {
        key: 'RIVER',
        name: 'River engineering',
        description: 'Gauges, gates and what we know about the water between them, from the spring to the estuary.',
      },
      systemOrigin,
    ),
  );
  await app.space(ada, 'OPS', { open: true });
  await app.grant(river, 'user', lin.id, 'view');

  const labels = ['river', 'spring-flood', 'a-label-that-is-so-long-that-it-does-not-fit-beside-the-others-on-a-telephone'].map(
    (name) => ({ prefix: 'global' as const, name }),
  );
  for (const { id } of [deep, handbook]) assert.equal(await wiki.labels.add(ada, { kind: 'content', id }, labels), undefined);
  await wiki.labels.add(ada, { kind: 'content', id: deep.id }, [{ prefix: 'my', name: 'later' }]);
  await wiki.labels.add(ada, { kind: 'space', key: 'RIVER' }, [{ prefix: 'team', name: 'handbook' }]);

  const pages = {
    home: '/',
    'home-nothing': '/',
    'create-space': '/spaces/createspace.action',
    page: pagePath(await titled('Sample space Home')),
    writing: pagePath(await titled('Writing a page')),
    panels: pagePath(await titled('Panels, code and tasks')),
    handbook: pagePath(handbook),
    deep: pagePath(deep),
    old: `${pagePath(deep)}?version=1`,
    everything: pagePath(everythingPage),
    layouts: pagePath(layoutPage),
    'edit-labels': `/pages/labels.action?pageId=${deep.id}`,
    'edit-no-labels': `/pages/labels.action?pageId=${layoutPage.id}`,
    label: '/label/river',
    'label-in-space': '/label/SAMPLE/river',
    'label-nothing': '/label/nothing',
    'labelled-spaces': '/?label=handbook',
    history: `/pages/viewpreviousversions.action?pageId=${deep.id}`,
    comparison: `/pages/diffpagesbyversion.action?pageId=${deep.id}&selectedPageVersions=1&selectedPageVersions=2`,
    'all-pages': '/spaces/SAMPLE/pages',
    permissions: '/spaces/RIVER/permissions',
    person: '/display/~lin',
    missing: '/display/NOPE/Nothing',
  };

  test('are sound, wide and narrow, light and dark', async () => {
    await using visit = await browser.visit();
    for (const [name, path] of Object.entries(pages)) {
      const person = name === 'home-nothing' ? omar : ada;
      await visit.context.addCookies([{ ...app.cookieOf(person), url: app.address }]);
      const answer = await visit.page.goto(app.address + path);
      assert.equal(answer?.status(), name === 'missing' ? 404 : 200, path);
      assert.deepEqual(await visit.faults(`wiki/${name}`), [], path);
    }
    // The status of the page that is not there is not a defect of it.
    assert.deepEqual(
      visit.problems.filter((problem) => !problem.includes('status of 404')),
      [],
    );
  });
});
