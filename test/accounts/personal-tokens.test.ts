/** Personal access tokens at rest: what is kept of them, how long they live, and what ends them. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { endTokensOnPasswordChange, personalTokenStore } from '../../src/accounts/personal-tokens.ts';
import type { User } from '../../src/accounts/user.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import { recordLastUsed, writeLastUsed } from '../../src/database/last-used.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { isTokenShaped } from '../../src/foundation/token-format.ts';
import { noPreferences, type Person } from '../../src/http/caller.ts';
import { eachDatabase } from '../support/databases.ts';
import { type Room, room } from './room.ts';

const day = 24 * 3_600_000;

function tokensIn({ database, clock }: Room, mostDays = 0) {
  return personalTokenStore({ database, clock, random: systemRandom(), mostDays: () => mostDays, onCreated: [] });
}

const asPerson = (user: User): Person => ({ ...user, confined: false, preferences: noPreferences, permissions: new Set() });
const plain = { name: 'Backup script', days: undefined, scope: undefined } as const;

suite('a personal access token', () => {
  eachDatabase((_engine, open) => {
    async function start(mostDays = 0) {
      const { database } = await open();
      const made = room(database, [endTokensOnPasswordChange]);
      const uma = await made.user('uma');
      const tokens = tokensIn(made, mostDays);
      const create = async (token: Partial<Parameters<typeof tokens.create>[1]> = {}) => {
        const outcome = await tokens.create(asPerson(uma), { ...plain, ...token }, systemOrigin);
        assert.ok(outcome.outcome === 'created', JSON.stringify(outcome));
        return outcome;
      };
      return { ...made, uma, tokens, create };
    }

    test('has the form that secret scanners know, and only its hash is kept', async () => {
      const { database, create } = await start();
      const { rawToken } = await create();
      assert.ok(isTokenShaped('personal', rawToken));
      const rows = await database.read.selectFrom('personal_token').selectAll().execute();
      assert.equal(rows.length, 1);
      assert.ok(!JSON.stringify(rows).includes(rawToken.slice(9, 30)));
      const events = await database.read.selectFrom('audit_event').selectAll().execute();
      assert.ok(events.some(({ kind }) => kind === 'personal-token.created'));
      assert.ok(!JSON.stringify(events).includes(rawToken.slice(9, 30)));
    });

    test('stands for its owner with the rights of this moment, and without a scope for all of them', async () => {
      const { tokens, create, uma } = await start();
      const { rawToken } = await create();
      const resolved = await tokens.resolve(rawToken);
      assert.equal(resolved?.person.username, uma.username);
      assert.ok(resolved?.person.permissions.has('use'));
      assert.equal(resolved?.scope, 'SYSTEM_ADMIN');
      assert.equal((await tokens.resolve((await create({ scope: 'READ' })).rawToken))?.scope, 'READ');
    });

    test('opens nothing when a character is changed, added or missing', async () => {
      const { tokens, create } = await start();
      const { rawToken } = await create();
      for (const other of [`${rawToken}A`, rawToken.slice(0, -1), rawToken.toUpperCase(), `${rawToken}\0`, '', 'weir_pat_']) {
        assert.equal(await tokens.resolve(other), undefined, other);
      }
    });

    test('ends after its days, to the millisecond, and leaves the list', async () => {
      const { tokens, create, clock, uma } = await start();
      const { rawToken, token } = await create({ days: 2 });
      assert.equal(token.expiresAt, clock.now() + 2 * day);
      clock.pass(2 * day - 1);
      assert.ok(await tokens.resolve(rawToken));
      clock.pass(1);
      assert.equal(await tokens.resolve(rawToken), undefined);
      assert.deepEqual(await tokens.ofUser(uma.id), []);
    });

    test('lives no longer than the setting says, whenever it was made', async () => {
      const made = await start(10);
      const eternal = await made.create();
      assert.equal(eternal.token.expiresAt, made.clock.now() + 10 * day);
      const narrower = tokensIn(made, 3);
      made.clock.pass(3 * day);
      assert.equal(await narrower.resolve(eternal.rawToken), undefined);
      assert.ok(await made.tokens.resolve(eternal.rawToken));
      const outcome = await made.tokens.create(asPerson(made.uma), { ...plain, days: 11 }, systemOrigin);
      assert.deepEqual(outcome, { outcome: 'refused', problem: 'days-too-many' });
    });

    test('needs a name that can be read, and a whole number of days', async () => {
      const { tokens, uma } = await start();
      const problem = async (token: object) => {
        const outcome = await tokens.create(asPerson(uma), { ...plain, ...token }, systemOrigin);
        return outcome.outcome === 'refused' ? outcome.problem : outcome.outcome;
      };
      assert.equal(await problem({ name: ' \u202e\u200b ' }), 'name-missing');
      assert.equal(await problem({ name: 'x'.repeat(101) }), 'name-too-long');
      for (const days of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        assert.equal(await problem({ days }), 'days-invalid', String(days));
      }
      assert.equal(await problem({ days: 3651 }), 'days-too-many');
    });

    test('is revoked by its owner’s id alone, once, and at once', async () => {
      const { tokens, create, uma, user, audit } = await start();
      const otto = await user('otto');
      const { rawToken, token } = await create();
      assert.equal(await tokens.revoke(otto.id, token.id, systemOrigin), false);
      assert.ok(await tokens.resolve(rawToken));
      const both = await Promise.all([1, 2].map(() => tokens.revoke(uma.id, token.id, systemOrigin)));
      assert.deepEqual(both.sort(), [false, true]);
      assert.equal(await tokens.resolve(rawToken), undefined);
      const [event] = await audit.list({ kind: 'personal-token.revoked', limit: 5 });
      assert.equal(event?.object.name, 'uma');
    });

    test('rests while its account is disabled', async () => {
      const { tokens, create, users, uma } = await start();
      const { rawToken } = await create();
      await users.disable(uma.id, systemOrigin);
      assert.equal(await tokens.resolve(rawToken), undefined);
    });

    test('ends with a change of the password when that is chosen', async () => {
      const { tokens, create, users, uma } = await start();
      const { rawToken } = await create();
      const change = { userId: uma.id, password: 'another good password' };
      await users.changePassword({ ...change, alsoApplications: false }, systemOrigin);
      assert.ok(await tokens.resolve(rawToken));
      await users.changePassword({ ...change, alsoApplications: true }, systemOrigin);
      assert.equal(await tokens.resolve(rawToken), undefined);
    });

    test('shows when and from where it was last used', async () => {
      const { database, tokens, create, uma } = await start();
      const { token } = await create();
      const lastUsed = recordLastUsed({
        database,
        write: (queries, uses) => writeLastUsed(queries, 'personal_token', uses),
        onFailure: assert.fail,
      });
      lastUsed.note(token.id, { at: 1000, address: '192.0.2.1' });
      lastUsed.note(token.id, { at: 2000, address: '192.0.2.2' });
      await lastUsed.close();
      const [listed] = await tokens.ofUser(uma.id);
      assert.deepEqual([listed?.lastUsedAt, listed?.lastUsedAddress], [2000, '192.0.2.2']);
    });

    test('is given to no session that has ended since its request came: a change of the password would miss it', async () => {
      const { tokens, sessions, session, users, uma } = await start();
      const { publicId = '' } = (await sessions.resolve(await session('uma'))) ?? {};
      const ask = () => tokens.create(asPerson(uma), plain, systemOrigin, publicId);
      assert.equal((await ask()).outcome, 'created');
      await users.changePassword({ userId: uma.id, password: 'another good one', alsoApplications: true }, systemOrigin);
      assert.deepEqual(await ask(), { outcome: 'refused', problem: 'session-ended' });
      assert.deepEqual(await tokens.ofUser(uma.id), []);
    });

    test('is deleted some time after its end', async () => {
      const { tokens, create, clock } = await start();
      await create({ days: 1 });
      await create();
      clock.pass(day + 3_600_001);
      assert.equal(await tokens.prune(10), 1);
      assert.equal(await tokens.prune(10), 0);
    });

    test('is one of a hundred at most', async () => {
      const { tokens, create, uma } = await start();
      await Promise.all(Array.from({ length: 100 }, () => create()));
      const outcome = await tokens.create(asPerson(uma), plain, systemOrigin);
      assert.deepEqual(outcome, { outcome: 'refused', problem: 'too-many-tokens' });
    });
  });
});
