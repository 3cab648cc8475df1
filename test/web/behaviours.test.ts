/** What the browser scripts add, by keyboard; and that everything is there without them. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { launchBrowser, type Visit, type VisitOptions } from '../support/browser.ts';
import { startGallery } from './gallery-server.ts';

suite('in a browser', async () => {
  const server = await startGallery();
  const browser = await launchBrowser();
  after(async () => {
    await browser.close();
    await server.close();
  });

  async function open(path: string, options?: VisitOptions): Promise<Visit> {
    const visit = await browser.visit(options);
    await visit.page.goto(`${server.baseUrl}/gallery/${path}`);
    return visit;
  }

  const focused = (visit: Visit) => visit.page.evaluate<string>('document.activeElement.textContent.trim()');

  suite('a menu', () => {
    test('opens by the arrow, moves round by arrows, Home, End and letters, and Escape gives the focus back', async () => {
      await using visit = await open('links');
      const { page } = visit;
      const trigger = page.getByRole('button', { name: 'More actions for Postman Desktop' });
      await trigger.focus();
      assert.equal(await trigger.getAttribute('aria-haspopup'), 'menu');

      await page.keyboard.press('ArrowDown');
      assert.equal(await trigger.getAttribute('aria-expanded'), 'true');
      const seen = [await focused(visit)];
      for (const key of ['ArrowDown', 'ArrowUp', 'ArrowUp', 'ArrowDown', 'End', 'Home', 'd', 'd', 'd']) {
        await page.keyboard.press(key);
        seen.push(await focused(visit));
      }
      assert.deepEqual(seen, [
        'View credentials',
        'Edit',
        'View credentials',
        'Delete',
        'View credentials',
        'Delete',
        'View credentials',
        'Disable',
        'Delete',
        'Disable',
      ]);

      await page.keyboard.press('Escape');
      assert.equal(await page.getByRole('menu').count(), 0);
      assert.equal(await focused(visit), 'More actions for Postman Desktop');
    });

    test('follows a link by Enter, and closes when the focus or a press goes elsewhere', async () => {
      await using visit = await open('links');
      const { page } = visit;
      const trigger = page.getByRole('button', { name: 'More actions for Postman Desktop' });
      await trigger.click();
      assert.equal(await page.getByRole('menu').count(), 1);
      await page.mouse.click(400, 700);
      assert.equal(await page.getByRole('menu').count(), 0);

      await trigger.press('Enter');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/gallery/credentials');
    });

    test('is a list that unfolds where scripts do not run', async () => {
      await using visit = await open('links', { scripts: false });
      const menu = visit.page.locator('details.menu').nth(1);
      await menu.locator('summary').click();
      assert.ok(await menu.getByRole('link', { name: 'View credentials' }).isVisible());
      assert.ok(await menu.getByRole('button', { name: 'Disable' }).isVisible());
    });
  });

  suite('tabs', () => {
    test('move by arrows, Home and End, show one panel, and the address remembers which', async () => {
      await using visit = await open('credentials');
      const { page } = visit;
      const selected = () => page.getByRole('tab', { selected: true }).textContent();
      const panels = () => page.getByRole('tabpanel').count();
      await page.getByRole('tab', { name: 'Postman' }).focus();
      const seen: (string | null)[] = [];
      for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowLeft', 'ArrowRight', 'End', 'Home', 'ArrowRight']) {
        await page.keyboard.press(key);
        seen.push(await selected());
        assert.equal(await panels(), 1);
      }
      assert.deepEqual(seen, ['curl', 'Postman', 'MCP', 'Postman', 'MCP', 'Postman', 'curl']);

      await page.getByRole('tab', { name: 'Python' }).click();
      await page.reload();
      assert.equal(await selected(), 'Python');
    });

    test('are all shown, each under its heading, where scripts do not run', async () => {
      await using visit = await open('credentials', { scripts: false });
      const headings = await visit.page.locator('.tab-panel-title').allTextContents();
      assert.deepEqual(headings, ['Postman', 'curl', 'JavaScript', 'Python', 'MCP']);
      for (const panel of await visit.page.locator('.tab-panel').all()) assert.ok(await panel.isVisible());
    });
  });

  suite('a dialog', () => {
    test('takes the focus, keeps it, closes by Escape, and gives it back', async () => {
      await using visit = await open('parts');
      const { page } = visit;
      await page.getByRole('button', { name: 'Danger' }).press('Enter');
      const dialog = page.getByRole('dialog', { name: 'End all sessions?' });
      assert.ok(await dialog.isVisible());
      for (let presses = 0; presses < 8; presses++) {
        await page.keyboard.press('Tab');
        // Past the last control the browser's own (the address bar) has its turn; the page behind never has.
        assert.ok(
          await page.evaluate('document.activeElement === document.body || document.activeElement.closest("dialog") !== null'),
        );
      }
      await page.keyboard.press('Escape');
      assert.equal(await dialog.isVisible(), false);
      assert.equal(await focused(visit), 'Danger');
    });

    test('closes by Cancel without leaving the page', async () => {
      await using visit = await open('parts');
      const { page } = visit;
      await page.getByRole('button', { name: 'Danger' }).click();
      await page.getByRole('link', { name: 'Cancel' }).click();
      assert.equal(await page.getByRole('dialog').count(), 0);
    });
  });

  suite('the drawer of a phone', () => {
    test('opens and closes without any script, and gives the focus back', async () => {
      for (const scripts of [true, false]) {
        await using visit = await open('links', { width: 390, scripts });
        const { page } = visit;
        const navigation = page.getByRole('navigation', { name: 'General configuration' });
        assert.equal(await navigation.isVisible(), false);
        const opener = page.getByRole('button', { name: 'General configuration', exact: true });
        await opener.press('Enter');
        assert.ok(await navigation.isVisible());
        await page.keyboard.press('Escape');
        assert.equal(await navigation.isVisible(), false);
        assert.equal(await page.locator(':focus').textContent(), 'General configuration');
      }
    });
  });

  suite('rows', () => {
    test('are added and removed, keep their numbers, and stop at the most', async () => {
      await using visit = await open('create');
      const { page } = visit;
      const rows = page.getByRole('textbox', { name: /^Redirect URL \d+$/ });
      assert.equal(await rows.count(), 2);
      const add = page.getByRole('button', { name: 'Add redirect URL' });
      await add.press('Enter');
      assert.equal(await page.evaluate('document.activeElement.getAttribute("aria-label")'), 'Redirect URL 3');
      await page.keyboard.type('https://example.org/three');
      await page.getByRole('button', { name: 'Remove Redirect URL 2' }).click();
      const values = await page.evaluate<string[]>(
        '[...document.querySelectorAll("[name=redirectUri]")].map((input) => input.getAttribute("aria-label") + " " + input.value)',
      );
      assert.deepEqual(values, ['Redirect URL 1 https://oauth.pstmn.io/v1/callback', 'Redirect URL 2 https://example.org/three']);
      for (let row = 2; row < 20; row++) await add.click();
      assert.ok(await add.isDisabled());
      assert.deepEqual(visit.problems, []);
    });

    test('are checked as typed, in the words of the server', async () => {
      await using visit = await open('create');
      const { page } = visit;
      const first = page.getByRole('textbox', { name: 'Redirect URL 1' });
      await first.fill('ftp://example.org');
      await page.locator('.row').first().getByText('Use https, or http for this computer only.').waitFor();
      assert.equal(await first.getAttribute('aria-invalid'), 'true');
      await first.fill('https://example.org/callback');
      await page.locator('#redirectUri:not([aria-invalid])').waitFor();
    });

    test('come with spare ones where scripts do not run', async () => {
      await using visit = await open('create', { scripts: false });
      assert.equal(await visit.page.locator('[name=redirectUri]').count(), 4);
      assert.equal(await visit.page.getByRole('button', { name: 'Add redirect URL' }).isVisible(), false);
    });
  });

  suite('a secret', () => {
    const secret = 'weir_cs_3f9a1c77b2e84d0c9b7e6a5d4c3b2a19';

    test('is veiled until asked for, also from a screen reader, and is copied without being shown', async () => {
      await using visit = await open('credentials');
      const { page } = visit;
      await visit.context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const shown = () => page.locator('#client-secret').textContent();
      assert.match((await shown()) ?? '', /^•+$/);

      await page.getByRole('button', { name: 'Copy Client secret' }).click();
      await page.getByRole('button', { name: 'Copied Client secret' }).waitFor();
      assert.equal(await page.evaluate('navigator.clipboard.readText()'), secret);
      assert.match((await shown()) ?? '', /^•+$/);

      await page.getByRole('button', { name: 'Show Client secret' }).click();
      assert.equal(await shown(), secret);
      await page.getByRole('button', { name: 'Hide Client secret' }).click();
      assert.match((await shown()) ?? '', /^•+$/);
    });

    test('is veiled in code too, and the copy is whole', async () => {
      await using visit = await open('credentials');
      const { page } = visit;
      await visit.context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const code = page.locator('#code-postman');
      assert.doesNotMatch((await code.textContent()) ?? '', /weir_cs_/);
      await page.getByRole('button', { name: 'Copy Postman: exchange the code' }).click();
      await page.getByRole('button', { name: 'Copied Postman: exchange the code' }).waitFor();
      assert.match(await page.evaluate('navigator.clipboard.readText()'), new RegExp(`client_secret=${secret} `));
      await page.getByRole('button', { name: 'Show Postman: exchange the code' }).click();
      assert.match((await code.textContent()) ?? '', new RegExp(secret));
    });

    test('is readable where scripts do not run', async () => {
      await using visit = await open('credentials', { scripts: false });
      assert.equal(await visit.page.locator('#client-secret').textContent(), secret);
    });
  });

  test('a password is shown by its eye, and hidden again', async () => {
    await using visit = await open('login');
    const { page } = visit;
    const password = page.getByLabel('Password', { exact: true });
    await password.fill('correct horse');
    const eye = page.getByRole('button', { name: 'Show Password' });
    await eye.press('Enter');
    assert.equal(await password.getAttribute('type'), 'text');
    await eye.press('Enter');
    assert.equal(await password.getAttribute('type'), 'password');
  });

  test('the exact time appears on focus', async () => {
    await using visit = await open('links');
    const time = visit.page.locator('.relative-time').first();
    assert.equal(await time.locator('.tooltip').isVisible(), false);
    await time.focus();
    assert.ok(await time.locator('.tooltip').isVisible());
  });

  test('the first press of Tab offers to skip to the content', async () => {
    await using visit = await open('links');
    await visit.page.keyboard.press('Tab');
    assert.equal(await focused(visit), 'Skip to content');
    await visit.page.keyboard.press('Enter');
    assert.equal(await visit.page.evaluate('document.activeElement.id'), 'main');
  });
});
