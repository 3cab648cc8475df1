/**
 * The OAuth provider on a small application of its own: its routes, the access check, and two API routes behind it. Who is signed in is what
 * the test says, so that these tests need no sign-in.
 *
 *     const weir = await startOAuth({ database });
 *     const link = await weir.register({ scope: 'WRITE' });
 *     const { access_token } = await weir.tokensFor(link, { scope: 'READ' });
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { InjectOptions } from 'fastify';
import { ensureDefaultGroups } from '../../src/accounts/default-groups.ts';
import { passwordWriter } from '../../src/accounts/password-change.ts';
import { createPasswords } from '../../src/accounts/passwords.ts';
import { findPerson } from '../../src/accounts/person.ts';
import { userStore } from '../../src/accounts/users.ts';
import type { Administrator } from '../../src/applinks/links.ts';
import type { ServiceAccountInput } from '../../src/applinks/service-account-form.ts';
import type { ServiceAccount } from '../../src/applinks/service-account-reads.ts';
import { createServiceAccounts, newServiceAccount, type ServiceAccounts } from '../../src/applinks/service-accounts.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import { type Database, DatabaseUnavailable } from '../../src/database/database.ts';
import { createKeyring } from '../../src/foundation/keyring.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { type AccessControl, type AccessFailure, apiRoute } from '../../src/http/access.ts';
import { type App, contextPathOf, createApp } from '../../src/http/app.ts';
import { createLifecycle } from '../../src/http/lifecycle.ts';
import type { Log } from '../../src/http/log.ts';
import { bearerChallenge } from '../../src/oauth/bearer.ts';
import { defaultClientSettings } from '../../src/oauth/client-rules.ts';
import { clientSecrets } from '../../src/oauth/client-secrets.ts';
import type { ClientSettings, RegisteredClient } from '../../src/oauth/client-store.ts';
import { type Clients, createClients } from '../../src/oauth/clients.ts';
import { type Grants, grants } from '../../src/oauth/grants.ts';
import { createProvider, type Provider } from '../../src/oauth/oauth.ts';
import { removeServiceClientOfUser } from '../../src/oauth/service-clients.ts';
import type { OAuthSettings } from '../../src/oauth/vocabulary.ts';
import { silentLog } from './silent-log.ts';

export const testBaseUrl = 'https://wiki.example.org/confluence';
export const testRedirectUri = 'https://app.example.org/callback';

/** 2026-03-01T12:00:00Z */
const start = 1_772_366_400_000;

/** A clock that stands still until a test moves it. */
export interface TestClock {
  now(): number;
  /** @param seconds forwards, or backwards when negative */
  advance(seconds: number): void;
}

function testClock(): TestClock {
  let now = start;
  return {
    now: () => now,
    advance(seconds) {
      now += seconds * 1000;
    },
  };
}

/** A registered client as its developer knows it. */
export interface TestLink {
  readonly id: number;
  readonly clientId: string;
  readonly secret: string | undefined;
  readonly client: RegisteredClient;
}

/** A service account as the program that uses it knows it. */
export interface TestServiceAccount {
  readonly id: number;
  readonly clientId: string;
  readonly secret: string;
  readonly account: ServiceAccount;
}

/** The administrator of these tests, who may do everything. */
export const testAdministrator: Administrator = { origin: systemOrigin, isSystemAdministrator: true };

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** The body as JSON; an empty object where it is none. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly scope: string;
  readonly expires_in: number;
  readonly created_at: number;
}

export type Form = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface Visitor {
  /** Who is signed in, uma unless said otherwise; null: nobody. */
  readonly as?: string | null;
  /** Which of their browsers. */
  readonly session?: string;
  readonly method?: 'GET' | 'POST';
}

export interface OAuthApp {
  readonly app: App;
  readonly database: Database;
  readonly clock: TestClock;
  readonly provider: Provider;
  readonly clients: Clients;
  readonly grants: Grants;
  /** Makes an account that may use Weir. @returns its id */
  addUser(username: string): Promise<number>;
  /** Ends a browser session behind the back of a request that knows it as alive. */
  endSession(session: string): void;
  register(settings?: Partial<ClientSettings>): Promise<TestLink>;
  readonly serviceAccounts: ServiceAccounts;
  /** Makes a service account that may use Weir. */
  addServiceAccount(input?: Partial<ServiceAccountInput>): Promise<TestServiceAccount>;
  /** The client credentials grant, with the credentials in the body. */
  grantTo(account: Pick<TestServiceAccount, 'clientId' | 'secret'>, form?: Form): Promise<Answer>;
  send(options: InjectOptions): Promise<Answer>;
  post(path: string, form: Form, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  authorize(parameters: Form, visitor?: Visitor): Promise<Answer>;
  /** Answers the consent page. @returns where the browser is sent */
  decide(answer: Answer, decision: 'allow' | 'deny', visitor?: Visitor): Promise<URL>;
  /** Runs authorization and consent. */
  codeFor(link: TestLink, parameters?: Form, visitor?: Visitor): Promise<string>;
  /** Credentials in the body. */
  exchange(link: TestLink, form: Form): Promise<Answer>;
  refresh(link: TestLink, refreshToken: string, form?: Form): Promise<Answer>;
  tokensFor(link: TestLink, parameters?: Form, visitor?: Visitor): Promise<Tokens>;
  introspect(link: TestLink, token: string): Promise<Answer>;
  /** Calls the API: `/rest/api/whoami` needs READ, `/rest/api/change` WRITE. */
  call(authorization: string | undefined, path?: '/rest/api/whoami' | '/rest/api/change'): Promise<Answer>;
  /** @returns whether an access token opens the API */
  isLive(accessToken: string): Promise<boolean>;
}

/** The S256 challenge of a verifier. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

export const testVerifier = 'a-verifier-of-forty-three-characters-or-more';

/** @returns the tokens of a good answer */
export function tokensIn(answer: Answer): Tokens {
  assert.equal(answer.status, 200, answer.text);
  // The tests of the answer's shape check what is in it.
  return answer.json as unknown as Tokens;
}

/** @param options.users accounts to make; one that is there already is left as it is */
export async function startOAuth(options: {
  readonly database: Database;
  readonly settings?: Partial<OAuthSettings>;
  readonly clock?: TestClock;
  readonly users?: readonly string[];
  readonly log?: Log;
}): Promise<OAuthApp> {
  const { database, clock = testClock(), users = ['uma'] } = options;
  const settings: OAuthSettings = {
    baseUrl: testBaseUrl,
    accessTokenSeconds: 3600,
    refreshTokenSeconds: 90 * 24 * 3600,
    refreshFamilySeconds: 365 * 24 * 3600,
    refreshRetrySeconds: 60,
    codeSeconds: 60,
    accessTokensEnabled: true,
    allowHttpRedirectUrls: false,
    ...options.settings,
  };
  const random = systemRandom();
  const log = options.log ?? silentLog;
  const keyring = createKeyring([Buffer.alloc(32, 7)], random);
  const secrets = clientSecrets(keyring, random);
  const clients = createClients({
    database,
    secrets,
    clock,
    random,
    redirectPolicy: () => ({ allowHttp: settings.allowHttpRedirectUrls, hosts: [] }),
  });
  const userAccounts = userStore({
    database,
    clock,
    random,
    passwords: createPasswords(random, () => 8),
    writePassword: passwordWriter([]),
    onEmailChanging: [],
    onUserRenamed: [],
    onUserDeleted: [removeServiceClientOfUser],
  });
  const serviceAccounts = createServiceAccounts({ database, clients, secrets, users: userAccounts, clock, random });
  const endedSessions = new Set<string>();
  const provider = createProvider({
    database,
    clock,
    random,
    log,
    settings: () => settings,
    counts: { add() {} },
    holdSession: async (_queries, publicId) => !endedSessions.has(publicId),
    onAllowed: [],
  });
  const contextPath = contextPathOf(settings.baseUrl);
  const app = await createTestApp();
  for (const username of users) await addUser(username);
  let registered = 0;

  async function createTestApp(): Promise<App> {
    const statuses: Record<AccessFailure['reason'], number> = {
      'no-credential': 401,
      'bad-credential': 401,
      throttled: 429,
      'second-step-missing': 403,
      'insufficient-scope': 403,
      'not-permitted': 403,
      'cross-site': 403,
    };
    const surface: AccessControl['surfaces']['api'] = {
      refuse(request, reply, failure) {
        const resource = request.routeOptions.config.access?.resource ?? '';
        const challenge = bearerChallenge(settings.baseUrl, resource, failure);
        if (challenge !== undefined) void reply.header('WWW-Authenticate', challenge);
        return reply.code(statuses[failure.reason]).send({ reason: failure.reason });
      },
    };
    const made = await createApp({
      baseUrl: settings.baseUrl,
      trustedProxies: [],
      log,
      random,
      lifecycle: createLifecycle(),
      whyUnavailable: (error) => (error instanceof DatabaseUnavailable ? 'Unavailable.' : undefined),
      showFailure: (_surface, _request, reply, failure) => reply.code(failure.statusCode).send(failure),
      access: {
        baseUrl: settings.baseUrl,
        surfaces: { api: surface, page: surface },
        isSameSite: () => true,
        resolvers: {
          async session(request) {
            const username = request.headers['x-test-user'];
            const person = typeof username === 'string' ? await personNamed(username) : undefined;
            if (person === undefined) return { outcome: 'absent' };
            const publicId = String(request.headers['x-test-session'] ?? 'first');
            const session = { publicId, authenticatedAt: clock.now(), csrfToken: 'csrf', mustSetUpTwoStep: false };
            return { outcome: 'caller', caller: { kind: 'session', person, session } };
          },
          basic: async () => ({ outcome: 'refused', failure: { reason: 'bad-credential', scheme: 'Basic' } }),
          bearer: provider.bearer,
        },
      },
    });
    provider.registerRoutes(made, (_request, reply, refusal) => reply.code(400).send({ page: 'error', ...refusal }));
    for (const [path, scope] of [
      ['/rest/api/whoami', 'READ'],
      ['/rest/api/change', 'WRITE'],
    ] as const) {
      made.get(contextPath + path, { config: { access: apiRoute(scope) } }, ({ caller }) =>
        caller.kind === 'bearer'
          ? {
              username: caller.person.username,
              scope: caller.scope,
              clientId: caller.clientId,
              resource: caller.resource ?? null,
            }
          : {},
      );
    }
    return made;
  }

  async function personNamed(username: string) {
    const row = await database.read.selectFrom('user_account').select('id').where('username', '=', username).executeTakeFirst();
    return row && findPerson(database.read, row.id);
  }

  async function addUser(username: string): Promise<number> {
    return database.write(async (queries) => {
      const known = await queries.selectFrom('user_account').select('id').where('username', '=', username).executeTakeFirst();
      if (known !== undefined) return known.id;
      const { id } = await queries
        .insertInto('user_account')
        .values({
          user_key: createHash('md5').update(username).digest('hex'),
          username,
          username_folded: username,
          full_name: `${username} of the tests`,
          email: `${username}@example.org`,
          password_hash: null,
          password_changed_at: null,
          disabled_at: null,
          created_at: clock.now(),
          updated_at: clock.now(),
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      await queries.insertInto('global_permission').values({ subject_kind: 'user', subject_id: id, permission: 'use' }).execute();
      return id;
    });
  }

  async function send(request: InjectOptions): Promise<Answer> {
    const { statusCode, headers, body } = await app.inject(request);
    const isJson = String(headers['content-type'] ?? '').includes('json') && body !== '';
    return {
      status: statusCode,
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, value === undefined ? undefined : String(value)]),
      ),
      text: body,
      json: isJson ? JSON.parse(body) : {},
    };
  }

  const weir: OAuthApp = {
    app,
    database,
    clock,
    provider,
    clients,
    grants: grants(database, clock),
    serviceAccounts,
    addUser,
    endSession: (session) => void endedSessions.add(session),
    send,

    async addServiceAccount(input = {}) {
      await database.write((queries) => ensureDefaultGroups(queries, clock.now()));
      registered += 1;
      const outcome = await serviceAccounts.create(
        { ...newServiceAccount, name: `Machine ${registered}`, scope: 'WRITE', ...input },
        testAdministrator,
      );
      assert.ok(outcome.kind === 'saved' && outcome.secret !== undefined, JSON.stringify(outcome));
      const { account, secret } = outcome;
      return { id: account.id, clientId: account.clientId, secret, account };
    },

    grantTo: ({ clientId, secret }, form = {}) =>
      weir.post('/rest/oauth2/latest/token', {
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: secret,
        ...form,
      }),

    async register(changes = {}) {
      registered += 1;
      const outcome = await clients.create(
        { ...defaultClientSettings, name: `App ${registered}`, redirectUris: [testRedirectUri], ...changes },
        systemOrigin,
      );
      assert.equal(outcome.kind, 'saved', JSON.stringify(outcome));
      if (outcome.kind !== 'saved') throw new Error('unreachable');
      const { client, secret } = outcome;
      return { id: client.id, clientId: client.clientId, secret, client };
    },

    post: (path, form, headers = {}) =>
      send({
        method: 'POST',
        url: contextPath + path,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        payload: formText(form),
      }),

    authorize(parameters, { as = 'uma', session = 'first', method = 'GET' } = {}) {
      const path = `${contextPath}/rest/oauth2/latest/authorize`;
      const headers = { ...(as === null ? {} : { 'x-test-user': as, 'x-test-session': session }) };
      if (method === 'GET') return send({ method, url: `${path}?${formText(parameters)}`, headers });
      return send({
        method,
        url: path,
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        payload: formText(parameters),
      });
    },

    async decide(answer, decision, { as = 'uma', session = 'first' } = {}) {
      const location = new URL(answer.headers.location ?? '', testBaseUrl);
      const requestId = location.searchParams.get('request') ?? '';
      assert.ok(as !== null);
      const person = await personNamed(as);
      assert.ok(person, answer.text);
      const holder = { sessionPublicId: session, userId: person.id };
      const origin = { actor: { userId: person.id, name: as }, remoteAddress: '192.0.2.1', requestId: 'test' };
      const decided = await provider.consent.decide(requestId, holder, decision, origin);
      assert.equal(typeof decided, 'string', JSON.stringify(decided));
      return new URL(String(decided));
    },

    async codeFor(link, parameters = {}, visitor = {}) {
      const answer = await weir.authorize(
        { client_id: link.clientId, redirect_uri: testRedirectUri, response_type: 'code', ...parameters },
        visitor,
      );
      const back = await weir.decide(answer, 'allow', visitor);
      return back.searchParams.get('code') ?? '';
    },

    exchange: (link, form) =>
      weir.post('/rest/oauth2/latest/token', {
        grant_type: 'authorization_code',
        client_id: link.clientId,
        client_secret: link.secret,
        redirect_uri: testRedirectUri,
        ...form,
      }),

    refresh: (link, refreshToken, form = {}) =>
      weir.post('/rest/oauth2/latest/token', {
        grant_type: 'refresh_token',
        client_id: link.clientId,
        client_secret: link.secret,
        refresh_token: refreshToken,
        ...form,
      }),

    async tokensFor(link, parameters = {}, visitor = {}) {
      const isPublic = link.secret === undefined;
      const proof = isPublic ? { code_challenge: challengeOf(testVerifier), code_challenge_method: 'S256' } : {};
      const code = await weir.codeFor(link, { ...proof, ...parameters }, visitor);
      return tokensIn(await weir.exchange(link, { code, ...(isPublic && { code_verifier: testVerifier }) }));
    },

    introspect: (link, token) =>
      weir.post('/rest/oauth2/latest/introspect', { client_id: link.clientId, client_secret: link.secret, token }),

    call: (authorization, path = '/rest/api/whoami') =>
      send({ method: 'GET', url: contextPath + path, headers: authorization === undefined ? {} : { authorization } }),

    isLive: async (accessToken) => (await weir.call(`Bearer ${accessToken}`)).status === 200,
  };
  return weir;
}

/** Form-encodes; a list gives the parameter more than once. */
function formText(form: Form): string {
  const entries = Object.entries(form).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one) => [name, one] as [string, string]),
  );
  return new URLSearchParams(entries).toString();
}
