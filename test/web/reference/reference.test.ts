/** The reference of the API without a browser: what it says of each call, and finding one by words in the address. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { ApiDescription } from '../../../src/http/api-description.ts';
import { startWeir, type TestWeir } from '../../support/weir.ts';

suite('the reference of the API', () => {
  let weir: TestWeir;

  before(async () => {
    weir = await startWeir({ contextPath: '/confluence' });
  });
  after(() => weir.stop());

  const get = async (path: string) => {
    const answer = await fetch(weir.baseUrl + path, { redirect: 'manual' });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };
  async function description(): Promise<ApiDescription> {
    const json: unknown = await (await fetch(`${weir.baseUrl}/rest/openapi.json`)).json();
    return json as ApiDescription; // Its shape is another test's business.
  }

  /** The links to calls that are not hidden. */
  const shown = (text: string) =>
    Array.from(
      text.matchAll(/<li data-filter-item="[^"]*"\s*(hidden)?>\s*<a class="operation-link" href="[^"]*\/reference\/(\w+)"/g),
    )
      .filter(([, hidden]) => hidden === undefined)
      .map(([, , id = '']) => id);

  test('lists every operation of the description once, by its usual name', async () => {
    const { status, text } = await get('/reference');
    assert.equal(status, 200);
    const api = await description();
    const all = Object.values(api.paths).flatMap((methods) => Object.values(methods));
    const usual = all.filter((operation) => operation['x-same-as'] === undefined).map(({ operationId }) => operationId);
    assert.ok(usual.length < all.length);
    assert.deepEqual([...shown(text)].sort(), usual.sort());
  });

  test('finds by all words of the query, without a script', async () => {
    const { text } = await get('/reference?q=LABEL%20delete%20space');
    const ids = shown(text);
    assert.ok(ids.includes('delete_space_key_label') && !ids.includes('delete_content_id_label'));
    assert.match(text, /value="LABEL delete space"/);
    assert.match(text, new RegExp(`>${ids.length} calls<`));
    assert.match((await get('/reference?q=no+such+thing')).text, />0 calls</);
    assert.match((await get('/reference?q=%3Cscript%3E')).text, /value="&lt;script&gt;"/);
  });

  test('has a page for every operation, with scope, parameters, answers and errors, and the example of this site', async () => {
    const ids = shown((await get('/reference')).text);
    for (const id of ids) assert.equal((await get(`/reference/${id}`)).status, 200, id);
    const { text } = await get('/reference/put_content_id');
    for (const part of ['WRITE', 'In the path', 'In the query', '<wbr>.number', '/reference/shapes/Content', '409', '404']) {
      assert.ok(text.includes(part), part);
    }
    assert.ok(text.includes(`curl -X PUT &#39;${weir.baseUrl}/rest/api/content/65541&#39;`));
    assert.match(text, /-d &#39;{&quot;type&quot;:&quot;page&quot;/);
    assert.match((await get('/reference/get_user_current')).text, /To use this wiki/);
    assert.match((await get('/reference/get_pat_latest_tokens')).text, /\/1\.0/);
    assert.match((await get('/reference/post_content_id_child_attachment')).text, /-F &#39;file=@picture.png&#39;/);
  });

  test('is led to from the menu of everybody and the foot of every page, and from the credentials of an application link', async () => {
    const uma = await weir.signedIn(await weir.user('uma'));
    assert.match(await (await uma.request('/')).text(), /href="\/confluence\/reference"/);
    const ada = await weir.signedIn(weir.admin);
    const link = await weir.link({});
    const page = await (await ada.request(`/admin/application-links/${link.id}/credentials`)).text();
    assert.equal(page.match(/href="\/confluence\/reference"/g)?.length, 3);
  });

  test('has a page for every shape, and none for anything else', async () => {
    const api = await description();
    for (const name of Object.keys(api.components.schemas)) {
      assert.equal((await get(`/reference/shapes/${name}`)).status, 200, name);
    }
    for (const path of [
      '/reference/nothing',
      '/reference/shapes/Nothing',
      '/reference/shapes/constructor',
      '/reference/x-get_content_id',
    ]) {
      assert.equal((await get(path)).status, 404, path);
    }
  });

  test('somebody who has not logged in is offered that in the place of trying', async () => {
    const { text } = await get('/reference/get_content_id');
    assert.match(text, /login\.action\?os_destination=%2Fconfluence%2Freference%2Fget_content_id/);
    assert.doesNotMatch(text, /data-try-call/);
  });
});
