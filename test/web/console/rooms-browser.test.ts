/** The pages of users, groups, global permissions and spaces in a real browser: wide and narrow, light and dark, by keyboard, without scripts. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { isRefusal } from '../../../src/wiki/refusals.ts';
import { launchBrowser, type TestBrowser, type Visit, type VisitOptions } from '../../support/browser.ts';
import { tabTo } from '../../support/keyboard.ts';
import { startWeir, type TestWeir } from '../../support/weir.ts';

suite('the rooms of people and spaces, in a browser,', () => {
  let weir: TestWeir;
  let browser: TestBrowser;
  let userKey: string;
  let pageId: number;
  let trashedId: number;
  let templateId: number;

  before(async () => {
    [weir, browser] = await Promise.all([startWeir({ contextPath: '/wiki' }), launchBrowser()]);
    await weir.rooms.groups.create('A group with a long name that has to break somewhere on a phone', systemOrigin);
    const uma = await weir.user('uma', ['A group with a long name that has to break somewhere on a phone']);
    userKey = uma.person.userKey;
    await weir.signedIn(uma);
    await weir.signedIn(uma);
    await weir.rooms.personalTokens.create(uma.person, { name: 'Backup script', days: 30, scope: 'WRITE' }, systemOrigin);
    const link = await weir.link({ name: 'Postman' });
    await weir.tokensFor(uma, link, { scope: 'READ' });
    for (let failures = 0; failures < 30; failures++) {
      await weir.rooms.signIn.verify('uma', `wrong ${failures}`, { ...systemOrigin, remoteAddress: '192.0.2.7' });
    }
    const dan = await weir.user('dan');
    await weir.rooms.users.disable(dan.person.id, systemOrigin);
    await weir.rooms.wiki.spaces.create(
      weir.admin.person,
      { key: 'DOCS', name: 'Docs', description: 'All that is written down.' },
      systemOrigin,
    );
    const { wiki } = weir.rooms;
    const page = async (title: string) => {
      const made = await wiki.createPage(weir.admin.person, { spaceKey: 'DOCS', title, body: `<p>${title}</p>` });
      assert.ok(!isRefusal(made));
      return made.id;
    };
    pageId = await page('How we write');
    await wiki.publishVersion(weir.admin.person, { id: pageId, number: 2, body: '<p>Another text.</p>' });
    trashedId = await page('Yesterday’s plan');
    await wiki.trash(weir.admin.person, trashedId);
    const template = await wiki.templates.create(
      { person: weir.admin.person, isAdministrator: true, origin: systemOrigin },
      { spaceKey: 'DOCS', name: 'Minutes', description: 'What was decided.', body: '<p>Decided:</p>', labels: [] },
    );
    assert.ok(!isRefusal(template));
    templateId = template.id;
  });
  after(() => Promise.all([weir.stop(), browser.close()]));

  async function visit(options?: VisitOptions, to = '/admin/users'): Promise<Visit> {
    const visit = await browser.visit(options);
    await visit.page.goto(`${weir.baseUrl}/login.action?os_destination=${encodeURIComponent(`/wiki${to}`)}`);
    await visit.page.fill('[name=os_username]', weir.admin.username);
    await visit.page.fill('[name=os_password]', weir.admin.password);
    await visit.page.press('[name=os_password]', 'Enter');
    await visit.page.waitForURL(`**${to}`);
    return visit;
  }

  const group = `/admin/groups/${encodeURIComponent('A group with a long name that has to break somewhere on a phone')}`;
  const pages = () => [
    '/admin',
    '/admin/users',
    '/admin/users?q=nobody-here',
    '/admin/users/invite',
    '/admin/users/create',
    ...['', '/edit', '/send-address', '/reset-two-step', '/disable', '/delete', '/applications'].map(
      (part) => `/admin/users/${userKey}${part}`,
    ),
    '/admin/groups',
    '/admin/groups/create-group',
    group,
    `${group}/delete`,
    '/admin/global-permissions',
    '/admin/spaces',
    '/spaces/DOCS/settings',
    '/spaces/DOCS/permissions',
    '/spaces/DOCS/delete',
    '/spaces/DOCS/trash',
    `/spaces/DOCS/trash/purge?content=${trashedId}`,
    '/spaces/DOCS/trash/empty',
    '/spaces/DOCS/templates',
    '/spaces/DOCS/templates/create',
    `/spaces/DOCS/templates/${templateId}/edit`,
    `/spaces/DOCS/templates/${templateId}/delete`,
    `/pages/viewpreviousversions.action?pageId=${pageId}`,
    `/pages/revertpagebacktoversion.action?pageId=${pageId}&version=1`,
  ];

  test('are accessible, fit and show no error, wide and narrow, light and dark', async () => {
    const { page, faults, problems, close } = await visit();
    for (const path of pages()) {
      await page.goto(weir.baseUrl + path);
      const name = path.replace(userKey, 'uma').replaceAll(/\W/g, '_').slice(0, 60);
      assert.deepEqual(await faults(`console/${name}`), [], path);
    }
    assert.deepEqual(problems, []);
    await close();
  });

  test('invite somebody by keyboard alone', async () => {
    const { page, close } = await visit();
    await tabTo(page, 'Invite');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/invite');
    for (const [field, text] of [
      ['username', 'keyla'],
      ['fullName', 'Keyla Board'],
      ['email', 'keyla@example.org'],
    ] as const) {
      await tabTo(page, field);
      await page.keyboard.type(text);
    }
    await page.keyboard.press('Enter');
    await page.waitForSelector('#address');
    assert.match((await page.textContent('#address')) ?? '', /choose-password\?token=/);
    await close();
  });

  test('give and take a global permission, and change members, without scripts', async () => {
    const { page, close } = await visit({ scripts: false }, '/admin/global-permissions');
    await page.click('label[for=kind-user]');
    await page.fill('#name', 'uma');
    await page.selectOption('#permission', 'administer-system');
    await page.click('#add button[type=submit]');
    assert.match((await page.textContent('main')) ?? '', /can then see and change everything/);
    await page.click('text=Give: Administer the system');
    await page.waitForURL('**/global-permissions');
    const uma = weir.rooms.users.byUsername('uma');
    assert.ok(await uma);
    await page.click('[aria-label="Take from uma the permission: Administer the system"]');
    await page.click('text=Take: Administer the system');
    await page.waitForURL('**/global-permissions');
    assert.equal(await page.locator('[aria-label="Take from uma the permission: Administer the system"]').count(), 0);

    await page.goto(weir.baseUrl + group);
    await page.fill('[name=usernames]', 'admin, dan');
    await page.click('#add button[type=submit]');
    assert.match((await page.textContent('main')) ?? '', /Group of 3 members/);
    await page.click('[aria-label="Remove Dan Example"]');
    assert.match((await page.textContent('main')) ?? '', /Group of 2 members/);
    await close();
  });
});
