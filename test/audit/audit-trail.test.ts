/** The audit trail: written in the transaction of the change (security rule 10: never a secret), read newest first. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type AuditEvent, appendEvent, auditStore } from '../../src/audit/audit-trail.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import { eachDatabase } from '../support/databases.ts';

function event(kind: string, id: string): AuditEvent {
  return { at: 1000, origin: systemOrigin, kind, object: { type: 'thing', id, name: `Thing ${id}` }, summary: 'Changed' };
}

suite('the audit trail', () => {
  eachDatabase((_engine, open) => {
    test('keeps an event as it was written', async () => {
      const { database } = await open();
      const origin = { actor: { userId: 7, name: 'uma' }, remoteAddress: '192.0.2.1', requestId: 'r1' };
      const changes = [{ name: 'name', oldValue: null, newValue: 'New “name”' }];
      await database.write((queries) => appendEvent(queries, { ...event('thing.made', '1'), origin, changes }));
      const [stored] = await auditStore(database).list({ limit: 10 });
      assert.deepEqual(stored, { id: stored?.id, ...event('thing.made', '1'), origin, changes });
    });

    test('has no event of a change that was taken back', async () => {
      const { database } = await open();
      const undone = database.write(async (queries) => {
        await appendEvent(queries, event('thing.made', '1'));
        throw new Error('taken back');
      });
      await assert.rejects(undone, /taken back/);
      assert.deepEqual(await auditStore(database).list({ limit: 10 }), []);
    });

    test('is read page by page, newest first, by object and by kind', async () => {
      const { database } = await open();
      await database.write(async (queries) => {
        for (const [kind, id] of [
          ['a.b', '1'],
          ['a.c', '1'],
          ['a.b', '2'],
          ['a.b', '1'],
        ] as const) {
          await appendEvent(queries, event(kind, id));
        }
      });
      const { list } = auditStore(database);
      const seen = (events: readonly { kind: string; object: { id: string } }[]) => events.map((e) => `${e.kind} ${e.object.id}`);
      const first = await list({ limit: 3 });
      assert.deepEqual(seen(first), ['a.b 1', 'a.b 2', 'a.c 1']);
      assert.deepEqual(seen(await list({ limit: 3, before: first.at(-1)?.id ?? 0 })), ['a.b 1']);
      assert.deepEqual(seen(await list({ limit: 9, object: { type: 'thing', id: '1' }, kind: 'a.b' })), ['a.b 1', 'a.b 1']);
    });
  });
});
