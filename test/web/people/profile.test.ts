/** One's own account: details, password, sessions, applications (security rules 7, 8, 10). */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { startWeir, type TestUser, type TestWeir } from '../../support/weir.ts';
import { type FormVisitor, formVisitor } from './form-visitor.ts';

suite('a profile', () => {
  let weir: TestWeir;
  let next = 0;
  before(async () => {
    weir = await startWeir();
  });
  after(() => weir.stop());

  /** Somebody new, signed in. */
  async function somebody(): Promise<{ readonly user: TestUser; readonly visitor: FormVisitor }> {
    const user = await weir.user(`person${++next}`);
    return { user, visitor: await signedIn(user) };
  }
  async function signedIn(user: TestUser): Promise<FormVisitor> {
    const visitor = formVisitor(weir.baseUrl);
    assert.equal((await visitor.signIn(user.username, user.password)).status, 303);
    return visitor;
  }
  const isSignedIn = async (visitor: FormVisitor) => (await visitor.get('/users/viewmyprofile.action')).status === 200;

  test('is for whoever is signed in: others go to the login page and come back', async () => {
    for (const path of [
      '/users/viewmyprofile.action',
      '/users/changemypassword.action',
      '/users/sessions',
      '/users/authorized-applications',
      '/users/authorized-applications/revoke?authorization=all',
      '/confirm-password?next=%2F',
    ]) {
      const { status, location } = await formVisitor(weir.baseUrl).get(path);
      assert.deepEqual([status, location], [303, `/login.action?os_destination=${encodeURIComponent(path)}`]);
    }
  });

  test('shows and changes one’s own name and e-mail address, nothing else', async () => {
    const { user, visitor } = await somebody();
    assert.match((await visitor.get('/users/viewmyprofile.action')).text, new RegExp(`Username: ${user.username}`));
    const fields = {
      fullName: '  Uma <b>Okafor</b>\u202e ',
      email: 'uma@example.com',
      username: 'admin',
      userId: '1',
      currentPassword: user.password,
    };
    assert.equal((await visitor.post('/users/viewmyprofile.action', fields)).location, '/users/viewmyprofile.action');
    const page = await visitor.get('/users/viewmyprofile.action');
    assert.match(page.text, /Your profile was saved/);
    assert.match(page.text, /value="Uma &lt;b&gt;Okafor&lt;\/b&gt;"/);
    const saved = await weir.rooms.users.byUsername(user.username);
    assert.deepEqual([saved?.fullName, saved?.email], ['Uma <b>Okafor</b>', 'uma@example.com']);

    const wrong = await visitor.post('/users/viewmyprofile.action', {
      fullName: '',
      email: 'nowhere',
      currentPassword: user.password,
    });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /id="fullName-error"/);
    assert.match(wrong.text, /id="email-error"/);
  });

  test('changes the password when the old one is right; other sessions end, this one goes on', async () => {
    const { user, visitor } = await somebody();
    const elsewhere = await signedIn(user);
    await visitor.get('/users/changemypassword.action');
    const fresh = { password: 'still waters run', passwordAgain: 'still waters run' };
    const change = (fields: Record<string, string>) => visitor.post('/users/changemypassword.action', fields);

    const wrong = await change({ ...fresh, currentPassword: 'wrong password' });
    assert.equal(wrong.status, 422);
    assert.match(wrong.text, /id="currentPassword-error"/);
    const differs = await change({ ...fresh, passwordAgain: 'still waters ran', currentPassword: user.password });
    assert.match(differs.text, /id="passwordAgain-error"/);
    const common = await change({ currentPassword: user.password, password: 'password', passwordAgain: 'password' });
    assert.match(common.text, /id="password-error"/);
    assert.equal(await isSignedIn(elsewhere), true, 'nothing has changed so far');

    assert.equal((await change({ ...fresh, currentPassword: user.password })).location, '/users/viewmyprofile.action');
    assert.match((await visitor.get('/users/viewmyprofile.action')).text, /Your password was changed/);
    assert.equal(await isSignedIn(elsewhere), false);
    assert.equal((await formVisitor(weir.baseUrl).signIn(user.username, user.password)).status, 403);
    assert.equal((await formVisitor(weir.baseUrl).signIn(user.username, fresh.password)).status, 303);
  });

  test('ends the access of applications with the password only where that is chosen', async () => {
    const { user, visitor } = await somebody();
    const { access_token } = await weir.tokensFor(user, await weir.link());
    const works = async () => (await weir.call(access_token, '/rest/api/user/current')).status === 200;
    const change = async (from: string, to: string, more = {}) => {
      await visitor.get('/users/changemypassword.action');
      return visitor.post('/users/changemypassword.action', { currentPassword: from, password: to, passwordAgain: to, ...more });
    };
    assert.equal((await change(user.password, 'still waters run')).status, 303);
    assert.equal(await works(), true);
    assert.equal((await change('still waters run', 'deep waters run', { alsoApplications: 'true' })).status, 303);
    assert.equal(await works(), false);
  });

  test('lists one’s sessions and ends one, or all others', async () => {
    const { user, visitor } = await somebody();
    const [phone, laptop, other] = [await signedIn(user), await signedIn(user), await somebody()];
    const page = await visitor.get('/users/sessions');
    assert.equal(page.text.match(/This browser/g)?.length, 1);
    const ids = sessionIds(page.text);
    assert.equal(ids.length, 2, 'the session that looks has no end button');

    await visitor.post('/users/sessions', { session: ids[0] ?? '' });
    assert.equal([await isSignedIn(phone), await isSignedIn(laptop)].filter(Boolean).length, 1);
    assert.match((await visitor.get('/users/sessions')).text, /The session was ended/);
    await visitor.post('/users/sessions', {});
    assert.deepEqual([await isSignedIn(phone), await isSignedIn(laptop), await isSignedIn(visitor)], [false, false, true]);

    const [foreign = ''] = sessionIds((await (await signedIn(other.user)).get('/users/sessions')).text);
    await visitor.get('/users/sessions');
    await visitor.post('/users/sessions', { session: foreign });
    assert.equal(await isSignedIn(other.visitor), true, 'nobody ends the session of somebody else');
    assert.match((await visitor.get('/users/sessions')).text, /That session had ended already/);
  });

  test('lists the applications that act for one, and ends their access', async () => {
    const { user, visitor } = await somebody();
    assert.match((await visitor.get('/users/authorized-applications')).text, /No application acts for you/);
    const [first, second] = [
      await weir.link({ name: 'One <i>first</i>', scope: 'ADMIN' }),
      await weir.link({ name: 'Two', scope: 'READ' }),
    ];
    const one = await weir.tokensFor(user, first, { scope: 'READ ADMIN' });
    const two = await weir.tokensFor(user, second, { scope: 'READ' });
    const works = async (token: string) => (await weir.call(token, '/rest/api/user/current')).status === 200;

    const page = await visitor.get('/users/authorized-applications');
    assert.match(page.text, /One &lt;i&gt;first&lt;\/i&gt;/);
    for (const permission of ['Read', 'Write', 'Admin']) assert.match(page.text, new RegExp(`>${permission}</span>`));
    assert.doesNotMatch(page.text, />System admin</);
    const grants = [...page.text.matchAll(/revoke\?authorization=(\d+)/g)].map(([, id = '']) => id);
    assert.equal(grants.length, 2);

    const stranger = await somebody();
    await stranger.visitor.get('/users/authorized-applications');
    for (const id of grants) {
      await stranger.visitor.post('/users/authorized-applications/revoke', { authorization: id });
      const asked = await stranger.visitor.get(`/users/authorized-applications/revoke?authorization=${id}`);
      assert.equal(asked.location, '/users/authorized-applications', 'nobody sees what somebody else allowed');
    }
    assert.deepEqual([await works(one.access_token), await works(two.access_token)], [true, true]);

    const question = await visitor.get(`/users/authorized-applications/revoke?authorization=${await grantOf('Two')}`);
    assert.match(question.text, /Revoke the access of Two\?/);
    await visitor.post('/users/authorized-applications/revoke', { authorization: await grantOf('Two') });
    assert.deepEqual([await works(one.access_token), await works(two.access_token)], [true, false]);
    assert.match((await visitor.get('/users/authorized-applications')).text, /The application’s access was ended/);
    await visitor.post('/users/authorized-applications/revoke', { authorization: 'all' });
    assert.equal(await works(one.access_token), false);
    assert.match((await visitor.get('/users/authorized-applications')).text, /No application acts for you/);

    async function grantOf(name: string): Promise<string> {
      const found = (await weir.rooms.database.read
        .selectFrom('oauth_grant')
        .innerJoin('oauth_client', 'oauth_client.id', 'oauth_grant.client')
        .where('oauth_client.name', '=', name)
        .select('oauth_grant.id')
        .executeTakeFirstOrThrow()) as { readonly id: number };
      return String(found.id);
    }
  });

  test('is changed by its own forms only (rule 7)', async () => {
    const { user, visitor } = await somebody();
    const { access_token } = await weir.tokensFor(user, await weir.link());
    for (const [path, fields] of [
      ['/users/viewmyprofile.action', { fullName: 'Mallory', email: 'm@example.org' }],
      [
        '/users/changemypassword.action',
        { currentPassword: user.password, password: 'mallory knows', passwordAgain: 'mallory knows' },
      ],
      ['/users/sessions', {}],
      ['/users/authorized-applications/revoke', { authorization: 'all' }],
      ['/confirm-password', { password: user.password, next: '/' }],
    ] as const) {
      await visitor.get('/users/viewmyprofile.action');
      for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null', 'sec-fetch-site': 'cross-site' }]) {
        const answer = await visitor.post(path, fields, headers);
        assert.equal(answer.status, 403, path);
        assert.match(answer.text, /Nothing was changed/);
      }
      assert.equal((await visitor.post(path, { ...fields, csrf_token: '' })).status, 403, path);
      const byToken = await fetch(weir.baseUrl + path, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { authorization: `Bearer ${access_token}` },
        redirect: 'manual',
      });
      assert.equal(byToken.status, 403, `${path}: no token opens it`);
    }
    assert.equal((await weir.call(access_token, '/rest/api/user/current')).status, 200);
  });

  test('tells somebody whose session has ended meanwhile that nothing was changed, and keeps what was typed', async () => {
    const { visitor } = await somebody();
    await visitor.get('/users/viewmyprofile.action');
    visitor.setCookie('weir_session', 'ended');
    const { status, text } = await visitor.post('/users/viewmyprofile.action', { fullName: 'x', email: 'x@example.org' });
    assert.equal(status, 403);
    assert.match(text, /You were logged out/);
    assert.match(text, /<form[^>]* action="\/go-on"/);
    assert.match(text, /x@example\.org/);
  });
});

function sessionIds(page: string): readonly string[] {
  return [...page.matchAll(/name="session" value="([0-9a-f]+)"/g)].map(([, id = '']) => id);
}
