/** Trying the mail server from the console: what came of it, in words, and what could not be sent. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { startMailServer } from '../../support/mail-server.ts';
import { startWeir } from '../../support/weir.ts';
import { formVisitor } from '../people/form-visitor.ts';

suite('the mail settings', () => {
  test('are tried with what is saved, and say what is wrong', async (t) => {
    const smtp = await startMailServer(({ username, password }) => username === 'weir' && password === 'right');
    const weir = await startWeir();
    t.after(async () => {
      await weir.stop();
      await smtp.close();
    });
    const admin = formVisitor(weir.baseUrl);
    await admin.signIn('admin', weir.admin.password);
    const trying = async () => {
      await admin.get('/admin/mail');
      return admin.post('/admin/mail/test', {});
    };
    const none = await trying();
    assert.equal(none.status, 409);
    assert.match(none.text, /There is no mail server yet/);

    const server = { mailHost: '127.0.0.1', mailPort: String(smtp.port), mailTls: 'none', mailFrom: 'wiki@example.org' };
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

  test('are tried by a system administrator alone', async (t) => {
    const weir = await startWeir();
    t.after(() => weir.stop());
    const uma = await weir.user('uma');
    const visitor = formVisitor(weir.baseUrl);
    await visitor.signIn('uma', uma.password);
    assert.equal((await visitor.post('/admin/mail/test', {})).status, 403);
  });
});
