/** What web hooks are told of: accounts and groups, and labels that come with content (contract 1.13, Atlassian's list of events). */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, suite, test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import { webHookEvents } from '../../src/webhooks/events.ts';
import { startWeir } from '../support/weir.ts';
import { done } from '../support/wiki.ts';

for (const engine of ['sqlite', 'postgresql'] as const) {
  suite(`web hooks are told, on ${engine}`, async () => {
    const weir = await startWeir({ engine });
    after(() => weir.stop());
    const { rooms } = weir;
    const uma = await weir.user('uma');
    const hook = await rooms.webHooks.hooks.create(
      {
        name: 'Everything',
        url: 'https://hooks.example.org/',
        events: webHookEvents,
        active: true,
        verifyCertificate: true,
        secret: null,
        credentials: null,
      },
      systemOrigin,
    );
    assert.equal(hook.outcome, 'saved');
    let seen = 0;
    /** What was told since the last time. */
    const told = async () => {
      const rows = await rooms.database.read
        .selectFrom('web_hook_delivery')
        .selectAll()
        .where('id', '>', seen)
        .orderBy('id')
        .execute();
      seen = Math.max(seen, ...rows.map(({ id }) => id));
      return rows.map(({ event, body }) => ({ event, body: JSON.parse(body) }));
    };
    const origin = { ...systemOrigin, actor: { userId: uma.person.id, name: 'uma' } };

    test('of accounts that come, are switched off and on, and go', async () => {
      const { person } = await weir.user('ola');
      const [created] = await told();
      assert.deepEqual([created?.event, created?.body.user], ['user_created', { userKey: person.userKey, username: 'ola' }]);
      assert.equal(created?.body.userKey, '', 'the command line is nobody');
      for (const act of ['disable', 'disable', 'enable', 'delete'] as const) await rooms.users[act](person.id, origin);
      const events = await told();
      assert.deepEqual(
        events.map(({ event }) => event),
        ['user_deactivated', 'user_reactivated', 'user_removed'],
      );
      for (const { body } of events) {
        assert.deepEqual([body.userKey, body.user], [uma.person.userKey, { userKey: person.userKey, username: 'ola' }]);
      }
    });

    test('of groups that come and go, and of nothing that was refused', async () => {
      await rooms.groups.create('River crew', origin);
      assert.equal((await rooms.groups.create('river crew', origin)).outcome, 'name-taken');
      await rooms.groups.delete('River crew', origin);
      assert.equal((await rooms.groups.delete('River crew', origin)).outcome, 'unknown-group');
      const events = await told();
      assert.deepEqual(
        events.map(({ event, body }) => [event, body.group]),
        [
          ['group_created', { name: 'River crew' }],
          ['group_removed', { name: 'River crew' }],
        ],
      );
    });

    test('of files on a draft, and of labels on those, only once it is published', async () => {
      const { wiki } = rooms;
      done(await wiki.spaces.create(uma.person, { key: 'FILES', name: 'Files', private: false }, origin));
      const draft = done(await wiki.createDraft(uma.person, { type: 'page', spaceKey: 'FILES', title: 'Draft', body: '' }));
      await told();
      const bytes = Readable.from([Buffer.from('x')]);
      const staged = done(await wiki.attachments.stage({ filename: 'a.txt', mediaType: undefined, bytes }));
      const files = [{ ...staged, comment: '' }];
      const place = { containerId: draft.id, minorEdit: false, whenTaken: 'refuse' } as const;
      const [file] = done(await wiki.attachments.attach(uma.person, { ...place, files }));
      assert.ok(file);
      await wiki.labels.add(uma.person, { kind: 'content', id: file.id }, [{ prefix: 'global', name: 'secret' }]);
      assert.deepEqual(await told(), []);
      done(await wiki.publishDraft(uma.person, { id: draft.id }));
      assert.deepEqual(
        (await told()).map(({ event, body }) => [event, body.attachment]),
        [
          ['page_created', undefined],
          ['attachment_created', { id: file.id }],
        ],
      );
      await wiki.trash(uma.person, file.id);
      assert.deepEqual(
        (await told()).map(({ event }) => event),
        ['attachment_trashed'],
      );
    });

    test('of everything that goes for good with a page: its comments and its files', async () => {
      const { wiki } = rooms;
      done(await wiki.spaces.create(uma.person, { key: 'GONE', name: 'Gone', private: false }, origin));
      const page = done(await wiki.createPage(uma.person, { spaceKey: 'GONE', title: 'Gone', body: '' }));
      const comment = done(await wiki.createComment(uma.person, { containerId: page.id, body: '<p>hm</p>' }));
      const bytes = (async function* () {
        yield Buffer.from('abc');
      })();
      const file = done(await wiki.attachments.stage({ filename: 'a.txt', mediaType: undefined, bytes }));
      const files = [{ ...file, comment: '' }];
      const attached = { containerId: page.id, files, minorEdit: false, whenTaken: 'refuse' } as const;
      const [attachment] = done(await wiki.attachments.attach(uma.person, attached));
      assert.equal(await wiki.trash(uma.person, page.id), undefined);
      await told();
      assert.equal(await wiki.purge(uma.person, page.id, systemOrigin), undefined);
      assert.deepEqual(
        (await told()).map(({ event, body }) => [event, body.comment ?? body.attachment ?? body.page]),
        [
          ['comment_removed', { id: comment.id }],
          ['attachment_removed', { id: attachment?.id }],
          ['page_removed', { id: page.id }],
        ],
      );

      const others = [];
      for (const title of ['One', 'Two'])
        others.push(done(await wiki.createPage(uma.person, { spaceKey: 'GONE', title, body: '' })));
      const hung = done(await wiki.createComment(uma.person, { containerId: others[0]?.id ?? 0, body: '<p>hm</p>' }));
      for (const { id } of others) assert.equal(await wiki.trash(uma.person, id), undefined);
      await told();
      assert.equal(await wiki.spaces.emptyTrash(uma.person, 'GONE', origin), undefined);
      assert.deepEqual(
        (await told()).map(({ event, body }) => [event, body.comment ?? body.page]),
        [
          ['comment_removed', { id: hung.id }],
          ['page_removed', { id: others[1]?.id }],
          ['page_removed', { id: others[0]?.id }],
        ],
      );
    });

    test('of labels inside the bodies of creates and updates, once each, and not of private ones nor of those of drafts', async () => {
      const { wiki } = rooms;
      done(await wiki.spaces.create(uma.person, { key: 'DOC', name: 'Documents', private: false }, origin));
      await told();
      const labels = (...names: readonly string[]) => ({
        labels: names.map((name) => ({ prefix: name === 'mine' ? ('my' as const) : ('global' as const), name })),
        properties: [],
      });
      const fresh = { spaceKey: 'DOC', body: '<p>x</p>', annotations: labels('one', 'mine') };
      const page = done(await wiki.createPage(uma.person, { ...fresh, title: 'Labelled' }));
      const added = (await told()).filter(({ event }) => event === 'label_added');
      assert.deepEqual(
        added.map(({ body }) => [body.label, body.page]),
        [[{ prefix: 'global', name: 'one' }, { id: page.id }]],
      );
      done(await wiki.publishVersion(uma.person, { id: page.id, number: 2, annotations: labels('one', 'two') }));
      assert.deepEqual(
        (await told()).map(({ event, body }) => [event, body.label?.name]),
        [
          ['label_added', 'two'],
          ['page_updated', undefined],
        ],
      );
      const draft = done(await wiki.createDraft(uma.person, { ...fresh, type: 'page', title: 'Draft' }));
      done(await wiki.saveDraft(uma.person, { id: draft.id, annotations: labels('three') }));
      assert.deepEqual(await told(), []);
      done(await wiki.publishDraft(uma.person, { id: draft.id, annotations: labels('five') }));
      assert.deepEqual(
        (await told()).map(({ event, body }) => [event, body.label?.name]),
        [
          ['label_added', 'five'],
          ['label_added', 'one'],
          ['label_added', 'three'],
          ['page_created', undefined],
        ],
      );
      const comment = { containerId: page.id, body: '<p>hm</p>', annotations: labels('four') };
      const { id } = done(await wiki.createComment(uma.person, comment));
      assert.deepEqual((await told())[0]?.body.comment, { id });
    });
  });
}
