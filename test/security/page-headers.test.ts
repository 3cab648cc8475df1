/** Security rule 11: the headers of every page, and nothing inline in any of them. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { systemOrigin } from '../../src/audit/origin.ts';
import { isRefusal } from '../../src/wiki/refusals.ts';
import { createSampleSpace } from '../../src/wiki/sample.ts';
import { allPages } from '../support/all-pages.ts';
import { startNode } from '../support/node.ts';
import { addressOf, type Premises, premises } from '../support/routes.ts';
import { sessionOf } from '../support/sessions.ts';
import { startWeir, type TestWeir } from '../support/weir.ts';

let weir: TestWeir;
let here: Premises;
let cookie: string;
before(async () => {
  weir = await startWeir();
  here = await premises(weir);
  assert.ok(!isRefusal(await createSampleSpace(weir.rooms.wiki, weir.admin.person, systemOrigin)));
  ({ cookie } = await sessionOf(weir, weir.admin));
});
after(() => weir.stop());

/** @returns the directives of a policy, by name */
function directives(policy: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    policy.split(';').map((directive) => {
      const [name = '', ...values] = directive.trim().split(/\s+/);
      return [name, values.join(' ')];
    }),
  );
}

/** Pages of sign-in, consent, error and set-up, whose addresses carry what a request said. */
const withoutReferrer = /login\.action|confirm-password|\/oauth2\/|\/credentials|not\/there|999999|\/setup/;

suite('every page (security rule 11)', () => {
  for (const who of ['an administrator', 'nobody'] as const) {
    test(`to ${who} carries the headers, and has nothing inline`, async () => {
      const headers: Record<string, string> = who === 'nobody' ? {} : { cookie };
      let pages = 0;
      for (const path of await allPages(weir, here, cookie)) {
        const answer = await fetch(weir.baseUrl + path, { headers, redirect: 'manual' });
        const text = await answer.text();
        const header = (name: string) => answer.headers.get(name) ?? '';
        assert.ok(answer.status < 500, path);
        assert.equal(header('x-content-type-options'), 'nosniff', path);
        assert.equal(header('x-frame-options'), 'DENY', path);
        assert.equal(header('cross-origin-opener-policy'), 'same-origin', path);
        assert.equal(header('strict-transport-security'), '', 'no HSTS on http');
        const policy = directives(header('content-security-policy'));
        assert.equal(policy['frame-ancestors'], "'none'", path);
        assert.equal(policy['default-src'], "'none'", path);
        if (!header('content-type').startsWith('text/html')) continue;

        pages += 1;
        assert.match(header('cache-control'), /no-store/, path);
        assert.equal(policy['script-src'], "'self'", path);
        assert.equal(policy['style-src'], "'self'", path);
        assert.equal(policy['base-uri'], "'none'", path);
        assert.match(policy['form-action'] ?? '', /^'self'/, path);
        const { 'style-src-attr': attributes, ...rest } = policy;
        assert.ok(!/unsafe|data:|\*/.test(Object.values(rest).join(' ')), `${path}: ${header('content-security-policy')}`);
        // Inline styles are for rendered wiki content alone.
        assert.ok(attributes === undefined || text.includes('wiki-content'), path);
        assert.match(
          header('referrer-policy'),
          withoutReferrer.test(path) ? /^no-referrer$/ : /^(same-origin|no-referrer)$/,
          path,
        );
        assertNothingInline(path, attributes === undefined ? text : withoutStyleAttributes(text));
      }
      assert.ok(pages > (who === 'nobody' ? 10 : 30), `${pages} pages`);
    });
  }

  test('and every other answer forbids to be guessed at and framed', async () => {
    for (const route of weir.app.declaredRoutes.filter(({ method }) => method === 'GET')) {
      const answer = await fetch(weir.baseUrl + addressOf(route, here), { headers: { cookie }, redirect: 'manual' });
      await answer.text();
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', route.url);
      assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'/, route.url);
    }
  });

  test('behind https sends HSTS, and its cookies are pinned to the host', async () => {
    const node = await startNode(weir, { settings: { WEIR_BASE_URL: 'https://wiki.example.org' } });
    try {
      const login = await node.app.inject({ url: '/login.action' });
      assert.match(String(login.headers['strict-transport-security']), /^max-age=31536000/);
      const [visitor] = login.cookies;
      assert.deepEqual(
        [visitor?.name, visitor?.secure, visitor?.httpOnly, visitor?.sameSite, visitor?.path, visitor?.domain],
        ['__Host-weir_visitor', true, true, 'Lax', '/', undefined],
      );
      const [, token = ''] = /name="csrf_token" value="([^"]+)"/.exec(login.body) ?? [];
      const { username, password } = here.uma;
      const signedIn = await node.app.inject({
        method: 'POST',
        url: '/login.action',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          cookie: `__Host-weir_visitor=${visitor?.value}`,
          origin: 'https://wiki.example.org',
        },
        payload: new URLSearchParams({ os_username: username, os_password: password, csrf_token: token }).toString(),
      });
      assert.equal(signedIn.statusCode, 303);
      const session = signedIn.cookies.find(({ name }) => name.endsWith('weir_session'));
      assert.equal(session?.name, '__Host-weir_session');
      assert.equal(session?.secure, true);
      // A cookie that a neighbour or plain http could have set counts for nothing.
      const unpinned = await node.app.inject({ url: '/users/sessions', headers: { cookie: `weir_session=${session?.value}` } });
      assert.equal(unpinned.statusCode, 303);
    } finally {
      await node.close();
    }
  });
});

function withoutStyleAttributes(text: string): string {
  return text.replaceAll(/ style="[^"]*"/g, '');
}

function assertNothingInline(path: string, text: string): void {
  for (const [tag, attributes = ''] of text.matchAll(/<script\b([^>]*)>/g)) {
    assert.match(attributes, /\bsrc="\/static\//, `${path}: ${tag}`);
  }
  assert.doesNotMatch(text, /<style\b/, path);
  assert.doesNotMatch(text, /<[a-z][^>]*\sstyle=/, path);
  assert.doesNotMatch(text, /<[a-z][^>]*\son[a-z]+=/, path);
  assert.doesNotMatch(text, /(href|src|action)="\s*(javascript|data|vbscript):/i, path);
  assert.doesNotMatch(text, /<(iframe|object|embed|base)\b/, path);
  for (const [, address = ''] of text.matchAll(/<(?:script|link|img|source)\b[^>]*\s(?:src|href)="([^"]*)"/g)) {
    assert.match(address, /^\/(?!\/)/, `${path} loads ${address}`);
  }
}
