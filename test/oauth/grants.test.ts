/** What people allowed to applications: how they and their administrator see it and end it, when it was last used, and what is cleared away. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import { endGrantsOnPasswordChange } from '../../src/oauth/grants.ts';
import { oauthPrunes } from '../../src/oauth/pruning.ts';
import { createUsage } from '../../src/oauth/usage.ts';
import { eachDatabase } from '../support/databases.ts';
import { type OAuthApp, startOAuth, tokensIn } from '../support/oauth-app.ts';

async function start(database: OAuthApp['database']) {
  const weir = await startOAuth({ database, users: ['uma', 'kim'] });
  const [uma, kim] = [await weir.addUser('uma'), await weir.addUser('kim')];
  return {
    weir,
    uma,
    kim,
    mail: await weir.register({ name: 'Mail', scope: 'WRITE' }),
    news: await weir.register({ name: 'News' }),
  };
}

suite('grants', () => {
  eachDatabase((_engine, open) => {
    test('are listed for a user: what, since when, last used and from where', async () => {
      const { weir, uma, mail, news } = await start((await open()).database);
      const since = weir.clock.now();
      const { access_token: token } = await weir.tokensFor(mail, { scope: 'WRITE' });
      weir.clock.advance(10);
      await weir.isLive(token);
      await weir.codeFor(news);
      await weir.provider.close();
      assert.deepEqual(
        (await weir.grants.ofUser(uma)).map(({ client, scope, since: from, lastUsedAt, lastUsedAddress }) => [
          client.name,
          scope,
          from,
          lastUsedAt,
          lastUsedAddress,
        ]),
        [
          ['News', 'READ', since + 10_000, null, null],
          ['Mail', 'WRITE', since, since + 10_000, '127.0.0.1'],
        ],
      );
      const client = await weir.database.read
        .selectFrom('oauth_client')
        .select('last_used_at')
        .where('id', '=', mail.id)
        .executeTakeFirst();
      assert.equal(client?.last_used_at, since + 10_000);
    });

    test('are listed for a client by pages, and counted with the tokens that would end', async () => {
      const { weir, mail } = await start((await open()).database);
      await weir.tokensFor(mail);
      const { refresh_token: refresh } = await weir.tokensFor(mail, {}, { as: 'kim' });
      await weir.refresh(mail, refresh);
      assert.deepEqual(await weir.grants.reachOfClient(mail.id), { users: 2, tokens: 4 });
      const [newest] = await weir.grants.ofClient(mail.id, { limit: 1 });
      assert.equal(newest?.user.username, 'kim');
      const [older] = await weir.grants.ofClient(mail.id, { limit: 1, before: newest?.grantId ?? 0 });
      assert.equal(older?.user.username, 'uma');
      assert.deepEqual(await weir.grants.ofClient(mail.id, { limit: 1, before: older?.grantId ?? 0 }), []);
      weir.clock.advance(3600);
      assert.deepEqual(await weir.grants.reachOfClient(mail.id), { users: 2, tokens: 2 });
    });

    test('ended by their user, end their tokens, and nobody else’s', async () => {
      const { weir, uma, kim, mail } = await start((await open()).database);
      const umas = await weir.tokensFor(mail);
      const kims = await weir.tokensFor(mail, {}, { as: 'kim' });
      const [grant] = await weir.grants.ofUser(uma);
      const id = grant?.grantId ?? 0;
      assert.equal(await weir.grants.end(id, kim, systemOrigin), false);
      assert.equal(await weir.isLive(umas.access_token), true);
      assert.equal(await weir.grants.end(id, uma, systemOrigin), true);
      assert.equal(await weir.grants.end(id, uma, systemOrigin), false);
      assert.equal(await weir.isLive(umas.access_token), false);
      assert.equal((await weir.refresh(mail, umas.refresh_token)).json.error, 'invalid_grant');
      assert.equal(await weir.isLive(kims.access_token), true);
      // A new consent begins anew: the old tokens stay dead.
      const anew = await weir.tokensFor(mail);
      assert.deepEqual([await weir.isLive(anew.access_token), await weir.isLive(umas.access_token)], [true, false]);
    });

    test('ended for a user or for a client, all end, each with one audit event', async () => {
      const { weir, uma, mail, news } = await start((await open()).database);
      const tokens = [
        await weir.tokensFor(mail),
        await weir.tokensFor(news),
        await weir.tokensFor(mail, {}, { as: 'kim' }),
      ] as const;
      const live = () => Promise.all(tokens.map((pair) => weir.isLive(pair.access_token)));
      const told = async () =>
        (
          await weir.database.read.selectFrom('audit_event').select('summary').where('kind', '=', 'authorization.ended').execute()
        ).map(({ summary }) => summary);
      assert.deepEqual(await live(), [true, true, true]);
      assert.equal(await weir.grants.endAllOfUser(uma, systemOrigin), 2);
      assert.equal(await weir.grants.endAllOfUser(uma, systemOrigin), 0);
      assert.deepEqual(await live(), [false, false, true]);
      assert.equal(await weir.grants.endAllOfClient(mail.id, systemOrigin), 1);
      assert.deepEqual(await live(), [false, false, false]);
      assert.deepEqual(await told(), ['Ended what uma allowed 2 applications.', 'Ended what one person allowed Mail.']);
    });

    test('end with a password change only if that was chosen', async () => {
      const { weir, uma, mail } = await start((await open()).database);
      const { access_token: token } = await weir.tokensFor(mail);
      const change = (alsoApplications: boolean) =>
        weir.database.write((queries) =>
          endGrantsOnPasswordChange(queries, uma, { alsoApplications, at: weir.clock.now(), origin: systemOrigin }),
        );
      await change(false);
      assert.equal(await weir.isLive(token), true);
      await change(true);
      assert.equal(await weir.isLive(token), false);
    });
  });
});

suite('the time of last use', () => {
  eachDatabase((_engine, open) => {
    test('goes forward only, and from two nodes the later one stays', async () => {
      const { weir, uma, mail } = await start((await open()).database);
      await weir.tokensFor(mail);
      const [grant] = await weir.grants.ofUser(uma);
      const grantId = grant?.grantId ?? 0;
      const silent = { warn() {} } as never; // Nothing of the log is used but this.
      const [one, two] = [createUsage(weir.database, silent), createUsage(weir.database, silent)];
      const now = weir.clock.now();
      one.note({ client: mail.id, grant: grantId, at: now + 2000, address: '192.0.2.2' });
      two.note({ client: mail.id, grant: grantId, at: now + 1000, address: '192.0.2.1' });
      await one.close();
      await two.close();
      const [after] = await weir.grants.ofUser(uma);
      assert.deepEqual([after?.lastUsedAt, after?.lastUsedAddress], [now + 2000, '192.0.2.2']);
    });

    test('of more grants than one statement takes is written all the same', async () => {
      const { weir, mail } = await start((await open()).database);
      const usage = createUsage(weir.database, { warn() {} } as never);
      for (let grant = 1; grant <= 1201; grant++) usage.note({ client: mail.id, grant, at: 1, address: '192.0.2.1' });
      await usage.close();
    });
  });
});

suite('pruning', () => {
  eachDatabase((_engine, open) => {
    test('takes what has expired or ended, in steps, and leaves what is good', async () => {
      const { weir, uma, mail, news } = await start((await open()).database);
      const day = 24 * 3600;

      /** Prunes in steps of two rows until nothing is found. */
      async function prune(): Promise<void> {
        for (const pruneOnce of oauthPrunes(weir.database, weir.clock)) {
          let deleted: number;
          do {
            deleted = await pruneOnce(2);
            assert.ok(deleted <= 2);
          } while (deleted === 2);
        }
      }
      const rows = async () => {
        const { read } = weir.database;
        const tables = ['oauth_authorization_request', 'oauth_code', 'oauth_token_pair', 'oauth_family', 'oauth_grant'] as const;
        const all = await Promise.all(tables.map((table) => read.selectFrom(table).selectAll().execute()));
        return all.map(({ length }) => length);
      };

      const old = await weir.tokensFor(mail);
      await weir.tokensFor(mail);
      await weir.tokensFor(mail);
      await weir.tokensFor(news);
      assert.equal((await weir.grants.ofUser(uma))[0]?.client.name, 'News');
      await weir.grants.end((await weir.grants.ofUser(uma))[0]?.grantId ?? 0, uma, systemOrigin);
      await prune();
      assert.deepEqual(await rows(), [4, 4, 4, 4, 2]);
      weir.clock.advance(2 * 3600);
      const kept = tokensIn(await weir.refresh(mail, old.refresh_token));
      await prune();
      // Requests, codes and the ended grant with its family have gone; the pair that was replaced waits for its replay.
      assert.deepEqual(await rows(), [0, 0, 4, 3, 1]);
      assert.equal(await weir.isLive(kept.access_token), true);
      weir.clock.advance(90 * day - 3599);
      await prune();
      assert.deepEqual(await rows(), [0, 0, 1, 3, 1]);
      weir.clock.advance(400 * day);
      await prune();
      assert.deepEqual(await rows(), [0, 0, 0, 0, 1]);
    });

    test('of a used code does not hide its replay', async () => {
      const { weir, mail } = await start((await open()).database);
      const code = await weir.codeFor(mail);
      const { access_token: token } = tokensIn(await weir.exchange(mail, { code }));
      weir.clock.advance(3599);
      for (const prune of oauthPrunes(weir.database, { now: () => weir.clock.now() + 3_600_000 })) await prune(100);
      assert.equal((await weir.database.read.selectFrom('oauth_code').selectAll().execute()).length, 0);
      assert.equal(await weir.isLive(token), true);
      const other = await weir.register();
      assert.equal((await weir.exchange(other, { code })).json.error, 'invalid_grant');
      assert.equal(await weir.isLive(token), true, 'another client ends nothing by a code that is not its own');
      assert.equal((await weir.exchange(mail, { code })).json.error, 'invalid_grant');
      assert.equal(await weir.isLive(token), false);
    });
  });
});
