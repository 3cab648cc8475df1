/** The queries that clients send are taken, on both databases (contract §3.3). */
import { before, suite, test } from 'node:test';
import { eachDatabase } from '../../support/databases.ts';
import { type SearchRoom, searchRoom } from './room.ts';

suite('queries of clients', () => {
  eachDatabase((_engine, open) => {
    let room: SearchRoom;
    before(async () => {
      room = await searchRoom(open);
    });

    test('takes every query that clients send', async () => {
      const { ada, admin, find, finds } = room;
      const sent = [
        'type=page',
        'space=DOC and type=page',
        'space="DOC"',
        'title = "T" AND space = "DOC"',
        'text ~ "foo"',
        'siteSearch ~ "foo"',
        'type=page AND label="l"',
        'label = "x" AND type = "page"',
        'type=space AND title ~ "doc"',
        'ancestor=65537',
        'type=page AND ancestor=65537',
        'parent=65537 AND space="DOC"',
        'id in (1,2,3)',
        'type IN (page, blogpost, comment, attachment)',
        `space in ('A','B') AND type=page AND lastmodified >= "2026-01-02 10:00" order by lastmodified asc`,
        'lastmodified >= "2026/01/01 00:00" AND lastmodified <= "2026/12/31 00:00"',
        'creator=currentUser()',
        'contributor = currentUser() order by lastmodified desc',
        'user.fullname~"Jane Doe"',
        'space.type=personal',
        'created > now("-4w")',
        'watcher = currentUser()',
        '(type=page and space=DEV) OR (creator=admin and type=blogpost)',
      ];
      for (const cql of sent) {
        await find(ada, cql);
        await find(undefined, cql);
        await find(admin, cql, { kinds: ['content'] });
      }
      await finds('(type=page and space=DOC and title ~ guide) OR (creator=bob and type=blogpost)', ['River guide']);
    });
  });
});
