/** What people really do with forms: names as one long word, a button pressed twice, the browser's way back, and no pointer. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { launchBrowser, type TestBrowser, type Visit } from '../../support/browser.ts';
import { tabTo } from '../../support/keyboard.ts';
import { startWeir, type TestWeir } from '../../support/weir.ts';

suite('the pages of administrators, in hard use', () => {
  let weir: TestWeir;
  let browser: TestBrowser;
  before(async () => {
    [weir, browser] = await Promise.all([startWeir(), launchBrowser()]);
  });
  after(async () => {
    await browser.close();
    await weir.stop();
  });

  async function enter(visit: Visit, path: string): Promise<void> {
    const { page } = visit;
    await page.goto(`${weir.baseUrl}/login.action?os_destination=${encodeURIComponent(path)}`);
    await page.getByLabel('Username').fill('admin');
    await page.getByLabel('Password', { exact: true }).fill(weir.admin.password);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await page.waitForURL((url) => url.pathname + url.search === path);
  }

  test('hold names that are one long word, at both widths', async () => {
    const [word, more] = ['W'.repeat(100), 'Дуже-довге-ім’я-'.repeat(9)];
    const { users, groups, wiki, personalTokens } = weir.rooms;
    const profile = { username: word, fullName: more, email: `${'e'.repeat(60)}@${'d'.repeat(60)}.example` };
    const made = await users.create({ ...profile, password: 'a long password', groups: [] }, systemOrigin);
    assert.ok(made.outcome === 'done');
    await groups.create(word, systemOrigin);
    await groups.addMember(word, made.user.id, systemOrigin);
    await wiki.spaces.create(weir.admin.person, { key: 'K'.repeat(120), name: more }, systemOrigin);
    await wiki.templates.create(
      { person: weir.admin.person, isAdministrator: true, origin: systemOrigin },
      {
        spaceKey: undefined,
        name: word,
        description: more,
        body: '<p>x</p>',
        labels: [{ prefix: 'global', name: 'l'.repeat(99) }],
      },
    );
    const link = await weir.link({ name: word, redirectUris: [`https://app.example.org/${'p'.repeat(300)}`] });
    const service = await weir.serviceAccount({ name: 'V'.repeat(100) });
    await personalTokens.create(weir.admin.person, { name: word, days: 30, scope: undefined }, systemOrigin);
    const user = `/admin/users/${made.user.userKey}`;
    const shown = [
      ['/admin/users', user, `${user}/edit`, `${user}/delete`, '/admin/groups', `/admin/groups/${word}`],
      ['/admin/global-permissions', '/admin/spaces', '/admin/templates', '/admin/templates/1/edit', '/admin/templates/1/delete'],
      ['/admin/application-links', `/admin/application-links/${link.id}`, '/admin/service-accounts'],
      [`/admin/service-accounts/${service.id}`, '/admin/audit-log', '/users/personal-access-tokens'],
      [`/spaces/${'K'.repeat(120)}/permissions`, `/spaces/${'K'.repeat(120)}/templates`],
    ].flat();
    for (const [width, theme] of [
      [1280, 'light'],
      [390, 'dark'],
    ] as const) {
      await using visit = await browser.visit({ width, theme });
      await enter(visit, '/admin');
      for (const path of shown) {
        const answer = await visit.page.goto(weir.baseUrl + path);
        assert.equal(answer?.status(), 200, path);
        assert.equal(await visit.overflows(), false, `${path} at ${width}`);
      }
      assert.deepEqual(visit.problems, []);
    }
  });

  test('make a thing once, however often its button is pressed, and again after the browser’s way back', async () => {
    await using visit = await browser.visit();
    const { page } = visit;
    await enter(visit, '/admin/templates/create');
    const count = async () => {
      const found = await weir.rooms.wiki.templates.list(weir.admin.person, undefined, { start: 0, limit: 50 });
      assert.ok('results' in found);
      return found.results.filter(({ name }) => name === 'Twice').length;
    };
    await page.getByLabel('Name', { exact: true }).fill('Twice');
    await page.evaluate(
      'const form = document.querySelector("main form"); const press = () => form.requestSubmit(); press(); press(); press();',
    );
    await page.getByText('The template was saved.').waitFor();
    assert.equal(await count(), 1);
    await page.goBack();
    await page.getByLabel('Name', { exact: true }).fill('Twice');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The template was saved.').waitFor();
    assert.equal(await count(), 2, 'somebody meant it');
  });

  test('give a person another username by keyboard alone, through the password', async () => {
    const { person } = await weir.user('lin');
    await using visit = await browser.visit({ width: 390, theme: 'dark' });
    const { page } = visit;
    await enter(visit, `/admin/users/${person.userKey}`);
    weir.clock.advance(11 * 60_000);
    await tabTo(page, 'Edit');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/edit$/, { waitUntil: 'load' });
    await tabTo(page, 'username');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('ліна');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Confirm your password' }).waitFor();
    assert.deepEqual(await visit.axe(), []);
    await page.locator('#proof_password:focus').waitFor();
    await page.keyboard.type(weir.admin.password);
    await page.keyboard.press('Enter');
    await page.getByText('The changes were saved').waitFor();
    assert.equal((await weir.rooms.users.byUserKey(person.userKey))?.username, 'ліна');
    await page.getByText('Username changed').waitFor();
    assert.deepEqual(await visit.axe(), []);
  });
});
