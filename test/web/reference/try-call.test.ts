/** The reference of the API in a real browser: narrowing the list, and calling operations by session and by token. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { apiClient } from '../../support/api-client.ts';
import { launchBrowser, type TestBrowser, type Visit } from '../../support/browser.ts';
import { basicOf } from '../../support/routes.ts';
import { startWeir, type TestUser, type TestWeir } from '../../support/weir.ts';

suite('trying calls in the reference', () => {
  let weir: TestWeir;
  let browser: TestBrowser;
  let uma: TestUser;
  let pageId: string;

  before(async () => {
    weir = await startWeir({ contextPath: '/confluence' });
    browser = await launchBrowser();
    uma = await weir.user('uma');
    const call = apiClient(weir, basicOf(uma));
    await call('POST', '/rest/api/space', { key: 'DOC', name: 'Docs' });
    const body = { storage: { value: '<p>x</p>', representation: 'storage' } };
    const made = await call('POST', '/rest/api/content', {
      type: 'page',
      title: '<img src=x onerror=alert(1)>',
      space: { key: 'DOC' },
      body,
    });
    pageId = made.json.id;
  });
  after(async () => {
    await browser.close();
    await weir.stop();
  });

  async function signIn({ page }: Visit): Promise<void> {
    await page.goto(`${weir.baseUrl}/login.action`);
    await page.fill('[name=os_username]', uma.username);
    await page.fill('[name=os_password]', uma.password);
    await Promise.all([page.waitForURL(`${weir.baseUrl}/`), page.press('[name=os_password]', 'Enter')]);
  }

  const answered = async ({ page }: Visit) => {
    await page.waitForSelector('.call-status');
    return (await page.textContent('[data-call-outcome]')) ?? '';
  };

  for (const width of [1280, 390] as const) {
    test(`a read with the session, by keyboard alone, at ${width} pixels`, async () => {
      await using visit = await browser.visit({ width });
      const { page } = visit;
      await signIn(visit);
      await page.goto(`${weir.baseUrl}/reference`);
      assert.deepEqual(await visit.axe(), []);
      assert.equal(await visit.overflows(), false);
      await page.focus('#q');
      await page.keyboard.type('reads content any kind');
      await page.locator('[data-filter-count]', { hasText: /^1 call$/ }).waitFor();
      assert.match(page.url(), /\?q=reads\+content\+any\+kind$/);
      assert.equal(await page.locator('.operation-link:visible').count(), 1);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await Promise.all([page.waitForURL('**/reference/get_content_id'), page.keyboard.press('Enter')]);
      assert.equal(await visit.overflows(), false);

      await page.focus('#call-path-id');
      await page.keyboard.type(pageId);
      await page.keyboard.press('Enter');
      const text = await answered(visit);
      assert.match(text, /200/);
      assert.match(text, /\d+ ms/);
      assert.match(text, /x-seraph-loginreason: OK/);
      assert.match(text, new RegExp(`"id": "${pageId}"`));
      // What the API says is text, never markup.
      assert.ok(text.includes('<img src=x onerror=alert(1)>'));
      assert.equal(await page.locator('[data-call-outcome] img').count(), 0);
      assert.deepEqual(await visit.axe(), []);
      assert.equal(await visit.overflows(), false);
      assert.deepEqual(visit.problems, []);
    });
  }

  test('a write with the session, and its refusal without the token against forgery', async () => {
    await using visit = await browser.visit();
    const { page } = visit;
    await signIn(visit);
    await page.goto(`${weir.baseUrl}/reference/post_content_id_label`);
    await page.fill('#call-path-id', pageId);
    await page.fill('#call-body', '[{"name":"tried"}]');
    await page.click('form[data-try-call] button[type=submit]');
    assert.match(await answered(visit), /200/);
    assert.deepEqual(visit.problems, []);
    const labels = await apiClient(weir, basicOf(uma))('GET', `/rest/api/content/${pageId}/label`);
    assert.deepEqual(
      labels.json.results.map(({ name }: { name: string }) => name),
      ['tried'],
    );

    // The same session without the token, as a page elsewhere would send it.
    const status = await page.evaluate<number>(
      `fetch('${weir.baseUrl}/rest/api/content/${pageId}/label', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '[{"name":"forged"}]' }).then((answer) => answer.status)`,
    );
    assert.equal(status, 403);
    await page.evaluate(`document.querySelector('form[data-try-call]').dataset.csrf = 'wrong'`);
    await page.fill('#call-body', '[{"name":"forged"}]');
    await page.click('form[data-try-call] button[type=submit]');
    await page.locator('.call-status', { hasText: '403' }).waitFor();
    assert.equal((await apiClient(weir, basicOf(uma))('GET', `/rest/api/content/${pageId}/label`)).json.size, 1);
  });

  test('a token that is pasted decides alone, is shown nowhere, and is gone with the page', async () => {
    const token = await apiClient(weir, basicOf(uma))('POST', '/rest/pat/latest/tokens', {
      name: 'tried',
      expirationDuration: 1,
      scope: 'READ',
    });
    const { rawToken } = token.json;
    await using visit = await browser.visit();
    const { page } = visit;
    await signIn(visit);
    await page.goto(`${weir.baseUrl}/reference/get_user_current`);
    assert.equal(await page.locator('#call-token').isVisible(), false);
    await page.selectOption('#call-credential', 'token');
    await page.fill('#call-token', rawToken);
    await page.click('form[data-try-call] button[type=submit]');
    const text = await answered(visit);
    assert.match(text, /200/);
    assert.match(text, /"username": "uma"/);
    assert.match(text, /Bearer \(the token\)/);
    assert.ok(!text.includes(rawToken));
    assert.deepEqual(await page.evaluate('[localStorage.length, sessionStorage.length]'), [0, 0]);
    await page.reload();
    assert.equal(await page.inputValue('#call-token'), '');

    await page.goto(`${weir.baseUrl}/reference/delete_content_id`);
    await page.selectOption('#call-credential', 'token');
    await page.fill('#call-token', rawToken);
    await page.fill('#call-path-id', pageId);
    await page.click('form[data-try-call] button[type=submit]');
    assert.match(await answered(visit), /needs the scope WRITE/);

    await page.selectOption('#call-credential', 'none');
    await page.click('form[data-try-call] button[type=submit]');
    await page.locator('.call-status', { hasText: '401' }).waitFor();
  });

  test('a body that is no JSON is not sent; a file is', async () => {
    await using visit = await browser.visit();
    const { page } = visit;
    await signIn(visit);
    await page.goto(`${weir.baseUrl}/reference/post_content`);
    await page.fill('#call-body', '{');
    await page.click('form[data-try-call] button[type=submit]');
    await page.waitForSelector('[data-call-outcome]:not([hidden])');
    assert.match((await page.textContent('[data-call-outcome]')) ?? '', /not valid JSON/);

    await page.goto(`${weir.baseUrl}/reference/post_content_id_child_attachment`);
    await page.fill('#call-path-id', pageId);
    await page.setInputFiles('#call-file', { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('text') });
    await page.fill('#call-comment', 'From the reference');
    await page.click('form[data-try-call] button[type=submit]');
    const text = await answered(visit);
    assert.match(text, /200/);
    assert.match(text, /"comment": "From the reference"/);
    assert.deepEqual(visit.problems, []);
  });

  test('the pages are accessible in both themes, and the list narrows without scripts', async () => {
    await using coloured = await browser.visit();
    await signIn(coloured);
    for (const path of ['/reference', '/reference/put_content_id', '/reference/shapes/Content']) {
      await coloured.page.goto(weir.baseUrl + path);
      assert.deepEqual(await coloured.faults(), [], path);
    }
    assert.deepEqual(coloured.problems, []);
    await using visit = await browser.visit({ scripts: false, width: 390 });
    await signIn(visit);
    await visit.page.goto(`${weir.baseUrl}/reference`);
    await visit.page.fill('#q', 'web hooks');
    await Promise.all([visit.page.waitForURL('**/reference?q=web+hooks'), visit.page.press('#q', 'Enter')]);
    assert.ok((await visit.page.locator('.operation-link:visible').count()) > 5);
    await visit.page.goto(`${weir.baseUrl}/reference/get_content_id`);
    assert.equal(await visit.page.locator('form[data-try-call]').isVisible(), false);
    assert.match((await visit.page.textContent('#try-it')) ?? '', /needs JavaScript/);
  });
});
