/** Signing in, signing out, proving the password again (security rules 5, 7, 8, 9, 11; regressions 5, 21, 22, 35, 36). */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { startWeir, type TestUser, type TestWeir } from '../../support/weir.ts';
import { formVisitor, tokenIn } from './form-visitor.ts';

/** Addresses that look like ours and are not, or that a careless reader would take apart differently. */
const foreign = [
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example',
  '\\\\evil.example',
  '/wiki/%5c/evil.example',
  '/wiki/%2f/evil.example',
  '/wiki//evil.example',
  '/wiki/../../evil',
  '/wiki\t/evil',
  'javascript:alert(1)',
  'data:text/html,x',
  'http:evil.example',
  '///evil.example/wiki/',
  '/wiki@evil.example',
  '/elsewhere',
  ' /wiki/',
];

suite('the login page', () => {
  let weir: TestWeir;
  let uma: TestUser;
  before(async () => {
    weir = await startWeir({ contextPath: '/wiki' });
    uma = await weir.user('uma');
  });
  after(() => weir.stop());
  const isSignedIn = async (value: string | undefined) => {
    const visitor = formVisitor(weir.baseUrl);
    visitor.setCookie('weir_session', value ?? '');
    return (await visitor.get('/users/sessions')).status === 200;
  };

  test('signs in and goes on to the destination', async () => {
    const visitor = formVisitor(weir.baseUrl);
    const page = await visitor.get('/login.action?os_destination=%2Fwiki%2Fusers%2Fsessions');
    assert.match(page.text, /name="os_destination" value="\/wiki\/users\/sessions"/);
    const answer = await visitor.post('/login.action', {
      os_username: 'UMA',
      os_password: uma.password,
      os_destination: '/wiki/users/sessions',
    });
    assert.deepEqual([answer.status, answer.location], [303, '/wiki/users/sessions']);
    assert.equal((await visitor.get('/users/sessions')).status, 200);
    assert.equal((await visitor.get('/login.action?os_destination=%2Fwiki%2Fadmin')).location, '/wiki/admin');
  });

  test('takes what old forms post to', async () => {
    const visitor = formVisitor(weir.baseUrl);
    await visitor.get('/login.action');
    const answer = await visitor.post('/dologin.action', { os_username: 'uma', os_password: uma.password });
    assert.deepEqual([answer.status, answer.location], [303, '/wiki/']);
  });

  test('never leads off the origin (rule 5)', async () => {
    for (const destination of foreign) {
      const visitor = formVisitor(weir.baseUrl);
      const { location } = await visitor.signIn('uma', uma.password, { os_destination: destination });
      assert.equal(location, '/wiki/', destination);
      const again = await visitor.get(`/login.action?os_destination=${encodeURIComponent(destination)}`);
      assert.equal(again.location, '/wiki/', destination);
    }
  });

  test('says the same of an unknown name and of a wrong password (rule 9)', async () => {
    const visitor = formVisitor(weir.baseUrl);
    const withoutValues = (text: string) => text.replace(/(value|data-options)="[^"]*"/g, '');
    const unknown = await visitor.signIn('nobody', 'wrong password');
    const wrong = await visitor.signIn('uma', 'wrong password');
    assert.equal(unknown.status, 403);
    assert.equal(wrong.status, unknown.status);
    assert.equal(withoutValues(wrong.text), withoutValues(unknown.text));
    assert.match(wrong.text, /The username or password is wrong/);
    assert.doesNotMatch(wrong.text, /wrong password/, 'what was typed as the password is not sent back');
  });

  test('says when to try again after too many attempts', async () => {
    const { username } = await weir.user('pia');
    const visitor = formVisitor(weir.baseUrl);
    let answer = await visitor.signIn(username, 'wrong password');
    for (let attempt = 0; attempt < 6 && answer.status !== 429; attempt++)
      answer = await visitor.signIn(username, 'wrong password');
    assert.equal(answer.status, 429);
    assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/);
    assert.match(answer.text, /too many attempts to log in. Try again in \d+ seconds?\./);
  });

  test('gives a new session at sign-in, and ends the one before (rule 8)', async () => {
    const visitor = formVisitor(weir.baseUrl);
    visitor.setCookie('weir_session', 'chosen-by-somebody-else');
    const answer = await visitor.signIn('uma', uma.password);
    const first = visitor.cookie('weir_session');
    assert.notEqual(first, 'chosen-by-somebody-else');
    assert.equal(await isSignedIn(first), true);
    assert.match(setCookieLine(answer.headers), /HttpOnly.*SameSite=Lax/);
    assert.doesNotMatch(setCookieLine(answer.headers), /Max-Age/);

    // The form of another tab, fetched before there was a session: it works, and its session takes the first one's place.
    const other = formVisitor(weir.baseUrl);
    const { text } = await other.get('/login.action');
    other.setCookie('weir_session', first ?? '');
    const token = tokenIn(text) ?? '';
    const again = await other.post('/login.action', { os_username: 'uma', os_password: uma.password, csrf_token: token });
    assert.equal(again.status, 303);
    assert.equal(await isSignedIn(first), false);
    assert.equal(await isSignedIn(other.cookie('weir_session')), true);
  });

  test('remembers whoever asks for it', async () => {
    const { headers } = await formVisitor(weir.baseUrl).signIn('uma', uma.password, { os_cookie: 'true' });
    assert.match(setCookieLine(headers), /Max-Age=2592000/);
  });

  test('is not to be used from another site (login CSRF, CVE-2015-9284)', async () => {
    const visitor = formVisitor(weir.baseUrl);
    await visitor.get('/login.action');
    const fields = { os_username: 'uma', os_password: uma.password };
    for (const [name, answer] of [
      ['a foreign origin', await visitor.post('/login.action', fields, { origin: 'https://evil.example' })],
      ['a foreign frame', await visitor.post('/login.action', fields, { origin: 'null', 'sec-fetch-site': 'cross-site' })],
      ['no token', await visitor.post('/login.action', { ...fields, csrf_token: '' })],
      ['somebody without the cookie', await formVisitor(weir.baseUrl).post('/login.action', { ...fields, csrf_token: 'x' })],
    ] as const) {
      assert.equal(answer.status, 403, name);
      assert.match(answer.text, /Nothing was changed/);
      assert.equal(setCookieLine(answer.headers), '', name);
    }
    await visitor.get(`/login.action?${new URLSearchParams(fields)}`);
    assert.equal(visitor.cookie('weir_session'), undefined, 'a GET signs nobody in');
    const stale = await visitor.post('/login.action', { ...fields, csrf_token: 'old', os_destination: '/wiki/users/sessions' });
    assert.match(stale.text, /href="\/wiki\/login\.action\?os_destination=%2Fwiki%2Fusers%2Fsessions"/, 'the way is not lost');
  });

  test('escapes what the address and the form bring', async () => {
    const visitor = formVisitor(weir.baseUrl);
    const vector = '/wiki/"><svg onload=alert(1)>';
    const { text } = await visitor.get(`/login.action?os_destination=${encodeURIComponent(vector)}`);
    assert.doesNotMatch(text, /<svg onload/);
    const { text: wrong } = await visitor.signIn('"><img src=x onerror=alert(1)>', 'wrong', { os_destination: vector });
    assert.match(wrong, /value="&quot;&gt;&lt;img/);
    assert.doesNotMatch(wrong, /<img src=x|<svg onload/);
  });

  test('sends no referrer, is not stored, cannot be framed (rule 11)', async () => {
    const { headers } = await formVisitor(weir.baseUrl).get('/login.action');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.match(headers.get('content-security-policy') ?? '', /form-action 'self';.*frame-ancestors 'none'/);
    assert.doesNotMatch(headers.get('content-security-policy') ?? '', /unsafe-inline/);
  });

  test('on the way to an application names it, and lets the form’s redirects lead there', async () => {
    const link = await weir.link({ name: '<b>Post</b>man', redirectUris: ['https://client.example/cb'] });
    const visitor = formVisitor(weir.baseUrl);
    const asked = await visitor.get(pathOf(weir.authorizeUrl(link)));
    assert.match(asked.location, /^\/wiki\/login\.action\?os_destination=/);
    const page = await visitor.get(asked.location);
    assert.match(page.text, /Log in to continue to &lt;b&gt;Post&lt;\/b&gt;man/);
    assert.match(page.headers.get('content-security-policy') ?? '', /form-action 'self' https:\/\/client\.example /);
    const [, destination = ''] = /name="os_destination" value="([^"]+)"/.exec(page.text) ?? [];
    const answer = await visitor.post('/login.action', {
      os_username: 'uma',
      os_password: uma.password,
      os_destination: destination.replaceAll('&amp;', '&'),
    });
    assert.match(answer.location, /^\/wiki\/rest\/oauth2\/latest\/authorize\?/);
    assert.match((await visitor.get(answer.location)).location, /^\/wiki\/plugins\/servlet\/oauth2\/consent\?request=/);
  });

  test('opens nothing for a redirect URI that is not the application’s', async () => {
    const link = await weir.link({ name: 'Another', redirectUris: ['https://client.example/cb'] });
    const destination = pathOf(weir.authorizeUrl(link, { redirect_uri: 'https://evil.example/' }));
    const page = await formVisitor(weir.baseUrl).get(`/login.action?os_destination=${encodeURIComponent(destination)}`);
    assert.match(page.headers.get('content-security-policy') ?? '', /form-action 'self';/);
    assert.doesNotMatch(page.text, /Log in to continue to/);
  });

  test('leaves by a form: a GET asks, and changes nothing (rule 7)', async () => {
    const visitor = formVisitor(weir.baseUrl);
    await visitor.signIn('uma', uma.password);
    const value = visitor.cookie('weir_session');
    assert.match((await visitor.get('/logout.action')).text, /You are logged in as Uma Example/);
    assert.equal((await visitor.post('/logout.action', { csrf_token: 'guessed' })).status, 403);
    assert.equal(await isSignedIn(value), true);

    await visitor.get('/logout.action');
    assert.equal((await visitor.post('/logout.action', {})).location, '/wiki/login.action');
    assert.equal(await isSignedIn(value), false);
    assert.equal(visitor.cookie('weir_session'), undefined);
    assert.match((await visitor.get('/login.action')).text, /You are logged out/);
    assert.doesNotMatch((await visitor.get('/login.action')).text, /You are logged out/, 'it is said once');
  });

  test('does not say what somebody planted in a cookie', async () => {
    const visitor = formVisitor(weir.baseUrl);
    for (const planted of ['constructor', '__proto__', '<b>you won</b>']) {
      visitor.setCookie('weir_flash', encodeURIComponent(planted));
      const { status, text } = await visitor.get('/login.action');
      assert.equal(status, 200);
      assert.doesNotMatch(text, /class="flash"/);
    }
  });

  test('proves the password again, throttled like a sign-in, and leads on to a path of ours', async () => {
    const visitor = formVisitor(weir.baseUrl);
    await visitor.signIn('uma', uma.password);
    await visitor.get('/confirm-password?next=%2Fwiki%2Fusers%2Fsessions');
    const wrong = await visitor.post('/confirm-password', { password: 'wrong password', next: '/wiki/users/sessions' });
    assert.equal(wrong.status, 403);
    assert.match(wrong.text, /The password is wrong/);
    const right = await visitor.post('/confirm-password', { password: uma.password, next: '/wiki/users/sessions' });
    assert.deepEqual([right.status, right.location], [303, '/wiki/users/sessions']);
    for (const next of foreign) {
      const { location } = await visitor.post('/confirm-password', { password: uma.password, next });
      assert.equal(location, '/wiki/', next);
    }
    let last = right;
    for (let attempt = 0; attempt < 7 && last.status !== 429; attempt++)
      last = await visitor.post('/confirm-password', { password: 'wrong password', next: '/' });
    assert.equal(last.status, 429);
  });
});

/** @returns the line that sets a session; empty where none is set */
function setCookieLine(headers: Headers): string {
  return headers.getSetCookie().find((line) => /^weir_session=[^;]/.test(line)) ?? '';
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}
