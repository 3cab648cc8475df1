/** The page after "Delete space": how far it is, in a browser and without scripts, and the way back to it. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { sql } from 'kysely';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { launchBrowser, type TestBrowser, type Visit, type VisitOptions } from '../../support/browser.ts';
import { manyPages } from '../../support/many-pages.ts';
import { startWeir, type TestUser, type TestWeir } from '../../support/weir.ts';
import { done } from '../../support/wiki.ts';
import { atTheConsole, textOf } from '../console/console.ts';

const pictures = process.env.WEIR_TEST_PICTURES;

suite('the deletion of a large space, in a browser,', () => {
  let weir: TestWeir;
  let browser: TestBrowser;
  let uma: TestUser;
  let holding: NodeJS.Timeout | undefined;
  before(async () => {
    [weir, browser] = await Promise.all([startWeir({ contextPath: '/wiki' }), launchBrowser()]);
    uma = await weir.user('uma');
  });
  after(async () => {
    clearInterval(holding);
    await Promise.all([weir.stop(), browser.close()]);
  });

  async function largeSpace(key: string, owner: TestUser): Promise<void> {
    const { wiki, database } = weir.rooms;
    const space = done(await wiki.spaces.create(owner.person, { key, name: `Space ${key}` }, systemOrigin));
    await manyPages(database, space, 400);
  }

  /** As if another process were at each from its first moment, which does nothing: so it stands still. */
  async function holdAll(): Promise<void> {
    const held = sql.raw("lease = 'another process', lease_until = cast(unixepoch('subsec') * 1000 as integer) + 9000");
    const hold = (statement: typeof held) => weir.rooms.database.write((queries) => statement.execute(queries));
    await hold(sql`create trigger held after insert on space_deletion begin
      update space_deletion set ${held} where space_id = new.space_id; end`);
    // A lease is believed for some seconds only.
    holding = setInterval(() => void hold(sql`update space_deletion set ${held} where lease = 'another process'`), 500);
  }
  const letGo = () => weir.rooms.wiki.spaces.leaveDeletions('another process');

  async function begin(key: string, owner: TestUser): Promise<string> {
    await largeSpace(key, owner);
    const { taskId } = done(await weir.rooms.wiki.spaces.remove(owner.person, key, systemOrigin));
    return `/space-deletions/${taskId}`;
  }

  async function signedIn(user: TestUser, to: string, options?: VisitOptions): Promise<Visit> {
    const visit = await browser.visit(options);
    await visit.page.goto(`${weir.baseUrl}/login.action?os_destination=${encodeURIComponent(`/wiki${to}`)}`);
    await visit.page.fill('[name=os_username]', user.username);
    await visit.page.fill('[name=os_password]', user.password);
    await visit.page.press('[name=os_password]', 'Enter');
    await visit.page.waitForURL(`**${to}`);
    return visit;
  }

  test('whoever deletes it is led to its progress, which says by itself when it is done', async () => {
    await largeSpace('LARGE', uma);
    await using visit = await signedIn(uma, '/spaces/LARGE/delete');
    const { page } = visit;
    await page.fill('[name=confirmation]', 'LARGE');
    await page.getByRole('button', { name: 'Delete space' }).click();
    await page.waitForURL('**/space-deletions/*');
    await page.getByRole('heading', { level: 1, name: 'The space LARGE was deleted' }).waitFor();
    assert.equal(await page.title(), 'The space LARGE was deleted · Weir');
    assert.equal(await weir.rooms.wiki.spaces.find(uma.person, 'LARGE'), undefined);
    await page.getByRole('link', { name: 'Go to the spaces' }).click();
    await page.waitForURL(`${weir.baseUrl}/`);
    assert.deepEqual(visit.problems, []);
  });

  test('the page shows the bar and the numbers, wide and narrow, light and dark, and takes in what is new', async () => {
    await holdAll();
    const path = await begin('HELD', uma);
    for (const [width, theme] of [
      [1280, 'light'],
      [390, 'dark'],
    ] as const) {
      await using visit = await signedIn(uma, path, { width, theme });
      const { page } = visit;
      assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Deleting the space HELD');
      const bar = page.getByRole('progressbar', { name: 'Deleted so far' });
      assert.equal(await bar.getAttribute('value'), '49');
      assert.match(
        (await page.locator('main').textContent()) ?? '',
        /49%: 200 of 401 pages, posts, comments and attachments are gone/,
      );
      assert.deepEqual(await visit.axe(), []);
      assert.equal(await visit.overflows(), false);
      if (pictures) await visit.screenshot(`test-output/wiki/deletion-${width}-${theme}.png`);
      assert.deepEqual(visit.problems, []);
    }
    await using visit = await signedIn(uma, path);
    await weir.rooms.wiki.spaces.deleteNext('another process', 100);
    await visit.page.getByText('74%: 300 of 401').waitFor();
    await letGo();
    await visit.page.getByRole('heading', { level: 1, name: 'The space HELD was deleted' }).waitFor();
    await visit.page.locator('[data-announcer]', { hasText: 'The space HELD was deleted' }).waitFor({ state: 'attached' });
    assert.deepEqual(await visit.axe(), []);
  });

  test('without scripts a link looks again; others and the curious find nothing', async () => {
    const path = await begin('PLAIN', uma);
    const at = await atTheConsole(weir, uma);
    const before = await at.page(path);
    assert.match(textOf(before), /49%: 200 of 401/);
    assert.match(before, new RegExp(`<a[^>]*href="/wiki${path}"`), 'it looks again');
    const otto = await atTheConsole(weir, await weir.user('otto'));
    const ada = await atTheConsole(weir);
    for (const other of [otto, ada]) assert.equal((await other.get(path)).status, 404);
    assert.equal((await at.get('/space-deletions/1')).status, 404);
    assert.equal((await at.get('/space-deletions/x')).status, 404);
    for (const gone of [
      '/spaces/PLAIN',
      '/display/PLAIN',
      '/spaces/PLAIN/settings',
      '/spaces/PLAIN/delete',
      '/spaces/PLAIN/trash',
    ]) {
      assert.equal((await at.get(gone)).status, 404, gone);
    }
    const taken = await at.post('/spaces/createspace.action', { name: 'Again', key: 'PLAIN', description: '' });
    assert.equal(taken.status, 422);
    assert.match(textOf(await taken.text()), /The space with the key PLAIN is being deleted/);
    await letGo();
    while ((await weir.rooms.wiki.spaces.deletions(uma.person)).length > 0) await weir.rooms.wiki.spaces.deleteNext('this', 500);
    assert.match(textOf(await at.page(path)), /The space PLAIN was deleted/);
  });

  test('the list of spaces in the console shows it as being deleted, with the way to its progress for who began it', async () => {
    const path = await begin('OURS', weir.admin);
    await begin('THEIRS', uma);
    for (const [width, theme] of [
      [1280, 'light'],
      [390, 'dark'],
    ] as const) {
      await using visit = await signedIn(weir.admin, '/admin/spaces', { width, theme });
      const part = visit.page.getByRole('region', { name: 'Being deleted' }).or(visit.page.locator('#deletions'));
      const words = ((await part.first().textContent()) ?? '').replace(/\s+/g, ' ');
      assert.match(words, /Space OURS OURS.*Being deleted, 49%.*Space THEIRS THEIRS.*Being deleted, 49%/);
      const links = visit.page.locator('#deletions tbody a');
      assert.equal(await links.count(), 1);
      assert.equal(await links.getAttribute('href'), `/wiki${path}`);
      assert.equal(await links.getAttribute('aria-label'), 'Show progress of Space OURS');
      assert.deepEqual(await visit.axe(), []);
      assert.equal(await visit.overflows(), false);
      if (pictures) await visit.screenshot(`test-output/console/deletions-${width}-${theme}.png`);
    }
    const otto = await weir.user('nils', ['weir-administrators']);
    assert.deepEqual(await weir.rooms.wiki.spaces.deletions({ ...otto.person, permissions: new Set(['administer', 'use']) }), []);
    await letGo();
  });
});
