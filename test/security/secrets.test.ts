/**
 * Security rule 10: after a run through everything, no secret that the run made or typed is in the log, in the database's files,
 * in the audit trail, or in an answer that is not the one that gives it out.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { pino } from 'pino';
import { systemOrigin } from '../../src/audit/origin.ts';
import { csrfTokenOf } from '../../src/http/csrf.ts';
import { type ForeignProvider, startForeignProvider } from '../support/foreign-provider.ts';
import { credentialsOf, postForm } from '../support/forms.ts';
import { trustTestCertificate } from '../support/https-server.ts';
import { basicOf } from '../support/routes.ts';
import { addApp, firstStep } from '../support/two-step.ts';
import { pkcePair, startWeir, type TestLink, type TestUser, type TestWeir } from '../support/weir.ts';
import { runCommand, startWeirProcess } from '../support/weir-process.ts';

/** Every secret so far, with what it is. */
const secrets = new Map<string, string>();
function isSecret(what: string, value: string | null | undefined): string {
  assert.ok(value && value.length >= 8, `no ${what}`);
  secrets.set(value, what);
  return value;
}

let weir: TestWeir;
let uma: TestUser;
let link: TestLink;
let serviceAccount = 0;
let log = '';

before(async () => {
  trustTestCertificate();
  // Nobody listens there: what is to be sent stays in the outbox.
  const mail = { WEIR_MAIL_HOST: '127.0.0.1', WEIR_MAIL_PORT: '1', WEIR_MAIL_TLS: 'none', WEIR_MAIL_FROM: 'wiki@example.org' };
  const mailPassword = isSecret('password at the mail server', 'smtp-Zugang-8841');
  const settings = {
    WEIR_ALLOWED_OUTBOUND_HOSTS: 'localhost',
    ...mail,
    WEIR_MAIL_USER: 'weir',
    WEIR_MAIL_PASSWORD: mailPassword,
  };
  weir = await startWeir({ settings, log: pino({ level: 'trace' }, { write: (line) => (log += line) }) });
  uma = await weir.user('uma');
  await signInAndOut();
  await choosePasswordByMail();
  await signInInTwoSteps();
  await manageLinks();
  await manageServiceAccounts();
  await runTheFlow();
  await actAtAnotherService();
  await makeMistakes();
});
after(() => weir.stop());

async function signInAndOut(): Promise<void> {
  for (const { username, password } of [uma, weir.admin]) {
    isSecret('password', password);
    isSecret('Basic credentials', Buffer.from(`${username}:${password}`).toString('base64'));
    const visitor = weir.visitor();
    await visitor.request('/login.action');
    const [, visitorCookie = ''] = visitor.cookieHeader().split('=', 2);
    isSecret('visitor cookie', visitorCookie);
    isSecret('token of the sign-in form', csrfTokenOf(visitorCookie));
    await visitor.signIn(username, password);
    const [, session] = /weir_session=([^;]+)/.exec(visitor.cookieHeader()) ?? [];
    isSecret('session cookie', session);
    isSecret('token of a form', csrfTokenOf(session ?? ''));
    await visitor.request('/users/sessions');
    await visitor.post('/confirm-password', { password, next: '/' });
    await visitor.post('/logout.action', {});
  }
  const typed = isSecret('wrong password', 'a password with a typo');
  const visitor = weir.visitor();
  await visitor.post('/login.action', { os_username: 'uma', os_password: typed });
  await visitor.post('/login.action', { os_username: 'nobody', os_password: typed });
  const headers = { authorization: basicOf({ username: 'uma', password: typed }) };
  await fetch(`${weir.baseUrl}/rest/api/user/current`, { headers });
  isSecret('wrong Basic credentials', headers.authorization.slice('Basic '.length));

  const changed = isSecret('new password', 'the next password of uma');
  const owner = await weir.signedIn(uma);
  const form = { currentPassword: uma.password, password: changed, passwordAgain: changed };
  assert.equal((await owner.post('/users/changemypassword.action', form)).status, 303);
  uma = { ...uma, password: changed };
}

async function choosePasswordByMail(): Promise<void> {
  const vera = await weir.user('vera');
  const made = await weir.rooms.passwordReset.make('reset', vera.person.id, systemOrigin);
  assert.ok(made);
  const token = isSecret('address to choose a password', new URL(made.address).searchParams.get('token'));
  const visitor = weir.visitor();
  await visitor.request(`/choose-password?token=${token}`);
  const password = isSecret('chosen password', 'vera has chosen this one');
  const chosen = await visitor.post(`/choose-password?token=${token}`, { token, password, passwordAgain: password });
  assert.equal(chosen.status, 303);
  await weir.rooms.passwordReset.ask('vera', systemOrigin);
  await weir.rooms.passwordReset.answer(10);
}

/** An authenticator app, a second step by a recovery code and with a wrong one; then it is off again. */
async function signInInTwoSteps(): Promise<void> {
  const owner = await weir.signedIn(uma);
  const phone = await addApp(weir, owner);
  isSecret('key of an authenticator app', phone.secret);
  for (const code of phone.recoveryCodes) isSecret('recovery code', code);
  const visitor = weir.visitor();
  await firstStep(visitor, uma);
  const [, pending] = /weir_second_step=([^;]+)/.exec(visitor.cookieHeader()) ?? [];
  isSecret('cookie between the steps', pending);
  await visitor.post('/second-step', { recoveryCode: isSecret('wrong recovery code', '00000-00000-00000-11111') });
  await visitor.post('/second-step', { recoveryCode: phone.recoveryCodes[0] ?? '' });
  await owner.post('/users/two-step-sign-in/recovery-codes', {});
  assert.equal((await owner.post('/users/two-step-sign-in/app/remove', {})).status, 303);
}

async function manageLinks(): Promise<void> {
  const admin = await weir.signedIn(weir.admin);
  const made = await admin.post('/admin/application-links/create/incoming', {
    name: 'Secretive',
    redirectUris: 'https://app.example.org/callback',
    scope: 'WRITE',
    clientType: 'confidential',
    skipConsent: 'true',
  });
  const id = Number(/application-links\/(\d+)\//.exec(made.headers.get('location') ?? '')?.[1]);
  const view = async () => {
    const outcome = await weir.rooms.links.viewCredentials(id, { origin: systemOrigin, isSystemAdministrator: true });
    assert.ok(outcome.kind === 'shown');
    return outcome.secrets.map(({ secret }) => isSecret('client secret', secret));
  };
  await view();
  await admin.request(`/admin/application-links/${id}/credentials`);
  await admin.post(`/admin/application-links/${id}/rotate`, { overlap: '7' });
  const [clientSecret] = (await view()).slice(-1);
  const found = await weir.rooms.links.find(id);
  link = { id, clientId: found?.clientId ?? '', clientSecret, redirectUri: 'https://app.example.org/callback' };

  const answer = await fetch(`${weir.baseUrl}/rest/oauth2/latest/client`, {
    method: 'POST',
    headers: { authorization: basicOf(weir.admin), 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'By REST', redirects: ['https://app.example.org/callback'], scope: 'READ' }),
  });
  const json = (await answer.json()) as { readonly clientSecret: string }; // A new link's shape.
  isSecret('client secret by REST', json.clientSecret);
  const added = await runCommand(
    ['link', 'add', '--name', 'By command', '--redirect-url', 'https://app.example.org/cb', '--json'],
    weir.environment,
  );
  isSecret('client secret by command', JSON.parse(added.stdout).clientSecret);
}

async function manageServiceAccounts(): Promise<void> {
  const by = { origin: systemOrigin, isSystemAdministrator: true };
  const admin = await weir.signedIn(weir.admin);
  const form = { name: 'Secretive machine', scope: 'WRITE', groups: 'weir-users', reach: 'all' };
  const made = await admin.post('/admin/service-accounts/create', form);
  const id = Number(/service-accounts\/(\d+)\//.exec(made.headers.get('location') ?? '')?.[1]);
  await admin.request(`/admin/service-accounts/${id}/credentials`);
  await admin.post(`/admin/service-accounts/${id}/rotate`, { overlap: '7' });
  const outcome = await weir.rooms.serviceAccounts.viewCredentials(id, by);
  assert.ok(outcome.kind === 'shown' && outcome.secrets.length === 2);
  const { clientId } = outcome.account;
  for (const { secret } of outcome.secrets) {
    const clientSecret = isSecret('secret of a service account', secret);
    const grant = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    const { json } = await postForm(`${weir.baseUrl}/rest/oauth2/latest/token`, grant);
    const token = isSecret('token of a service account', String(json.access_token));
    assert.equal((await weir.call(token, '/rest/api/user/current')).status, 200);
  }
  const [old] = outcome.secrets.slice(-1);
  await weir.rooms.serviceAccounts.endSecret(id, old?.id ?? 0, by);
  const added = await runCommand(['service-account', 'add', '--name', 'By command too', '--json'], weir.environment);
  isSecret('secret of a service account by command', JSON.parse(added.stdout).clientSecret);
  serviceAccount = id;
}

async function runTheFlow(): Promise<void> {
  const { verifier, challenge } = pkcePair();
  const visitor = await weir.signedIn(uma);
  const parameters = {
    code_challenge: challenge,
    code_challenge_method: 'S256',
    state: isSecret('state', 'state-of-the-application'),
  };
  const asked = await visitor.request(weir.authorizeUrl(link, parameters));
  const path = asked.headers.get('location') ?? '';
  const request = isSecret('consent request', new URL(path, weir.baseUrl).searchParams.get('request'));
  const decided = await visitor.post(path, { request, decision: 'allow' });
  const code = isSecret('code', new URL(decided.headers.get('location') ?? '').searchParams.get('code'));
  isSecret('verifier', verifier);
  const endpoint = (name: string) => `${weir.baseUrl}/rest/oauth2/latest/${name}`;
  const credentials = credentialsOf(link);
  const exchange = { grant_type: 'authorization_code', code, redirect_uri: link.redirectUri };
  await postForm(endpoint('token'), { ...credentials, ...exchange, code_verifier: isSecret('wrong verifier', 'x'.repeat(43)) });
  const { json } = await postForm(endpoint('token'), { ...credentials, ...exchange, code_verifier: verifier });
  const access = isSecret('access token', String(json.access_token));
  const refresh = isSecret('refresh token', String(json.refresh_token));
  assert.equal((await weir.call(access, '/rest/api/user/current')).status, 200);
  assert.equal((await postForm(endpoint('introspect'), { ...credentials, token: access })).json.active, true);
  const next = await postForm(endpoint('token'), { ...credentials, grant_type: 'refresh_token', refresh_token: refresh });
  isSecret('second access token', String(next.json.access_token));
  const last = isSecret('second refresh token', String(next.json.refresh_token));
  await weir.call(String(next.json.access_token), '/rest/api/user/current');
  // A replay, which is written to the audit trail.
  await postForm(endpoint('token'), { ...credentials, grant_type: 'refresh_token', refresh_token: refresh });
  await postForm(endpoint('revoke'), { ...credentials, token: last });
}

/** Weir as the client: a link, a test of it, an account that is connected and renewed, and a provider that repeats what it should not. */
async function actAtAnotherService(): Promise<void> {
  const provider = await startForeignProvider();
  try {
    await actAt(provider);
  } finally {
    await provider.close();
  }
}

async function actAt(provider: ForeignProvider): Promise<void> {
  const admin = await weir.signedIn(weir.admin);
  const own = await weir.signedIn(uma);
  const clientSecret = isSecret('secret of an outgoing link', 'the secret that another service gave');
  const linkKey = '0123456789abcdef0123456789abcdef';
  const page = `/admin/application-links/outgoing/${linkKey}`;
  const form = {
    provider: 'custom',
    linkKey,
    name: 'Elsewhere',
    address: provider.issuer,
    clientId: 'weir',
    clientSecret,
    forPeople: 'true',
  };
  /** Posts to an address that shows no form itself. */
  const post = async (visitor: typeof own, path: string, fields: Readonly<Record<string, string>> = {}) => {
    const sessions = await (await visitor.request('/users/sessions')).text();
    const [, csrfToken = ''] = /name="csrf_token" value="([^"]+)"/.exec(sessions) ?? [];
    const body = new URLSearchParams({ csrf_token: csrfToken, ...fields });
    return visitor.request(path, { method: 'POST', body, headers: { origin: weir.baseUrl } });
  };
  const saved = await post(admin, '/admin/application-links/create/outgoing/form', { ...form, act: 'save' });
  assert.equal(saved.headers.get('location'), page);

  /** Goes to the provider and comes back. */
  const follow = async (visitor: typeof own, sent: Response) => {
    const there = sent.headers.get('location') ?? '';
    isSecret('state of ours', new URL(there).searchParams.get('state'));
    const back = (await fetch(there, { redirect: 'manual' })).headers.get('location') ?? '';
    return visitor.request(back);
  };
  assert.equal((await follow(admin, await post(admin, `${page}/test`))).status, 303);
  provider.answer('/token', { status: 400, body: { error: 'invalid_grant', error_description: `No: ${clientSecret}` } });
  assert.equal((await follow(admin, await post(admin, `${page}/test`))).status, 303);
  const connect = () => post(own, '/users/connected-accounts/connect', { link: linkKey });
  assert.equal((await follow(own, await connect())).status, 400);
  provider.answer('/token', undefined);
  assert.equal((await follow(own, await connect())).status, 303);
  const { id } = (await weir.rooms.outgoingLinks.findByKey(linkKey)) ?? { id: 0 };
  const owner = { userId: uma.person.id };
  const first = await weir.rooms.outgoingLinks.accessTokenFor(id, owner);
  assert.ok(first.kind === 'token');
  assert.equal((await weir.rooms.outgoingLinks.accessTokenFor(id, owner, first.accessToken)).kind, 'token');
  for (const token of provider.issued) isSecret('code or token of another service', token);
  for (const { code_verifier } of provider.tokenRequests) if (code_verifier) isSecret('verifier of ours', code_verifier);
  assert.ok(provider.issued.length >= 8);
}

/** Secrets where they do not belong. */
async function makeMistakes(): Promise<void> {
  const [token = ''] = [...secrets].find(([, what]) => what === 'access token') ?? [];
  const query = new URLSearchParams({ client_id: link.clientId, client_secret: link.clientSecret ?? '', code: token });
  await fetch(`${weir.baseUrl}/rest/oauth2/latest/token?${query}`, { method: 'POST' });
  await fetch(`${weir.baseUrl}/rest/oauth2/latest/token?${query}`);
  await fetch(
    `${weir.baseUrl}/rest/api/content?access_token=${token}&os_username=uma&os_password=${encodeURIComponent(uma.password)}`,
  );
  await fetch(`${weir.baseUrl}/nothing-here?token=${token}`);
  await fetch(`${weir.baseUrl}/rest/api/%zz?token=${token}`);
  for (const body of [`{"password":"${uma.password}"`, `{"token":"${token}"} trailing`]) {
    const headers = { authorization: basicOf(uma), 'content-type': 'application/json' };
    await fetch(`${weir.baseUrl}/rest/api/content`, { method: 'POST', headers, body });
  }
  await fetch(`${weir.baseUrl}/rest/oauth2/latest/authorize?client_id=${token}&redirect_uri=${token}`, { redirect: 'manual' });
  await fetch(
    `${weir.baseUrl}/rest/oauth2/latest/authorize?client_id=${link.clientId}&redirect_uri=${link.redirectUri}&scope=${token}`,
    {
      redirect: 'manual',
    },
  );
  const repeated = new URLSearchParams([
    ['token', token],
    [token, '1'],
    [token, '2'],
    ['client_id', link.clientId],
  ]);
  await fetch(`${weir.baseUrl}/rest/oauth2/latest/introspect`, { method: 'POST', body: repeated });
  await fetch(`${weir.baseUrl}/rest/oauth2/latest/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${link.clientId}:${token}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: token }),
  });
}

/** A secret as it is, as an address has it, and as JSON has it. */
function findIn(text: string): readonly string[] {
  return [...secrets].flatMap(([secret, what]) =>
    [secret, encodeURIComponent(secret), new URLSearchParams({ a: secret }).toString().slice(2)].some((form) =>
      text.includes(form),
    )
      ? [what]
      : [],
  );
}

suite('no secret is kept or told where it does not belong (security rule 10, regression row 37)', () => {
  test('in the log, however wrongly it was sent', () => {
    assert.ok(log.split('\n').length > 60, 'the log was captured');
    for (const line of log.split('\n')) assert.deepEqual(findIn(line), [], line);
  });

  test('in the files of the database, the write-ahead log included', async () => {
    const folder = weir.environment.WEIR_HOME ?? '';
    const files = (await readdir(folder)).filter((name) => name.startsWith('weir.db'));
    assert.ok(files.includes('weir.db') && files.includes('weir.db-wal'), files.join());
    for (const file of files) {
      // An authorization request that waits keeps its state, for ten minutes: it is the application's, and opens nothing here.
      const found = findIn(await readFile(join(folder, file), 'latin1')).filter((what) => what !== 'state');
      assert.deepEqual(found, [], file);
    }
  });

  test('in the audit trail', async () => {
    const events = await weir.rooms.database.read.selectFrom('audit_event').selectAll().execute();
    assert.ok(events.length > 10);
    assert.deepEqual(findIn(JSON.stringify(events)), []);
  });

  test('in lists and reads of links, of users, of sessions, or by the command line', async () => {
    const admin = await weir.signedIn(weir.admin);
    const own = await weir.signedIn(uma);
    const pages = ['', `/${link.id}`, `/${link.id}/edit`, `/${link.id}/rotate`, `/${link.id}/users`, `/${link.id}/delete`];
    const outgoing = '/admin/application-links/outgoing/0123456789abcdef0123456789abcdef';
    for (const path of [
      outgoing,
      `${outgoing}/edit`,
      `${outgoing}/delete`,
      ...pages.map((page) => `/admin/application-links${page}`),
      ...['', '/edit', '/rotate', '/disable', '/delete'].map((page) => `/admin/service-accounts/${serviceAccount}${page}`),
      '/admin/service-accounts',
      `/admin/users/${uma.person.userKey}/applications`,
      '/rest/oauth2/latest/client',
      `/rest/oauth2/latest/client/${link.id}`,
      `/rest/oauth2/latest/client/${link.clientId}`,
    ]) {
      const answer = await admin.request(path);
      assert.equal(answer.status, 200, path);
      assert.deepEqual(findIn(await answer.text()), [], path);
    }
    for (const path of [
      '/users/sessions',
      '/users/authorized-applications',
      '/users/connected-accounts',
      '/users/viewmyprofile.action',
      '/rest/api/user/current',
    ]) {
      const answer = await own.request(path);
      assert.equal(answer.status, 200, path);
      assert.deepEqual(findIn(await answer.text()), [], path);
    }
    for (const command of [
      ['link', 'list', '--json'],
      ['service-account', 'list', '--json'],
      ['user', 'list', '--json'],
      ['config'],
      ['doctor'],
    ]) {
      const { stdout, stderr } = await runCommand(command, weir.environment);
      assert.deepEqual(findIn(stdout + stderr), [], command.join(' '));
    }
  });

  test('and the set-up address is in no log and no file', async () => {
    const home = await mkdtemp(join(tmpdir(), 'weir-'));
    const server = await startWeirProcess({ WEIR_HOME: home, WEIR_LOG_LEVEL: 'debug' });
    try {
      const token = new URL(server.setupAddress() ?? '').searchParams.get('token') ?? '';
      await (await fetch(`${server.baseUrl}/setup?token=${token}`)).text();
      await server.kill('SIGTERM');
      const lines = server
        .output()
        .split('\n')
        .filter((line) => line.startsWith('{'));
      assert.ok(lines.length > 0);
      assert.ok(!lines.some((line) => line.includes(token)));
      for (const file of await readdir(home)) assert.ok(!(await readFile(join(home, file), 'latin1')).includes(token), file);
    } finally {
      await server.kill('SIGKILL');
      await rm(home, { recursive: true, force: true });
    }
  });
});
