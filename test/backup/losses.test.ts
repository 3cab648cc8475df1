/** What a backup says of attachments that were gone or changed on the disk before it was made (operations guide). */
import assert from 'node:assert/strict';
import { globSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startWeir } from '../support/weir.ts';
import { commandLine } from '../support/weir-process.ts';
import { attach, page, post } from './premises.ts';

test('a backup counts the attachments that were gone and those that are not what they were', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'weir-losses-'));
  const weir = await startWeir();
  try {
    await post(weir, '/rest/api/space', { key: 'DOC', name: 'Documents' });
    const { id } = await post(weir, '/rest/api/content', page('Files', 'three'));
    for (const name of ['whole', 'gone', 'grown', 'turned'])
      await attach(weir, id, `${name}.txt`, Buffer.from(`the file ${name}`));
    const { read } = weir.rooms.database;
    const rows = await read.selectFrom('attachment_version').select(['file_id', 'file_size']).execute();
    const [, gone, grown, turned] = rows.map(({ file_id, file_size }) => {
      const [path = ''] = globSync(`**/${file_id}`, { cwd: join(weir.environment.WEIR_HOME ?? '', 'attachments') });
      return { path: join(weir.environment.WEIR_HOME ?? '', 'attachments', path), size: file_size };
    });
    assert.ok(gone && grown && turned);
    rmSync(gone.path);
    writeFileSync(grown.path, Buffer.alloc(grown.size + 1));
    // As long as it was: only its checksum tells.
    writeFileSync(turned.path, Buffer.alloc(turned.size));
    const run = commandLine(weir.environment);
    const told = await run(['backup', join(folder, 'a.tar.zst'), '--json']);
    assert.equal(told.code, 0, told.stderr);
    const { missing, damaged } = JSON.parse(told.stdout);
    assert.deepEqual({ missing, damaged }, { missing: 1, damaged: 2 });
    const said = await run(['backup', join(folder, 'b.tar.zst')]);
    assert.match(said.stderr, /1 attachments were gone and 2 damaged/);
  } finally {
    await weir.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
