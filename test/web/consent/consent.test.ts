/** The consent page and the page about a request that cannot go on (RFC 6749 §4.1.1, §10.12; regressions 4, 20, 34–36). */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { blankLink } from '../../../src/applinks/link-form.ts';
import { onBehalfOf, systemOrigin } from '../../../src/audit/origin.ts';
import { png } from '../../applinks/pictures.ts';
import { startWeir, type TestLink, type TestUser, type TestWeir } from '../../support/weir.ts';
import { type FormVisitor, formVisitor } from '../people/form-visitor.ts';

const consentPath = '/plugins/servlet/oauth2/consent';

suite('the consent page', () => {
  let weir: TestWeir;
  let uma: TestUser;
  before(async () => {
    weir = await startWeir({ contextPath: '/wiki' });
    uma = await weir.user('uma');
  });
  after(() => weir.stop());

  async function signedIn(): Promise<FormVisitor> {
    const visitor = formVisitor(weir.baseUrl);
    await visitor.signIn(uma.username, uma.password);
    return visitor;
  }
  /** Comes with an authorization request. @returns the consent page, its address, and the request's id */
  async function asked(visitor: FormVisitor, link: TestLink, parameters: Record<string, string> = {}) {
    const { pathname, search } = new URL(weir.authorizeUrl(link, { state: 'abc', ...parameters }));
    const { location } = await visitor.get(pathname + search);
    const page = await visitor.get(location);
    return { page, location, request: new URL(location, weir.baseUrl).searchParams.get('request') ?? '' };
  }

  test('says who asks, for whom, for what, who registered it, and where the browser goes next', async () => {
    const outcome = await weir.rooms.links.create(
      {
        ...blankLink,
        name: 'Postman',
        redirectUris: ['https://oauth.pstmn.io/v1/callback'],
        scope: 'SYSTEM_ADMIN',
      },
      { origin: onBehalfOf(systemOrigin, weir.admin.person), isSystemAdministrator: true },
    );
    assert.ok(outcome.kind === 'saved');
    const link = {
      id: outcome.client.id,
      clientId: outcome.client.clientId,
      clientSecret: outcome.secret,
      redirectUri: 'https://oauth.pstmn.io/v1/callback',
    };
    const { page } = await asked(await signedIn(), link, { scope: 'WRITE' });
    assert.equal(page.status, 200);
    const text = plain(page.text);
    assert.match(text, /Postman wants to use Weir as Uma Example/);
    assert.match(text, /Read See what you can see/);
    assert.match(text, /Write Create, change and delete/);
    assert.doesNotMatch(text, /System admin/);
    assert.match(text, /It can never do more than you can/);
    assert.match(text, /You go on to oauth\.pstmn\.io/);
    assert.match(text, /Registered by Ada Admin, \d+ \w+ \d{4}/);
    assert.doesNotMatch(text, /this computer/);
    assert.ok(page.text.indexOf('value="deny"') < page.text.indexOf('value="allow"'), 'Allow is the second button');
    const all = await asked(await signedIn(), link, { scope: 'SYSTEM_ADMIN' });
    assert.equal(all.page.text.match(/class="permission permission-strong"/g)?.length, 2);
  });

  test('warns when the answer goes to this computer', async () => {
    const link = await weir.link({ clientType: 'public', redirectUris: ['http://127.0.0.1:4000/cb', 'com.example.app:/cb'] });
    const pkce = { code_challenge: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk', code_challenge_method: 'S256' };
    const visitor = await signedIn();
    const loopback = await asked(visitor, link, pkce);
    assert.match(plain(loopback.page.text), /You go on to 127\.0\.0\.1:4000/);
    assert.match(loopback.page.text, /a program on this computer/);
    assert.match(policyOf(loopback.page.headers), /form-action 'self' http:\/\/127\.0\.0\.1:4000 /);
    const device = await asked(visitor, link, { ...pkce, redirect_uri: 'com.example.app:/cb' });
    assert.match(plain(device.page.text), /An application on this device \(com\.example\.app:\)/);
    assert.match(policyOf(device.page.headers), /form-action 'self' com\.example\.app: /);
  });

  test('shows the logo of the application, from this site', async () => {
    const link = await weir.link();
    const by = { origin: systemOrigin, isSystemAdministrator: true };
    assert.equal((await weir.rooms.links.setLogo(link.id, png(64, 64), by)).kind, 'done');
    const visitor = await signedIn();
    const { page } = await asked(visitor, link);
    const [, src = ''] = /<img class="avatar[^"]*" src="([^"]+)" alt="">/.exec(page.text) ?? [];
    assert.match(src, /^\/wiki\/plugins\/servlet\/applinks\/logo\//);
    const logo = await visitor.get(src);
    assert.deepEqual([logo.status, logo.headers.get('content-type')], [200, 'image/png']);
  });

  test('is not stored, sends no referrer, cannot be framed (rule 11)', async () => {
    const { page } = await asked(await signedIn(), await weir.link({ redirectUris: ['https://client.example/cb'] }));
    assert.equal(page.headers.get('cache-control'), 'no-store');
    assert.equal(page.headers.get('referrer-policy'), 'no-referrer');
    assert.match(policyOf(page.headers), /form-action 'self' https:\/\/client\.example .*frame-ancestors 'none'/);
    assert.equal(page.headers.get('x-frame-options'), 'DENY');
  });

  test('Allow sends a code, Deny sends access_denied, each with the state byte for byte and the issuer', async () => {
    const link = await weir.link();
    const visitor = await signedIn();
    const state = 'a b+c&d="<é>%20';
    const first = await asked(visitor, link, { state });
    const allowed = await visitor.post(consentPath, { request: first.request, decision: 'allow' });
    assert.equal(allowed.status, 303);
    assert.equal(allowed.headers.get('referrer-policy'), 'no-referrer');
    assert.equal(allowed.headers.get('cache-control'), 'no-store');
    const answer = new URL(allowed.location).searchParams;
    assert.equal(allowed.location.startsWith(`${link.redirectUri}?`), true);
    assert.ok(answer.get('code'));
    assert.deepEqual([answer.get('state'), answer.get('iss')], [state, weir.baseUrl]);
    const second = await asked(visitor, link, { state });
    const denied = new URL((await visitor.post(consentPath, { request: second.request, decision: 'deny' })).location)
      .searchParams;
    assert.deepEqual([denied.get('error'), denied.get('state'), denied.get('code')], ['access_denied', state, null]);
  });

  test('a decision counts once (CVE-2023-34246)', async () => {
    const visitor = await signedIn();
    const { request, location } = await asked(visitor, await weir.link());
    const answers = await Promise.all(
      ['allow', 'allow', 'deny', 'allow'].map((decision) => visitor.post(consentPath, { request, decision })),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 400, 400, 400]);
    const again = await visitor.get(location);
    assert.equal(again.status, 400);
    assert.match(again.text, /This request has expired/);
    assert.match(again.text, /Go back to the application and start again/);
  });

  test('is gone after ten minutes', async () => {
    const visitor = await signedIn();
    const { request, location } = await asked(visitor, await weir.link());
    weir.clock.advance(10 * 60_000);
    assert.match((await visitor.get(location)).text, /This request has expired/);
    assert.equal((await visitor.post(consentPath, { request, decision: 'allow' })).status, 400);
  });

  test('is of one session and one person (CVE-2022-39222)', async () => {
    const link = await weir.link();
    const { request, location } = await asked(await signedIn(), link);
    const eve = formVisitor(weir.baseUrl);
    const other = await weir.user(`eve${link.id}`);
    await eve.signIn(other.username, other.password);
    for (const somebodyElse of [eve, await signedIn()]) {
      await asked(somebodyElse, link);
      assert.match((await somebodyElse.get(location)).text, /belongs to another session/);
      const answer = await somebodyElse.post(consentPath, { request, decision: 'allow' });
      assert.deepEqual([answer.status, answer.location], [400, '']);
    }
    const stranger = await formVisitor(weir.baseUrl).get(location);
    assert.match(stranger.location, /^\/wiki\/login\.action\?os_destination=/);
  });

  test('takes no decision by GET, from another site, or without its token (CVE-2014-8144)', async () => {
    const visitor = await signedIn();
    const { request, location } = await asked(visitor, await weir.link());
    const decision = { request, decision: 'allow' };
    assert.equal((await visitor.get(`${location}&decision=allow`)).status, 200, 'it asks, still');
    for (const answer of [
      await visitor.post(consentPath, decision, { origin: 'https://evil.example' }),
      await visitor.post(consentPath, decision, { origin: 'null', 'sec-fetch-site': 'cross-site' }),
      await visitor.post(consentPath, { ...decision, csrf_token: '' }),
    ]) {
      assert.deepEqual([answer.status, answer.location], [403, '']);
    }
    await visitor.get(location);
    assert.equal((await visitor.post(consentPath, { request, decision: 'perhaps' })).status, 400);
    assert.equal((await visitor.post(consentPath, decision)).status, 303, 'the person may still decide');
  });

  test('shows names as text: no markup, no hidden or turning characters (CVE-2018-1000088)', async () => {
    const vector = '<img src=x onerror=alert(1)>"\'\u202e\u200b{{7*7}}';
    const link = await weir.link({ name: vector });
    await weir.rooms.users.updateProfile(
      uma.person.id,
      { fullName: 'Uma <script>alert(1)</script>', email: uma.person.email },
      systemOrigin,
    );
    const { page } = await asked(await signedIn(), link);
    assert.match(page.text, /&lt;img src=x onerror=alert\(1\)&gt;/);
    assert.doesNotMatch(page.text, /<img src=x|<script>alert|\u202e|\u200b/);
  });
});

suite('a request that cannot be answered at a redirect URI', () => {
  let weir: TestWeir;
  before(async () => {
    weir = await startWeir();
  });
  after(() => weir.stop());

  test('gets a page with status 400 that says what to do, and the precise reason', async () => {
    const link = await weir.link();
    for (const [parameters, reason] of [
      [{ client_id: 'nobody' }, /client_id is not one of an application that is registered here/],
      [{ client_id: undefined }, /client_id is missing/],
      [{ redirect_uri: undefined }, /redirect_uri is missing/],
      [{ redirect_uri: 'https://evil.example/' }, /redirect_uri is not registered/],
      [{ redirect_uri: `${link.redirectUri}/` }, /redirect_uri is not registered/],
    ] as const) {
      const answer = await fetch(weir.authorizeUrl(link, parameters), { redirect: 'manual' });
      assert.deepEqual([answer.status, answer.headers.get('location')], [400, null]);
      assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
      const text = await answer.text();
      assert.match(text, /This application cannot go on/);
      assert.match(text, reason);
      assert.match(text, new RegExp(`Request ID <code>${answer.headers.get('x-request-id')}</code>`));
    }
    const disabled = await weir.link();
    await weir.rooms.links.disable(disabled.id, {
      origin: systemOrigin,
      isSystemAdministrator: true,
    });
    assert.match(await (await fetch(weir.authorizeUrl(disabled))).text(), /An administrator has disabled this application/);
  });

  test('repeats nothing of the request (CVE-2017-16860, CVE-2019-8400)', async () => {
    const link = await weir.link();
    for (const vector of [
      '"><svg onload=alert(1)>',
      'javascript:alert(1)',
      "';alert(1)//",
      '</title><script>alert(1)</script>',
      '{{constructor.constructor("alert(1)")()}}',
    ]) {
      for (const name of ['client_id', 'redirect_uri', 'state', 'scope', 'error', 'error_description', 'response_type']) {
        const answer = await fetch(weir.authorizeUrl(link, { redirect_uri: 'https://evil.example/', [name]: vector }), {
          redirect: 'manual',
        });
        assert.equal(answer.status, 400, `${name}: ${vector}`);
        const text = await answer.text();
        assert.equal(text.includes(vector) || text.includes('alert(1)'), false, `${name}: ${vector}`);
      }
    }
  });
});

function policyOf(headers: Headers): string {
  return headers.get('content-security-policy') ?? '';
}

/** @returns what a person reads */
function plain(page: string): string {
  return page
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll(' ,', ',');
}
