/** `confluence-api`, which nobody here wrote: everything that it does, with the name and password that it asks for. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import Confluence, { type Attachment, type Callback, type Label, type List, type Page } from 'confluence-api';
import { apiPremises, installations } from './api-premises.ts';

/** @returns what the client hands to its callback */
function answer<Body>(call: (callback: Callback<Body>) => void): Promise<Body> {
  return new Promise((resolve, reject) => call((error, body) => (error ? reject(error) : resolve(body))));
}

for (const installation of installations) {
  suite(`confluence-api on ${installation.engine} at ${installation.contextPath || 'the root'}`, async () => {
    const { weir, uma, spaceKey, homepageId } = await apiPremises(installation);
    after(() => weir.stop());
    const { username, password } = uma;
    const client = new Confluence({ username, password, baseUrl: weir.baseUrl });
    const create = (title: string, content: string, parentId: string | null = null, representation?: string) =>
      answer<Page>((done) => client.postContent(spaceKey, title, content, parentId, done, representation));

    test('finds a space, and its home page by the address that a space names', async () => {
      const spaces = await answer<List<{ readonly key: string }>>((done) => client.getSpace(spaceKey, done));
      assert.deepEqual(
        spaces.results.map(({ key }) => key),
        [spaceKey],
      );
      const home = await answer<Page>((done) => client.getSpaceHomePage(spaceKey, done));
      assert.equal(home.id, homepageId);
    });

    test('creates a page below the home page, reads, finds, updates and deletes it', async () => {
      const made = await create('Handbook', '<p>First</p>');
      const by = { id: made.id, expanders: ['ancestors', 'body.view'] };
      const read = await answer<Page & { readonly ancestors: readonly { readonly id: string }[] }>((done) =>
        client.getCustomContentById(by, done as Callback<Page>),
      );
      assert.deepEqual(
        read.ancestors.map(({ id }) => id),
        [homepageId],
      );
      const found = await answer<List<Page>>((done) => client.getContentByPageTitle(spaceKey, 'Handbook', done));
      assert.deepEqual(
        found.results.map(({ id, version, body }) => [id, version.number, body.storage.value]),
        [[made.id, 1, '<p>First</p>']],
      );

      const put = (version: number, minorEdit?: boolean) =>
        answer<Page>((done) =>
          client.putContent(spaceKey, made.id, version, 'Handbook', `<p>Version ${version}</p>`, done, minorEdit),
        );
      assert.deepEqual([(await put(2)).version.number, (await put(3, true)).body.storage.value], [2, '<p>Version 3</p>']);
      await assert.rejects(put(3), { status: 409 });

      await answer((done) => client.deleteContent(made.id, done));
      await assert.rejects(
        answer((done) => client.getContentById(made.id, done)),
        { status: 404 },
      );
    });

    test('creates a page below another one, from wiki markup', async () => {
      const { id } = await create('From markup', '*bold*', homepageId, 'wiki');
      const { body } = await answer<Page>((done) => client.getContentById(id, done));
      assert.equal(body.storage.value, '<p><strong>bold</strong></p>');
      const same = await create('From markup', '', homepageId).catch((error: unknown) => error);
      const { response } = same as { readonly response: { readonly body: { readonly message: string } } }; // An error of superagent.
      assert.match(response.body.message, /title already exists/);
    });

    test('attaches a file to a page, and replaces it', async () => {
      const { id } = await create('With files', '<p/>');
      const folder = await mkdtemp(join(tmpdir(), 'weir-client-'));
      const path = join(folder, 'notes.txt');
      await writeFile(path, 'first');
      const added = await answer<List<Attachment>>((done) => client.createAttachment(spaceKey, id, path, done));
      const attachmentId = added.results[0]?.id ?? '';
      await writeFile(path, 'second');
      const replaced = await answer<Attachment>((done) => client.updateAttachmentData(spaceKey, id, attachmentId, path, done));
      assert.deepEqual([replaced.id, replaced.version.number], [attachmentId, 2]);
      const listed = await answer<List<Attachment>>((done) => client.getAttachments(spaceKey, id, done));
      assert.deepEqual(
        listed.results.map(({ title, version, container }) => [title, version.number, container?.id]),
        [['notes.txt', 2, id]],
      );
      await rm(folder, { recursive: true });
    });

    test('labels a page', async () => {
      const { id } = await create('Labelled', '<p/>');
      const labels = [
        { prefix: 'global', name: 'docs' },
        { prefix: 'global', name: 'other' },
      ];
      assert.equal((await answer<List<Label>>((done) => client.postLabels(id, labels, done))).size, 2);
      await answer((done) => client.deleteLabel(id, 'other', done));
      const left = await answer<List<Label>>((done) => client.getLabels(id, done));
      assert.deepEqual(
        left.results.map(({ name }) => name),
        ['docs'],
      );
    });

    test('searches, with a query that it does not escape', async () => {
      const { id } = await create('Searched', '<p>quokka</p>');
      const found = await answer<List<{ readonly title: string; readonly content: Page }>>((done) =>
        client.search('cql=text~quokka and type=page', done),
      );
      assert.deepEqual(
        found.results.map(({ title, content }) => [title, content.id]),
        [['Searched', id]],
      );
    });

    test('is told that its password is wrong', async () => {
      const stranger = new Confluence({ username, password: 'wrong', baseUrl: weir.baseUrl });
      await assert.rejects(
        answer((done) => stranger.getSpace(spaceKey, done)),
        { status: 401 },
      );
    });
  });
}
