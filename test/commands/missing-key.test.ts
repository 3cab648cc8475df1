/** A data folder that lost its key is not given a new one while secrets lie under the old (ARCHITECTURE.md, Data). */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { runCommand } from '../support/weir-process.ts';
import { freshInstallation } from './installation.ts';

suite('a data folder without its encryption key', () => {
  test('is refused with what to do, and works again once the key is back', async (context) => {
    const weir = await freshInstallation();
    context.after(() => weir.remove());
    await weir.setUp();
    const keyFile = join(weir.home, 'encryption.key');
    const key = readFileSync(keyFile, 'utf8').trim();
    const added = await weir.run(['link', 'add', '--name', 'Tool', '--redirect-url', 'https://tool.example/cb']);
    assert.equal(added.code, 0, added.stderr);
    rmSync(keyFile);

    const refused = await weir.run(['link', 'list']);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /encryption\.key is missing in .*Restore it from a backup, or set WEIR_ENCRYPTION_KEYS/);
    assert.equal(existsSync(keyFile), false, 'no new key was made');

    const shown = await runCommand(['link', 'show', 'Tool'], { ...weir.environment, WEIR_ENCRYPTION_KEYS: key });
    assert.equal(shown.code, 0, shown.stderr);
    assert.match(shown.stdout, /client secret {2}[\w-]{43}/);
  });
});
