/** Pending edits under parallel writers, on both databases: one wins, nobody's text is lost, nothing is half published. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isRefusal } from '../../src/wiki/refusals.ts';
import { eachDatabase } from '../support/databases.ts';
import { done, testWiki } from '../support/wiki.ts';

suite('a pending edit', () => {
  eachDatabase((_engine, open) => {
    test('of several people who publish theirs at once, one becomes the version and the others are kept', async () => {
      const app = await testWiki((await open()).database);
      const { wiki } = app;
      const people = await Promise.all(['ada', 'lin', 'omar', 'ria'].map((name) => app.person(name)));
      const [ada] = people;
      assert.ok(ada);
      await app.space(ada, 'DOC', { open: true });
      const { id } = await app.page(ada, 'DOC', 'Busy');
      for (const person of people) done(await wiki.saveEdit(person, { id, body: `<p>${person.username}</p>` }));
      const outcomes = await Promise.all(people.map((person) => wiki.publishEdit(person, { id, number: 2 })));
      const winner = outcomes.findIndex((outcome) => !isRefusal(outcome));
      assert.equal(outcomes.filter((outcome) => !isRefusal(outcome)).length, 1);
      for (const [index, person] of people.entries()) {
        const kept = await wiki.pendingEdit(person, id);
        assert.equal(kept === undefined, index === winner, person.username);
        if (kept === undefined) continue;
        assert.deepEqual(outcomes[index], { refused: 'version-conflict', current: 2 });
        assert.equal((await wiki.versions.bodies(person, [kept])).get(kept), `<p>${person.username}</p>`);
      }
      const content = await wiki.content.find(ada, id);
      assert.ok(content);
      assert.equal(content.version.number, 2);
      assert.equal((await wiki.versions.bodies(ada, [content])).get(content), `<p>${people[winner]?.username}</p>`);
    });

    test('is written by two windows of one person at once without a failure', async () => {
      const app = await testWiki((await open()).database);
      const ada = await app.person('ada');
      await app.space(ada, 'DOC');
      const { id } = await app.page(ada, 'DOC', 'Twice');
      const saves = Array.from({ length: 8 }, (_, index) => app.wiki.saveEdit(ada, { id, body: `<p>${index}</p>` }));
      for (const saved of await Promise.all(saves)) done(saved);
      const rows = await app.database.read.selectFrom('content_edit').selectAll().execute();
      assert.equal(rows.length, 1);
    });

    test('a comment on a passage and a version that are written at once leave the marker and what is said of it in agreement', async () => {
      const app = await testWiki((await open()).database);
      const { wiki } = app;
      const [ada, lin] = [await app.person('ada'), await app.person('lin')];
      await app.space(ada, 'DOC', { open: true });
      const properties = {
        originalSelection: 'gate',
        numMatches: 1,
        matchIndex: 0,
        lastFetchTime: '1',
        serializedHighlights: '[]',
      };
      for (let round = 0; round < 6; round++) {
        const { id } = await app.page(ada, 'DOC', `Race ${round}`, { body: '<p>the gate</p>' });
        const about = { containerId: id, body: '<p>hm</p>', location: 'inline', inlineProperties: properties } as const;
        const [comment] = await Promise.all([
          wiki.createComment(lin, about),
          wiki.publishVersion(ada, { id, number: 2, body: '<p>the gate, new</p>' }),
        ]);
        const details = (await wiki.comments.details(ada, [done(comment).id])).values().next().value;
        const content = await wiki.content.find(ada, id);
        assert.ok(content && details);
        const body = (await wiki.versions.bodies(ada, [content])).get(content) ?? '';
        assert.equal(
          body.includes(details.markerRef ?? '?'),
          details.resolution?.status === 'open',
          `${details.resolution?.status}: ${body}`,
        );
      }
    });
  });
});
