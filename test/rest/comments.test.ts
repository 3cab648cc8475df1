/** Comments over the REST API: at the foot and on passages, replies, what is settled, and who sees which (contract 1.5, 1.6). */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import type { Engine } from '../../src/database/database.ts';
import { restOn } from '../support/rest.ts';

for (const engine of ['sqlite', 'postgresql'] as const satisfies readonly Engine[])
  suite(`comments on ${engine}`, async () => {
    const made = await restOn(engine);
    const { rest, person, space, page } = made;
    const uma = await person('uma');
    const otto = await person('otto');
    await space(uma, 'DOC', { open: true });
    const doc = await page(uma, 'DOC', 'Root', { body: '<p>Some text</p>' });
    const as = rest.as(uma);
    after(() => rest.close());

    const inlineProperties = {
      originalSelection: 'text',
      numMatches: 1,
      matchIndex: 0,
      lastFetchTime: '1772366400000',
      serializedHighlights: '[["text"]]',
    };
    const comment = (body: object, who = as) =>
      who.send('POST', '/rest/api/content', {
        type: 'comment',
        container: { id: String(doc.id), type: 'page', status: 'current' },
        body: { storage: { value: '<p>Hm</p>', representation: 'storage' } },
        ...body,
      });
    const list = async (query: string, who = as) => (await who.get(`/rest/api/content/${doc.id}/child/comment?${query}`)).json;
    const ids = (collection: { readonly results: readonly { readonly id: string }[] }) => collection.results.map(({ id }) => id);

    test('a comment is content of its own, called after its page', async () => {
      const { status, json } = await comment({});
      assert.equal(status, 200);
      assert.equal(json.type, 'comment');
      assert.equal(json.title, 'Re: Root');
      assert.equal(json.container.id, String(doc.id));
      assert.deepEqual(json.ancestors, []);
      assert.equal(json.body.storage.value, '<p>Hm</p>');
      assert.deepEqual(json.extensions, { location: 'footer', _expandable: { inlineProperties: '', resolution: '' } });
      assert.equal(json._links.webui, `/spaces/DOC/pages/${doc.id}/Root?focusedCommentId=${json.id}#comment-${json.id}`);
      const read = (await as.get(`/rest/api/content/${json.id}`)).json;
      assert.equal(read._expandable.container, `/rest/api/content/${doc.id}`);
      await as.send('DELETE', `/rest/api/content/${json.id}`);
    });

    test('replies are listed where everything is, and know what they reply to', async () => {
      const root = (await comment({})).json;
      const reply = (await comment({ ancestors: [{ id: root.id }] }, rest.as(otto))).json;
      assert.deepEqual(
        reply.ancestors.map(({ id }: { id: string }) => id),
        [root.id],
      );
      assert.deepEqual(ids(await list('')), [root.id]);
      assert.deepEqual(ids(await list('depth=all&expand=body.storage,ancestors,history,version')), [root.id, reply.id]);
      assert.deepEqual(ids((await as.get(`/rest/api/content/${root.id}/child/comment`)).json), [reply.id]);
      assert.deepEqual(ids((await as.get(`/rest/api/content/${doc.id}/descendant/comment`)).json), [root.id, reply.id]);
      const paged = await list('depth=all&limit=1');
      assert.equal(paged._links.next, `/rest/api/content/${doc.id}/child/comment?depth=all&limit=1&start=1`);
      const children = (await as.get(`/rest/api/content/${doc.id}?expand=children.comment.version,children.page`)).json.children;
      assert.deepEqual(ids(children.comment), [root.id]);
      assert.equal(children.comment.results[0].version.number, 1);
      assert.deepEqual(children._expandable, { attachment: `/rest/api/content/${doc.id}/child/attachment` });
      assert.equal((await as.send('DELETE', `/rest/api/content/${root.id}`)).status, 204);
      assert.equal((await as.get(`/rest/api/content/${root.id}?status=any`)).status, 404);
      assert.deepEqual((await as.get(`/rest/api/content/${reply.id}?expand=ancestors`)).json.ancestors, []);
      await as.send('DELETE', `/rest/api/content/${reply.id}`);
    });

    test('a comment on a passage needs all that finds the passage, and is open until it is resolved', async () => {
      assert.equal((await comment({ extensions: { location: 'inline', inlineProperties: { numMatches: 1 } } })).status, 400);
      assert.equal((await comment({ extensions: { location: 'margin' } })).status, 400);
      const inline = (await comment({ extensions: { location: 'inline', inlineProperties } })).json;
      const footer = (await comment({ extensions: { location: 'footer' } })).json;
      assert.deepEqual(ids(await list('location=inline')), [inline.id]);
      assert.deepEqual(ids(await list('location=footer')), [footer.id]);
      assert.deepEqual(ids(await list('location=footer&location=inline&location=resolved')), [inline.id, footer.id]);
      const expand = 'expand=extensions.inlineProperties,extensions.resolution';
      const read = (await as.get(`/rest/api/content/${inline.id}?${expand}`)).json.extensions;
      const { markerRef } = read.inlineProperties;
      assert.match(markerRef, /^[0-9a-f-]{36}$/);
      const properties = { ...inlineProperties, markerRef };
      assert.deepEqual(read, {
        location: 'inline',
        inlineProperties: properties,
        resolution: { status: 'open' },
        _expandable: {},
      });

      const resolve = (status: string, id = inline.id) =>
        rest.as(otto).send('PUT', `/rest/api/content/${id}`, {
          type: 'comment',
          version: { number: 2 },
          extensions: { resolution: { status } },
        });
      assert.equal((await resolve('settled')).status, 400);
      assert.equal((await resolve('resolved', footer.id)).status, 400);
      assert.equal((await resolve('resolved')).status, 200);
      assert.deepEqual(ids(await list('location=inline')), []);
      assert.deepEqual(ids(await list('location=resolved')), [inline.id]);
      const resolved = (await as.get(`/rest/api/content/${inline.id}?${expand}`)).json.extensions.resolution;
      assert.equal(resolved.status, 'resolved');
      assert.equal(resolved.lastModifier.username, 'otto');
      assert.equal((await resolve('open')).status, 200);
      assert.deepEqual(ids(await list('location=inline')), [inline.id]);
    });

    test('its author alone changes it; a page that is renamed takes its comments along', async () => {
      const { id } = (await comment({}, rest.as(otto))).json;
      const body = { storage: { value: '<p>Better</p>', representation: 'storage' } };
      const put = (who: typeof as, number: number) =>
        who.send('PUT', `/rest/api/content/${id}`, { type: 'comment', title: 'Ignored', version: { number }, body });
      assert.equal((await put(rest.as(await person('lin')), 2)).status, 403);
      const changed = await put(rest.as(otto), 2);
      assert.deepEqual([changed.status, changed.json.title, changed.json.version.number], [200, 'Re: Root', 2]);
      assert.equal((await put(rest.as(otto), 2)).status, 409);
      await as.send('PUT', `/rest/api/content/${doc.id}`, { title: 'Renamed', version: { number: 2 } });
      assert.equal((await as.get(`/rest/api/content/${id}`)).json.title, 'Re: Renamed');
    });

    test('what cannot be commented on: what is not there, comments themselves, with bodies that are not well-formed', async () => {
      const { id } = (await comment({})).json;
      assert.equal((await comment({ container: { id: '999' } })).status, 404);
      assert.equal((await comment({ container: { id } })).status, 400);
      assert.equal((await comment({ container: {} })).status, 400);
      assert.equal((await comment({ ancestors: [{ id: '999' }] })).status, 404);
      const malformed = await comment({ body: { storage: { value: '<p>', representation: 'storage' } } });
      assert.match(malformed.json.message, /^Error parsing xhtml/);
    });

    test('who may not see the page sees none of its comments, and no count of them', async () => {
      const hidden = await page(uma, 'DOC', 'Hidden');
      const onHidden = (await comment({ container: { id: String(hidden.id) } })).json;
      const restriction = [{ operation: 'read', restrictions: { user: [{ type: 'known', username: 'uma' }], group: [] } }];
      assert.equal((await as.send('PUT', `/rest/api/content/${hidden.id}/restriction`, restriction)).status, 200);
      const other = rest.as(otto);
      assert.equal((await other.get(`/rest/api/content/${onHidden.id}`)).status, 404);
      assert.equal((await other.get(`/rest/api/content/${hidden.id}/child/comment`)).status, 404);
      assert.equal((await comment({ container: { id: String(hidden.id) } }, other)).status, 404);
      assert.equal((await as.get(`/rest/api/content/${onHidden.id}`)).status, 200);
      await as.send('DELETE', `/rest/api/content/${hidden.id}`);
      assert.equal((await as.get(`/rest/api/content/${onHidden.id}?status=any`)).status, 404);
    });

    test('the passage of a comment is marked in the page, without a version that clients see (contract 4.2)', async () => {
      const body = '<h1>Level</h1><p>The <strong>level at</strong> the mill &amp; the level at the bridge.</p>';
      const { id } = await page(uma, 'DOC', 'Marked', { body });
      const path = `/rest/api/content/${id}`;
      const onPassage = async (originalSelection: string, matchIndex = 0, sent: object = {}) => {
        const extensions = {
          location: 'inline',
          inlineProperties: { ...inlineProperties, originalSelection, matchIndex, ...sent },
        };
        const { json } = await comment({ container: { id: String(id) }, extensions });
        const query = 'expand=extensions.inlineProperties,extensions.resolution';
        return (await as.get(`/rest/api/content/${json.id}?${query}`)).json;
      };
      const read = async () => (await as.get(`${path}?expand=body.storage,body.view,version`)).json;
      const first = await onPassage('level at', 1);
      const ref = first.extensions.inlineProperties.markerRef;
      const marked = `<ac:inline-comment-marker ac:ref="${ref}">level at</ac:inline-comment-marker>`;
      const { body: bodies, version } = await read();
      assert.equal(bodies.storage.value, body.replace('the level at', `the ${marked}`));
      assert.equal(version.number, 1);
      assert.ok(
        bodies.view.value.includes(`<span class="inline-comment-marker w-inline-comment" data-ref="${ref}">level at</span>`),
      );

      const across = await onPassage('The level at the mill & the');
      assert.equal(across.extensions.resolution.status, 'open');
      assert.equal((await read()).body.storage.value.split(across.extensions.inlineProperties.markerRef).length, 4);
      const shared = await onPassage('anything', 7, { markerRef: ref });
      assert.deepEqual([shared.extensions.inlineProperties.markerRef, shared.extensions.resolution.status], [ref, 'open']);

      const status = async (commentId: string) =>
        (await as.get(`/rest/api/content/${commentId}?expand=extensions.resolution`)).json.extensions.resolution.status;
      assert.equal((await onPassage('words that are not there')).extensions.resolution.status, 'dangling');
      const write = (number: number, value: string) =>
        as.send('PUT', path, { version: { number }, body: { storage: { value, representation: 'storage' } } });
      const kept = (await read()).body.storage.value;
      await write(2, '<p>All new.</p>');
      assert.deepEqual([await status(first.id), await status(across.id)], ['dangling', 'dangling']);
      await write(3, kept);
      assert.deepEqual([await status(first.id), await status(across.id)], ['open', 'open']);

      await as.send('DELETE', `/rest/api/content/${shared.id}`);
      assert.ok((await read()).body.storage.value.includes(ref), 'another comment is about it');
      for (const each of [first, across]) await as.send('DELETE', `/rest/api/content/${each.id}`);
      assert.equal((await read()).body.storage.value, body);
      assert.equal((await read()).version.number, 3);
    });
  });
