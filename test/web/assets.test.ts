/** Style sheet, scripts and icons over HTTP. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { loadAssets } from '../../src/web/assets.ts';
import { startGallery } from './gallery-server.ts';

suite('the assets', async () => {
  const server = await startGallery('/wiki');
  const assets = loadAssets();
  after(() => server.close());

  test('are kept for a year under an address that names their content', async () => {
    const answer = await fetch(server.baseUrl + assets.pathOf('weir.css'));
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'text/css; charset=utf-8');
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  });

  test('have types that a browser accepts for what they are', async () => {
    const types = ['scripts/main.js', 'favicon.svg'].map(async (name) =>
      (await fetch(server.baseUrl + assets.pathOf(name))).headers.get('content-type'),
    );
    assert.deepEqual(await Promise.all(types), ['text/javascript; charset=utf-8', 'image/svg+xml']);
  });

  test('of another version are answered with what there is, and not kept', async () => {
    const answer = await fetch(`${server.baseUrl}/static/another-version/weir.css`);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('cache-control'), 'no-cache');
  });

  test('are a closed list: nothing else on the disk is in reach', async () => {
    for (const path of [
      '../assets.ts',
      '..%2fassets.ts',
      '%2e%2e/assets.ts',
      'scripts',
      'styles/base.css',
      'scripts/../../assets.ts',
      'constructor',
    ]) {
      assert.equal((await fetch(`${server.baseUrl}/static/${assets.hash}/${path}`)).status, 404, path);
    }
  });

  test('that do not exist cannot be named by a page', () => {
    assert.throws(() => assets.pathOf('scripts/no-such.js'), /no asset/);
  });
});
