/** Mail from the outbox to a real mail server: nothing is lost, nothing twice, and no secret stays behind. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Database } from '../../src/database/database.ts';
import { createKeyring } from '../../src/foundation/keyring.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { startRounds } from '../../src/foundation/rounds.ts';
import { outbox } from '../../src/mail/outbox.ts';
import { type MailServer, smtpSend } from '../../src/mail/transport.ts';
import { pauses, startMail } from '../../src/mail/worker.ts';
import { settableClock } from '../accounts/room.ts';
import { eachDatabase } from '../support/databases.ts';
import { startMailServer, textOf } from '../support/mail-server.ts';
import { silentLog } from '../support/silent-log.ts';

const hour = 3_600_000;
const mail = {
  subject: 'Ein Gruß',
  text: 'Hello Uma,\n\nthe address is https://wiki.example.org/choose-password?token=s3cret\n',
};
const noToken = async () => ({ kind: 'none', why: 'no link' }) as const;

function mailRoom(database: Database) {
  const clock = settableClock();
  const random = systemRandom();
  const box = outbox({ database, clock, random, keyring: createKeyring([Buffer.alloc(32, 7)], random) });
  const post = (to: string) =>
    database.write((queries) => box.post(queries, { kind: 'password-reset', to, mail, expiresAt: clock.now() + hour }));
  return { clock, box, post };
}

function serverAt(port: number, authentication: MailServer['authentication'] = { kind: 'none' }): MailServer {
  return { host: '127.0.0.1', port, security: 'none', from: { name: 'Weir', address: 'weir@example.org' }, authentication };
}

suite('the outbox', () => {
  eachDatabase((_engine, open) => {
    test('gives each message to one of many that ask at once, and again when that one dies', async () => {
      const { box, post, clock } = mailRoom((await open()).database);
      for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) await post(`${name}@example.org`);
      const claimed = (await Promise.all(Array.from({ length: 16 }, () => box.claim()))).flat();
      assert.equal(new Set(claimed.map(({ id }) => id)).size, claimed.length);
      while (claimed.length < 7) claimed.push(...(await box.claim()));
      assert.equal(new Set(claimed.map(({ to }) => to)).size, 7);
      assert.deepEqual(await box.claim(), []);
      clock.pass(120_000);
      const [late] = await box.claim();
      assert.ok(late);
      assert.equal(late.attempts, 2);
      // The first one comes back late: what it says counts no more.
      const first = claimed.find(({ id }) => id === late.id);
      assert.ok(first);
      await box.delivered(first);
      await box.failed(late, 'away', clock.now() + 1);
      assert.deepEqual(
        (await box.troubled(10)).map(({ id, failure }) => ({ id, failure })),
        [{ id: late.id, failure: 'away' }],
      );
    });

    test('holds what is in a message encrypted, and nothing of it once it is sent or given up', async () => {
      const { database } = await open();
      const { box, post, clock } = mailRoom(database);
      await post('uma@example.org');
      await post('ada@example.org');
      const rows = await database.read.selectFrom('mail_message').selectAll().execute();
      assert.ok(!JSON.stringify(rows).includes('s3cret'));
      const [first, second] = await box.claim();
      assert.ok(first && second);
      assert.equal(first.mail?.text, mail.text);
      await box.delivered(first);
      await box.failed(second, 'no such mailbox', null);
      const left = await database.read.selectFrom('mail_message').select(['id', 'sealed']).execute();
      assert.deepEqual(left, [{ id: second.id, sealed: null }]);
      clock.pass(8 * 24 * hour);
      assert.equal(await box.prune(10), 1);
    });

    test('is sent by the worker, tried again after a pause when the server is away, and given up when it is refused', async (t) => {
      const { box, post, clock } = mailRoom((await open()).database);
      const smtp = await startMailServer();
      let server = serverAt(1);
      const rounds = startMail({
        outbox: box,
        send: smtpSend(noToken),
        server: () => server,
        prepare: async () => {},
        clock,
        log: silentLog,
        startRounds,
      });
      t.after(() => Promise.all([rounds.stop(), smtp.close()]));
      await post('uma@example.org');
      await t.waitFor(async () => assert.equal((await box.troubled(1))[0]?.attempts, 1), { timeout: 20_000, interval: 50 });
      const [troubled] = await box.troubled(1);
      assert.match(troubled?.failure ?? '', /No mail server answered at 127.0.0.1:1/);
      assert.equal(troubled?.nextAt, clock.now() + (pauses[0] ?? 0));
      server = serverAt(smtp.port);
      clock.pass(pauses[0] ?? 0);
      const [received] = await smtp.waitFor(1);
      assert.ok(received);
      assert.deepEqual([received.from, received.to], ['weir@example.org', ['uma@example.org']]);
      assert.match(received.raw, /^Auto-Submitted: auto-generated\r$/m);
      assert.equal(textOf(received).trim(), mail.text.trim());
      await t.waitFor(async () => assert.deepEqual(await box.troubled(1), []), { timeout: 20_000, interval: 50 });

      smtp.refuse(550);
      await post('gone@example.org');
      await t.waitFor(async () => assert.equal((await box.troubled(1))[0]?.nextAt, null), { timeout: 20_000, interval: 50 });
      smtp.refuse(450);
      await post('full@example.org');
      await t.waitFor(async () => assert.ok(((await box.troubled(2)).find(({ to }) => to.startsWith('full'))?.nextAt ?? 0) > 0), {
        timeout: 20_000,
        interval: 50,
      });
    });
  });
});

suite('signing in at the mail server', () => {
  test('with a password, and in words what it refuses', async (t) => {
    const smtp = await startMailServer(({ username, password }) => username === 'weir' && password === 'right');
    t.after(() => smtp.close());
    const send = smtpSend(noToken);
    const as = (password: string) => serverAt(smtp.port, { kind: 'password', username: 'weir', password });
    assert.deepEqual(await send(as('right'), 'uma@example.org', mail), { outcome: 'sent' });
    const refused = await send(as('wrong'), 'uma@example.org', mail);
    assert.ok(refused.outcome === 'failed' && !refused.forGood);
    assert.match(refused.failure, /refused the user name and password or token/);
  });

  test('with the token of an outgoing link (XOAUTH2), or why there is none', async (t) => {
    const smtp = await startMailServer(
      ({ method, username, accessToken }) =>
        method === 'XOAUTH2' && username === 'weir@example.org' && accessToken === 'ya29.token',
    );
    t.after(() => smtp.close());
    const server = serverAt(smtp.port, { kind: 'outgoing-link', username: 'weir@example.org', linkId: 4 });
    const sent = await smtpSend(async (linkId) => ({ kind: 'token', accessToken: linkId === 4 ? 'ya29.token' : '' }))(
      server,
      'uma@example.org',
      mail,
    );
    assert.deepEqual(sent, { outcome: 'sent' });
    const none = await smtpSend(noToken)(server, 'uma@example.org', mail);
    assert.deepEqual(none, { outcome: 'failed', failure: 'no link', forGood: false });
  });

  test('never in the clear where the settings ask for encryption', async (t) => {
    const smtp = await startMailServer(() => true);
    t.after(() => smtp.close());
    const server: MailServer = {
      ...serverAt(smtp.port, { kind: 'password', username: 'weir', password: 'p' }),
      security: 'starttls',
    };
    const came = await smtpSend(noToken)(server, 'uma@example.org', mail);
    assert.ok(came.outcome === 'failed');
    assert.equal(smtp.signIns.length, 0);
    assert.equal(smtp.received.length, 0);
  });
});
