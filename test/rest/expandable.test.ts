/** What stands under `_expandable` can be expanded, wherever it stands (contract 1.2 and 1.4), in a bounded number of queries. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import type { Engine } from '../../src/database/database.ts';
import { filePart, multipart, multipartType } from '../support/attachments.ts';
import { countQueries, restOn } from '../support/rest.ts';

/** How far down names are followed: what is not a matter of the database once. */
const depths = { sqlite: 3, postgresql: 2 } as const satisfies Readonly<Record<Engine, number>>;

/** So many names one request expands: more are not read. */
const atOnce = 100;

/** Objects that stand in every answer by themselves: their own parts are reached through their names. */
type Tree = Readonly<Record<string, unknown>>;

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @returns the paths of everything under an `_expandable`; lists and their results are no step of a path */
function expandableIn(value: unknown, path: readonly string[] = []): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => expandableIn(each, path));
  if (!isTree(value)) return [];
  return Object.entries(value).flatMap(([name, below]) => {
    if (name === '_expandable') return Object.keys(below ?? {}).map((each) => [...path, each].join('.'));
    if (name === '_links' || name === 'value') return [];
    return expandableIn(below, name === 'results' ? path : [...path, name]);
  });
}

/** What a request without `expand` gives, and what its names are below: some answers have them below a word of their own. */
interface Answer {
  readonly path: string;
  /** What the answer has always, so that no name of it is needed: `content` of a search result. */
  readonly body?: object;
}

for (const engine of ['sqlite', 'postgresql'] as const satisfies readonly Engine[])
  suite(`what is expandable, on ${engine}`, async () => {
    const depth = depths[engine];
    const made = await restOn(engine);
    const { rest, wiki } = made;
    const uma = await made.person('uma', ['weir-users'], ['use', 'create-space', 'administer']);
    await made.space(uma, 'DOC', { open: true });
    const as = rest.as(uma, 'ADMIN');
    after(() => rest.close());

    const send = async (method: 'POST' | 'PUT', path: string, body: object) => {
      const answer = await as.send(method, `/rest/api/${path}`, body);
      assert.ok(answer.status < 300, `${path}: ${answer.text}`);
      return answer.json;
    };
    const page = async (title: string, parentId?: number) => {
      const { id } = await made.page(uma, 'DOC', title, parentId === undefined ? {} : { parentId });
      await send('PUT', `content/${id}`, { title, type: 'page', version: { number: 2 } });
      await send('POST', `content/${id}/label`, { name: 'docs' });
      await send('POST', `content/${id}/property`, { key: 'note', value: 1 });
      await send('PUT', `content/${id}/restriction`, [
        { operation: 'read', restrictions: { user: [{ username: 'uma' }], group: [{ name: 'weir-users' }] } },
      ]);
      const container = { id, type: 'page' };
      const body = { storage: { value: '<p>Hm</p>', representation: 'storage' } };
      const comment = await send('POST', 'content', { type: 'comment', container, body });
      const inline = await send('POST', 'content', {
        type: 'comment',
        container,
        body,
        extensions: {
          location: 'inline',
          inlineProperties: {
            originalSelection: title,
            numMatches: 1,
            matchIndex: 0,
            lastFetchTime: '1772366400000',
            serializedHighlights: JSON.stringify([[title]]),
          },
        },
      });
      const stored = await rest.app.inject({
        method: 'POST',
        url: `/rest/api/content/${id}/child/attachment`,
        headers: { authorization: 'Bearer uma:WRITE', 'content-type': multipartType, 'x-atlassian-token': 'no-check' },
        payload: multipart([filePart('a.txt', 'text')]),
      });
      const attachment: string = stored.json().results[0].id;
      wiki.recentViews.note(uma.id, id);
      return { id, comment: comment.id, inline: inline.id, attachment };
    };
    const top = await page('Top');
    const below = await page('Below', top.id);
    await page('Lowest', below.id);
    await send('POST', `content/${below.id}/label`, { prefix: 'my', name: 'favourite' });
    await wiki.recentViews.flush();
    const post = await send('POST', 'content', {
      type: 'blogpost',
      title: 'News',
      space: { key: 'DOC' },
      body: { storage: { value: '<p>n</p>', representation: 'storage' } },
    });
    await send('POST', 'space/DOC/property', { key: 'note', value: 1 });
    await send('POST', `user/watch/content/${below.id}`, {});
    const template = await send('POST', 'template', {
      name: 'Letter',
      space: { key: 'DOC' },
      body: { storage: { value: '<p>Dear</p>', representation: 'storage' } },
    });

    const content = `content/${below.id}`;
    const answers: readonly Answer[] = [
      ...[below.id, below.comment, below.inline, below.attachment, post.id].map((id) => ({ path: `content/${id}` })),
      ...['', '/1'].map((tail) => ({ path: `../experimental/content/${below.id}/version${tail}` })),
      { path: `${content}?version=1` },
      { path: 'content?spaceKey=DOC' },
      { path: 'content/scan?spaceKey=DOC' },
      { path: 'content/search?cql=space=DOC' },
      { path: 'search?cql=title~below' },
      { path: 'search?cql=type=user' },
      { path: 'search?cql=type=space' },
      { path: 'search/user?cql=user.fullname~uma' },
      ...['child', 'descendant'].flatMap((family) => [
        { path: `content/${top.id}/${family}` },
        ...['page', 'comment', 'attachment'].map((type) => ({ path: `content/${top.id}/${family}/${type}` })),
      ]),
      { path: `${content}/history` },
      { path: `${content}/property` },
      { path: `${content}/property/note` },
      { path: `${content}/restriction/byOperation` },
      { path: `${content}/restriction/byOperation/read` },
      { path: `${content}/restriction/relevantViewRestrictions` },
      { path: `${content}/watchers` },
      { path: 'space' },
      { path: 'space/DOC' },
      { path: 'space/DOC/content' },
      { path: 'space/DOC/content/page' },
      { path: 'space/DOC/property' },
      { path: 'space/DOC/property/note' },
      { path: 'space/DOC/permissions' },
      { path: 'user/current' },
      { path: 'user?username=uma' },
      { path: 'user/anonymous' },
      { path: 'template/page?spaceKey=DOC' },
      { path: `template/${template.templateId}` },
      { path: 'contentbody/convert/view', body: { value: '<p>x</p>', representation: 'storage' } },
    ];

    const read = async ({ path, body }: Answer, expand: readonly string[]) => {
      const url = `/rest/api/${path}${path.includes('?') ? '&' : '?'}expand=${expand.join(',')}`;
      const { status, json, text } = body === undefined ? await as.get(url) : await as.send('POST', url, body);
      assert.equal(status, 200, `${url}: ${text}`);
      return json;
    };

    for (const answer of answers) {
      test(`every name in the answer of ${answer.path}, ${depth} levels down`, async () => {
        // What a space lists is said of its pages and posts; the names are those of content.
        const wrapped = answer.path === 'space/DOC/content' ? ['page', 'blogpost'] : [];
        const asked = (name: string) => wrapped.reduce((left, word) => left.replace(`${word}.`, ''), name);
        let names = [...new Set(expandableIn(await read(answer, [])))];
        for (let level = 1; level <= depth && names.length > 0; level++) {
          const found: string[] = [];
          for (let start = 0; start < names.length; start += atOnce) {
            const batch = names.slice(start, start + atOnce);
            const left = new Set(expandableIn(await read(answer, batch.map(asked))));
            assert.deepEqual(
              batch.filter((name) => left.has(name)),
              [],
            );
            // Only what is below a name that was asked for: the others were seen before.
            found.push(...[...left].filter((name) => batch.some((each) => name.startsWith(`${each}.`))));
          }
          names = [...new Set(found)];
        }
      });
    }

    test('and as many queries are asked for one result as for many', async () => {
      const everything = [
        'relevantViewRestrictions.restrictions.user.status,relevantViewRestrictions.content.version',
        'restrictions.read.content.space,version.content.body.storage,version.by.status',
        'history.previousVersion.content.body.storage,history.lastUpdated.content,history.contributors.publishers.users.status',
        'body.view.content,body.view.webresource,body.storage.content.version',
        'metadata.currentuser.favourited,metadata.currentuser.lastmodified.version.content,metadata.currentuser.lastcontributed',
        'metadata.currentuser.viewed,metadata.frontend,metadata.editorHtml,metadata.properties.note.content.version',
      ].join(',');
      const list = (limit: number) =>
        countQueries(made, () => as.get(`/rest/api/content?spaceKey=DOC&start=1&limit=${limit}&expand=${everything}`));
      await list(1);
      assert.equal(await list(3), await list(1));
      const versions = (limit: number) =>
        countQueries(made, () =>
          as.get(
            `/rest/experimental/content/${below.id}/version?limit=${limit}&expand=content.body.storage,content.history.previousVersion`,
          ),
        );
      assert.equal(await versions(2), await versions(1));
    });
  });
