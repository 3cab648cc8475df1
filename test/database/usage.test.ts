/** How much Weir is used: counted in memory, added up in the rows of the day, by any number of nodes. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database } from '../../src/database/database.ts';
import { usageCounts, usageReads } from '../../src/database/usage.ts';
import { settableClock } from '../accounts/room.ts';
import { eachDatabase } from '../support/databases.ts';

const day = 24 * 3_600_000;

suite('the counts of use', () => {
  eachDatabase((_engine, open) => {
    test('are added to the rows of their day, whoever counts at the same moment', async (context) => {
      const { database, location } = await open();
      const clock = settableClock();
      const make = (on: Database) => usageCounts({ database: on, clock, onFailure: assert.fail });
      const nodes = [make(database), make((await open(location)).database)];
      context.after(() => Promise.all(nodes.map((node) => node.close())));
      for (let round = 0; round < 10; round++) {
        for (const node of nodes) {
          node.add('api-calls');
          for (const client of ['one', 'two', 'three']) node.add('calls', client);
          node.add('errors', 'two');
        }
        await Promise.all(nodes.map((node) => node.flush()));
      }
      await nextTurn();
      const reads = usageReads(database, clock);
      assert.deepEqual((await reads.lastDays(['api-calls', 'sign-ins'], '', 2)).amounts, {
        'api-calls': [0, 20],
        'sign-ins': [0, 0],
      });
      assert.deepEqual((await reads.lastDays(['calls', 'tokens', 'errors'], 'two', 1)).amounts, {
        calls: [20],
        tokens: [0],
        errors: [20],
      });
    });

    test('belong to the day on which they are written, oldest first', async () => {
      const { database } = await open();
      const clock = settableClock();
      const counts = usageCounts({ database, clock, onFailure: assert.fail });
      for (const amount of [1, 2, 3]) {
        for (let count = 0; count < amount; count++) counts.add('sign-ins');
        await counts.flush();
        clock.pass(day);
      }
      await counts.close();
      const { amounts } = await usageReads(database, clock).lastDays(['sign-ins'], '', 4);
      assert.deepEqual(amounts['sign-ins'], [1, 2, 3, 0]);
    });

    test('are kept for the next time when they cannot be written', async () => {
      const { database } = await open();
      let isDown = true;
      const write: Database['write'] = (work) => (isDown ? Promise.reject(new Error('down')) : database.write(work));
      const clock = settableClock();
      const counts = usageCounts({ database: { ...database, write }, clock, onFailure: () => {} });
      counts.add('tokens', 'one');
      await assert.rejects(counts.flush(), /down/);
      counts.add('tokens', 'one');
      isDown = false;
      await counts.close();
      assert.deepEqual((await usageReads(database, clock).lastDays(['tokens'], 'one', 1)).amounts.tokens, [2]);
    });

    test('are deleted a day at a time after two years', async () => {
      const { database } = await open();
      const clock = settableClock();
      const counts = usageCounts({ database, clock, onFailure: assert.fail });
      const reads = usageReads(database, clock);
      counts.add('tokens', 'one');
      counts.add('tokens', 'two');
      await counts.close();
      clock.pass(750 * day);
      assert.equal(await reads.prune(), 0);
      clock.pass(day);
      assert.equal(await reads.prune(), 2);
      assert.equal(await reads.prune(), 0);
    });
  });
});
