/** `confluence.js`, which nobody here wrote: what its client for servers does in each of its groups, with a token of the code flow. */
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { ServerClient } from 'confluence.js';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { Scope } from '../../src/http/caller.ts';
import type { TestUser } from '../support/weir.ts';
import { apiPremises, installations } from './api-premises.ts';

const storage = (value: string) => ({ storage: { value, representation: 'storage' } });

/** @returns the status that a call was refused with */
async function refusal(call: Promise<unknown>): Promise<unknown> {
  const error: unknown = await call.then(
    () => assert.fail('the call was answered'),
    (reason: unknown) => reason,
  );
  // An error of axios, with the answer in it.
  return (error as { readonly response?: { readonly status: number } }).response?.status;
}

for (const installation of installations) {
  suite(`confluence.js on ${installation.engine} at ${installation.contextPath || 'the root'}`, async () => {
    const { weir, uma, accessToken, spaceKey, homepageId } = await apiPremises(installation);
    after(() => weir.stop());
    const client = new ServerClient({ host: weir.baseUrl, authentication: { oauth2: { accessToken } } });
    const reader = await weir.signedIn(uma);
    const { content, space, user, group, search, contentBody } = client;
    const withScope = async (person: TestUser, scope: Scope) => {
      const { access_token } = await weir.tokensFor(person, await weir.link(), { scope });
      return new ServerClient({ host: weir.baseUrl, authentication: { oauth2: { accessToken: access_token } } });
    };
    const create = (title: string, more: object = {}) =>
      content.createContent({ title, type: 'page', space: { key: spaceKey }, body: storage(`<p>${title}</p>`), ...more });

    test('content: creates, finds, reads, updates and deletes a page', async () => {
      const made = await create('Handbook', { ancestors: [{ id: homepageId }], version: { message: 'first' } });
      assert.match(made.id, /^\d+$/);
      assert.equal(made.version?.number, 1);
      assert.equal(made.body?.storage?.value, '<p>Handbook</p>');
      assert.deepEqual(
        made.ancestors?.map(({ id }) => id),
        [homepageId],
      );

      const expand = 'version,body.storage';
      const listed = await content.getContent({ spaceKey, title: 'handbook', expand });
      assert.deepEqual(
        listed.results.map(({ id, body }) => [id, body?.storage?.value]),
        [[made.id, '<p>Handbook</p>']],
      );
      const read = await content.getContentById({ id: made.id });
      assert.equal(read.space?.key, spaceKey);
      assert.equal(read.version?.by.displayName, 'Uma Example');
      assert.equal(`${read._links?.base}`, weir.baseUrl);
      assert.equal((await reader.request(read._links?.webui)).status, 200);

      const next = { title: 'Handbook', type: 'page', body: storage('<p>Second</p>') };
      const updated = await content.updateContent({ id: made.id, ...next, version: { number: 2 } });
      assert.deepEqual([updated.version?.number, updated.body?.storage?.value], [2, '<p>Second</p>']);
      assert.equal(await refusal(content.updateContent({ id: made.id, ...next, version: { number: 2 } })), 409);
      // The whole object, as a client has it that changes one field.
      const whole = await content.getContentById({ id: made.id, expand: 'version,space,body.storage,history,ancestors' });
      const renamed = await content.updateContent({ ...whole, title: 'Renamed', version: { number: 3 } });
      assert.deepEqual([renamed.title, renamed.version?.number], ['Renamed', 3]);
      const first = await content.getContentById({ id: made.id, status: 'historical', version: 1, expand: 'body.storage' });
      assert.equal(first.body?.storage?.value, '<p>Handbook</p>');
      const history = await content.getHistory({ id: made.id, expand: 'previousVersion,lastUpdated' });
      assert.deepEqual([history.lastUpdated?.number, history.previousVersion?.number, history.latest], [3, 2, true]);

      await content.deleteContent({ id: made.id });
      assert.equal(await refusal(content.getContentById({ id: made.id })), 404);
      assert.equal((await content.getContentById({ id: made.id, status: 'trashed' })).status, 'trashed');
      await content.deleteContent({ id: made.id, status: 'trashed' });
      assert.equal(await refusal(content.getContentById({ id: made.id, status: 'any' })), 404);
    });

    test('content: walks the tree, and pages through it to the end', async () => {
      const root = await create('Root');
      for (const title of ['A', 'B', 'C']) await create(title, { ancestors: [{ id: root.id }] });
      const titles: string[] = [];
      for (let start = 0; ; ) {
        const { results, size, limit, _links } = await content.getContentChildrenByType({
          id: root.id,
          type: 'page',
          start,
          limit: 2,
        });
        titles.push(...results.map(({ title }) => title));
        assert.equal(_links.next === undefined, size < limit);
        if (size < limit) break;
        start += size;
      }
      assert.deepEqual(titles, ['A', 'B', 'C']);
      const children = await content.getContentChildren({ id: root.id, expand: 'page' });
      assert.equal(children.page?.size, 3);
      const descendants = await content.getContentDescendants({ id: root.id, expand: 'page' });
      assert.equal(descendants.page?.size, 3);
      const found = await content.getContentDescendantsOfType({ id: root.id, type: 'page', limit: 1 });
      assert.deepEqual([found.size, found.limit], [1, 1]);
    });

    test('content: labels, one or several at a time', async () => {
      const { id } = await create('Labelled');
      const labels = [
        { prefix: 'global', name: 'docs' },
        { prefix: 'global', name: 'other' },
        { prefix: 'my', name: 'favourite' },
      ];
      const added = await content.addLabelsToContent({ id, labels });
      assert.deepEqual(added.results.map(({ name }) => name).sort(), ['docs', 'favourite', 'other']);
      assert.equal((await content.getContentLabels({ id, prefix: 'my' })).size, 1);
      await content.deleteLabel({ id, labelId: 'docs' });
      await content.deleteLabelWithQueryParam({ id, name: 'other' });
      assert.deepEqual(
        (await content.getContentLabels({ id })).results.map(({ name }) => name),
        ['favourite'],
      );
      assert.equal(await refusal(content.addLabelsToContent({ id, labels: [{ prefix: 'global', name: 'a b' }] })), 400);
    });

    test('content: properties, with their versions', async () => {
      const { id } = await create('With properties');
      await content.createContentProperty({ id, key: 'state', value: { step: 1 } });
      const made = await content.createContentPropertyForKey({ id, key: 'other', value: { of: ['any', 'JSON'] } });
      assert.equal(made.version?.number, 1);
      const state = await content.getContentProperty({ id, key: 'state', expand: 'content,version' });
      assert.deepEqual([state.value, state.version?.number, state.content?.id], [{ step: 1 }, 1, id]);
      const updated = await content.updateContentProperty({ id, key: 'state', value: { step: 2 }, version: { number: 2 } });
      assert.deepEqual([updated.value, updated.version?.number], [{ step: 2 }, 2]);
      const old = { id, key: 'state', value: {}, version: { number: 2 } };
      assert.equal(await refusal(content.updateContentProperty(old)), 409);
      assert.equal((await content.getContentProperties({ id })).size, 2);
      await content.deleteContentProperty({ id, key: 'state' });
      assert.equal(await refusal(content.getContentProperty({ id, key: 'state' })), 404);
    });

    test('content: comments on a page, and replies to them', async () => {
      const { id } = await create('Discussed');
      const comment = { type: 'comment', title: '', space: { key: spaceKey }, container: { id, type: 'page' } };
      const asked = await content.createContent({ ...comment, body: storage('<p>Really?</p>') });
      await content.createContent({ ...comment, ancestors: [{ id: asked.id }], body: storage('<p>Yes.</p>') });
      const expand = 'body.storage,ancestors,history,version,extensions.resolution';
      const all = await content.getContentComments({ id, depth: 'all', location: 'footer', expand });
      assert.deepEqual(
        all.results.map(({ title, body, ancestors }) => [title, body?.storage?.value, ancestors?.map((each) => each.id)]),
        [
          ['Re: Discussed', '<p>Really?</p>', []],
          ['Re: Discussed', '<p>Yes.</p>', [asked.id]],
        ],
      );
      assert.equal((await content.getContentComments({ id })).size, 1);
      await content.updateContent({ id: asked.id, type: 'comment', version: { number: 2 }, body: storage('<p>Well?</p>') });
      await content.deleteContent({ id: asked.id });
      assert.equal(await refusal(content.getContentById({ id: asked.id })), 404);
    });

    test('content: blog posts by their day', async () => {
      const { id, history } = await create('News', { type: 'blogpost' });
      const postingDay = history?.createdDate.slice(0, 10) ?? '';
      const found = await content.getContent({ type: 'blogpost', spaceKey, title: 'News', postingDay });
      assert.deepEqual(
        found.results.map((each) => each.id),
        [id],
      );
      assert.equal((await content.getContent({ type: 'blogpost', spaceKey, postingDay: '2001-01-01' })).size, 0);
    });

    test('content: attaches files, lists them, replaces one and says more about it', async () => {
      const { id } = await create('With files');
      const folder = await mkdtemp(join(tmpdir(), 'weir-client-'));
      const path = join(folder, 'Übersicht 1.txt');
      await writeFile(path, 'abc');
      const added = await content.createAttachments({
        id,
        file: createReadStream(path),
        minorEdit: 'true',
        comment: 'The first',
      });
      const [attachment] = added.results;
      assert.deepEqual([attachment?.type, attachment?.title, attachment?.version?.number], ['attachment', 'Übersicht 1.txt', 1]);
      const attachmentId = attachment?.id ?? '';
      assert.equal(await refusal(content.createAttachments({ id, file: createReadStream(path) })), 400);

      await writeFile(path, 'abcdef');
      // Typed as a buffer, which has no name to send along.
      const file = createReadStream(path) as unknown as Buffer;
      const replaced = await content.updateAttachmentData({ id, attachmentId, file, comment: 'The second' });
      assert.equal(replaced.version?.number, 2);
      const listed = await content.getAttachments({ id, filename: 'Übersicht 1.txt', expand: 'version,container' });
      assert.deepEqual(
        listed.results.map((each) => [each.id, each.version?.number, each.container?.id]),
        [[attachmentId, 2, id]],
      );
      assert.equal((await content.getAttachments({ id, mediaType: 'image/png' })).size, 0);
      const bytes = await fetch(`${weir.baseUrl}${listed.results[0]?._links?.download}`, {
        headers: { authorization: `Bearer ${accessToken}` },
      });
      assert.deepEqual([bytes.status, await bytes.text()], [200, 'abcdef']);

      const properties = { type: 'attachment', title: 'Renamed.txt', version: { number: 3 } };
      assert.equal((await content.updateAttachmentProperties({ id, attachmentId, ...properties })).title, 'Renamed.txt');
      await content.deleteContent({ id: attachmentId });
      assert.equal((await content.getAttachments({ id })).size, 0);
      await rm(folder, { recursive: true });
    });

    test('content: a draft, which nobody else sees until it is published', async () => {
      const draft = await create('Drafted', { status: 'draft' });
      assert.equal(draft.status, 'draft');
      assert.equal((await content.getContent({ spaceKey, title: 'Drafted' })).size, 0);
      assert.equal((await content.getContentById({ id: draft.id, status: 'draft' })).title, 'Drafted');
      assert.equal((await content.publishSharedDraft({ draftId: draft.id, status: 'draft' })).status, 'current');
      const legacy = await create('Drafted too', { status: 'draft' });
      const published = await content.publishLegacyDraft<{ readonly id: string; readonly status: string }>({
        draftId: legacy.id,
        status: 'draft',
      });
      assert.deepEqual([published.id, published.status], [legacy.id, 'current']);
      const found = await content.getContent({ spaceKey, title: 'Drafted' });
      assert.deepEqual(
        found.results.map(({ id, status }) => [id, status]),
        [[draft.id, 'current']],
      );
    });

    test('content: a macro of a version of a page, by its id', async () => {
      const macroId = '6a24ee04-28ba-44a7-8c1d-6c4d8cbb4b1c';
      const attributes = `ac:name="code" ac:schema-version="1" ac:macro-id="${macroId}"`;
      const body = '<ac:plain-text-body><![CDATA[x = 1]]></ac:plain-text-body>';
      const value = `<ac:structured-macro ${attributes}>${body}</ac:structured-macro>`;
      const { id } = await create('With a macro', { body: storage(value) });
      const asked = { id, version: '1', macroId, hash: macroId };
      const found = await content.getMacroBodyByMacroId<{ readonly name: string; readonly body: string }>(asked);
      assert.deepEqual([found.name, found.body], ['code', 'x = 1']);
      assert.deepEqual(await content.getMacroBodyByHash(asked), found);
    });

    test('content: who may read and change a page', async () => {
      const all = await content.getRestrictionsByOperation<{ readonly read: object; readonly update: object }>({
        id: homepageId,
        expand: 'read.restrictions.user,update.restrictions.user',
      });
      assert.ok(all.read && all.update);
      const read = await content.getRestrictionsForOperation({
        id: homepageId,
        operationKey: 'read',
        expand: 'restrictions.user,restrictions.group',
      });
      assert.deepEqual([read.restrictions?.user?.size, read.restrictions?.group?.size], [0, 0]);
    });

    test('search: by CQL, in content and in everything', async () => {
      await create('Unmistakable', { body: storage('<p>An armadillo lives here.</p>') });
      const cql = `space = ${spaceKey} and type = page and text ~ "armadillos"`;
      const found = await content.searchContent({ cql, expand: 'version,space' });
      assert.deepEqual(
        found.results.map(({ title, space: within, version }) => [title, within?.key, version?.number]),
        [['Unmistakable', spaceKey, 1]],
      );
      const results = await search.search({ cql, excerpt: 'highlight', expand: 'content.space' });
      const [hit] = results.results;
      assert.deepEqual([hit?.title, hit?.entityType, hit?.content.space?.key], ['Unmistakable', 'content', spaceKey]);
      assert.match(hit?.excerpt ?? '', /@@@hl@@@armadillo@@@endhl@@@/);
      assert.equal(await refusal(search.search({ cql: 'type = ' })), 400);
    });

    test('contentBody: converts wiki markup to storage, and storage to what is shown', async () => {
      const stored = await contentBody.convertContentBody({ to: 'storage', value: 'h1. Title', representation: 'wiki' });
      assert.deepEqual([stored.value, stored.representation], ['<h1>Title</h1>', 'storage']);
      const shown = await contentBody.convertContentBody({ to: 'view', value: '<p>Text</p>', representation: 'storage' });
      assert.equal(shown.value, '<p>Text</p>');
    });

    test('space: creates spaces, lists them and what is in them', async () => {
      const description = { plain: { value: 'Of tests', representation: 'plain' } };
      const made = await space.createSpace({ key: 'NEW', name: 'New space', description });
      assert.deepEqual([made.key, made.name, made.type, typeof made.id], ['NEW', 'New space', 'global', 'number']);
      assert.equal((await space.createPrivateSpace({ key: 'MINE', name: 'Mine' })).key, 'MINE');
      assert.equal(await refusal(space.createSpace({ key: 'NEW', name: 'Again' })), 400);
      const listed = await space.getSpaces({ limit: 10 });
      assert.deepEqual(listed.results.map(({ key }) => key).sort(), [spaceKey, 'MINE', 'NEW']);
      const one = await space.getSpace({ spaceKey: 'NEW', expand: 'description.plain,homepage' });
      assert.equal(one.description?.plain?.value, 'Of tests');
      assert.equal(one.homepage?.type, 'page');
      const within = await space.getContentForSpace<{ readonly page: { readonly size: number } }>({ spaceKey: 'NEW' });
      assert.equal(within.page.size, 1);
      const pages = await space.getContentByType<{ readonly results: readonly { readonly id: string }[] }>({
        spaceKey: 'NEW',
        type: 'page',
        depth: 'root',
      });
      assert.deepEqual(
        pages.results.map(({ id }) => id),
        [one.homepage?.id],
      );
      assert.equal(await refusal(space.getSpace({ spaceKey: 'NONE' })), 404);
    });

    test('space: changes a space, and deletes it as a long task', async () => {
      // A token with a wider scope, of the same person.
      const { space, longTask } = await withScope(uma, 'ADMIN');
      const { key } = await space.createSpace({ key: 'BRIEF', name: 'Brief' });
      const homepage = { id: (await create('New home', { space: { key } })).id };
      const changed = await space.updateSpace({ spaceKey: key, name: 'Renamed', homepage });
      assert.equal(changed.name, 'Renamed');
      assert.equal((await space.getSpace({ spaceKey: key, expand: 'homepage' })).homepage?.id, homepage.id);
      const deleted = await space.deleteSpace<{ readonly id: string }>({ spaceKey: key });
      assert.equal(await refusal(space.getSpace({ spaceKey: key })), 404);
      const task = await longTask.getTask({ id: deleted.id });
      assert.deepEqual([task.id, task.percentageComplete, task.successful], [deleted.id, 100, true]);
      const tasks = await longTask.getTasks();
      assert.ok(tasks.results.some(({ id }) => id === deleted.id));
    });

    test('space: properties', async () => {
      await space.createSpaceProperty({ spaceKey, key: 'state', value: { step: 1 } });
      await space.createSpacePropertyForKey({ spaceKey, key: 'other', value: { of: 'it' } });
      const state = await space.getSpaceProperty({ spaceKey, key: 'state', expand: ['version', 'space'] });
      assert.deepEqual([state.value, state.version?.number, state.space?.key], [{ step: 1 }, 1, spaceKey]);
      // The client leaves the value out that it is given.
      const value = { step: 2 };
      assert.equal(await refusal(space.updateSpaceProperty({ spaceKey, key: 'state', value, version: { number: 2 } })), 400);
      assert.equal((await space.getSpaceProperties({ spaceKey, start: 0, limit: 10 })).size, 2);
      await space.deleteSpaceProperty({ spaceKey, key: 'other' });
      assert.equal(await refusal(space.getSpaceProperty({ spaceKey, key: 'other' })), 404);
    });

    test('user: who calls, who somebody is, and what is watched', async () => {
      const current = await user.getCurrentUser();
      assert.deepEqual([current.type, current.username, current.displayName], ['known', 'uma', 'Uma Example']);
      assert.equal(current.userKey, uma.person.userKey);
      assert.ok(!('accountId' in current), 'a client that finds an account id takes the server for the cloud');
      assert.equal((await user.getUser({ username: 'admin' })).displayName, 'Ada Admin');
      assert.equal((await user.getUser({ key: uma.person.userKey })).username, 'uma');
      assert.equal(await refusal(user.getUser({ username: 'nobody' })), 404);
      assert.equal((await user.getAnonymousUser()).type, 'anonymous');
      const groups = await user.getGroupMembershipsForUser({ username: 'uma' });
      assert.deepEqual(
        groups.results.map(({ name }) => name),
        ['weir-users'],
      );

      const contentId = (await create('Watched')).id;
      await user.removeContentWatcher({ contentId });
      assert.deepEqual(await user.getContentWatchStatus({ contentId }), { watching: false });
      await user.addContentWatcher({ contentId });
      assert.deepEqual(await user.getContentWatchStatus({ contentId }), { watching: true });
      await user.addSpaceWatch({ spaceKey });
      assert.deepEqual(await user.isWatchingSpace({ spaceKey }), { watching: true });
      await user.removeSpaceWatch({ spaceKey });
      assert.deepEqual(await user.isWatchingSpace({ spaceKey }), { watching: false });
    });

    test('gets in with a personal access token or a password too, and not with what is neither', async () => {
      const { username, password } = uma;
      const made = await weir.rooms.personalTokens.create(uma.person, { name: 'Script', days: 1, scope: 'READ' }, systemOrigin);
      assert.ok(made.outcome === 'created');
      for (const [authentication, expected] of [
        [{ personalAccessToken: made.rawToken }, 'uma'],
        [{ basic: { username, password } }, 'uma'],
        [{ personalAccessToken: 'weir_pat_nothing' }, 401],
        [{ basic: { username, password: 'wrong' } }, 401],
      ] as const) {
        const other = new ServerClient({ host: weir.baseUrl, authentication });
        const current = other.user.getCurrentUser();
        if (typeof expected === 'number') assert.equal(await refusal(current), expected);
        else assert.equal((await current).username, expected);
      }
    });

    test('audit: for administrators, what happened and how long that is kept', async () => {
      const { audit } = await withScope(weir.admin, 'SYSTEM_ADMIN');
      assert.equal(await refusal(client.audit.getAuditRecords()), 403);
      await audit.createAuditRecord({ summary: 'Index built', category: 'Search', remoteAddress: '127.0.0.1' });
      const records = await audit.getAuditRecords({ searchString: 'Index built' });
      assert.deepEqual(
        records.results.map(({ summary, author }) => [summary, author?.displayName]),
        [['Index built', 'Ada Admin']],
      );
      const lately = { number: 1, units: 'DAYS' };
      assert.equal((await audit.getAuditRecordsForTimePeriod({ ...lately, searchString: 'Index built' })).size, 1);
      assert.match(String(await audit.exportAuditRecords({ format: 'csv' })), /Index built/);
      // No token says how long is remembered what tokens did.
      const period = { number: 2, units: 'YEARS' };
      assert.equal(await refusal(audit.setRetentionPeriod(period)), 403);
      const { username, password } = weir.admin;
      const byPassword = new ServerClient({ host: weir.baseUrl, authentication: { basic: { username, password } } });
      assert.equal((await byPassword.audit.setRetentionPeriod(period)).number, 2);
      assert.deepEqual(await audit.getRetentionPeriod(), period);
    });

    test('group: which there are, and who is in one', async () => {
      const groups = await group.getGroups();
      assert.ok(groups.results.some(({ name }) => name === 'weir-users'));
      assert.equal((await group.getGroup({ groupName: 'weir-users' })).name, 'weir-users');
      const members = await group.getMembers({ groupName: 'weir-users' });
      assert.ok(members.results.some(({ username }) => username === 'uma'));
      assert.equal(await refusal(group.getGroup({ groupName: 'nobodies' })), 404);
    });
  });
}
