/** A form that was filled in when the session ended: nothing of it is lost, nothing of it is done before its sender says so, and nobody else's is kept. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { launchBrowser, type TestBrowser } from '../../support/browser.ts';
import { addApp } from '../../support/two-step.ts';
import { startWeir, type TestWeir } from '../../support/weir.ts';
import { formVisitor, tokenIn } from './form-visitor.ts';

const typed = { username: 'zoë', fullName: 'Zoë “Z” <Example> & Söhne', email: 'zoe@example.org', groups: 'weir-users' };

for (const contextPath of ['', '/wiki']) {
  suite(`a form whose session is over${contextPath && ` below ${contextPath}`}`, () => {
    let weir: TestWeir;
    let browser: TestBrowser;
    before(async () => {
      [weir, browser] = await Promise.all([startWeir({ contextPath }), launchBrowser()]);
    });
    after(async () => {
      await browser.close();
      await weir.stop();
    });
    const endSessions = () => weir.rooms.database.write((queries) => queries.deleteFrom('session').execute());
    const hiddenIn = (page: string) =>
      Object.fromEntries(
        [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(([, name, value = '']) => [
          name,
          value.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
        ]),
      );

    for (const scripts of [true, false]) {
      test(`goes on after logging in again, ${scripts ? 'with' : 'without'} scripts`, async () => {
        await using visit = await browser.visit({ scripts, width: scripts ? 1280 : 390 });
        const { page } = visit;
        const logIn = async () => {
          await page.getByLabel('Username').fill('admin');
          await page.getByLabel('Password', { exact: true }).fill(weir.admin.password);
          await page.getByRole('button', { name: 'Log in', exact: true }).click();
        };
        await page.goto(`${weir.baseUrl}/login.action?os_destination=${contextPath}/admin/groups/create-group`);
        await logIn();
        await page.getByLabel('Name', { exact: true }).fill(`Crew ${scripts} "<&`);
        await endSessions();
        await page.getByRole('button', { name: 'Create group' }).click();
        await page.getByText('What you filled in is kept').waitFor();
        if (scripts) assert.deepEqual(await visit.axe(), []);
        await page.getByRole('button', { name: 'Log in', exact: true }).click();
        await page.getByLabel('Username').fill('admin');
        await page.getByLabel('Password', { exact: true }).fill('not this one');
        await page.getByRole('button', { name: 'Log in', exact: true }).click();
        await page.getByText('The username or password is wrong').waitFor();
        await logIn();
        await page.getByText('You are logged in as Ada Admin').waitFor();
        if (scripts) assert.deepEqual(await visit.axe(), []);
        assert.equal(await visit.overflows(), false);
        assert.equal(await weir.rooms.groups.byName(`Crew ${scripts} "<&`), undefined, 'not before somebody says so');
        await page.getByRole('button', { name: 'Send what I filled in' }).click();
        await page.getByRole('heading', { name: `Crew ${scripts} "<&` }).waitFor();
      });
    }

    test('goes through the second step, and a wrong code loses nothing', async () => {
      const uma = await weir.user(`uma${contextPath.slice(1)}`, ['weir-administrators']);
      const owner = await weir.signedIn(uma);
      const phone = await addApp(weir, owner);
      const visitor = formVisitor(weir.baseUrl);
      await visitor.signIn(uma.username, uma.password);
      await visitor.get('/second-step');
      await visitor.post('/second-step', { code: phone.nextCode() });
      await visitor.get('/admin/users/invite');
      await endSessions();
      const refused = await visitor.post('/admin/users/invite', typed);
      assert.equal(refused.status, 403);
      const login = await visitor.post('/go-on', hiddenIn(refused.text));
      assert.equal(login.status, 200);
      const { held_form: held = '' } = hiddenIn(login.text);
      const first = { os_username: uma.username, os_password: uma.password, held_form: held };
      const sent = await visitor.post('/login.action', first);
      assert.deepEqual([sent.status, sent.location], [307, `${contextPath}/second-step`]);
      const step = await visitor.post('/second-step', first);
      assert.equal(step.status, 200);
      assert.equal(hiddenIn(step.text).held_form, held);
      assert.doesNotMatch(step.text, new RegExp(uma.password));
      const wrong = await visitor.post('/second-step', { code: '000000', held_form: held });
      assert.equal(wrong.status, 403);
      assert.equal(hiddenIn(wrong.text).held_form, held);
      const through = await visitor.post('/second-step', { code: phone.nextCode(), held_form: held });
      assert.deepEqual([through.status, through.location], [307, `${contextPath}/go-on`]);
      const asked = await visitor.post('/go-on', { held_form: held });
      assert.equal(hiddenIn(asked.text).fullName, typed.fullName);
      assert.equal(await weir.rooms.users.byUsername('zoë'), undefined);
      const { csrf_token: _, ...again } = hiddenIn(asked.text);
      assert.deepEqual(again, typed);
      await visitor.post('/admin/users/invite', again);
      assert.equal((await weir.rooms.users.byUsername('zoë'))?.fullName, typed.fullName);
      const made = await weir.rooms.users.byUsername('zoë');
      assert.ok(made);
      await weir.rooms.users.delete(made.id, systemOrigin);
    });

    test('goes on by itself where somebody has logged in again meanwhile, in another window', async () => {
      const visitor = formVisitor(weir.baseUrl);
      await visitor.signIn('admin', weir.admin.password);
      const old = tokenIn((await visitor.get('/admin/groups/create-group')).text) ?? '';
      await endSessions();
      await visitor.signIn('admin', weir.admin.password);
      const name = `Again ${contextPath}`;
      const refused = await visitor.post('/admin/groups/create-group', { csrf_token: old, name });
      assert.equal(refused.status, 403);
      assert.equal(await weir.rooms.groups.byName(name), undefined);
      const { csrf_token: fresh = '', ...rest } = hiddenIn(refused.text.slice(refused.text.indexOf('error-page-actions')));
      assert.deepEqual(rest, { name });
      assert.notEqual(fresh, old);
      assert.equal((await visitor.post('/admin/groups/create-group', { csrf_token: fresh, name })).status, 303);
      assert.ok(await weir.rooms.groups.byName(name));
    });

    test('is not kept when another site has sent it, or nobody says who has', async () => {
      const visitor = formVisitor(weir.baseUrl);
      const evil = { name: 'Evil' };
      for (const headers of [
        { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
        { origin: 'null', 'sec-fetch-site': 'cross-site' },
        { origin: 'null', 'sec-fetch-site': 'none' },
        // The same host, but by http where the browser speaks https, which whoever is in between can write.
        { 'sec-fetch-site': 'cross-site' },
      ]) {
        const stranger = await visitor.post('/admin/groups/create-group', evil, headers);
        assert.equal(stranger.status, 403);
        assert.doesNotMatch(stranger.text, /Evil|held_form/, JSON.stringify(headers));
      }
      await visitor.signIn('admin', weir.admin.password);
      const own = await visitor.post(
        '/admin/groups/create-group',
        { csrf_token: 'x', ...evil },
        { origin: 'https://evil.example' },
      );
      assert.equal(own.status, 403);
      assert.doesNotMatch(own.text, /Evil/);
      const planted = { held_form: JSON.stringify({ action: '/admin/groups/create-group', fields: evil }) };
      assert.equal((await visitor.post('/go-on', planted, { origin: 'https://evil.example' })).status, 403);
      assert.equal((await visitor.post('/go-on', { csrf_token: 'x', ...planted })).status, 403);
    });

    test('is not kept with a password or another secret in it: who logs in may be somebody else', async () => {
      const visitor = formVisitor(weir.baseUrl);
      const secrets: readonly (readonly [path: string, fields: Readonly<Record<string, string>>])[] = [
        ['/users/changemypassword.action', { currentPassword: 'Xq-typed', password: 'Xq-typed', passwordAgain: 'Xq-typed' }],
        ['/admin/mail', { mailHost: 'mail.example.org', mailPassword: 'Xq-typed' }],
        ['/admin/web-hooks/create', { name: 'Hook', secret: 'Xq-typed' }],
        ['/admin/application-links/create/outgoing/form', { name: 'Link', clientSecret: 'Xq-typed' }],
        ['/confirm-password', { next: '/', password: 'Xq-typed' }],
      ];
      await visitor.signIn('admin', weir.admin.password);
      const old = tokenIn((await visitor.get('/admin/mail')).text) ?? '';
      for (const withSession of [true, false]) {
        await endSessions();
        if (withSession) await visitor.signIn('admin', weir.admin.password);
        for (const [path, fields] of secrets) {
          const refused = await visitor.post(path, { csrf_token: old, ...fields });
          assert.equal(refused.status, 403, path);
          assert.doesNotMatch(refused.text, /Xq-typed|held_form/, path);
          if (!withSession) assert.match(refused.text, /What you filled in is not kept: files, passwords/, path);
        }
      }
      // What was not filled in is no secret, and the proof is no part of the form that waits for it.
      const proved = { name: 'Waits', mailPassword: '', proof_password: 'Xq-typed', credential: 'Xq-typed' };
      const refused = await visitor.post('/admin/mail', { csrf_token: old, ...proved });
      assert.deepEqual(JSON.parse(hiddenIn(refused.text).held_form ?? '').fields, { name: 'Waits', mailPassword: '' });
    });

    test('says plainly that a file is not kept, and leads back to the page of the form', async () => {
      const visitor = await weir.signedIn(weir.admin);
      await endSessions();
      const body = new FormData();
      body.set('picture', new File([new Uint8Array(8)], 'me.png'));
      const { origin } = new URL(weir.baseUrl);
      const form = `${weir.baseUrl}/admin/application-links/1?tab=x`;
      const answer = await visitor.request('/users/picture', { method: 'POST', body, headers: { origin, referer: form } });
      const text = await answer.text();
      assert.equal(answer.status, 403);
      assert.match(text, /What you filled in is not kept: files, passwords and very long texts never are/);
      assert.match(
        text,
        new RegExp(`/login\\.action\\?os_destination=${encodeURIComponent(`${new URL(form).pathname}?tab=x`)}"`),
      );
      const foreign = { origin: 'https://evil.example', referer: 'https://evil.example/admin' };
      const stranger = await visitor.request('/users/picture', { method: 'POST', headers: foreign });
      assert.doesNotMatch(await stranger.text(), /os_destination=[^"]*admin/);
    });

    test('leads nowhere but to a page of ours, and holds nothing that is no form', async () => {
      const visitor = formVisitor(weir.baseUrl);
      await visitor.signIn('admin', weir.admin.password);
      // A page for whoever comes, with the token of the browser and not of the session.
      const token = () => visitor.get('/second-step');
      for (const action of [
        '//evil.example/x',
        'https://evil.example/',
        '/\\evil.example',
        'javascript:alert(1)',
        '',
        '/%2e%2e//evil.example',
      ]) {
        await token();
        const shown = await visitor.post('/go-on', { held_form: JSON.stringify({ action, fields: { a: '1' } }) });
        const form = /<form class="form" method="post" action="([^"]*)"/.exec(shown.text.slice(shown.text.indexOf('<main')))?.[1];
        assert.equal(shown.status, 200, action);
        assert.ok(form === contextPath || (form?.startsWith(`${contextPath}/`) && !form.startsWith('//')), `${action}: ${form}`);
        assert.doesNotMatch(shown.text, /evil\.example\/x"|javascript:/);
      }
      for (const held of [
        '',
        'x',
        '[]',
        'null',
        '{"action":1,"fields":{}}',
        '{"action":"/","fields":null}',
        '{"__proto__":{"a":1}}',
      ]) {
        await token();
        const { status } = await visitor.post('/go-on', { held_form: held });
        assert.ok([200, 303].includes(status), held);
      }
      // Of somebody who is nobody no more is read than a page can give back.
      const stranger = formVisitor(weir.baseUrl);
      const large = await stranger.post('/pages/createpage.action', { text: 'x'.repeat(1_200_000) });
      assert.equal(large.status, 403);
      assert.ok(large.text.length < 20_000);
    });
  });
}
