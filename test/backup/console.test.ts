/** The page Backup of the console: made, watched, taken away, deleted; by system administrators with a fresh password. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { launchBrowser } from '../support/browser.ts';
import { startWeir, type TestWeir } from '../support/weir.ts';
import { runCommand } from '../support/weir-process.ts';
import { carried, emptyPlace, furnish } from './premises.ts';

async function finished({ rooms }: TestWeir, count: number): Promise<void> {
  for (;;) {
    const rows = await rooms.database.read.selectFrom('backup_job').select('state').where('state', '=', 'finished').execute();
    if (rows.length >= count) return;
    await wait(50);
  }
}

suite('backups in the console', async () => {
  const weir = await startWeir();
  const folder = await mkdtemp(join(tmpdir(), 'weir-download-'));
  after(async () => {
    await weir.stop();
    await rm(folder, { recursive: true, force: true });
  });
  await furnish(weir);
  const admin = await weir.signedIn(weir.admin);

  test('are for system administrators alone', async () => {
    const other = await weir.signedIn(await weir.user('otto'));
    for (const path of ['/admin/backup', '/admin/backup/1/download']) assert.equal((await other.request(path)).status, 403);
    assert.equal((await weir.visitor().request('/admin/backup')).status, 303);
  });

  test('are made when somebody asks, can be taken away, and restored', async () => {
    const asked = await admin.post('/admin/backup', { withKeys: 'true' });
    assert.equal(asked.status, 303);
    const twice = await admin.post('/admin/backup', { withKeys: 'true' });
    assert.equal(twice.status, 303);
    await finished(weir, 1);
    const page = await (await admin.request('/admin/backup')).text();
    const [, path = ''] = /href="([^"]*\/admin\/backup\/\d+\/download)"/.exec(page) ?? [];
    const archive = await admin.request(path);
    assert.equal(archive.status, 200);
    assert.match(archive.headers.get('content-disposition') ?? '', /^attachment; filename="weir-backup-[\w-]+\.tar\.zst"$/);
    const file = join(folder, 'taken.tar.zst');
    await writeFile(file, Buffer.from(await archive.arrayBuffer()));
    const place = await emptyPlace('sqlite');
    after(() => place.remove());
    const restored = await runCommand(['restore', file], place.environment);
    assert.equal(restored.code, 0, restored.stderr);
    const database = await place.open();
    assert.ok(Object.keys(await carried(database)).length > 30);
    await database.close();
    const events = await weir.rooms.database.read
      .selectFrom('audit_event')
      .select('kind')
      .where('kind', 'like', 'backup.%')
      .execute();
    assert.deepEqual(new Set(events.map(({ kind }) => kind)), new Set(['backup.asked', 'backup.made', 'backup.downloaded']));
  });

  test('need the password again when it was proved a while ago', async () => {
    await weir.rooms.database.write((queries) => queries.updateTable('session').set({ authenticated_at: 0 }).execute());
    const stale = await admin.request('/admin/backup/1/download');
    assert.equal(stale.status, 303);
    assert.match(stale.headers.get('location') ?? '', /confirm-password/);
    const asked = await admin.post('/admin/backup', {});
    assert.equal(asked.status, 403);
    assert.match(await asked.text(), /Confirm your password/);
  });

  test('are deleted from the disk', async () => {
    const deleted = await admin.post('/admin/backup/1/delete', {});
    assert.equal(deleted.status, 303);
    assert.deepEqual(await readdir(join(weir.environment.WEIR_HOME ?? '', 'backups')), []);
    assert.equal((await admin.request('/admin/backup/1/download')).status === 200, false);
  });
});

suite('the page Backup in a browser', async () => {
  const weir = await startWeir();
  const browser = await launchBrowser();
  after(async () => {
    await browser.close();
    await weir.stop();
  });
  test('is accessible and fits, wide and narrow, light and dark', async () => {
    await using visit = await browser.visit();
    await visit.page.goto(`${weir.baseUrl}/login.action?os_destination=${encodeURIComponent('/admin/backup')}`);
    await visit.page.fill('[name=os_username]', weir.admin.username);
    await visit.page.fill('[name=os_password]', weir.admin.password);
    await visit.page.press('[name=os_password]', 'Enter');
    await visit.page.waitForURL('**/admin/backup');
    await visit.page.getByRole('button', { name: 'Back up now' }).click();
    await finished(weir, 1);
    await visit.page.goto(`${weir.baseUrl}/admin/backup`);
    assert.deepEqual(await visit.faults('backup/list'), []);
    await visit.page.goto(`${weir.baseUrl}/admin/backup/schedule`);
    assert.deepEqual(await visit.faults('backup/schedule'), []);
    assert.deepEqual(visit.problems, []);
  });
});
