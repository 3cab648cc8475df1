/** From a forgotten password to a new one, by a message that a real mail server took; invitations; notices. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { type ReceivedMail, startMailServer, type TestMailServer, textOf } from '../../support/mail-server.ts';
import { startWeir, type TestWeir } from '../../support/weir.ts';
import { formVisitor } from './form-visitor.ts';

const forgotten = '/forgotuserpassword.action';
const choose = '/choose-password';

suite('a forgotten password', () => {
  let weir: TestWeir;
  let smtp: TestMailServer;
  before(async () => {
    smtp = await startMailServer();
    weir = await startWeir({
      contextPath: '/wiki',
      settings: {
        WEIR_MAIL_HOST: '127.0.0.1',
        WEIR_MAIL_PORT: String(smtp.port),
        WEIR_MAIL_TLS: 'none',
        WEIR_MAIL_FROM: 'wiki@example.org',
      },
    });
  });
  after(async () => {
    await weir.stop();
    await smtp.close();
  });

  const to = (address: string) => smtp.received.filter((mail) => mail.to.includes(address));
  async function mailTo(address: string, count = 1): Promise<ReceivedMail> {
    while (to(address).length < count) await smtp.waitFor(smtp.received.length + 1);
    const mail = to(address)[count - 1];
    assert.ok(mail);
    return mail;
  }
  const addressIn = (mail: ReceivedMail) => {
    const [, token] = /\/wiki\/choose-password\?token=([\w-]{43})\s/.exec(textOf(mail)) ?? [];
    assert.ok(token, textOf(mail));
    return `${choose}?token=${token}`;
  };

  test('is replaced by the address in the message, and the owner is told', async () => {
    const uma = await weir.user('uma');
    const elsewhere = await weir.signedIn(uma);
    const visitor = formVisitor(weir.baseUrl);
    assert.match((await visitor.get('/login.action')).text, /Forgot your password\?/);
    await visitor.get(forgotten);
    const asked = await visitor.post(forgotten, { account: 'UMA@example.org' });
    assert.equal(asked.status, 200);
    const path = addressIn(await mailTo('uma@example.org'));

    const page = await visitor.get(path);
    assert.equal(page.headers.get('referrer-policy'), 'no-referrer');
    const token = new URLSearchParams(path.split('?')[1]).get('token') ?? '';
    const fields = { token, password: 'a new one of words', passwordAgain: 'a new one of words' };
    assert.equal((await visitor.post(choose, { ...fields, passwordAgain: 'another' })).status, 422);
    assert.equal((await visitor.post(choose, { token, password: 'short', passwordAgain: 'short' })).status, 422);
    assert.equal((await visitor.post(choose, fields)).location, '/wiki/login.action');
    assert.equal((await visitor.signIn('uma', 'a new one of words')).status, 303);
    assert.equal((await elsewhere.request('/users/viewmyprofile.action')).status, 303);
    assert.equal((await visitor.get(path)).status, 404);

    const notice = textOf(await mailTo('uma@example.org', 2));
    assert.match(notice, /password of your account uma was changed/);
    assert.ok(notice.includes(`${weir.baseUrl}/users/changemypassword.action`));
  });

  test('gives the same page for an account that there is and one that there is not', async () => {
    await weir.user('vera');
    const visitor = formVisitor(weir.baseUrl);
    await visitor.get(forgotten);
    const [known, unknown] = [
      await visitor.post(forgotten, { account: 'vera' }),
      await visitor.post(forgotten, { account: 'nobody' }),
    ];
    const comparable = (text: string) => text.replace(/name="csrf_token" value="[^"]*"|nonce-[^"' ]*|request[-_ ]?id[^<]*/gi, '');
    assert.equal(comparable(known.text), comparable(unknown.text));
    await mailTo('vera@example.org');
    assert.equal(smtp.received.filter(({ to: [address] }) => address?.startsWith('nobody')).length, 0);
  });

  test('is held back when it is asked for again and again', async () => {
    const visitor = formVisitor(weir.baseUrl);
    await visitor.get(forgotten);
    let status = 0;
    for (let count = 0; count < 8 && status !== 429; count++)
      status = (await visitor.post(forgotten, { account: 'walt' })).status;
    assert.equal(status, 429);
  });

  test('an invitation lets somebody choose the first one', async () => {
    const profile = { username: 'xenia', fullName: 'Xenia', email: 'xenia@example.org' };
    const made = await weir.rooms.users.create({ ...profile, password: null, groups: ['weir-users'] }, systemOrigin);
    assert.ok(made.outcome === 'done');
    const origin = { ...systemOrigin, actor: { userId: weir.admin.person.id, name: 'Ada Admin' } };
    await weir.rooms.passwordReset.make('invitation', made.user.id, origin);
    const mail = await mailTo('xenia@example.org');
    assert.match(textOf(mail), /Ada Admin has made an account for you. Your username is xenia/);
    const visitor = formVisitor(weir.baseUrl);
    const path = addressIn(mail);
    await visitor.get(path);
    const fields = { token: path.split('=')[1] ?? '', password: 'the first one of mine', passwordAgain: 'the first one of mine' };
    assert.equal((await visitor.post(choose, fields)).location, '/wiki/login.action');
    assert.equal((await visitor.signIn('xenia', 'the first one of mine')).status, 303);
  });

  test('notices of an authorization and a token are sent, unless turned off; that of a password cannot be', async () => {
    const yara = await weir.user('yara');
    const link = await weir.link({ name: 'Postman' });
    await weir.tokensFor(yara, link, { scope: 'WRITE' });
    assert.match(textOf(await mailTo('yara@example.org')), /You allowed Postman to act for you[^.]*\. It can read and change/);
    const visitor = formVisitor(weir.baseUrl);
    await visitor.signIn('yara', yara.password);
    await visitor.get('/users/notifications');
    assert.equal((await visitor.post('/users/notifications', { 'two-step-changed': 'true' })).status, 303);
    const unwanted = await weir.rooms.mail.notices.unwanted(yara.person.id);
    assert.deepEqual([...unwanted].sort(), ['account-needs-connecting', 'application-authorized', 'personal-token-created']);
    await weir.rooms.personalTokens.create(yara.person, { name: 'laptop', days: 7, scope: undefined }, systemOrigin);
    await weir.rooms.users.changePassword(
      { userId: yara.person.id, password: 'something else again', alsoApplications: true },
      systemOrigin,
    );
    assert.match(textOf(await mailTo('yara@example.org', 2)), /password of your account yara was changed/);
  });
});

suite('without a mail server', () => {
  test('the page of a forgotten password says whom to ask, and the login page does not lead there', async (t) => {
    const weir = await startWeir();
    t.after(() => weir.stop());
    const visitor = formVisitor(weir.baseUrl);
    assert.doesNotMatch((await visitor.get('/login.action')).text, /Forgot your password/);
    assert.match((await visitor.get(forgotten)).text, /This site sends no mail. Ask your administrator/);
    const address = await weir.rooms.passwordReset.make('reset', weir.admin.person.id, systemOrigin);
    assert.ok(address?.address.startsWith(`${weir.baseUrl}/choose-password?token=`));
  });
});
