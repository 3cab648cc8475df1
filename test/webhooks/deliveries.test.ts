/** The table of deliveries: nothing told twice at once, nothing lost, nothing told of what did not happen. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { suite, test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import { createKeyring } from '../../src/foundation/keyring.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { startRounds } from '../../src/foundation/rounds.ts';
import type { Outbound, OutboundOutcome, OutboundRequest } from '../../src/http/outbound.ts';
import { signatureOf } from '../../src/webhooks/deliver.ts';
import { deliveriesKept } from '../../src/webhooks/deliveries.ts';
import type { WebHookInput } from '../../src/webhooks/hook-input.ts';
import { createWebHooks } from '../../src/webhooks/web-hooks.ts';
import { pauses, startDeliveries } from '../../src/webhooks/worker.ts';
import { contentEvent } from '../../src/wiki/events.ts';
import { settableClock } from '../accounts/room.ts';
import { eachDatabase } from '../support/databases.ts';
import { silentLog } from '../support/silent-log.ts';

const input: WebHookInput = {
  name: 'Chat',
  url: 'https://chat.example.org/hook',
  events: ['page_created', 'page_updated'],
  active: true,
  verifyCertificate: true,
  secret: 'a key for signing',
  credentials: null,
};

function answered(status: number): OutboundOutcome {
  return { outcome: 'answered', status, headers: {}, body: Buffer.alloc(0) };
}

suite('a delivery', () => {
  eachDatabase((_engine, open) => {
    async function start() {
      const { database } = await open();
      const clock = settableClock();
      const sent: OutboundRequest[] = [];
      let next: () => OutboundOutcome = () => answered(200);
      const outbound: Outbound = {
        async send(request) {
          sent.push(request);
          return next();
        },
      };
      const keyring = createKeyring([randomBytes(32)], systemRandom());
      let isOn = true;
      const room = createWebHooks({ database, clock, keyring, outbound, enabled: () => isOn });
      const happen = (id: number, change: 'created' | 'updated' | 'trashed' = 'created') =>
        database.write((queries) =>
          room.deliveries.announce(queries, contentEvent(change, { type: 'page', id }, { userKey: 'k' }, clock.now())),
        );
      const rows = () => database.read.selectFrom('web_hook_delivery').selectAll().orderBy('id').execute();
      const make = async (more: Partial<WebHookInput> = {}) => {
        const outcome = await room.hooks.create({ ...input, ...more }, systemOrigin);
        assert.ok(outcome.outcome === 'saved', JSON.stringify(outcome));
        return outcome.hook;
      };
      /** Claims and delivers what is due, once. */
      const round = async () => {
        const claimed = await room.deliveries.claim();
        for (const delivery of claimed) {
          const came = await room.deliver(delivery);
          const pause = pauses[delivery.attempts - 1];
          const again = came.outcome === 'SUCCESS' || pause === undefined ? null : clock.now() + pause;
          await room.deliveries.finish(delivery, { ...came, again });
        }
        return claimed.length;
      };
      const switchAll = (on: boolean) => {
        isOn = on;
      };
      return { ...room, database, clock, sent, happen, rows, make, round, switchAll, answer: (how: typeof next) => (next = how) };
    }

    test('is written for each active web hook of the event, and for no other', async () => {
      const { make, happen, rows } = await start();
      const [chat] = [await make(), await make({ events: ['page_trashed'] }), await make({ active: false })];
      await happen(7);
      await happen(7, 'trashed');
      const [created, trashed, ...more] = await rows();
      assert.deepEqual([created?.hook_id, created?.event, trashed?.event, more], [chat?.id, 'page_created', 'page_trashed', []]);
      assert.deepEqual(Object.keys(JSON.parse(created?.body ?? '')), ['timestamp', 'event', 'userKey', 'page']);
      assert.deepEqual(JSON.parse(created?.body ?? '').page, { id: 7 });
    });

    test('is neither written nor claimed while web hooks are off: what happened then is not told of later', async () => {
      const { make, happen, rows, round, switchAll } = await start();
      await make();
      await happen(1);
      switchAll(false);
      await happen(2);
      assert.equal(await round(), 0);
      switchAll(true);
      assert.equal(await round(), 1);
      assert.equal((await rows()).length, 1);
    });

    test('is not there when what it tells of was taken back', async () => {
      const { database, deliveries, make, clock, rows } = await start();
      await make();
      const event = contentEvent('created', { type: 'page', id: 1 }, { userKey: 'k' }, clock.now());
      await assert.rejects(
        database.write(async (queries) => {
          await deliveries.announce(queries, event);
          throw new Error('changed my mind');
        }),
        /changed my mind/,
      );
      assert.deepEqual(await rows(), []);
    });

    test('carries the body exactly as it was signed', async () => {
      const { make, happen, sent, round } = await start();
      await make({ credentials: { username: 'weir', password: 'pass:word' } });
      await happen(7);
      await round();
      const [request] = sent;
      assert.equal(request?.url, input.url);
      assert.equal(request?.headers?.['X-Hub-Signature'], signatureOf(request?.body ?? '', 'a key for signing'));
      assert.equal(request?.headers?.['X-Event-Key'], 'page_created');
      assert.equal(request?.headers?.Authorization, `Basic ${Buffer.from('weir:pass:word').toString('base64')}`);
    });

    test('is claimed by one of many who look at the same time', async () => {
      const { make, happen, deliveries } = await start();
      await make();
      await make({ name: 'Another' });
      for (let id = 1; id <= 2; id++) await happen(id);
      const claims = await Promise.all(Array.from({ length: 8 }, () => deliveries.claim()));
      const ids = claims.flat().map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length);
      assert.equal(ids.length, 4);
    });

    test('is claimed again when who claimed it died, and then ends for the new one alone', async () => {
      const { make, happen, deliveries, clock, rows } = await start();
      await make();
      await happen(1);
      const [dead] = await deliveries.claim();
      assert.deepEqual(await deliveries.claim(), []);
      clock.pass(30_001);
      const [alive] = await deliveries.claim();
      assert.ok(dead && alive && dead.id === alive.id);
      await deliveries.finish(dead, { outcome: 'ERROR', description: 'late', again: null });
      assert.equal((await rows())[0]?.outcome, null);
      await deliveries.finish(alive, { outcome: 'SUCCESS', description: 'ok', again: null });
      assert.deepEqual(
        (await rows()).map(({ outcome, due_at }) => [outcome, due_at]),
        [['SUCCESS', null]],
      );
    });

    test('is tried again after pauses that grow, and given up in the end', async () => {
      const { make, happen, answer, round, clock, sent, rows } = await start();
      await make();
      answer(() => answered(500));
      await happen(1);
      assert.equal(await round(), 1);
      for (const pause of pauses) {
        clock.pass(pause - 1);
        assert.equal(await round(), 0);
        clock.pass(1);
        assert.equal(await round(), 1);
      }
      clock.pass(deliveriesKept / 2);
      assert.equal(await round(), 0);
      assert.equal(sent.length, pauses.length + 1);
      const [row] = await rows();
      assert.deepEqual([row?.outcome, row?.description, row?.due_at], ['FAILURE', 'Answered with 500.', null]);
      assert.ok(pauses.every((pause, index) => index === 0 || pause > (pauses[index - 1] ?? 0)));
    });

    test('that came through ends, and counts tell what came of which', async () => {
      const { make, happen, answer, round, deliveries, clock } = await start();
      const hook = await make();
      for (const [id, outcome] of [
        [1, answered(204)],
        [2, answered(302)],
        [3, { outcome: 'failed', reason: 'secret details of the network' }],
      ] as const) {
        answer(() => outcome);
        await happen(id);
        await round();
        clock.pass(1);
      }
      assert.deepEqual((await deliveries.counts([hook.id])).get(hook.id), { successes: 1, failures: 1, errors: 1 });
      assert.equal((await deliveries.counts([hook.id], 'page_updated')).size, 0);
      const latest = await deliveries.latest(hook.id, {});
      assert.deepEqual([latest?.outcome, latest?.description], ['ERROR', 'The address could not be reached.']);
      assert.equal((await deliveries.latest(hook.id, { outcomes: ['SUCCESS'] }))?.description, 'Answered with 204.');
      assert.equal(await deliveries.latest(hook.id, { event: 'page_updated' }), undefined);
    });

    test('to one receiver does not keep the others waiting', async () => {
      const { make, happen, deliveries } = await start();
      const busy = await make();
      for (let id = 1; id <= 20; id++) await happen(id);
      const other = await make({ name: 'Other' });
      await happen(21);
      const claimed = await deliveries.claim();
      assert.ok(claimed.some(({ hook }) => hook.id === other.id));
      assert.equal(claimed.filter(({ hook }) => hook.id === busy.id).length, 3);
    });

    test('waits while its web hook is switched off, and is gone with it', async () => {
      const { make, happen, deliveries, hooks, rows } = await start();
      const hook = await make();
      await happen(1);
      await hooks.update(hook.id, { ...input, active: false, secret: undefined }, systemOrigin);
      assert.deepEqual(await deliveries.claim(), []);
      await hooks.update(hook.id, { ...input, secret: undefined }, systemOrigin);
      assert.equal((await deliveries.claim()).length, 1);
      await hooks.remove(hook.id, systemOrigin);
      assert.deepEqual(await rows(), []);
    });

    test('is kept for a week', async () => {
      const { make, happen, deliveries, clock } = await start();
      await make();
      await happen(1);
      clock.pass(deliveriesKept + 1);
      await happen(2);
      assert.equal(await deliveries.prune(10), 1);
      assert.equal(await deliveries.prune(10), 0);
    });

    test('is made by the worker beside everything else', async () => {
      const { make, happen, deliveries, deliver, clock, rows } = await start();
      await make();
      for (let id = 1; id <= 5; id++) await happen(id);
      const worker = startDeliveries({ deliveries, deliver, clock, log: silentLog, startRounds });
      for (let tries = 0; tries < 100 && !(await rows()).every(({ outcome }) => outcome === 'SUCCESS'); tries++) {
        await new Promise((done) => setTimeout(done, 50));
      }
      await worker.stop();
      assert.ok((await rows()).every(({ outcome }) => outcome === 'SUCCESS'));
    });

    test('needs no secret in the clear: neither key nor password is in the tables or the audit trail', async () => {
      const { database, make } = await start();
      await make({ credentials: { username: 'weir', password: 'not to be read' } });
      const tables = [
        await database.read.selectFrom('web_hook').selectAll().execute(),
        await database.read.selectFrom('audit_event').selectAll().execute(),
      ];
      assert.ok(!/a key for signing|not to be read/.test(JSON.stringify(tables)));
    });
  });
});
