/** Sessions at rest: their value, their ends, their list (security rule 8). */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { holdSession } from '../../src/accounts/sessions.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import { eachDatabase } from '../support/databases.ts';
import { from, lives, password, type Room, room } from './room.ts';

const second = 1000;

/** The sessions' rows as they are stored. */
function stored({ database }: Room) {
  return database.read.selectFrom('session').selectAll().execute();
}

/** Waits for the note that a session was used, which no request waits for. */
async function seenAt(here: Room, expected: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    if ((await stored(here))[0]?.last_seen_at === expected) return;
    await wait(5);
  }
  assert.fail('the session was not noted as seen');
}

suite('a session', () => {
  eachDatabase((_engine, open) => {
    test('is known by 256 random bits, of which only the SHA-256 is stored', async () => {
      const here = room((await open()).database);
      await here.user('uma');
      const [one, two] = [await here.session('uma'), await here.session('uma')];
      assert.match(one, /^[A-Za-z0-9_-]{43}$/);
      assert.notEqual(one, two);
      assert(!JSON.stringify(await stored(here)).includes(one));
      assert.equal((await here.sessions.resolve(one))?.person.username, 'uma');
    });

    test('is not found by another value', async () => {
      const here = room((await open()).database);
      await here.user('uma');
      const value = await here.session('uma');
      const hash = (await stored(here))[0]?.token_hash ?? '';
      for (const other of ['', hash, `${value}x`, value.slice(1), `${value}\0`, value.toUpperCase(), 'x'.repeat(4000)]) {
        assert.equal(await here.sessions.resolve(other), undefined, other);
      }
    });

    test('that a transaction holds ends after it; one that has ended is held by nobody', async () => {
      const here = room((await open()).database);
      const { id } = await here.user('uma');
      const { publicId } = (await here.sessions.resolve(await here.session('uma'))) ?? {};
      assert(publicId !== undefined);
      const order: string[] = [];
      let ending: Promise<unknown> | undefined;
      await here.database.write(async (queries) => {
        assert.equal(await holdSession(queries, publicId, here.clock.now()), true);
        ending = here.sessions.end(id, publicId, systemOrigin).then((ended) => order.push(`ended: ${ended}`));
        // Enough for the end to come to its own write, were it not held up.
        await wait(50);
        order.push('held');
      });
      await ending;
      assert.deepEqual(order, ['held', 'ended: true']);
      assert.equal(await here.database.write((queries) => holdSession(queries, publicId, here.clock.now())), false);
    });

    test('ends after a while without a request', async () => {
      const here = room((await open()).database);
      await here.user('uma');
      const value = await here.session('uma');
      here.clock.pass(lives.sessionIdleSeconds * second - 1);
      assert.notEqual(await here.sessions.resolve(value), undefined);
      await seenAt(here, here.clock.now());
      here.clock.pass(lives.sessionIdleSeconds * second - 1);
      assert.notEqual(await here.sessions.resolve(value), undefined, 'the request before kept it alive');
      await seenAt(here, here.clock.now());
      here.clock.pass(lives.sessionIdleSeconds * second);
      assert.equal(await here.sessions.resolve(value), undefined);
    });

    test('ends at its absolute end, however busy', async () => {
      const here = room((await open()).database);
      await here.user('uma');
      const value = await here.session('uma');
      for (let passed = 0; passed < lives.sessionMaxSeconds; passed += 1800) {
        assert.notEqual(await here.sessions.resolve(value), undefined);
        await seenAt(here, here.clock.now());
        here.clock.pass(1800 * second);
      }
      assert.equal(await here.sessions.resolve(value), undefined);
    });

    test('with “Remember me” lives through both, and no longer than its own end', async () => {
      const here = room((await open()).database);
      await here.user('uma');
      const value = await here.session('uma', { remember: true });
      here.clock.pass(lives.rememberMeSeconds * second - 1);
      assert.notEqual(await here.sessions.resolve(value), undefined);
      here.clock.pass(1);
      assert.equal(await here.sessions.resolve(value), undefined);
    });

    test('is noted as seen at most once a minute', async () => {
      const here = room((await open()).database);
      await here.user('uma');
      const value = await here.session('uma');
      const started = here.clock.now();
      here.clock.pass(60 * second - 1);
      await here.sessions.resolve(value);
      await here.database.write(async () => undefined);
      assert.equal((await stored(here))[0]?.last_seen_at, started);
      here.clock.pass(1);
      await here.sessions.resolve(value);
      await seenAt(here, started + 60 * second);
    });

    test('goes on when the note that it was seen cannot be written', async () => {
      const here = room((await open()).database);
      await here.user('uma');
      const value = await here.session('uma');
      const full = { ...here.database, write: () => Promise.reject(new Error('disk full')) };
      const onFullDisk = room(full);
      onFullDisk.clock.pass(120 * second);
      assert.equal((await onFullDisk.sessions.resolve(value))?.person.username, 'uma');
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(onFullDisk.lostNotes.length, 1);
    });

    test('of the browser before ends when somebody signs in there', async () => {
      const here = room((await open()).database);
      await here.user('uma');
      const before = await here.session('uma');
      const after = await here.session('uma', { replaces: before });
      assert.equal(await here.sessions.resolve(before), undefined);
      assert.notEqual(await here.sessions.resolve(after), undefined);
    });

    test('does not start on a password that was changed meanwhile', async () => {
      const here = room((await open()).database);
      const { id } = await here.user('uma');
      const verified = await here.signIn.verify('uma', password, systemOrigin);
      assert(verified.outcome === 'verified');
      here.clock.pass(1);
      await here.users.changePassword({ userId: id, password: 'another good one', alsoApplications: false }, systemOrigin);
      const { passwordChangedAt } = verified;
      const late = {
        userId: id,
        passwordChangedAt,
        proof: 'password',
        remember: false,
        userAgent: '',
        replaces: undefined,
      } as const;
      assert.equal(await here.sessions.start(late, systemOrigin), undefined);
    });

    test('never outlives a password change that comes at the same moment', async () => {
      const here = room((await open()).database);
      const { id } = await here.user('uma');
      for (let round = 0; round < 10; round += 1) {
        const user = await here.users.byId(id);
        const passwordChangedAt = user?.passwordChangedAt ?? 0;
        here.clock.pass(1);
        const session = {
          userId: id,
          passwordChangedAt,
          proof: 'password',
          remember: false,
          userAgent: '',
          replaces: undefined,
        } as const;
        const [, ...values] = await Promise.all([
          here.users.changePassword({ userId: id, password: `another good one ${round}`, alsoApplications: false }, systemOrigin),
          ...Array.from({ length: 8 }, () => here.sessions.start(session, systemOrigin)),
        ]);
        for (const value of values) {
          if (value !== undefined) assert.equal(await here.sessions.resolve(value), undefined);
        }
      }
    });

    test('is in the list of its owner, from which each can be ended, and only by its owner', async () => {
      const here = room((await open()).database);
      const uma = await here.user('uma');
      const other = await here.user('other');
      const values = [await here.session('uma'), await here.session('uma'), await here.session('uma')];
      const foreign = await here.session('other');
      const list = await here.sessions.list(uma.id);
      assert.equal(list.length, 3);
      assert.equal(list[0]?.userAgent, 'Firefox');
      const first = (await here.sessions.resolve(values[0] ?? ''))?.publicId ?? '';
      assert.equal(await here.sessions.end(other.id, first, systemOrigin), false);
      assert.equal(await here.sessions.end(uma.id, first, from('192.0.2.1')), true);
      assert.equal(await here.sessions.resolve(values[0] ?? ''), undefined);
      const kept = (await here.sessions.resolve(values[1] ?? ''))?.publicId;
      assert.equal(await here.sessions.endOthers(uma.id, kept, systemOrigin), 1);
      assert.deepEqual(
        (await here.sessions.list(uma.id)).map(({ publicId }) => publicId),
        [kept],
      );
      assert.equal(await here.sessions.endOthers(uma.id, undefined, systemOrigin), 1);
      assert.notEqual(await here.sessions.resolve(foreign), undefined);
      assert.equal((await here.audit.list({ limit: 9, kind: 'session.ended' })).length, 3);
    });

    test('is proved again by its owner only', async () => {
      const here = room((await open()).database);
      const uma = await here.user('uma');
      const other = await here.user('other');
      const value = await here.session('uma');
      const session = await here.sessions.resolve(value);
      here.clock.pass(20 * 60 * second);
      await here.sessions.confirm(other.id, session?.publicId ?? '');
      assert.equal((await here.sessions.resolve(value))?.authenticatedAt, session?.authenticatedAt);
      await here.sessions.confirm(uma.id, session?.publicId ?? '');
      assert.equal((await here.sessions.resolve(value))?.authenticatedAt, here.clock.now());
    });

    test('that has ended is not listed, and is pruned in steps', async () => {
      const here = room((await open()).database);
      const { id } = await here.user('uma');
      for (let count = 0; count < 3; count += 1) await here.session('uma');
      await here.session('uma', { remember: true });
      assert.equal(await here.sessions.prune(10), 0);
      here.clock.pass(lives.sessionIdleSeconds * second);
      assert.equal((await here.sessions.list(id)).length, 1);
      assert.deepEqual([await here.sessions.prune(2), await here.sessions.prune(2), await here.sessions.prune(2)], [2, 1, 0]);
      assert.equal((await stored(here)).length, 1);
    });
  });
});
