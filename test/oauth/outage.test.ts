/** A database out of reach, and secrets at rest (security rules 3 and 10): never a false success, never a value that could be used. */
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { suite, test } from 'node:test';
import { pino } from 'pino';
import { type Database, DatabaseUnavailable } from '../../src/database/database.ts';
import { eachDatabase } from '../support/databases.ts';
import { type Answer, startOAuth, testRedirectUri, tokensIn } from '../support/oauth-app.ts';

/** A database whose reads or writes can be made to fail. */
function breakable(database: Database) {
  const broken = { reads: false, writes: false };
  const read = database.read.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (broken.reads) throw new DatabaseUnavailable('Broken by the test.');
      return result;
    },
  });
  const failing: Database = {
    ...database,
    read,
    readPrepared: (query) => read.executeQuery(query),
    readKept: async (query, make) => make((await read.executeQuery(query)).rows),
    write: (work) => (broken.writes ? Promise.reject(new DatabaseUnavailable('Broken by the test.')) : database.write(work)),
    writePrepared: (query) =>
      broken.writes ? Promise.reject(new DatabaseUnavailable('Broken by the test.')) : database.writePrepared(query),
  };
  return { broken, failing };
}

function isUnavailable(answer: Answer): void {
  assert.equal(answer.status, 503, answer.text);
  assert.equal(answer.json.error, 'temporarily_unavailable');
  assert.match(answer.headers['retry-after'] ?? '', /^\d+$/);
  assert.equal(answer.headers['cache-control'], 'no-store');
}

suite('with the database out of reach', () => {
  eachDatabase((_engine, open) => {
    test('the endpoints for clients answer 503 temporarily_unavailable, and nothing was consumed', async () => {
      const { failing, broken } = breakable((await open()).database);
      const weir = await startOAuth({ database: failing });
      const link = await weir.register();
      const code = await weir.codeFor(link);
      const tokens = await weir.tokensFor(link);
      const revoke = (token: string) =>
        weir.post('/rest/oauth2/latest/revoke', { client_id: link.clientId, client_secret: link.secret, token });

      broken.writes = true;
      isUnavailable(await weir.exchange(link, { code }));
      isUnavailable(await weir.refresh(link, tokens.refresh_token));
      isUnavailable(await revoke(tokens.access_token));
      isUnavailable(await revoke(tokens.refresh_token));
      // The first use of a token is a write: without it a replay could not be told from a retry.
      assert.equal((await weir.call(`Bearer ${tokens.access_token}`)).status, 503);
      broken.reads = true;
      isUnavailable(await weir.introspect(link, tokens.access_token));
      isUnavailable(await weir.refresh(link, tokens.refresh_token));
      const request = { client_id: link.clientId, redirect_uri: testRedirectUri, response_type: 'code' };
      const authorize = await weir.authorize(request);
      assert.deepEqual([authorize.status, authorize.headers.location], [503, undefined]);

      Object.assign(broken, { reads: false, writes: false });
      assert.equal(await weir.isLive(tokens.access_token), true);
      assert.equal(await weir.isLive(tokensIn(await weir.refresh(link, tokens.refresh_token)).access_token), true);
      assert.equal(await weir.isLive(tokensIn(await weir.exchange(link, { code })).access_token), true);
    });

    test('the last-used times wait for it to come back', async () => {
      const { failing, broken } = breakable((await open()).database);
      const weir = await startOAuth({ database: failing });
      const link = await weir.register();
      await weir.isLive((await weir.tokensFor(link)).access_token);
      broken.writes = true;
      await assert.rejects(weir.provider.close(), DatabaseUnavailable);
      broken.writes = false;
      await weir.provider.close();
      const [grant] = await weir.grants.ofUser(await weir.addUser('uma'));
      assert.equal(grant?.lastUsedAt, weir.clock.now());
    });
  });
});

suite('no secret', () => {
  eachDatabase((_engine, open) => {
    test('is in the database, the audit trail or the log', async () => {
      const { database } = await open();
      let logged = '';
      const sink = new Writable({
        write(chunk, _encoding, done) {
          logged += String(chunk);
          done();
        },
      });
      const weir = await startOAuth({ database, log: pino({ level: 'debug' }, sink) });
      const link = await weir.register({ allowQueryCredentials: true });
      const verifier = 'v'.repeat(50);
      const code = await weir.codeFor(link, { state: 'the-state', code_challenge: verifier, code_challenge_method: 'plain' });
      const first = tokensIn(await weir.exchange(link, { code, code_verifier: verifier }));
      const second = tokensIn(await weir.refresh(link, first.refresh_token));
      await weir.isLive(second.access_token);
      await weir.isLive(`${second.access_token}x`);
      await weir.refresh(link, first.refresh_token);
      await weir.exchange(link, { code });
      await weir.post(`/rest/oauth2/latest/token?client_id=${link.clientId}&client_secret=${link.secret}&code=${code}`, {});
      await weir.post('/rest/oauth2/latest/token', { client_id: link.clientId, client_secret: 'a-wrong-secret-value' });
      await weir.introspect(link, second.access_token);

      const tables = [
        'oauth_client',
        'oauth_client_secret',
        'oauth_code',
        'oauth_family',
        'oauth_token_pair',
        'oauth_grant',
        'oauth_authorization_request',
        'audit_event',
      ] as const;
      const rows = await Promise.all(tables.map((table) => database.read.selectFrom(table).selectAll().execute()));
      const stored = JSON.stringify(rows);
      const secrets = [
        String(link.secret),
        code,
        first.access_token,
        first.refresh_token,
        second.access_token,
        second.refresh_token,
        'a-wrong-secret-value',
      ];
      assert.ok(logged.includes('oauth-refused'));
      for (const secret of secrets) {
        assert.ok(!stored.includes(secret), `stored: ${secret}`);
        assert.ok(!logged.includes(secret), `logged: ${secret}`);
      }
      // A plain challenge is the verifier: it is kept while the code waits, and never logged.
      assert.ok(!logged.includes(verifier));
    });
  });
});
