/** `weir reindex`. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { freshInstallation, jsonLines } from './installation.ts';

suite('weir reindex', () => {
  test('indexes all content anew, and says how much', async () => {
    const weir = await freshInstallation();
    assert.deepEqual(jsonLines(await weir.run(['reindex', '--json'])), [{ indexed: 0 }]);
    await weir.setUp();
    await weir.run(['sample']);
    const [answer] = jsonLines(await weir.run(['reindex', '--json']));
    assert.ok(Number(answer?.indexed) > 3);
    assert.match((await weir.run(['reindex'])).stdout, /made anew/);
    await weir.remove();
  });
});
