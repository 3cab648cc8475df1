/** Another username: the account, what it may do and what acts for it go on, and what names it follows. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import { isRefusal } from '../../src/wiki/refusals.ts';
import { followUsername } from '../../src/wiki/user-references.ts';
import { eachDatabase } from '../support/databases.ts';
import { startWeir } from '../support/weir.ts';
import { testWiki } from '../support/wiki.ts';
import { newUser, password, room } from './room.ts';

suite('a user who is renamed', () => {
  eachDatabase((engine, open) => {
    test('logs in by the new name, in any case, and not by the old one, which is free', async () => {
      const { users, user, signIn } = room((await open()).database);
      const { id } = await user('lin');
      const renamed = await users.updateProfile(id, { username: 'Linh' }, systemOrigin);
      assert(renamed.outcome === 'done');
      assert.equal(renamed.user.username, 'Linh');
      assert.equal(renamed.user.email, 'uma@example.org');
      assert.equal((await signIn.verify('LINH', password, systemOrigin)).outcome, 'verified');
      assert.equal((await signIn.verify('lin', password, systemOrigin)).outcome, 'wrong');
      assert.equal((await user('lin')).username, 'lin');
    });

    test('gets no name that somebody has, in whatever case, nor one that nobody may have', async () => {
      const { users, user } = room((await open()).database);
      const { id } = await user('lin');
      await user('uma');
      for (const [username, reason] of [
        ['UMA', 'username-taken'],
        ['', 'username-missing'],
        ['u ma', 'username-characters'],
        ['system', 'username-reserved'],
        ['x'.repeat(101), 'username-too-long'],
      ] as const) {
        const outcome = await users.updateProfile(id, { username, fullName: 'Somebody Else' }, systemOrigin);
        assert.deepEqual(outcome.outcome === 'refused' && outcome.problems, [{ field: 'username', reason }], username);
      }
      const after = await users.byId(id);
      assert.equal(after?.username, 'lin');
      assert.equal(after?.fullName, 'Uma User');
    });

    test('may be written otherwise in upper and lower case', async () => {
      const { users, user } = room((await open()).database);
      const { id } = await user('lin');
      assert.equal((await users.updateProfile(id, { username: 'LIN' }, systemOrigin)).outcome, 'done');
      assert.equal((await users.byUsername('lin'))?.username, 'LIN');
    });

    test('of many who want one name at once, one has it', async () => {
      const { users, user } = room((await open()).database);
      const people = [];
      for (let at = 0; at < 8; at += 1) people.push(await user(`person-${at}`));
      const outcomes = await Promise.all([
        ...people.map(({ id }) => users.updateProfile(id, { username: 'Wanted' }, systemOrigin)),
        users.create(newUser('wanted'), systemOrigin),
      ]);
      assert.equal(outcomes.filter(({ outcome }) => outcome === 'done').length, 1);
      for (const outcome of outcomes) {
        if (outcome.outcome !== 'done')
          assert.deepEqual(outcome, { outcome: 'refused', problems: [{ field: 'username', reason: 'username-taken' }] });
      }
    });

    test('of many who rename one person at once, each finds in the record what the one before left', async () => {
      const { users, user, audit } = room((await open()).database);
      const { id, userKey } = await user('lin');
      await Promise.all(['a', 'b', 'c', 'd'].map((username) => users.updateProfile(id, { username }, systemOrigin)));
      const events = (await audit.list({ object: { type: 'user', id: userKey }, limit: 10 }))
        .filter(({ kind }) => kind === 'user.renamed')
        .map(({ changes }) => changes.map(({ oldValue, newValue }) => [oldValue, newValue]));
      assert.equal(events.length, 4);
      const chain = events.flat().reverse();
      assert.equal(chain[0]?.[0], 'lin');
      for (let at = 1; at < chain.length; at += 1) assert.equal(chain[at]?.[0], chain[at - 1]?.[1]);
      assert.equal((await users.byId(id))?.username, chain.at(-1)?.[1]);
    });

    test('is meant by what mentioned them, and whoever is called so later is not', async () => {
      const { database } = await open();
      const { wiki, person, space, page } = await testWiki(database);
      const { users } = room(database, [], [followUsername(database)]);
      const [lin, uma] = [await person('Lin'), await person('uma')];
      await space(uma, 'OPS', { open: true });
      const body =
        '<p><ac:link><ri:user ri:username="lin"/></ac:link> &amp; <ac:link><ri:user  ri:username=\'uma\' /></ac:link></p>' +
        '<ac:structured-macro ac:name="profile"><ac:parameter ac:name="user">LIN</ac:parameter></ac:structured-macro>';
      const named = await page(uma, 'OPS', 'Crew', { body });
      const template = await wiki.templates.create(
        { person: uma, isAdministrator: true, origin: systemOrigin },
        { spaceKey: undefined, name: 'T', description: '', body, labels: [] },
      );
      assert(!isRefusal(template));
      assert.equal((await users.updateProfile(lin.id, { username: 'linh' }, systemOrigin)).outcome, 'done');
      const rewritten =
        `<p><ac:link><ri:user ri:userkey="${lin.userKey}"/></ac:link> &amp; <ac:link><ri:user  ri:username='uma' /></ac:link></p>` +
        `<ac:structured-macro ac:name="profile"><ac:parameter ac:name="user"><ri:user ri:userkey="${lin.userKey}"/></ac:parameter></ac:structured-macro>`;
      assert.equal((await wiki.versions.bodies(uma, [named])).get(named), rewritten);
      assert.equal((await wiki.templates.find(uma, template.id))?.body, rewritten);
      const other = await person('lin');
      const mentioning = async (cql: string) => {
        const found = await wiki.search.find(uma, { cql, kinds: ['content'] }, { start: 0, limit: 10 });
        assert(!('problem' in found), JSON.stringify(found));
        return found.results.length;
      };
      assert.equal(await mentioning('mention = linh'), 1);
      assert.equal(await mentioning(`mention = ${other.userKey}`), 0);
    });

    test('keeps sessions, tokens, what they allowed to applications, their groups and their space', async () => {
      const weir = await startWeir({ engine });
      try {
        const lin = await weir.user('lin');
        const [visitor, link] = [await weir.signedIn(lin), await weir.link()];
        const { access_token } = await weir.tokensFor(lin, link, { scope: 'ADMIN' });
        const { wiki, users } = weir.rooms;
        const personal = await wiki.spaces.create(lin.person, { key: '~lin', name: 'Mine' }, systemOrigin);
        assert(!isRefusal(personal));
        assert.equal((await users.updateProfile(lin.person.id, { username: 'linh' }, systemOrigin)).outcome, 'done');
        assert.equal((await visitor.request('/users/viewmyprofile.action')).status, 200);
        const me = await weir.call(access_token, '/rest/api/user/current');
        assert.equal(JSON.parse(await me.text()).username, 'linh');
        const kept = await weir.call(access_token, '/rest/api/space/~lin');
        assert.equal(kept.status, 200);
        const changed = await weir.call(access_token, '/rest/api/space/~lin', {
          method: 'PUT',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ name: 'Still mine' }),
        });
        assert.equal(changed.status, 200);
      } finally {
        await weir.stop();
      }
    });
  });
});
