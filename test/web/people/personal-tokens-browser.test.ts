/** Personal access tokens in a real browser: made, copied, revoked; at both widths, and by keyboard. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { launchBrowser, type TestBrowser, type Visit } from '../../support/browser.ts';
import { startWeir, type TestUser, type TestWeir } from '../../support/weir.ts';

const path = '/users/personal-access-tokens';

suite('personal access tokens in a browser', () => {
  let weir: TestWeir;
  let browser: TestBrowser;

  before(async () => {
    [weir, browser] = await Promise.all([startWeir(), launchBrowser()]);
  });
  after(() => Promise.all([browser.close(), weir.stop()]));

  async function signIn({ page }: Visit, user: TestUser): Promise<void> {
    await page.goto(`${weir.baseUrl}/login.action?os_destination=${encodeURIComponent(path)}`);
    await page.fill('[name=os_username]', user.username);
    await page.fill('[name=os_password]', user.password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${path}`);
  }

  /** Looks at the page from the wide window: that is in all four ways. */
  async function isFine(visit: Visit, picture: string): Promise<void> {
    if (visit.page.viewportSize()?.width === 1280) assert.deepEqual(await visit.faults(`personal-tokens/${picture}`), []);
    // A form that is shown again comes with 422, of which the browser tells.
    assert.deepEqual(
      visit.problems.filter((problem) => !problem.includes('status of 422')),
      [],
    );
  }

  for (const width of [1280, 390] as const) {
    test(`are made, shown once and revoked at ${width} pixels`, async () => {
      await using visit = await browser.visit({ width });
      const { page } = visit;
      await signIn(visit, weir.admin);
      if (width === 1280) await isFine(visit, 'empty');
      await page.getByRole('link', { name: 'Create token' }).click();
      await isFine(visit, 'create');

      await page.getByLabel('Expires after (days)').fill('99999');
      await page.getByLabel('Name').fill(`Backup script ${width}`);
      await page.getByRole('button', { name: 'Create token' }).click();
      await page.getByText('Nothing was saved yet').waitFor();
      await isFine(visit, 'wrong');

      await page.getByLabel('Expires after (days)').fill('30');
      await page.locator('label[for=scope-READ]').click();
      await page.getByRole('button', { name: 'Create token' }).click();
      await page.getByText('Copy the token now').waitFor();
      const token = (await page.locator('#personal-token').textContent()) ?? '';
      assert.match(token, /^weir_pat_/);
      await isFine(visit, 'created');
      assert.equal((await weir.call(token, '/rest/api/user/current')).status, 200);

      await page.getByRole('link', { name: 'Back to the list' }).click();
      assert.ok(!(await page.content()).includes(token));
      await isFine(visit, 'list');
      await page.getByRole('link', { name: `Revoke the token Backup script ${width}` }).click();
      await isFine(visit, 'revoke');
      await page.getByRole('button', { name: 'Revoke token' }).click();
      await page.getByText('The token was revoked.').waitFor();
      assert.equal((await weir.call(token, '/rest/api/user/current')).status, 401);
    });
  }
});
