/**
 * Security rule 6: every route keeps the promise of its declaration, whatever credential comes along. The routes are the router's own,
 * so that a new one is tested on the day that it is added. What a declaration promises is written here a second time, out of the contract.
 */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { ServiceAccountInput } from '../../src/applinks/service-account-form.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { Access, DeclaredRoute } from '../../src/http/access.ts';
import type { GlobalPermission, Scope } from '../../src/http/caller.ts';
import { csrfTokenOf } from '../../src/http/csrf.ts';
import { credentialsOf, postForm } from '../support/forms.ts';
import { addressOf, basicOf, changes, formFor, type Premises, premises } from '../support/routes.ts';
import { sessionOf } from '../support/sessions.ts';
import { startWeir, type TestUser, type TestWeir } from '../support/weir.ts';

/** What a request turns out to be allowed: `in` reaches the handler, the others name what was missing. */
type Verdict = 'in' | 'sign-in' | 'invalid' | 'scope' | 'permission';

interface Credential {
  readonly name: string;
  readonly kind: 'nobody' | 'session' | 'basic' | 'bearer';
  /** Whether it is what it claims to be; a session that is not is as good as none. */
  readonly isGood: boolean;
  readonly user: TestUser;
  readonly permissions: readonly GlobalPermission[];
  readonly scope?: Scope;
  /** The path of the resource that the token is bound to. */
  readonly resource?: string;
  /** The value of `Authorization`, of those that have one. */
  readonly authorization?: string;
  readonly query?: string;
  /** Opens the routes that ask for a secret of their own. */
  readonly opensOwnSecret?: true;
}

const mine: readonly GlobalPermission[] = ['use', 'create-space'];
const every: readonly GlobalPermission[] = ['use', 'create-space', 'administer', 'administer-system'];

/** Of no person: it opens the metrics and nothing else. */
const metricsToken = 'the-token-of-the-metrics';

let weir: TestWeir;
let here: Premises;
let credentials: readonly Credential[];

before(async () => {
  weir = await startWeir({ settings: { WEIR_METRICS_TOKEN: metricsToken } });
  here = await premises(weir);
  credentials = await makeCredentials();
});
after(() => weir.stop());

async function makeCredentials(): Promise<readonly Credential[]> {
  const { admin } = weir;
  const { uma } = here;
  const dora = await weir.user('dora');
  const nils = await weir.user('nils');
  const token = async (user: TestUser, scope: Scope, resource?: string) => {
    const bound = resource === undefined ? undefined : weir.baseUrl + resource;
    return `Bearer ${(await weir.tokensFor(user, here.link, { scope, resource: bound })).access_token}`;
  };

  const expired = await token(uma, 'SYSTEM_ADMIN');
  weir.clock.advance(3_601_000);
  const revoked = await token(uma, 'SYSTEM_ADMIN');
  const ended = await postForm(`${weir.baseUrl}/rest/oauth2/latest/revoke`, {
    ...credentialsOf(here.link),
    token: revoked.slice('Bearer '.length),
  });
  assert.equal(ended.status, 200);
  const ofDora = await token(dora, 'SYSTEM_ADMIN');
  await weir.rooms.users.disable(dora.person.id, systemOrigin);
  const ofNils = await token(nils, 'SYSTEM_ADMIN');
  await weir.rooms.database.write((queries) =>
    queries.deleteFrom('group_member').where('user_id', '=', nils.person.id).execute(),
  );
  const personal = async (user: TestUser, scope?: Scope, days?: number) => {
    const outcome = await weir.rooms.personalTokens.create(user.person, { name: 'Matrix', days, scope }, systemOrigin);
    assert.ok(outcome.outcome === 'created');
    return { id: outcome.token.id, authorization: `Bearer ${outcome.rawToken}` };
  };
  const ofUma = await personal(uma);
  const gone = await personal(uma);
  await weir.rooms.personalTokens.revoke(uma.person.id, gone.id, systemOrigin);
  const machine = async (scope: Scope, input: Partial<ServiceAccountInput> = {}) => {
    const made = await weir.serviceAccount({ scope, ...input });
    const authorization = `Bearer ${await made.token()}`;
    return { id: made.id, scope, authorization };
  };
  const by = { origin: systemOrigin, isSystemAdministrator: true };
  const listed = { reach: 'listed', spaces: [{ key: here.spaceKey, access: 'write' }] };
  const administrators = ['weir-users', 'weir-administrators'];
  const switchedOff = await machine('SYSTEM_ADMIN');
  await weir.rooms.serviceAccounts.disable(switchedOff.id, by);
  const removed = await machine('SYSTEM_ADMIN');
  await weir.rooms.serviceAccounts.remove(removed.id, by);
  const replaced = await machine('SYSTEM_ADMIN');
  await weir.rooms.serviceAccounts.rotateSecret(replaced.id, 0, by);
  const over = await machine('SYSTEM_ADMIN', { lastDay: new Date(weir.clock.now() + 86_400_000).toISOString().slice(0, 10) });
  await weir.rooms.database.write((queries) =>
    queries.updateTable('oauth_client').set({ expires_at: weir.clock.now() }).where('id', '=', over.id).execute(),
  );
  const read = await token(uma, 'READ');
  const value = read.slice('Bearer '.length);

  const of = (user: TestUser, permissions: readonly GlobalPermission[]) => ({ user, permissions, isGood: true });
  const bad = { user: uma, permissions: [], isGood: false } as const;
  return [
    { name: 'nobody', kind: 'nobody', ...of(uma, []) },
    { name: 'a token in the query string', kind: 'nobody', ...of(uma, []), query: `access_token=${value}` },
    { name: 'a session', kind: 'session', ...of(uma, mine) },
    { name: 'an administrator’s session', kind: 'session', ...of(admin, every) },
    { name: 'a session of somebody without “use”', kind: 'session', ...of(nils, []) },
    { name: 'a session of a disabled account', kind: 'session', user: dora, permissions: [], isGood: false },
    { name: 'Basic', kind: 'basic', ...of(uma, mine), authorization: basicOf(uma) },
    { name: 'an administrator’s Basic', kind: 'basic', ...of(admin, every), authorization: basicOf(admin) },
    { name: 'Basic without “use”', kind: 'basic', ...of(nils, []), authorization: basicOf(nils) },
    { name: 'Basic of a disabled account', kind: 'basic', ...bad, authorization: basicOf(dora) },
    { name: 'a token as Basic password', kind: 'basic', ...bad, authorization: basicOf({ username: 'uma', password: value }) },
    { name: 'a token as Basic user', kind: 'basic', ...bad, authorization: basicOf({ username: value, password: '' }) },
    { name: 'a READ token', kind: 'bearer', ...of(uma, mine), scope: 'READ', authorization: read },
    { name: 'a WRITE token', kind: 'bearer', ...of(uma, mine), scope: 'WRITE', authorization: await token(uma, 'WRITE') },
    { name: 'an ADMIN token', kind: 'bearer', ...of(uma, mine), scope: 'ADMIN', authorization: await token(uma, 'ADMIN') },
    {
      name: 'an administrator’s READ token',
      kind: 'bearer',
      ...of(admin, every),
      scope: 'READ',
      authorization: await token(admin, 'READ'),
    },
    {
      name: 'an administrator’s ADMIN token',
      kind: 'bearer',
      ...of(admin, every),
      scope: 'ADMIN',
      authorization: await token(admin, 'ADMIN'),
    },
    {
      name: 'a token bound to /rest/api',
      kind: 'bearer',
      ...of(admin, every),
      scope: 'SYSTEM_ADMIN',
      resource: '/rest/api',
      authorization: await token(admin, 'SYSTEM_ADMIN', '/rest/api'),
    },
    { name: 'a token of somebody without “use”', kind: 'bearer', ...of(nils, []), scope: 'SYSTEM_ADMIN', authorization: ofNils },
    { name: 'a personal access token', kind: 'bearer', ...of(uma, mine), scope: 'SYSTEM_ADMIN', ...ofUma },
    { name: 'a personal READ token', kind: 'bearer', ...of(uma, mine), scope: 'READ', ...(await personal(uma, 'READ')) },
    {
      name: 'an administrator’s personal token',
      kind: 'bearer',
      ...of(admin, every),
      scope: 'SYSTEM_ADMIN',
      ...(await personal(admin)),
    },
    {
      name: 'a personal token of somebody without “use”',
      kind: 'bearer',
      ...of(nils, []),
      scope: 'SYSTEM_ADMIN',
      ...(await personal(nils)),
    },
    { name: 'a revoked personal token', kind: 'bearer', ...bad, authorization: gone.authorization },
    { name: 'a personal token of a disabled account', kind: 'bearer', ...bad, ...(await personal(dora)) },
    { name: 'a personal token cut short', kind: 'bearer', ...bad, authorization: ofUma.authorization.slice(0, -1) },
    { name: 'a service account’s READ token', kind: 'bearer', ...of(uma, mine), ...(await machine('READ')) },
    { name: 'a service account’s WRITE token', kind: 'bearer', ...of(uma, mine), ...(await machine('WRITE')) },
    {
      name: 'a token of a service account that administers',
      kind: 'bearer',
      ...of(admin, every),
      ...(await machine('ADMIN', { groups: administrators })),
    },
    {
      name: 'a token of a service account with a list of spaces',
      kind: 'bearer',
      ...of(uma, ['use']),
      ...(await machine('WRITE', listed)),
    },
    {
      name: 'a token of an administrator with a list of spaces',
      kind: 'bearer',
      ...of(uma, ['use']),
      ...(await machine('SYSTEM_ADMIN', { ...listed, groups: administrators })),
    },
    { name: 'a token of a disabled service account', kind: 'bearer', ...bad, authorization: switchedOff.authorization },
    { name: 'a token of a deleted service account', kind: 'bearer', ...bad, authorization: removed.authorization },
    { name: 'a token got with a secret that ended', kind: 'bearer', ...bad, authorization: replaced.authorization },
    { name: 'a token of an expired service account', kind: 'bearer', ...bad, authorization: over.authorization },
    { name: 'an expired token', kind: 'bearer', ...bad, authorization: expired },
    { name: 'a revoked token', kind: 'bearer', ...bad, authorization: revoked },
    { name: 'a token of a disabled account', kind: 'bearer', ...bad, authorization: ofDora },
    { name: 'a token cut short', kind: 'bearer', ...bad, authorization: read.slice(0, -1) },
    { name: 'a token with something after it', kind: 'bearer', ...bad, authorization: `${read}A` },
    { name: 'a token in another case', kind: 'bearer', ...bad, authorization: `Bearer ${value.toUpperCase()}` },
    { name: 'an empty token', kind: 'bearer', ...bad, authorization: 'Bearer' },
    { name: 'the token of the metrics', kind: 'bearer', ...bad, authorization: `Bearer ${metricsToken}`, opensOwnSecret: true },
    { name: 'another scheme', kind: 'bearer', ...bad, authorization: `Token ${value}` },
  ];
}

/** What the contract says about a route and a credential. */
function promised(access: Access, credential: Credential): Verdict {
  if (access.credentials.length === 0) return access.anonymous || credential.opensOwnSecret ? 'in' : 'sign-in';
  const counts = access.surface === 'api' || credential.kind === 'session';
  if (counts && !credential.isGood && credential.kind !== 'session') return 'invalid';
  if (!counts || !credential.isGood || credential.kind === 'nobody') return access.anonymous ? 'in' : 'sign-in';
  if (credential.kind === 'bearer') {
    if (access.scope === null) return 'invalid';
    if (credential.resource !== undefined && !access.resource.startsWith(credential.resource)) return 'invalid';
    const order: readonly (Scope | undefined)[] = ['READ', 'WRITE', 'ADMIN', 'SYSTEM_ADMIN'];
    if (order.indexOf(credential.scope) < order.indexOf(access.scope)) return 'scope';
  }
  return access.permission === null || credential.permissions.includes(access.permission) ? 'in' : 'permission';
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly location: string;
  readonly challenge: string;
}

function verdictOf(access: Access, answer: Answer): Verdict {
  const { status, text, location, challenge } = answer;
  assert.ok(status < 500, `status ${status}: ${text}`);
  if (access.surface === 'page') {
    const isSentToSignIn = status === 303 && location.startsWith('/login.action?os_destination=');
    // A page that no credential opens, such as the second step of a sign-in that nobody began, was reached.
    if (isSentToSignIn) return access.credentials.length === 0 ? 'in' : 'sign-in';
    if (status !== 403) return 'in';
    if (text.includes('<h1>You do not have permission') || text.includes('You are logged in as')) return 'permission';
    return text.includes('/login.action?os_destination=') ? 'sign-in' : 'in';
  }
  if (access.credentials.length === 0) return challenge.startsWith('Bearer') ? 'sign-in' : 'in';
  // Wrong credentials, once too often.
  if (status === 429) return 'invalid';
  if (/not permitted to (use Confluence|administer)/.test(text)) return 'permission';
  if (status === 401) return text.includes('are not valid') ? 'invalid' : 'sign-in';
  if (status !== 403) return 'in';
  if (challenge.includes('error="insufficient_scope"')) return 'scope';
  return 'in';
}

/** Sends what a page of ours would: the right form, the right token. */
async function ask(route: DeclaredRoute, credential: Credential): Promise<Answer> {
  const session = credential.kind === 'session' ? await sessionOf(weir, credential.user) : undefined;
  const isPublic = route.access.credentials.length === 0;
  const csrfToken = session === undefined || !credential.isGood || isPublic ? csrfTokenOf('a visitor') : session.csrfToken;
  const address = addressOf(route, here);
  const isForm = route.access.surface === 'page' || /\/(token|revoke|introspect)$/.test(route.url);
  const answer = await weir.app.inject({
    method: route.method as 'GET', // Of the methods that Fastify routes.
    url: credential.query === undefined ? address : `${address}${address.includes('?') ? '&' : '?'}${credential.query}`,
    headers: {
      cookie: [`weir_visitor=${encodeURIComponent('a visitor')}`, ...(session ? [session.cookie] : [])].join('; '),
      ...(credential.authorization === undefined ? {} : { authorization: credential.authorization }),
      ...(changes(route) ? { 'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json' } : {}),
      'x-csrf-token': csrfToken,
    },
    ...(changes(route) ? { payload: isForm ? new URLSearchParams(formFor(route, credential.user)).toString() : '[]' } : {}),
  });
  const header = (name: string) => String(answer.headers[name] ?? '');
  return {
    status: answer.statusCode,
    text: answer.body,
    location: header('location'),
    challenge: header('www-authenticate'),
  };
}

suite('a route opens for what its declaration says and for nothing else (security rule 6)', () => {
  test('with every credential there is', async () => {
    const wrong: string[] = [];
    for (const route of weir.app.declaredRoutes) {
      if (route.method === 'HEAD') continue;
      for (const credential of credentials) {
        const answer = await ask(route, credential);
        const expected = promised(route.access, credential);
        const got = verdictOf(route.access, answer);
        if (got !== expected)
          wrong.push(
            `${route.method} ${route.url} by ${credential.name}: ${expected} was promised, ${got} came (${answer.status})`,
          );
      }
    }
    assert.deepEqual(wrong, []);
  });

  test('by HEAD as by GET', async () => {
    const { declaredRoutes } = weir.app;
    for (const head of declaredRoutes.filter(({ method }) => method === 'HEAD')) {
      const get = declaredRoutes.find(({ method, url }) => method === 'GET' && url === head.url);
      assert.deepEqual(get?.access, head.access, head.url);
      for (const credential of credentials.slice(0, 4)) {
        assert.equal((await ask(head, credential)).status, (await ask({ ...head, method: 'GET' }, credential)).status, head.url);
      }
    }
  });
});
