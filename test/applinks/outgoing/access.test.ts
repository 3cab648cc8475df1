/**
 * The token of a connected account: renewed ahead of its end by exactly one caller over several processes, stored before it is used; what the provider
 * refuses marks the account; what it gave is found nowhere but under its key.
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { after, before, beforeEach, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { accountStore } from '../../../src/applinks/outgoing/account-store.ts';
import { systemOrigin } from '../../../src/audit/origin.ts';
import type { DatabaseLocation } from '../../../src/database/open.ts';
import { createKeyring } from '../../../src/foundation/keyring.ts';
import { systemRandom } from '../../../src/foundation/random.ts';
import { eachDatabase } from '../../support/databases.ts';
import { type ForeignProvider, startForeignProvider } from '../../support/foreign-provider.ts';
import { outgoingRoom, testKey } from './room.ts';

export interface AccessOrder {
  readonly location: DatabaseLocation;
  readonly linkId: number;
  readonly userId: number;
  readonly callers: number;
  readonly now: number;
}

const hour = 3_600_000;

suite('the token of a connected account', () => {
  let provider: ForeignProvider;
  before(async () => {
    provider = await startForeignProvider();
  });
  after(() => provider.close());
  beforeEach(() => {
    provider.answer('/token', undefined);
    provider.answer('/revoke', undefined);
    provider.setLife(3600);
    provider.setRefresh(true);
    provider.setDelay(0);
  });

  const refreshes = () => provider.tokenRequests.filter(({ grant_type }) => grant_type === 'refresh_token').length;

  eachDatabase((_engine, open) => {
    async function start() {
      const { database, location } = await open();
      const room = outgoingRoom(database);
      const userId = await room.person('uma');
      const link = await room.link(provider.issuer);
      await room.connect(link, userId);
      const token = async (rejected?: string) => {
        const outcome = await room.outgoing.accessTokenFor(link.id, { userId }, rejected);
        return outcome.kind === 'token' ? outcome.accessToken : outcome.reason;
      };
      return { ...room, database, userId, link, location, token };
    }

    test('is the stored one, as long as it is good', async () => {
      const { clock, token } = await start();
      const [first, count] = [await token(), refreshes()];
      assert.ok(provider.accepts(first));
      clock.pass(hour - 121_000);
      assert.equal(await token(), first);
      assert.equal(refreshes(), count);
    });

    test('is renewed ahead of its end, and the new one is stored before it is used', async () => {
      const { clock, token, row, link, userId } = await start();
      const [first, count] = [await token(), refreshes()];
      clock.pass(hour - 119_000);
      const second = await token();
      assert.notEqual(second, first);
      assert.equal(refreshes(), count + 1);
      assert.equal((await row(link, userId))?.generation, 1);
      assert.equal(await token(), second);
      assert.equal(refreshes(), count + 1);
    });

    for (const [what, passed] of [
      ['shortly before the end', hour - 60_000],
      ['long after it', 5 * hour],
    ] as const) {
      test(`is renewed by one of many callers, on two connections, ${what}`, async () => {
        const { clock, location, link, userId, outgoing } = await start();
        const other = outgoingRoom((await open(location)).database, { clock }).outgoing;
        provider.setDelay(150);
        clock.pass(passed);
        const count = refreshes();
        const outcomes = await Promise.all(
          Array.from({ length: 32 }, (_, index) => (index % 2 === 0 ? outgoing : other).accessTokenFor(link.id, { userId })),
        );
        assert.equal(refreshes(), count + 1);
        const tokens = new Set(outcomes.map((outcome) => (outcome.kind === 'token' ? outcome.accessToken : outcome.reason)));
        assert.equal(tokens.size, 1, [...tokens].join());
        assert.ok(provider.accepts([...tokens][0] ?? ''));
      });
    }

    test('is renewed by one caller over several processes', async (context) => {
      const { clock, location, link, userId } = await start();
      clock.pass(2 * hour);
      provider.setDelay(150);
      const order: AccessOrder = { location, linkId: link.id, userId, callers: 16, now: clock.now() };
      const children = [1, 2, 3].map(() =>
        fork(fileURLToPath(new URL('./access-child.ts', import.meta.url)), [JSON.stringify(order)]),
      );
      context.after(() => children.map((child) => child.kill('SIGKILL')));
      await Promise.all(children.map((child) => once(child, 'message')));
      const count = refreshes();
      const answers = await Promise.all(
        children.map(async (child) => {
          child.send('now');
          const [tokens] = await once(child, 'message');
          return tokens as readonly string[]; // What the child's last line sends.
        }),
      );
      assert.equal(refreshes(), count + 1);
      assert.deepEqual(
        answers.map(({ length }) => length),
        [16, 16, 16],
      );
      assert.equal(new Set(answers.flat()).size, 1);
      assert.ok(provider.accepts(answers[0]?.[0] ?? ''));
    });

    test('is renewed when the other side did not accept it, once for all who were refused', async () => {
      const { token } = await start();
      const first = await token();
      const count = refreshes();
      const tokens = await Promise.all(Array.from({ length: 8 }, () => token(first)));
      assert.equal(refreshes(), count + 1);
      assert.equal(new Set(tokens).size, 1);
      assert.notEqual(tokens[0], first);
      // Whoever comes late with the old one gets what is there.
      assert.equal(await token(first), tokens[0]);
      assert.equal(refreshes(), count + 1);
    });

    test('whose lease nobody gives back is renewed by whoever watched it long enough', async () => {
      const { clock, database, link, token } = await start();
      clock.pass(2 * hour);
      // As a process leaves it that was killed while it asked.
      await database.write((queries) =>
        queries
          .updateTable('outgoing_account')
          .set({ refresh_lease: 'a process that died' })
          .where('link_id', '=', link.id)
          .execute(),
      );
      const started = performance.now();
      const count = refreshes();
      const tokens = await Promise.all([token(), token(), token()]);
      assert.equal(refreshes(), count + 1);
      assert.equal(new Set(tokens).size, 1);
      assert.ok(provider.accepts(tokens[0]));
      assert.ok(performance.now() - started >= 10_000);
    });

    test('keeps its refresh token where the provider gives no new one (RFC 6749 §6)', async () => {
      const { clock, token } = await start();
      provider.answer('/token', { body: { access_token: 'foreign-at-renewed', token_type: 'bearer', expires_in: 3600 } });
      clock.pass(2 * hour);
      assert.equal(await token(), 'foreign-at-renewed');
      const [first] = provider.tokenRequests.slice(-1);
      clock.pass(2 * hour);
      await token();
      assert.equal(provider.tokenRequests.at(-1)?.refresh_token, first?.refresh_token);
    });

    test('is gone when the provider refuses to renew it: the account is marked once, its owner told, its tokens deleted', async () => {
      const { clock, token, refused, row, link, userId, events, outgoing } = await start();
      provider.revokeAll();
      clock.pass(2 * hour);
      assert.deepEqual(await Promise.all([token(), token(), token()]), ['connect-again', 'connect-again', 'connect-again']);
      assert.deepEqual(
        refused.map(({ owner, problem }) => [owner, problem]),
        [[{ userId }, 'refused']],
      );
      const stored = await row(link, userId);
      assert.deepEqual(
        [stored?.access_token_encrypted, stored?.refresh_token_encrypted, stored?.problem],
        [null, null, 'refused'],
      );
      assert.equal((await events()).filter(({ kind }) => kind === 'outgoing-link.refused').length, 1);
      const [account] = await outgoing.accountsOfUser(userId);
      assert.equal(account?.problem, 'refused');
    });

    test('that is not accepted and cannot be renewed has to be connected again, and works after that', async () => {
      provider.setRefresh(false);
      const { token, connect, link, userId, refused } = await start();
      const first = await token();
      assert.equal(await token(first), 'connect-again');
      assert.equal(refused.length, 1);
      await connect(link, userId);
      assert.ok(provider.accepts(await token()));
    });

    test('without an end and without a refresh token goes on for ever', async () => {
      provider.setRefresh(false);
      provider.setLife(undefined);
      const { clock, token } = await start();
      clock.pass(10_000 * hour);
      assert.ok(provider.accepts(await token()));
    });

    test('is the old one while the provider does not answer, until its end; then it is unavailable, and the provider is left alone for a while', async () => {
      const { clock, token, refused } = await start();
      const first = await token();
      provider.answer('/token', { status: 503, body: 'down' });
      const count = refreshes();
      clock.pass(hour - 60_000);
      assert.deepEqual(await Promise.all([token(), token()]), [first, first]);
      assert.equal(refreshes(), count + 1);
      clock.pass(120_000);
      assert.deepEqual(await Promise.all([token(), token()]), ['unavailable', 'unavailable']);
      assert.equal(await token(), 'unavailable');
      assert.equal(refreshes(), count + 2);
      provider.answer('/token', undefined);
      clock.pass(31_000);
      assert.ok(provider.accepts(await token()));
      assert.deepEqual(refused, []);
    });

    test('is not asked for again by a caller who looked before another one asked in vain', async () => {
      const { clock, database, link, userId } = await start();
      const accounts = accountStore({
        database,
        clock,
        keyring: createKeyring([testKey], systemRandom()),
        random: systemRandom(),
        onRefused: [],
      });
      clock.pass(2 * hour);
      const [early, late] = [await accounts.held(link, { userId }), await accounts.held(link, { userId })];
      assert.ok(early && late);
      const lease = await accounts.takeLease(early);
      assert.ok(lease);
      await accounts.giveBack(early.id, lease, clock.now() + 30_000);
      assert.equal(await accounts.takeLease(late), undefined);
      const now = await accounts.held(link, { userId });
      assert.ok(now && (await accounts.takeLease(now)));
    });

    test('waits for an administrator when the link’s own secret is refused, and comes back when it was mended', async () => {
      const { clock, token, refused, outgoing, link, inputFor, row, userId } = await start();
      provider.answer('/token', { status: 401, body: { error: 'invalid_client' } });
      clock.pass(2 * hour);
      assert.equal(await token(), 'client-refused');
      assert.equal(refused[0]?.problem, 'client-refused');
      assert.notEqual((await row(link, userId))?.refresh_token_encrypted, null);
      provider.answer('/token', undefined);
      const mended = inputFor(provider.issuer, { name: link.name, clientSecret: 'another secret' });
      assert.equal((await outgoing.update(link, mended, systemOrigin)).kind, 'saved');
      assert.ok(provider.accepts(await token()));
      assert.equal(provider.tokenRequests.at(-1)?.client_secret, 'another secret');
    });

    test('that comes when its account was disconnected meanwhile is ended over there and stored nowhere', async () => {
      const { clock, token, outgoing, link, userId, row } = await start();
      clock.pass(2 * hour);
      const { length } = provider.revoked;
      provider.setDelay(300);
      const asked = token();
      await new Promise((done) => setTimeout(done, 150));
      await outgoing.disconnect(link, { userId }, systemOrigin);
      assert.equal(await asked, 'not-connected');
      assert.equal(await row(link, userId), undefined);
      // The one that was held, and the one that came.
      const ended = provider.revoked.slice(length);
      assert.equal(new Set(ended).size, 2, ended.join());
      for (const each of ended) assert.match(each, /^foreign-rt-/);
    });

    test('does not open under another key, for another owner or at another link', async () => {
      const { database, location, clock, link, userId, person } = await start();
      const eve = await person('eve');
      await database.write((queries) =>
        queries
          .updateTable('outgoing_account')
          .set({ owner: `user:${eve}`, user_id: eve })
          .where('user_id', '=', userId)
          .execute(),
      );
      const room = outgoingRoom(database, { clock });
      const copied = await room.outgoing.accessTokenFor(link.id, { userId: eve });
      assert.deepEqual(copied, { kind: 'none', reason: 'connect-again' });
      assert.deepEqual(
        room.refused.map(({ problem }) => problem),
        ['unreadable'],
      );
      const otherKey = outgoingRoom((await open(location)).database, { clock, key: Buffer.alloc(32, 9) });
      assert.equal((await otherKey.outgoing.accessTokenFor(link.id, { userId: eve })).kind, 'none');
    });

    test('is nobody’s without an account, without a link, or while the person’s own account is disabled', async () => {
      const { database, outgoing, link, userId, person, token } = await start();
      const nils = await person('nils');
      assert.deepEqual(await outgoing.accessTokenFor(link.id, { userId: nils }), { kind: 'none', reason: 'not-connected' });
      assert.deepEqual(await outgoing.accessTokenFor(link.id, 'system'), { kind: 'none', reason: 'not-connected' });
      assert.deepEqual(await outgoing.accessTokenFor(999, 'system'), { kind: 'none', reason: 'unknown-link' });
      await database.write((queries) =>
        queries.updateTable('user_account').set({ disabled_at: 1 }).where('id', '=', userId).execute(),
      );
      assert.equal(await token(), 'not-connected');
    });
  });
});
