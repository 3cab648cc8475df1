/** Security rule 7: what changes something is done by POST, PUT or DELETE, and by a page of ours where a cookie says who asks. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { DeclaredRoute } from '../../src/http/access.ts';
import { csrfTokenOf } from '../../src/http/csrf.ts';
import { rawRequest } from '../support/raw-request.ts';
import { addressOf, basicOf, changes, formFor, type Premises, premises } from '../support/routes.ts';
import { sessionOf, type TestSession } from '../support/sessions.ts';
import { tableContents } from '../support/table-contents.ts';
import { startWeir, type TestWeir } from '../support/weir.ts';

let weir: TestWeir;
let here: Premises;
let session: TestSession;
let origin: string;
before(async () => {
  weir = await startWeir();
  here = await premises(weir);
  session = await sessionOf(weir, weir.admin);
  origin = new URL(weir.baseUrl).origin;
});
after(() => weir.stop());

/** Routes that ride on no cookie (they authenticate a client), and the one that a foreign page is meant to post to (RFC 6749 §3.1). */
const exempt = [/\/rest\/oauth2\/(latest|1\.0)\/(token|revoke|introspect)$/, /\/rest\/oauth2\/(latest|1\.0)\/authorize$/];

function changingRoutes(): readonly DeclaredRoute[] {
  return weir.app.declaredRoutes.filter((route) => changes(route) && !exempt.some((each) => each.test(route.url)));
}

/** What each route would change if it let the request through: of what is there. */
function harm(route: DeclaredRoute): { readonly path: string; readonly form: Record<string, string>; readonly json: string } {
  const { url } = route;
  const asIfReading = { ...route, method: 'GET' };
  return {
    path: addressOf(asIfReading, here),
    form: {
      ...formFor(route, weir.admin),
      ...(url.endsWith('/delete') ? { confirmation: 'Premises' } : {}),
      ...(url.endsWith('/rotate') ? { overlap: '0' } : {}),
      ...(url.endsWith('/try-it') ? { on: 'true' } : {}),
      ...(url.endsWith('/authorized-applications/revoke') ? { authorization: 'all' } : {}),
      ...(url.endsWith('/users/sessions') ? { session: '' } : {}),
      ...(url.endsWith('/viewmyprofile.action') ? { fullName: 'Mallory', email: 'mallory@evil.example' } : {}),
      ...(url.endsWith('/permissions') ? { kind: 'anonymous', permission: 'none', confirmed: 'true' } : {}),
      ...(url.endsWith('/createspace.action') ? { name: 'Evil', key: 'EVIL' } : {}),
      ...(/\/(incoming|edit)$/.test(url)
        ? { name: 'Evil', redirectUris: 'https://evil.example/cb', scope: 'ADMIN', clientType: 'confidential' }
        : {}),
      ...(url.endsWith('/changemypassword.action')
        ? { currentPassword: weir.admin.password, password: 'chosen by a stranger', passwordAgain: 'chosen by a stranger' }
        : {}),
    },
    json: url.includes('/permissions')
      ? '[{"targetType":"space","operationKey":"administer","groupName":"weir-users","operations":[]}]'
      : '{"key":"EVIL","name":"Evil","title":"Evil","space":{"key":"OPEN"},"version":{"number":2},"scope":"ADMIN"}',
  };
}

interface Attack {
  readonly name: string;
  readonly headers: () => Readonly<Record<string, string>>;
  /** The token in the form. */
  readonly token: () => string | undefined;
}

const attacks: readonly Attack[] = [
  { name: 'without a token', headers: () => ({ origin }), token: () => undefined },
  { name: 'with an empty token', headers: () => ({ origin }), token: () => '' },
  { name: 'with the token of another session', headers: () => ({ origin }), token: () => csrfTokenOf('another') },
  { name: 'from another site', headers: () => ({ origin: 'https://evil.example' }), token: () => session.csrfToken },
  {
    name: 'from a sibling host',
    headers: () => ({ origin: `${origin}.evil.example`, 'sec-fetch-site': 'cross-site' }),
    token: () => session.csrfToken,
  },
  {
    name: 'from a hidden origin',
    headers: () => ({ origin: 'null', 'sec-fetch-site': 'cross-site' }),
    token: () => session.csrfToken,
  },
];

const types = { form: 'application/x-www-form-urlencoded', text: 'text/plain' } as const;

/** A multipart form with a picture. */
function upload(fields: Readonly<Record<string, string>>): { readonly type: string; readonly body: string } {
  const texts = Object.entries(fields).map(
    ([name, value]) => `--part\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file =
    '--part\r\ncontent-disposition: form-data; name="logo"; filename="a.png"\r\ncontent-type: image/png\r\n\r\nPNG\r\n';
  return { type: 'multipart/form-data; boundary=part', body: `${texts.join('')}${file}--part--\r\n` };
}

suite('nothing is changed by a browser that a foreign page sent (security rule 7)', () => {
  for (const attack of attacks) {
    test(`by a form ${attack.name}`, async () => {
      const before = await tableContents(weir.rooms.database);
      const through: string[] = [];
      for (const route of changingRoutes()) {
        const { path, form, json } = harm(route);
        const token = attack.token();
        const isPage = route.access.surface === 'page';
        const fields = { ...form, ...(token === undefined ? {} : { csrf_token: token }) };
        const { type, body } = !isPage
          ? { type: 'application/json', body: json }
          : route.url.endsWith('/logo')
            ? upload(fields)
            : { type: types.form, body: new URLSearchParams(fields).toString() };
        const answer = await rawRequest(weir.baseUrl, path, {
          method: route.method,
          headers: {
            cookie: `${session.cookie}; weir_visitor=v`,
            'content-type': type,
            // The word that Confluence lets programs say does not help one that sends cookies.
            'x-atlassian-token': 'no-check',
            ...(isPage || token === undefined ? {} : { 'x-csrf-token': token }),
            ...attack.headers(),
          },
          body,
        });
        if (answer.status !== 403) through.push(`${route.method} ${route.url}: ${answer.status}`);
      }
      assert.deepEqual(through, []);
      assert.deepEqual(await tableContents(weir.rooms.database), before);
    });
  }

  test('by GET, with everything in the address that the form would have', async () => {
    const before = await tableContents(weir.rooms.database);
    for (const route of changingRoutes()) {
      const { path, form } = harm(route);
      const query = new URLSearchParams({ ...form, csrf_token: session.csrfToken, _method: route.method });
      await rawRequest(weir.baseUrl, `${path}${path.includes('?') ? '&' : '?'}${query}`, {
        headers: { cookie: session.cookie, 'x-http-method-override': route.method },
      });
    }
    assert.deepEqual(await tableContents(weir.rooms.database), before);
  });

  test('by a form whose fields are JSON, as text/plain can be (regression row 7)', async () => {
    for (const route of changingRoutes().filter(({ access }) => access.surface === 'api')) {
      const { path, json } = harm(route);
      for (const type of Object.values(types)) {
        const answer = await rawRequest(weir.baseUrl, path, {
          method: route.method,
          headers: { cookie: session.cookie, 'content-type': type, origin: 'https://evil.example' },
          body: json,
        });
        assert.ok([400, 403, 415].includes(answer.status), `${route.method} ${route.url}: ${answer.status}`);
      }
    }
  });

  test('though the same forms do it from a page of ours', async () => {
    const { path, form } = harm({ method: 'POST', url: '/spaces/createspace.action' } as DeclaredRoute); // Its access is not asked for.
    const answer = await rawRequest(weir.baseUrl, path, {
      method: 'POST',
      headers: { cookie: session.cookie, 'content-type': types.form, origin },
      body: new URLSearchParams({ ...form, csrf_token: session.csrfToken }).toString(),
    });
    assert.equal(answer.status, 303);
    const edit = await rawRequest(weir.baseUrl, `/admin/application-links/${here.link.id}/edit`, {
      method: 'POST',
      headers: { cookie: session.cookie, 'content-type': types.form, origin },
      body: new URLSearchParams({
        ...harm({ method: 'POST', url: '/edit' } as DeclaredRoute).form, // As above.
        csrf_token: session.csrfToken,
      }).toString(),
    });
    assert.equal(edit.status, 303);
  });
});

suite('a program that sends no cookie (security rule 7)', () => {
  test('needs no token, with or without “X-Atlassian-Token: no-check”', async () => {
    for (const headers of [
      { 'x-atlassian-token': 'no-check' },
      {},
      { 'x-atlassian-token': 'nocheck', origin: 'https://tool.example' },
    ]) {
      const answer = await rawRequest(weir.baseUrl, '/rest/api/space', {
        method: 'POST',
        headers: { authorization: basicOf(here.uma), 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ key: `P${Object.keys(headers).length}`, name: 'By a program' }),
      });
      assert.equal(answer.status, 200, answer.text);
    }
  });
});
