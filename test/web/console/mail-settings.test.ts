/** Trying the mail server from the console: what came of it, in words, and what could not be sent. */
import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { startMailServer } from '../../support/mail-server.ts';
import { startWeir } from '../../support/weir.ts';
import { formVisitor } from '../people/form-visitor.ts';

/** An administrator who is signed in, a mail server, and how it is reached. */
async function begin(t: TestContext) {
  const smtp = await startMailServer(({ username, password }) => username === 'weir' && password === 'right');
  const weir = await startWeir();
  t.after(async () => {
    await weir.stop();
    await smtp.close();
  });
  const admin = formVisitor(weir.baseUrl);
  await admin.signIn('admin', weir.admin.password);
  const server = { mailHost: '127.0.0.1', mailPort: String(smtp.port), mailTls: 'none', mailFrom: 'wiki@example.org' };
  return { smtp, weir, admin, server };
}

suite('the mail settings', () => {
  test('are tried with what is saved, and say what is wrong', async (t) => {
    const { smtp, admin, server } = await begin(t);
    const trying = async () => {
      await admin.get('/admin/mail');
      return admin.post('/admin/mail/test', {});
    };
    const none = await trying();
    assert.equal(none.status, 409);
    assert.match(none.text, /There is no mail server yet/);

    await admin.get('/admin/mail');
    assert.equal((await admin.post('/admin/mail', { ...server, mailUser: 'weir', mailPassword: 'Xq-no-such-1' })).status, 303);
    const refused = await trying();
    assert.equal(refused.status, 502);
    assert.match(refused.text, /refused the user name and password or token/);
    assert.ok(!refused.text.includes('Xq-no-such-1'));

    await admin.get('/admin/mail');
    await admin.post('/admin/mail', { mailPassword: 'right' });
    const sent = await trying();
    assert.equal(sent.status, 200);
    assert.match(sent.text, /The mail server took the message to ada@example.org/);
    assert.equal(smtp.received.length, 1);
  });

  test('are changed and tried by whoever has proved lately who they are, and what was filled in goes on with the proof', async (t) => {
    const { smtp, weir, admin, server } = await begin(t);
    weir.clock.advance(11 * 60_000);
    await admin.get('/admin/mail');
    const account = { mailUser: 'weir', mailPassword: 'right' };
    const asked = await admin.post('/admin/mail', { ...server, ...account });
    assert.equal(asked.status, 403);
    assert.match(asked.text, /Confirm your password.*What you filled in is kept, but for the password or secret in it/s);
    assert.equal(weir.rooms.settings.inForce().mailHost, '');
    const held = Object.fromEntries(
      [...asked.text.matchAll(/<input type="hidden" name="(mail\w+|revision)" value="([^"]*)">/g)].map(([, name, value]) => [
        name,
        value,
      ]),
    );
    assert.equal(held.mailHost, '127.0.0.1');
    assert.doesNotMatch(asked.text, /value="right"/, 'no page carries a secret');
    assert.equal(held.mailPassword, undefined);
    const left_out = /name="left_out" value="([^"]*)"/.exec(asked.text)?.[1] ?? '';
    assert.equal(left_out, 'mailPassword');
    const wrong = await admin.post('/admin/mail', { ...held, left_out, proof_password: 'not this one' });
    assert.equal(wrong.status, 403);
    assert.match(wrong.text, /The password is wrong/);
    assert.match(wrong.text, /name="mailHost" value="127.0.0.1"/);
    assert.doesNotMatch(wrong.text, /not this one/);
    assert.equal(weir.rooms.settings.inForce().mailHost, '');
    assert.match(wrong.text, /name="left_out" value="mailPassword"/);
    const proved = await admin.post('/admin/mail', { ...held, left_out, proof_password: weir.admin.password });
    assert.equal(proved.status, 422);
    assert.match(proved.text, /Enter it once more: it was not kept while you confirmed who you are/);
    assert.match(proved.text, /name="mailHost"[^>]*value="127.0.0.1"/);
    assert.equal(weir.rooms.settings.inForce().mailHost, '', 'nothing is saved without the secret');
    assert.equal((await admin.post('/admin/mail', { ...server, ...account })).status, 303);
    assert.equal(weir.rooms.settings.inForce().mailHost, '127.0.0.1');
    assert.equal(weir.rooms.settings.inForce().mailPassword, 'right');
    // Without a secret it goes on by itself.
    weir.clock.advance(11 * 60_000);
    await admin.get('/admin/mail');
    assert.match(
      (await admin.post('/admin/mail', { mailPort: '26' })).text,
      /What you filled in is kept, and is sent when you continue/,
    );
    const proof = { proof_password: weir.admin.password };
    assert.equal((await admin.post('/admin/mail', { mailPort: server.mailPort, ...proof })).status, 303);
    weir.clock.advance(11 * 60_000);
    await admin.get('/admin/mail');
    assert.equal((await admin.post('/admin/mail/test', {})).status, 403);
    assert.equal(smtp.received.length, 0);
    const sent = await admin.post('/admin/mail/test', { proof_password: weir.admin.password });
    assert.match(sent.text, /The mail server took the message/);
  });

  test('and the others that open doors are changed with fresh proof, and so is who administers', async (t) => {
    const { weir, admin } = await begin(t);
    await weir.user('uma');
    const administers = { kind: 'user', name: 'uma', change: 'grant' };
    const forms = [
      ['/admin/security', { passwordMinLength: '9' }],
      ['/admin/security', { allowedOutboundHosts: 'inside.example.org' }],
      ['/admin/backup/schedule', { backupWithKey: 'false' }],
      ['/admin/global-permissions', { ...administers, permission: 'administer' }],
      ['/admin/global-permissions', { ...administers, permission: 'administer-system', confirmed: 'true' }],
    ] as const;
    for (const [path, fields] of forms) {
      weir.clock.advance(11 * 60_000);
      await admin.get(path);
      const asked = await admin.post(path, fields);
      assert.equal(asked.status, 403, path);
      assert.match(asked.text, /Confirm your password.*What you filled in is kept, and is sent when you continue/s, path);
      assert.equal((await admin.post(path, { ...fields, proof_password: weir.admin.password })).status, 303, path);
    }
    weir.clock.advance(11 * 60_000);
    await admin.get('/admin/site');
    assert.equal((await admin.post('/admin/site', { siteName: 'Ours' })).status, 303, 'what a site is called opens none');
    const created = { ...administers, permission: 'create-space' };
    assert.equal((await admin.post('/admin/global-permissions', created)).status, 303);
  });

  test('are tried by a system administrator alone', async (t) => {
    const weir = await startWeir();
    t.after(() => weir.stop());
    const uma = await weir.user('uma');
    const visitor = formVisitor(weir.baseUrl);
    await visitor.signIn('uma', uma.password);
    assert.equal((await visitor.post('/admin/mail/test', {})).status, 403);
  });
});
