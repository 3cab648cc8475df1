/** Mail that signs in with an outgoing link (issue 4, section 1): from the connected account of the system to XOAUTH2 at the mail server. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { startForeignProvider } from '../../support/foreign-provider.ts';
import { trustTestCertificate } from '../../support/https-server.ts';
import { startMailServer } from '../../support/mail-server.ts';
import { startWeir } from '../../support/weir.ts';
import { formVisitor } from '../people/form-visitor.ts';

const linkKey = 'abcdef0123456789abcdef0123456789';
const linkPage = `/admin/application-links/outgoing/${linkKey}`;

suite('mail by an outgoing link', () => {
  test('is sent with the token of the system’s account, and says what to do when that is over', async (t) => {
    trustTestCertificate();
    const provider = await startForeignProvider();
    const smtp = await startMailServer(
      ({ method, accessToken }) => method === 'XOAUTH2' && accessToken !== undefined && provider.accepts(accessToken),
    );
    const weir = await startWeir({ settings: { WEIR_ALLOWED_OUTBOUND_HOSTS: 'localhost' } });
    t.after(async () => {
      await weir.stop();
      await smtp.close();
      await provider.close();
    });
    const admin = formVisitor(weir.baseUrl);
    await admin.signIn('admin', weir.admin.password);
    const submit = async (formAt: string, path: string, fields: Readonly<Record<string, string>> = {}) => {
      await admin.get(formAt);
      return admin.post(path, fields);
    };

    const link = { provider: 'custom', linkKey, name: 'Mail over there', address: provider.issuer, clientId: 'weir' };
    const create = '/admin/application-links/create/outgoing/form';
    const saved = await submit('/users/sessions', create, { ...link, clientSecret: 'a secret of theirs', act: 'save' });
    assert.equal(saved.location, linkPage);
    const { id } = (await weir.rooms.outgoingLinks.findByKey(linkKey)) ?? { id: 0 };

    const page = await admin.get('/admin/mail');
    assert.match(page.text, new RegExp(`<option value="${id}">Mail over there</option>`));
    const server = { mailHost: '127.0.0.1', mailPort: String(smtp.port), mailTls: 'none', mailFrom: 'wiki@example.org' };
    const chosen = { ...server, mailUser: 'wiki@example.org', mailLinkId: String(id) };
    assert.equal((await admin.post('/admin/mail', chosen)).location, '/admin/mail');
    const tryMail = () => submit('/admin/mail', '/admin/mail/test');
    assert.match((await tryMail()).text, /has no account for the system. Connect one on its page/);

    const there = await submit(linkPage, `${linkPage}/connect`);
    const back = (await fetch(there.location, { redirect: 'manual' })).headers.get('location') ?? '';
    assert.equal((await admin.get(back.replace(weir.baseUrl, ''))).status, 303);
    const sent = await tryMail();
    assert.match(sent.text, /The mail server took the message to ada@example.org/);
    const [signIn] = smtp.signIns;
    assert.deepEqual([signIn?.method, signIn?.username], ['XOAUTH2', 'wiki@example.org']);

    const moved = await submit('/admin/mail', '/admin/mail', { ...chosen, mailTls: 'starttls' });
    assert.match((await admin.get(moved.location)).text, /so the outgoing link was forgotten, and nothing signs in with it/);
    assert.equal(weir.rooms.settings.inForce().mailLinkId, 0);
    await submit('/admin/mail', '/admin/mail', { mailTls: 'none' });
    await submit('/admin/mail', '/admin/mail', { mailLinkId: String(id) });

    await submit(linkPage, `${linkPage}/delete`, { confirmation: 'Mail over there' });
    assert.match((await tryMail()).text, /The outgoing link that mail signs in with is gone/);
    assert.match((await admin.get('/admin/mail')).text, /An outgoing link that is gone/);
  });
});
