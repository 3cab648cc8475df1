/** Creating a space, and who may do what in it, by the forms of the pages. */
import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { roleOf } from '../../../src/wiki/permission-sets.ts';
import { startWikiPages } from '../../support/wiki-pages.ts';

suite('creating a space', async () => {
  const app = await startWikiPages();
  after(() => app.close());
  const ada = await app.person('ada');
  const create = '/spaces/createspace.action';

  test('makes it with its home page, and leads there', async () => {
    const answer = await app.post(create, ada, { name: 'River engineering', key: 'RIVER', description: 'Gates.' });
    assert.equal(answer.status, 303);
    assert.equal(answer.headers.get('location'), '/display/RIVER');
    const space = await app.wiki.spaces.find(ada, 'RIVER');
    assert.equal(space?.description, 'Gates.');
    const lin = await app.person('lin');
    assert.ok(await app.wiki.spaces.find(lin, 'RIVER'));
  });

  test('makes one that nobody else sees', async () => {
    await app.post(create, ada, { name: 'Mine', key: 'MINE', description: '', private: 'true' });
    const mia = await app.person('mia');
    assert.equal(await app.wiki.spaces.find(mia, 'MINE'), undefined);
    assert.ok(await app.wiki.spaces.find(ada, 'MINE'));
  });

  test('says beside the field what is wrong, and keeps what was typed', async () => {
    for (const [fields, expected] of [
      [{ name: '<b>x', key: 'river' }, /id="key-error"[\s\S]*There is a space with the key river already/],
      [{ name: '<b>x', key: 'no spaces' }, /id="key-error"[\s\S]*letters A to Z/],
      [{ name: '   ', key: 'NAMELESS' }, /id="name-error"/],
      [{ name: '<b>x', key: 'LONG', description: 'y'.repeat(4001) }, /id="description-error"/],
    ] as const) {
      const answer = await app.post(create, ada, { description: '', ...fields });
      assert.equal(answer.status, 422);
      const text = await answer.text();
      assert.match(text, expected);
      assert.ok(fields.name.trim() === '' || text.includes('value="&lt;b&gt;x"'));
      assert.match(text, /role="alert"/);
    }
  });

  test('takes the token of a page of ours (security rule 7)', async () => {
    const answer = await app.post(create, ada, { name: 'X', key: 'X', csrf_token: 'guessed' });
    assert.equal(answer.status, 403);
    assert.equal(await app.wiki.spaces.find(ada, 'X'), undefined);
  });
});

suite('the permissions of a space', async () => {
  const app = await startWikiPages();
  after(() => app.close());
  const ada = await app.person('ada');
  const lin = await app.person('lin');
  const space = await app.space(ada, 'DOC');
  await app.grant(space, 'user', lin.id, 'edit');
  const path = '/spaces/DOC/permissions';
  const anonymous = { kind: 'anonymous', name: '' };
  const heldBy = async (person: typeof ada) =>
    roleOf((await app.wiki.spaces.permissionsIn(person, [space.id])).get(space.id) ?? []);

  test('are for those who administer it', async () => {
    assert.equal((await app.get(path, ada)).status, 200);
    assert.equal((await app.get(path, lin)).status, 403);
    assert.equal((await app.get(path)).status, 303);
    const mia = await app.person('mia');
    assert.equal((await app.get(path, mia)).status, 404);
    const answer = await app.post(path, lin, { kind: 'user', name: 'lin', permission: 'administer' });
    assert.equal(answer.status, 403);
    assert.equal(await heldBy(lin), 'edit');
  });

  test('let anonymous readers in once that was confirmed, and out at once', async () => {
    const asked = await app.post(path, ada, { ...anonymous, permission: 'view' });
    assert.equal(asked.status, 200);
    assert.match(await asked.text(), /Everybody who can reach this site can read all pages of Space DOC/);
    assert.equal(await app.wiki.spaces.find(undefined, 'DOC'), undefined);

    const confirmed = await app.post(path, ada, { ...anonymous, permission: 'view', confirmed: 'true' });
    assert.equal(confirmed.status, 303);
    assert.equal(confirmed.headers.get('location'), path);
    assert.ok(await app.wiki.spaces.find(undefined, 'DOC'));
    assert.match(await (await app.get(path, ada)).text(), /End anonymous reading/);

    assert.equal((await app.post(path, ada, { ...anonymous, permission: 'none' })).status, 303);
    assert.equal(await app.wiki.spaces.find(undefined, 'DOC'), undefined);
  });

  test('let nobody who is anonymous do more than view', async () => {
    for (const permission of ['edit', 'administer']) {
      const answer = await app.post(path, ada, { ...anonymous, permission, confirmed: 'true' });
      assert.equal(answer.status, 400);
    }
    assert.equal(await app.wiki.spaces.find(undefined, 'DOC'), undefined);
  });

  test('are given to people and groups by name, raised and lowered', async () => {
    const max = await app.person('max', ['divers']);
    await app.post(path, ada, { kind: 'user', name: ' Max ', permission: 'edit' });
    assert.equal(await heldBy(max), 'edit');
    await app.post(path, ada, { kind: 'user', name: 'max', permission: 'view' });
    assert.equal(await heldBy(max), 'view');
    await app.post(path, ada, { kind: 'group', name: 'divers', permission: 'edit' });
    assert.equal(await heldBy(max), 'edit');
    await app.post(path, ada, { kind: 'group', name: 'divers', permission: 'none' });
    await app.post(path, ada, { kind: 'user', name: 'max', permission: 'none' });
    assert.equal(await heldBy(max), undefined);
  });

  test('say when there is nobody of that name', async () => {
    for (const [kind, name, expected] of [
      ['user', 'no<b>body', /Nobody is called no&lt;b&gt;body/],
      ['group', 'nowhere', /There is no group called nowhere/],
      ['group', '  ', /Enter the name of a group, or a username/],
    ] as const) {
      const answer = await app.post(path, ada, { kind, name, permission: 'view' });
      assert.equal(answer.status, 422);
      assert.match(await answer.text(), expected);
    }
  });

  test('are taken from an administrator only after asking, and from oneself with a warning', async () => {
    const zoe = await app.person('zoe');
    await app.post(path, ada, { kind: 'user', name: 'zoe', permission: 'administer' });
    const change = { kind: 'user', name: 'zoe', permission: 'none' };
    const asked = await (await app.post(path, ada, change)).text();
    assert.match(asked, /zoe full name can no longer see Space DOC/);
    assert.doesNotMatch(asked, /This is you/);
    assert.equal(await heldBy(zoe), 'administer');
    assert.match(await (await app.post(path, zoe, change)).text(), /This is you/);
    const left = await app.post(path, zoe, { ...change, confirmed: 'true' });
    assert.equal(left.headers.get('location'), '/');
    assert.equal(await heldBy(zoe), undefined);
  });

  test('are changed by forms of the page alone (security rule 7)', async () => {
    const answer = await app.post(path, ada, { ...anonymous, permission: 'view', confirmed: 'true', csrf_token: '' });
    assert.equal(answer.status, 403);
    for (const fields of [
      {},
      { kind: 'user', name: 'lin', permission: 'own' },
      { kind: 'role', name: 'lin', permission: 'view' },
    ]) {
      assert.equal((await app.post(path, ada, { ...fields })).status, 400);
    }
  });
});
