/** Two-step sign-in that an administrator requires of groups: nothing else is open before it is set up. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { basicOf } from '../../support/routes.ts';
import { addPasskey } from '../../support/software-passkey.ts';
import { addApp } from '../../support/two-step.ts';
import { startWeir, type TestWeir } from '../../support/weir.ts';

suite('two-step sign-in that a group requires', () => {
  let weir: TestWeir;
  before(async () => {
    weir = await startWeir({ settings: { WEIR_REQUIRE_TWO_STEP_GROUPS: 'Weir-Administrators, careful' } });
    await weir.rooms.groups.create('careful', systemOrigin);
  });
  after(() => weir.stop());

  const setUp = (next: string) => `/users/two-step-sign-in?next=${encodeURIComponent(next)}`;

  test('is set up before any other page opens, and the way leads on from there', async () => {
    const uma = await weir.user('uma', ['careful']);
    const visitor = await weir.signedIn(uma);
    for (const path of [
      '/',
      '/users/viewmyprofile.action',
      '/dosearchsite.action?queryString=a',
      '/users/personal-access-tokens',
    ]) {
      assert.equal((await visitor.request(path)).headers.get('location'), setUp(path), path);
    }
    const link = await weir.link({ scope: 'READ' });
    const url = weir.authorizeUrl(link, { scope: 'READ' });
    const asked = await visitor.request(url);
    assert.equal(asked.headers.get('location'), setUp(url.slice(weir.baseUrl.length)), 'an application’s request too');
    assert.match(await (await visitor.request(setUp('/search'))).text(), /Your administrator requires two-step sign-in/);
    const api = await visitor.request('/rest/api/user/current');
    assert.equal(api.status, 403);
    assert.match(await api.text(), /Set up two-step sign-in/);

    await addApp(weir, visitor);
    assert.equal((await visitor.request('/users/viewmyprofile.action')).status, 200);
    assert.ok((await weir.authorize(visitor, link, { scope: 'READ' })).get('code'));
  });

  test('lets somebody log out, and leads on to where they were headed', async () => {
    const visitor = await weir.signedIn(await weir.user('vera', ['careful']));
    const page = await (await visitor.request('/users/two-step-sign-in/app?next=%2Fusers%2Fsessions')).text();
    assert.match(page, /name="next" value="\/users\/sessions"/);
    const foreign = await (await visitor.request('/users/two-step-sign-in/app?next=https%3A%2F%2Fevil.example')).text();
    assert.match(foreign, /name="next" value="\/"/);
    assert.equal((await visitor.post('/logout.action', {})).status, 303);
  });

  test('holds for sessions that there were before, and for no other group', async () => {
    const wim = await weir.user('wim');
    const visitor = await weir.signedIn(wim);
    assert.equal((await visitor.request('/users/sessions')).status, 200);
    await weir.rooms.groups.addMember('careful', wim.person.id, systemOrigin);
    assert.equal((await visitor.request('/users/sessions')).status, 303);
  });

  test('leaves tokens at work, and refuses the password alone', async () => {
    const xenia = await weir.user('xenia', ['careful']);
    const call = (authorization: string) => fetch(`${weir.baseUrl}/rest/api/user/current`, { headers: { authorization } });
    assert.equal((await call(basicOf(xenia))).status, 401);
    const made = await weir.rooms.personalTokens.create(
      xenia.person,
      { name: 'program', days: undefined, scope: undefined },
      systemOrigin,
    );
    assert.ok(made.outcome === 'created');
    assert.equal((await call(`Bearer ${made.rawToken}`)).status, 200);
  });

  test('keeps the last factor', async () => {
    const yara = await weir.user('yara', ['careful']);
    const visitor = await weir.signedIn(yara);
    await addApp(weir, visitor);
    const answer = await visitor.post('/users/two-step-sign-in/app/remove', {});
    assert.equal(answer.status, 422);
    assert.match(await answer.text(), /It was kept/);
    assert.equal((await visitor.request('/users/sessions')).status, 200);
  });

  test('keeps a passkey that is the last factor', async () => {
    const { id } = (await weir.user('zoe', ['careful'])).person;
    const { passkeys } = weir.rooms.secondFactors;
    const [first, second] = [await addPasskey(weir, id), await addPasskey(weir, id)];
    assert.equal((await passkeys.remove(id, first.id, systemOrigin)).outcome, 'removed');
    assert.equal((await passkeys.remove(id, second.id, systemOrigin)).outcome, 'required');
    assert.equal((await passkeys.ofUser(id)).length, 1);
  });
});
