/** Error pages: what happened, what to do, a request id to quote; never a stack (rule 10). */
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, suite, test } from 'node:test';
import { sql } from 'kysely';
import { systemOrigin } from '../../../src/audit/origin.ts';
import { startWeir, type TestWeir } from '../../support/weir.ts';
import { formVisitor } from './form-visitor.ts';

suite('an error page', () => {
  let weir: TestWeir;
  before(async () => {
    weir = await startWeir({ contextPath: '/wiki' });
  });
  after(() => weir.stop());

  function isErrorPage(answer: { readonly headers: Headers; readonly text: string }, title: RegExp): void {
    assert.match(answer.headers.get('content-type') ?? '', /^text\/html/);
    assert.match(answer.text, title);
    assert.match(answer.text, new RegExp(`Request ID <code>${answer.headers.get('x-request-id')}</code>`));
    assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none';.*script-src 'self'/);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
    assert.doesNotMatch(answer.text, /node_modules|\.ts:\d|SQLITE|Kysely|FST_/);
  }

  test('for an address that does not exist (404), repeating nothing of it', async () => {
    const answer = await formVisitor(weir.baseUrl).get('/<script>alert(1)</script>?q="><svg onload=alert(1)>');
    assert.equal(answer.status, 404);
    isErrorPage(answer, /There is nothing here/);
    assert.doesNotMatch(answer.text, /alert/);
  });

  test('for a malformed address (400)', async () => {
    // `fetch` would mend it.
    const { port } = new URL(weir.baseUrl);
    const answer = await new Promise<{ readonly status: number | undefined; readonly text: string }>((resolve, reject) => {
      request({ port, host: '127.0.0.1', path: '/wiki/%zz' }, (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode, text }));
      })
        .on('error', reject)
        .end();
    });
    assert.equal(answer.status, 400);
    assert.match(answer.text, /This request cannot be read/);
    assert.match(answer.text, /Request ID <code>[0-9a-f]{16}<\/code>/);
  });

  test('for a form that is too large (413)', async () => {
    const visitor = formVisitor(weir.baseUrl);
    await visitor.get('/forgotuserpassword.action');
    const answer = await visitor.post('/forgotuserpassword.action', { os_username: 'a'.repeat(300 * 1024) });
    assert.equal(answer.status, 413);
    isErrorPage(answer, /That was too much/);
  });

  test('for a page that is not for this person (403) says so, and offers another account', async () => {
    const uma = await weir.user('uma');
    const visitor = formVisitor(weir.baseUrl);
    await visitor.signIn(uma.username, uma.password);
    const answer = await visitor.get('/admin/application-links');
    assert.equal(answer.status, 403);
    isErrorPage(answer, /You may not open this page/);
    assert.match(answer.text, /This page is for administrators/);
    assert.match(answer.text, /Log in with another account/);
    assert.equal((await visitor.post('/logout.action', {})).location, '/wiki/login.action');
  });

  test('lets somebody who may not use the site log out', async () => {
    const guest = await weir.user('guest');
    await weir.rooms.groups.removeMember('weir-users', guest.person.id, systemOrigin);
    const visitor = formVisitor(weir.baseUrl);
    await visitor.signIn(guest.username, guest.password);
    const answer = await visitor.get('/users/viewmyprofile.action');
    assert.equal(answer.status, 403);
    assert.match(answer.text, /Your account may not use this site/);
    assert.equal((await visitor.post('/logout.action', {})).status, 303);
    assert.equal((await visitor.get('/users/viewmyprofile.action')).status, 303);
  });

  test('for a defect (500) keeps the details for the log', async () => {
    await weir.rooms.database.write((queries) => sql`alter table sign_in_throttle rename to gone`.execute(queries));
    const visitor = formVisitor(weir.baseUrl);
    const answer = await visitor.signIn('uma', 'whatever it is');
    await weir.rooms.database.write((queries) => sql`alter table gone rename to sign_in_throttle`.execute(queries));
    assert.equal(answer.status, 500);
    isErrorPage(answer, /Something went wrong on our side/);
    assert.doesNotMatch(answer.text, /sign_in_throttle|whatever it is/);
  });

  test('while the database is out of reach (503) asks to try again', async () => {
    const other = await startWeir();
    try {
      const visitor = formVisitor(other.baseUrl);
      visitor.setCookie('weir_session', 'x'.repeat(43));
      await other.rooms.database.close();
      const answer = await visitor.get('/users/sessions');
      assert.equal(answer.status, 503);
      assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/);
      isErrorPage(answer, /Not available at the moment/);
    } finally {
      await other.stop();
    }
  });
});
