/** What people are told by mail about changes of their e-mail address and their two-step sign-in. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { startMailServer, type TestMailServer } from '../../support/mail-server.ts';
import { addApp, firstStep } from '../../support/two-step.ts';
import { startWeir, type TestWeir } from '../../support/weir.ts';

suite('a notice by mail', () => {
  let weir: TestWeir;
  let post: TestMailServer;
  before(async () => {
    post = await startMailServer();
    const settings = {
      WEIR_MAIL_HOST: 'localhost',
      WEIR_MAIL_PORT: String(post.port),
      WEIR_MAIL_TLS: 'none',
      WEIR_MAIL_FROM: 'wiki@example.org',
    };
    weir = await startWeir({ settings });
  });
  after(async () => {
    await weir.stop();
    await post.close();
  });

  test('goes to the old address when the e-mail address changes, which needs the password', async () => {
    const uma = await weir.user('uma');
    const visitor = await weir.signedIn(uma);
    const path = '/users/viewmyprofile.action';
    const typed = { fullName: 'Uma Example', email: 'elsewhere@example.org' };
    for (const currentPassword of ['', 'a wrong one']) {
      const refused = await visitor.post(path, { ...typed, currentPassword });
      assert.equal(refused.status, 422);
      assert.equal((await weir.rooms.users.byId(uma.person.id))?.email, 'uma@example.org');
    }
    assert.equal((await visitor.post(path, { ...typed, email: 'uma@example.org', fullName: 'Uma E.' })).status, 303);
    const before = post.received.length;
    assert.equal((await visitor.post(path, { ...typed, currentPassword: uma.password })).status, 303);
    const mails = (await post.waitFor(before + 1)).slice(before);
    assert.deepEqual(mails[0]?.to, ['uma@example.org']);
    assert.match(mails[0]?.raw ?? '', /elsewhere@example\.org/);
  });

  test('tells somebody their new username, without which they cannot log in, and cannot be turned off', async () => {
    const { person } = await weir.user('wim');
    await weir.rooms.mail.notices.choose(person.id, new Set());
    const before = post.received.length;
    const renamed = await weir.rooms.users.updateProfile(person.id, { username: 'willem' }, systemOrigin);
    assert.equal(renamed.outcome, 'done');
    const [mail] = (await post.waitFor(before + 1)).slice(before);
    assert.deepEqual(mail?.to, ['wim@example.org']);
    assert.match(mail?.raw.replaceAll(/=\r?\n/g, '') ?? '', /changed your username from wim to willem/);
    await weir.rooms.users.updateProfile(person.id, { fullName: 'Willem' }, systemOrigin);
    assert.equal(post.received.length, before + 1, 'another name is no news');
  });

  test('tells of each change of two-step sign-in', async () => {
    const vera = await weir.user('vera');
    const visitor = await weir.signedIn(vera);
    const before = post.received.length;
    const phone = await addApp(weir, visitor);
    const late = weir.visitor();
    await firstStep(late, vera);
    await late.post('/second-step', { recoveryCode: phone.recoveryCodes[0] ?? '' });
    await visitor.post('/users/two-step-sign-in/recovery-codes', {});
    await visitor.post('/users/two-step-sign-in/app/remove', {});
    const mails = (await post.waitFor(before + 4)).slice(before).map(({ raw }) => raw.replaceAll(/=\r?\n/g, ''));
    for (const words of ['two-step sign-in is on', '9 are left', 'New recovery codes were made', 'two-step sign-in is off']) {
      assert.ok(
        mails.some((mail) => mail.includes(words)),
        words,
      );
    }
    assert.ok(!mails.some((mail) => mail.includes(phone.secret)));
  });
});
