/** Attachments over the API (contract §1.7, §1.2 XSRF and point 7, §1.3), on both databases. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { Engine } from '../../src/database/database.ts';
import type { Person, Scope } from '../../src/http/caller.ts';
import type { ContentRecord, SpaceRecord } from '../../src/wiki/records.ts';
import { filePart, multipart, multipartType, type Part, textPart } from '../support/attachments.ts';
import { countQueries, type RestClient, restOn } from '../support/rest.ts';

/** What a recorded attachment has, with version and container expanded. */
const recordedKeys = [
  '_expandable',
  '_links',
  'container',
  'extensions',
  'id',
  'metadata',
  'position',
  'status',
  'title',
  'type',
  'version',
];
const recordedExpandable = [
  'ancestors',
  'body',
  'children',
  'descendants',
  'history',
  'operations',
  'relevantViewRestrictions',
  'restrictions',
  'space',
];

for (const engine of ['sqlite', 'postgresql'] as const) suite(`attachments on ${engine}`, () => define(engine));

const noCheck = { 'x-atlassian-token': 'no-check' };

function define(engine: Engine): void {
  let made: Awaited<ReturnType<typeof restOn>>;
  let uma: Person;
  let rita: Person;
  let space: SpaceRecord;
  let page: ContentRecord;
  let api: RestClient;

  before(async () => {
    made = await restOn(engine);
    uma = await made.person('uma');
    rita = await made.person('rita', []);
    space = await made.space(uma, 'DOC');
    await made.grant(space, 'user', rita.id, 'view');
    page = await made.page(uma, 'DOC', 'Files here');
    api = made.rest.as(uma);
  });
  after(() => made.rest.close());

  const on = (id: number | string) => `/rest/api/content/${id}/child/attachment`;

  async function upload(
    path: string,
    parts: readonly Part[] | Buffer,
    {
      method = 'POST',
      person = uma,
      scope = 'WRITE',
      headers = noCheck,
    }: { method?: 'POST' | 'PUT'; person?: Person; scope?: Scope; headers?: Record<string, string> } = {},
  ) {
    const answer = await made.rest.app.inject({
      method,
      url: path,
      headers: { authorization: `Bearer ${person.username}:${scope}`, 'content-type': multipartType, ...headers },
      payload: Buffer.isBuffer(parts) ? parts : multipart(parts),
    });
    return { status: answer.statusCode, json: answer.json(), message: answer.json().message as string | undefined };
  }

  /** Attaches one file to a new page. */
  let pages = 0;
  const newPage = () => made.page(uma, 'DOC', `Page ${++pages} for files`);
  async function attached(filename: string, value: string | Buffer = 'abc', type?: string) {
    const { id } = await newPage();
    const { status, json } = await upload(on(id), [filePart(filename, value, type)]);
    assert.equal(status, 200, JSON.stringify(json));
    return { pageId: id, id: json.results[0].id as string, json: json.results[0] };
  }
  const files = async () => {
    const stored = await made.database.read.selectFrom('stored_file').select('id').execute();
    return stored.length;
  };
  const download = (path: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
    made.rest.app.inject({ method, url: path, headers: { authorization: 'Bearer uma:READ', ...headers } });

  test('an uploaded file is answered as it was recorded, and its bytes come back', async () => {
    made.clock.time += 1000;
    const { status, json } = await upload(on(page.id), [
      textPart('type', 'attachment'),
      textPart('comment', 'the first one'),
      textPart('minorEdit', 'true'),
      filePart('image.png', '\x89PNG and more of it', 'image/png'),
    ]);
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(json).sort(), ['_links', 'results', 'size']);
    assert.equal(json.size, 1);
    assert.deepEqual(json._links, { base: 'http://localhost:8090', context: '' });
    const [result] = json.results;
    assert.deepEqual(Object.keys(result).sort(), recordedKeys);
    assert.deepEqual(Object.keys(result._links).sort(), ['download', 'self', 'thumbnail', 'webui']);
    const { id } = result;
    assert.match(id, /^\d+$/);
    assert.equal(result.type, 'attachment');
    assert.equal(result.title, 'image.png');
    assert.deepEqual(result.extensions, { mediaType: 'image/png', fileSize: 20, comment: 'the first one' });
    assert.equal(result.metadata.mediaType, 'image/png');
    assert.equal(result.metadata.comment, 'the first one');
    assert.equal(result.version.minorEdit, true);
    assert.equal(result.version.number, 1);
    assert.equal(result.container.id, String(page.id));
    assert.equal(result.container.type, 'page');
    const query = `?version=1&modificationDate=${made.clock.time}&api=v2`;
    assert.equal(result._links.download, `/download/attachments/${page.id}/image.png${query}`);
    assert.equal(
      result._links.webui,
      `/spaces/DOC/pages/${page.id}/Files+here?preview=${encodeURIComponent(`/${page.id}/${id}/image.png`)}`,
    );
    const file = await download(result._links.download);
    assert.equal(file.statusCode, 200);
    assert.equal(file.rawPayload.toString(), '\x89PNG and more of it');
    assert.equal((await api.get(`/rest/api/content/${id}`)).json.title, 'image.png');
    assert.equal((await api.get(`/rest/api/content/att${id}?expand=container`)).json.container.title, 'Files here');
  });

  test('several files come in one form, each with its comment; all are attached or none', async () => {
    const { id } = await newPage();
    const { json } = await upload(on(id), [
      filePart('a.txt', 'a'),
      filePart('b.csv', 'b'),
      textPart('comment', 'of a'),
      textPart('comment', 'of b'),
    ]);
    assert.deepEqual(
      json.results.map((each: { title: string; extensions: object }) => [each.title, each.extensions]),
      [
        ['a.txt', { mediaType: 'text/plain', fileSize: 1, comment: 'of a' }],
        ['b.csv', { mediaType: 'text/csv', fileSize: 1, comment: 'of b' }],
      ],
    );
    const before = await files();
    const again = await upload(on(id), [filePart('c.txt', 'c'), filePart('A.TXT', 'other')]);
    assert.equal(again.status, 400);
    assert.equal(again.message, 'Cannot add a new attachment with same file name as an existing attachment: A.TXT');
    const twice = await upload(on(id), [filePart('d.txt', 'c'), filePart('d.txt', 'other')]);
    assert.equal(twice.status, 400);
    assert.equal((await api.get(on(id))).json.size, 2);
    assert.equal(await files(), before, 'what was refused is gone');
  });

  test('a name that is taken gets a new version by PUT, by allowDuplicated and by /data', async () => {
    const { pageId, id } = await attached('notes.txt', 'one');
    const put = await upload(on(pageId), [textPart('minorEdit', 'true'), filePart('notes.txt', 'second')], { method: 'PUT' });
    assert.equal(put.status, 200);
    assert.equal(put.json.results[0].id, id);
    assert.equal(put.json.results[0].version.number, 2);
    assert.equal(
      (await upload(`${on(pageId)}?allowDuplicated=true`, [filePart('notes.txt', 'third')])).json.results[0].version.number,
      3,
    );
    const data = await upload(`${on(pageId)}/att${id}/data`, [
      filePart('notes.txt', 'fourth!', 'text/plain'),
      textPart('comment', 'c4'),
    ]);
    assert.equal(data.status, 200);
    assert.equal(data.json.id, id);
    assert.equal(data.json.version.number, 4);
    assert.equal(data.json.extensions.fileSize, 7);
    assert.equal(data.json.metadata.comment, 'c4');
    for (const [version, text] of [
      [1, 'one'],
      [2, 'second'],
      [3, 'third'],
      [4, 'fourth!'],
    ] as const) {
      assert.equal((await download(`/download/attachments/${pageId}/notes.txt?version=${version}`)).body, text);
    }
    assert.equal((await download(`/download/attachments/${pageId}/notes.txt`)).body, 'fourth!');
    assert.equal((await download(`/download/attachments/${pageId}/notes.txt?version=9`)).statusCode, 404);
    const old = await api.get(`/rest/api/content/${id}?version=2&status=historical`);
    assert.equal(old.json.extensions.fileSize, 6);
    const create = await upload(on(pageId), [filePart('new.txt', 'n')], { method: 'PUT' });
    assert.equal(create.json.results[0].version.number, 1);
    const clash = await upload(`${on(pageId)}/${id}/data`, [filePart('new.txt', 'n')]);
    assert.equal(clash.status, 400);
    assert.match(clash.message ?? '', /same file name/);
  });

  test('of many who attach the same name at once one wins; by PUT all do, with a version each', async () => {
    const { id } = await newPage();
    const before = await files();
    const all = (method: 'POST' | 'PUT', name: string) =>
      Promise.all(Array.from({ length: 8 }, (_, index) => upload(on(id), [filePart(name, `text ${index}`)], { method })));
    const posted = await all('POST', 'same.txt');
    assert.deepEqual(posted.map(({ status }) => status).sort(), [200, ...Array.from({ length: 7 }, () => 400)]);
    assert.equal(await files(), before + 1);
    const put = await all('PUT', 'versions.txt');
    assert.deepEqual(put.map(({ json }) => json.results[0].version.number).sort(), [1, 2, 3, 4, 5, 6, 7, 8]);
    for (const { json } of put) assert.match((await download(json.results[0]._links.download)).body, /^text \d$/);
    assert.equal((await api.get(on(id))).json.size, 2);
  });

  test('multipart forms need the token against forgery, nothing else does', async () => {
    for (const [method, path] of [
      ['POST', on(page.id)],
      ['PUT', on(page.id)],
      ['POST', `${on(page.id)}/1/data`],
      ['POST', `${on(page.id)}/1/move?newName=a`],
    ] as const) {
      const answer = await upload(path, [filePart('x.txt', 'x')], { method, headers: {} });
      assert.equal(answer.status, 403, path);
      assert.equal(answer.message, 'XSRF check failed');
      assert.equal(
        (await upload(path, [filePart('x.txt', 'x')], { method, headers: { 'x-atlassian-token': 'yes' } })).status,
        403,
      );
    }
    const other = await upload(on(page.id), [filePart('nocheck.txt', 'x')], { headers: { 'x-atlassian-token': 'nocheck' } });
    assert.equal(other.status, 200);
  });

  test('forms as clients write them are understood (§1.2 point 7)', async () => {
    const cases: readonly [title: string, parts: readonly Part[]][] = [
      ['größe – ключ.txt', [filePart('größe – ключ.txt', 'x')]],
      ['naïve.txt', [{ disposition: 'name="file"; filename*=UTF-8\'\'na%C3%AFve.txt', value: 'x' }]],
      ['日本.txt', [{ disposition: "filename*=utf-8''%E6%97%A5%E6%9C%AC.txt; name=file", value: 'x' }]],
      ['with "quotes".txt', [{ disposition: 'name="file"; filename="with \\"quotes\\".txt"', value: 'x' }]],
      [
        'a.txt',
        [{ disposition: 'name="minorEdit"; filename="minorEdit"', value: 'true' }, filePart('a.txt', 'abc', 'text/plain')],
      ],
      ['b.txt', [textPart('fileName', 'b.txt'), { disposition: 'name="file"', type: 'application/octet-stream', value: 'x' }]],
      [
        'c.txt',
        [
          textPart('hidden', 'true'),
          filePart('c.txt', 'x'),
          { ...filePart('other.bin', 'y'), disposition: 'name="extra"; filename="o"' },
        ],
      ],
    ];
    for (const [title, parts] of cases) {
      const { id } = await newPage();
      const { status, json } = await upload(on(id), parts);
      assert.equal(status, 200, `${title}: ${JSON.stringify(json)}`);
      assert.equal(json.results.length, 1);
      assert.equal(json.results[0].title, title);
      const file = await download(json.results[0]._links.download);
      assert.equal(file.statusCode, 200);
      const [, name = ''] = /filename\*=UTF-8''(\S+)$/.exec(String(file.headers['content-disposition'])) ?? [];
      assert.equal(decodeURIComponent(name), title);
    }
  });

  test('a name is a name and no path (security rule 14, regression row 12)', async () => {
    const cases: readonly [sent: string, kept: string][] = [
      ['../../etc/passwd', 'passwd'],
      ['/etc/shadow', 'shadow'],
      ['..\\..\\boot.ini', 'boot.ini'],
      ['C:\\Users\\uma\\report.doc', 'report.doc'],
      ['\uff0e\uff0e\uff0fsecret.txt', 'secret.txt'],
      ['evil\u202egnp.sh', 'evilgnp.sh'],
      ['a\u0000b.txt', 'ab.txt'],
      ['blank. . ', 'blank'],
    ];
    for (const [sent, kept] of cases) {
      const { id } = await newPage();
      const { status, json } = await upload(on(id), [filePart(sent.replaceAll('\\', '\\\\'), 'x')]);
      assert.equal(status, 200, `${JSON.stringify(sent)}: ${JSON.stringify(json)}`);
      assert.equal(json.results[0].title, kept);
    }
    for (const sent of ['..', '.', '../', '\u2025', ' ']) {
      const answer = await upload(on(page.id), [filePart(sent, 'x')]);
      assert.equal(answer.status, 400, `${JSON.stringify(sent)}: ${JSON.stringify(answer.json)}`);
    }
    const { id } = await newPage();
    const long = (await upload(on(id), [filePart(`${'x'.repeat(400)}.txt`, 'x')])).json.results[0];
    assert.equal(long.title.length, 255);
    assert.match(long.title, /x\.txt$/);
    assert.equal((await download(long._links.download)).statusCode, 200);
  });

  test('a form that is no form, has no file or is cut off is refused, and leaves nothing', async () => {
    const before = await files();
    const none = await upload(on(page.id), [textPart('comment', 'no file')]);
    assert.equal(none.status, 400);
    assert.match(none.message ?? '', /At least one file/);
    const cut = multipart([filePart('cut.txt', 'x'.repeat(5000))]).subarray(0, 3000);
    assert.equal((await upload(on(page.id), cut)).status, 400);
    assert.equal((await upload(on(page.id), Buffer.from('nonsense'))).status, 400);
    assert.equal((await upload(on(page.id), [filePart('t.txt', 'x'), textPart('comment', 'x'.repeat(20_000))])).status, 413);
    const json = await api.send('POST', on(page.id), {}, noCheck);
    assert.equal(json.status, 415);
    const many = await upload(
      on(page.id),
      Array.from({ length: 150 }, (_, index) => filePart(`many-${index}`, '1')),
    );
    assert.equal(many.status, 413);
    assert.equal(await files(), before);
  });

  test('a file that is too large is 413, one of the largest size is taken', async () => {
    const { id } = await newPage();
    const before = await files();
    const answer = await upload(on(id), [filePart('large.bin', Buffer.alloc(1024 * 1024 + 1))]);
    assert.equal(answer.status, 413);
    assert.equal(await files(), before);
    assert.equal((await upload(on(id), [filePart('large.bin', Buffer.alloc(1024 * 1024))])).status, 200);
  });

  test('lists attachments with paging, by name and by media type, and as children', async () => {
    const { id } = await newPage();
    await upload(on(id), [filePart('one.txt', '1'), filePart('two.png', '2', 'image/png'), filePart('three.txt', '3')]);
    const titles = async (path: string) =>
      (await api.get(path)).json.results.map(({ title }: { title: string }) => title) as readonly string[];
    assert.deepEqual(await titles(on(id)), ['one.txt', 'two.png', 'three.txt']);
    assert.deepEqual(await titles(`${on(id)}?filename=ONE.txt`), ['one.txt']);
    assert.deepEqual(await titles(`${on(id)}?filename=none.txt`), []);
    assert.deepEqual(await titles(`${on(id)}?mediaType=image/png`), ['two.png']);
    const first = (await api.get(`${on(id)}?limit=2&expand=version,container,metadata`)).json;
    assert.equal(
      first._links.next,
      `/rest/api/content/${id}/child/attachment?expand=version%2Ccontainer%2Cmetadata&limit=2&start=2`,
    );
    assert.equal(first.results[0].version.number, 1);
    assert.deepEqual(await titles(first._links.next), ['three.txt']);
    assert.equal((await api.get(`/rest/api/content/${id}?expand=children.attachment`)).json.children.attachment.size, 3);
    assert.equal(
      (await api.get(`/rest/api/content/${id}/child?expand=attachment.version`)).json.attachment.results[0].version.number,
      1,
    );
    assert.equal((await api.get(on(999_999))).status, 404);
    assert.equal((await api.get(`${on(id)}?limit=x`)).status, 400);
    const [result] = (await api.get(`${on(id)}?expand=version,container`)).json.results;
    assert.deepEqual(Object.keys(result).sort(), recordedKeys);
    assert.deepEqual(Object.keys(result._expandable).sort(), recordedExpandable);
    assert.deepEqual(result.metadata, { mediaType: 'text/plain' });
    assert.deepEqual(result.extensions, { mediaType: 'text/plain', fileSize: 1, comment: '' });
  });

  test('a list costs the same number of queries, however long it is', async () => {
    const { id } = await newPage();
    const list = () => api.get(`${on(id)}?expand=version,container,metadata.labels,space,history`);
    await upload(on(id), [filePart('one.txt', '1')]);
    await list();
    const few = await countQueries(made, list);
    await upload(
      on(id),
      Array.from({ length: 20 }, (_, index) => filePart(`f${index}`, 'x')),
    );
    assert.equal(await countQueries(made, list), few);
  });

  test('metadata changes by either convention of the version number, and leaves the version as it was', async () => {
    const { pageId, id, json } = await attached('before.txt');
    const change = (body: object) => api.send('PUT', `${on(pageId)}/${id}`, { ...json, ...body });
    const renamed = await change({
      title: 'after.txt',
      version: { number: 1 },
      metadata: { comment: 'said', mediaType: 'text/markdown' },
    });
    assert.equal(renamed.status, 200, renamed.text);
    assert.equal(renamed.json.title, 'after.txt');
    assert.equal(renamed.json.version.number, 1);
    assert.deepEqual(renamed.json.extensions, { mediaType: 'text/markdown', fileSize: 3, comment: 'said' });
    assert.equal((await change({ title: 'after.txt', version: { number: '2' } })).status, 200);
    const wrong = await change({ version: { number: 3 } });
    assert.equal(wrong.status, 409);
    assert.equal(wrong.json.message, 'Version must be incremented on update. Current version is: 1');
    assert.equal((await change({ version: { number: 'x' } })).status, 400);
    assert.equal((await download(`/download/attachments/${pageId}/after.txt`)).body, 'abc');
    assert.equal((await download(`/download/attachments/${pageId}/before.txt`)).statusCode, 404);
    await upload(on(pageId), [filePart('there.txt', 'x')]);
    const taken = await change({ title: 'There.TXT', version: { number: 1 } });
    assert.equal(taken.status, 400);
    assert.match(taken.json.message, /same file name/);
    assert.equal(
      (await api.send('PUT', `/rest/api/content/${id}`, { title: 'third.txt', type: 'attachment', version: { number: 2 } }))
        .status,
      200,
    );
    assert.equal((await api.get(`/rest/api/content/${id}`)).json.title, 'third.txt');
    assert.equal((await download(`/download/attachments/${pageId}/third.txt`)).body, 'abc');
  });

  test('moves and renames, also into another space', async () => {
    const { pageId, id } = await attached('wander.txt');
    const other = await made.space(uma, `TO${engine === 'sqlite' ? 'A' : 'B'}`);
    const target = await made.page(uma, other.key, 'A target');
    const move = (query: string) => api.send('POST', `${on(pageId)}/${id}/move${query}`, undefined, noCheck);
    assert.equal((await move('')).status, 400);
    assert.equal((await move('?newContentId=999999')).status, 404);
    assert.equal((await move(`?newContentId=${pageId}&newName=renamed.txt`)).status, 204);
    assert.equal((await move(`?newContentId=${target.id}&newName=there.txt`)).status, 204);
    const moved = (await api.get(`/rest/api/content/${id}?expand=space,container`)).json;
    assert.equal(moved.title, 'there.txt');
    assert.equal(moved.space.key, other.key);
    assert.equal(moved.container.id, String(target.id));
    assert.equal((await download(`/download/attachments/${target.id}/there.txt`)).body, 'abc');
    assert.equal((await download(`/download/attachments/${pageId}/there.txt`)).statusCode, 404);
    assert.equal((await move('?newName=x')).status, 404, 'it hangs elsewhere now');
    // Rita sees DOC, and not where it went.
    assert.equal((await made.rest.as(rita).get(`/rest/api/content/${id}`)).status, 404);
  });

  test('deletes: earlier versions for good, attachments into the trash and back, by all three addresses', async () => {
    const { pageId, id } = await attached('gone.txt');
    await upload(on(pageId), [filePart('gone.txt', 'second')], { method: 'PUT' });
    assert.equal((await api.send('DELETE', `${on(pageId)}/${id}/version/2`)).status, 400, 'the current one stays');
    assert.equal((await api.send('DELETE', `${on(pageId)}/${id}/version/9`)).status, 404);
    assert.equal((await api.send('DELETE', `${on(pageId)}/${id}/version/1`)).status, 204);
    assert.equal((await download(`/download/attachments/${pageId}/gone.txt?version=1`)).statusCode, 404);
    assert.equal((await api.send('DELETE', `${on(page.id)}/${id}`)).status, 404, 'on another page');
    assert.equal((await api.send('DELETE', `${on(pageId)}/att${id}`)).status, 204);
    assert.equal((await download(`/download/attachments/${pageId}/gone.txt`)).statusCode, 404);
    assert.equal((await api.get(on(pageId))).json.size, 0);
    assert.equal((await upload(on(pageId), [filePart('gone.txt', 'new')])).status, 200, 'the name is free');
    const back = () => api.send('PUT', `/rest/api/content/${id}`, { status: 'current', version: { number: 3 } });
    assert.equal((await back()).status, 400);
    const [there] = (await api.get(on(pageId))).json.results;
    assert.equal((await api.send('DELETE', `/rest/api/content/${there.id}`)).status, 204);
    assert.equal((await back()).status, 200);
    assert.equal((await download(`/download/attachments/${pageId}/gone.txt`)).body, 'second');
    assert.equal((await api.send('DELETE', `/rest/api/content/${id}`)).status, 204);
    assert.equal((await api.send('DELETE', `/rest/api/content/${id}?status=trashed`)).status, 204);
    assert.equal((await api.get(`/rest/api/content/${id}?status=any`)).status, 404);
  });

  test('what nothing names any more is deleted after a day, and nothing else', async () => {
    const keep = await attached('keep.txt', 'kept');
    const drop = await attached('drop.txt', 'dropped');
    for (const query of ['', '?status=trashed']) await api.send('DELETE', `/rest/api/content/${drop.id}${query}`);
    const { attachments } = made.wiki;
    const pruned = async () => {
      let sum = 0;
      for (let round = 0; round < 50; round++) sum += await attachments.prune(10);
      return sum;
    };
    assert.equal(await pruned(), 0, 'too young: an upload may still be on its way');
    const before = await files();
    made.clock.time += 25 * 3600 * 1000;
    const late = await attached('late.txt', 'late');
    const count = await pruned();
    assert.ok(count >= 1);
    assert.equal(await files(), before + 1 - count);
    for (const [{ pageId }, name, text] of [
      [keep, 'keep.txt', 'kept'],
      [late, 'late.txt', 'late'],
    ] as const) {
      assert.equal((await download(`/download/attachments/${pageId}/${name}`)).body, text);
    }
    assert.equal(await pruned(), 0);
  });

  test('who may not, is told so in every way', async () => {
    const { pageId, id } = await attached('rights.txt');
    const stranger = await made.person(`stranger-${engine}`, []);
    for (const [person, status] of [
      [rita, 403],
      [stranger, 404],
    ] as const) {
      const as = made.rest.as(person);
      assert.equal((await upload(on(pageId), [filePart('x.txt', 'x')], { person })).status, status);
      assert.equal((await upload(on(pageId), [filePart('x.txt', 'x')], { person, method: 'PUT' })).status, status);
      assert.equal((await upload(`${on(pageId)}/${id}/data`, [filePart('x.txt', 'x')], { person })).status, status);
      assert.equal((await as.send('PUT', `${on(pageId)}/${id}`, { title: 'x', version: { number: 1 } })).status, status);
      assert.equal((await as.send('POST', `${on(pageId)}/${id}/move?newName=y`, undefined, noCheck)).status, status);
      assert.equal((await as.send('DELETE', `${on(pageId)}/${id}`)).status, status);
      assert.equal((await as.send('DELETE', `${on(pageId)}/${id}/version/1`)).status, status);
      assert.equal((await as.get(on(pageId))).status, status === 403 ? 200 : 404);
      assert.equal((await as.get(`/download/attachments/${pageId}/rights.txt`)).status, status === 403 ? 200 : 404);
    }
    const refused = await upload(on(pageId), [filePart('x.txt', 'x')], { person: rita });
    assert.match(refused.message ?? '', /Could not create content with type attachment$/);
    assert.equal((await upload(on(pageId), [filePart('x.txt', 'x')], { scope: 'READ' })).status, 403);
    assert.equal((await made.rest.as(undefined).get(on(pageId))).status, 401);
    assert.equal((await upload(on(id), [filePart('x.txt', 'x')])).status, 400, 'nothing hangs on a file');
  });

  test('a restriction of the page holds for its files', async () => {
    const { pageId, id, json } = await attached('secret.png', '\x89PNG', 'image/png');
    const as = made.rest.as(rita);
    assert.equal((await as.get(json._links.download)).status, 200);
    await api.send('PUT', `/rest/api/content/${pageId}/restriction`, [
      { operation: 'read', restrictions: { user: [{ username: 'uma' }], group: [] } },
    ]);
    for (const path of [json._links.download, json._links.thumbnail, on(pageId), `/rest/api/content/${id}`]) {
      assert.equal((await as.get(path)).status, 404, path);
    }
    const found = await as.get('/rest/api/content/search?cql=type%3Dattachment');
    assert.ok(!JSON.stringify(found.json).includes('secret.png'));
  });

  test('a kind of file that is not allowed is refused in the words that clients search for', async () => {
    const { status, message } = await upload(on(page.id), [filePart('virus.EXE', 'MZ')]);
    assert.equal(status, 400);
    assert.match(message ?? '', /file type is not allowed/);
  });

  suite('downloads', () => {
    let path: string;
    let etag: string;
    let modified: string;
    before(async () => {
      const { pageId } = await attached('ten bytes+.txt', '0123456789');
      path = `/download/attachments/${pageId}/${encodeURIComponent('ten bytes+.txt')}`;
      const { headers } = await download(path);
      etag = String(headers.etag);
      modified = String(headers['last-modified']);
    });

    test('carry what keeps a browser from running them', async () => {
      const { headers } = await download(path);
      assert.equal(headers['x-content-type-options'], 'nosniff');
      assert.match(String(headers['content-security-policy']), /sandbox/);
      assert.equal(
        headers['content-disposition'],
        'attachment; filename="ten bytes+.txt"; filename*=UTF-8\'\'ten%20bytes%2B.txt',
      );
      assert.equal(headers['content-length'], '10');
      assert.equal(headers['accept-ranges'], 'bytes');
      assert.equal(headers['cache-control'], 'private, no-cache');
    });

    test('only pictures that are what they say are shown in place', async () => {
      const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(20)]);
      const cases = [
        ['a.png', png, 'image/png', 'inline', 'image/png'],
        ['a.gif', Buffer.from('GIF89a and more'), 'image/gif', 'inline', 'image/gif'],
        ['a.jpg', Buffer.concat([Buffer.from('\xff\xd8\xff', 'latin1'), Buffer.alloc(20)]), 'image/jpeg', 'inline', 'image/jpeg'],
        ['a.webp', Buffer.from('RIFF1234WEBPVP8 '), 'image/webp', 'inline', 'image/webp'],
        ['html.png', '<script>alert(1)</script>', 'image/png', 'attachment', 'image/png'],
        ['a.svg', '<svg onload="alert(1)"/>', 'image/svg+xml', 'attachment', 'image/svg+xml'],
        ['a.html', '<script>alert(1)</script>', 'text/html', 'attachment', 'text/html'],
        ['png.txt', png, 'text/plain', 'attachment', 'text/plain'],
      ] as const;
      for (const [name, bytes, type, disposition, served] of cases) {
        const { json } = await attached(name, bytes as string, type);
        const { headers } = await download(json._links.download);
        assert.ok(String(headers['content-disposition']).startsWith(`${disposition};`), name);
        assert.ok(String(headers['content-type']).startsWith(served), name);
        assert.equal(headers['x-content-type-options'], 'nosniff');
      }
      const { json } = await attached('thumb.png', png, 'image/png');
      assert.deepEqual((await download(json._links.thumbnail)).rawPayload, png);
      const fake = await attached('fake.png', '<script>', 'image/png');
      assert.equal((await download(fake.json._links.thumbnail)).statusCode, 404);
    });

    test('answer one range, and say when there is none (RFC 9110 §14)', async () => {
      const cases: readonly [range: string, status: number, body: string, contentRange: string | undefined][] = [
        ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
        ['bytes=4-', 206, '456789', 'bytes 4-9/10'],
        ['bytes=-3', 206, '789', 'bytes 7-9/10'],
        ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
        ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
        ['bytes=0-0,5-6', 200, '0123456789', undefined],
        ['bytes=5-2', 200, '0123456789', undefined],
        ['lines=1-2', 200, '0123456789', undefined],
        ['bytes=-', 200, '0123456789', undefined],
      ];
      for (const [range, status, body, contentRange] of cases) {
        const answer = await download(path, { range });
        assert.equal(answer.statusCode, status, range);
        assert.equal(answer.body, body, range);
        assert.equal(answer.headers['content-range'], contentRange, range);
        assert.equal(answer.headers['content-length'], String(body.length), range);
      }
      for (const range of ['bytes=10-', 'bytes=99-100', 'bytes=-0']) {
        const answer = await download(path, { range });
        assert.equal(answer.statusCode, 416, range);
        assert.equal(answer.headers['content-range'], 'bytes */10');
      }
      assert.equal((await download(path, { range: 'bytes=0-3', 'if-range': etag })).statusCode, 206);
      assert.equal((await download(path, { range: 'bytes=0-3', 'if-range': '"other"' })).statusCode, 200);
      assert.equal((await download(path, { range: 'bytes=0-3', 'if-range': modified })).statusCode, 206);
    });

    test('are not sent again to who has them (RFC 9110 §13)', async () => {
      const cases: readonly [headers: Record<string, string>, status: number][] = [
        [{ 'if-none-match': etag }, 304],
        [{ 'if-none-match': `"a", W/${etag}` }, 304],
        [{ 'if-none-match': '*' }, 304],
        [{ 'if-none-match': '"a"' }, 200],
        [{ 'if-modified-since': modified }, 304],
        [{ 'if-modified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' }, 200],
        [{ 'if-modified-since': modified, 'if-none-match': '"a"' }, 200],
        [{ 'if-modified-since': 'nonsense' }, 200],
      ];
      for (const [headers, status] of cases) {
        const answer = await download(path, headers);
        assert.equal(answer.statusCode, status, JSON.stringify(headers));
        if (status === 304) assert.equal(answer.body, '');
        assert.equal(answer.headers.etag, etag);
      }
    });

    test('HEAD says how long it is without reading it; an empty file is empty', async () => {
      const head = await download(path, {}, 'HEAD');
      assert.equal(head.statusCode, 200);
      assert.equal(head.headers['content-length'], '10');
      assert.equal(head.body, '');
      const { json } = await attached('empty.txt', '');
      const empty = await download(json._links.download);
      assert.equal(empty.statusCode, 200);
      assert.equal(empty.headers['content-length'], '0');
      assert.equal((await download(json._links.download, { range: 'bytes=0-' })).statusCode, 416);
    });

    test('a blank may be a plus sign, as addresses of Confluence write it', async () => {
      const { pageId } = await attached('two words.txt', 'words');
      assert.equal((await download(`/download/attachments/${pageId}/two+words.txt`)).body, 'words');
    });
  });

  test('pictures and links in a page lead to its files', async () => {
    const { pageId } = await attached('a picture.png', '\x89PNG', 'image/png');
    const body =
      '<p><ac:image><ri:attachment ri:filename="a picture.png"/></ac:image><ac:link><ri:attachment ri:filename="a picture.png"/></ac:link></p>';
    const { json } = await api.send('PUT', `/rest/api/content/${pageId}`, {
      type: 'page',
      version: { number: 2 },
      body: { storage: { value: body, representation: 'storage' } },
    });
    assert.equal(json.version?.number, 2);
    const view = (await api.get(`/rest/api/content/${pageId}?expand=body.view`)).json.body.view.value as string;
    const [, src = ''] = /<img[^>]* src="([^"]+)"/.exec(view) ?? [];
    assert.ok(src.startsWith(`/download/attachments/${pageId}/a%20picture.png?`), view);
    assert.equal((await download(src.replaceAll('&amp;', '&'))).statusCode, 200);
    assert.match(view, new RegExp(`<a [^>]*href="/download/attachments/${pageId}/a%20picture.png`));
  });
}
