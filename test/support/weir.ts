/**
 * A whole Weir for tests: the real composition root on a fresh database, listening on a free port, with a clock that a test may set.
 *
 *     const weir = await startWeir();           // SQLite; `{ engine: 'postgresql' }` for the other
 *     const uma = await weir.user('uma');
 *     const link = await weir.link({ scope: 'WRITE' });
 *     const { access_token } = await weir.tokensFor(uma, link, { scope: 'READ' });
 */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { usersGroup } from '../../src/accounts/default-groups.ts';
import { findPerson } from '../../src/accounts/person.ts';
import { blankLink, type LinkInput } from '../../src/applinks/link-form.ts';
import type { ServiceAccountInput } from '../../src/applinks/service-account-form.ts';
import type { ServiceAccount } from '../../src/applinks/service-account-reads.ts';
import { newServiceAccount } from '../../src/applinks/service-accounts.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { Engine } from '../../src/database/database.ts';
import { loadConfiguration } from '../../src/foundation/configuration/load.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import type { Person, Scope } from '../../src/http/caller.ts';
import type { Log } from '../../src/http/log.ts';
import type { Rooms } from '../../src/rooms.ts';
import { type RunningServer, startServer } from '../../src/server.ts';
import { migratedPostgresDatabase } from './migrated-postgres.ts';
import { writeMigratedFile } from './migrated-sqlite.ts';
import { freePort } from './ports.ts';
import { fastestFolder } from './postgres.ts';
import { silentLog } from './silent-log.ts';
import { createVisitor, type Visitor } from './visitor.ts';

export interface WeirOptions {
  readonly engine?: Engine;
  /** Settings by their environment names. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The context path: '' or such as '/confluence'. */
  readonly contextPath?: string;
  readonly log?: Log;
}

export interface TestUser {
  readonly person: Person;
  readonly username: string;
  readonly password: string;
}

export interface TestLink {
  readonly id: number;
  readonly clientId: string;
  /** Undefined for a public client. */
  readonly clientSecret: string | undefined;
  readonly redirectUri: string;
}

/** What an authorization request is made of besides the client; a value of undefined leaves the parameter out. */
export type RequestParameters = Readonly<Record<string, string | undefined>>;

export interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
  readonly scope: string;
}

/** A service account as the program that uses it knows it. */
export interface TestServiceAccount extends TestLink {
  readonly account: ServiceAccount;
  /** Gets a token by the client credentials grant. */
  token(scope?: Scope): Promise<string>;
}

export interface TestWeir {
  readonly baseUrl: string;
  readonly rooms: Rooms;
  readonly app: RunningServer['app'];
  /** Milliseconds are added to the machine's clock. */
  readonly clock: { advance(milliseconds: number): void; now(): number };
  /** The settings as the environment of another process on the same data; without `WEIR_PORT` and `WEIR_BASE_URL`. */
  readonly environment: Readonly<Record<string, string>>;
  readonly admin: TestUser;
  user(username: string, groups?: readonly string[]): Promise<TestUser>;
  link(input?: Partial<LinkInput>): Promise<TestLink>;
  /** Makes a service account of the group of users, with the scope SYSTEM_ADMIN and all spaces unless said otherwise. */
  serviceAccount(input?: Partial<ServiceAccountInput>): Promise<TestServiceAccount>;
  visitor(): Visitor;
  /** Somebody who has signed in. */
  signedIn(user: TestUser): Promise<Visitor>;
  authorizeUrl(link: TestLink, parameters?: RequestParameters): string;
  /** Goes through sign-in, authorize and consent. @returns the parameters that the application gets back */
  authorize(
    visitor: Visitor,
    link: TestLink,
    parameters?: RequestParameters,
    decision?: 'allow' | 'deny',
  ): Promise<URLSearchParams>;
  /** A form for the token endpoint; the client's credentials are added in the body unless the form has its own. */
  token(link: TestLink, form: RequestParameters, headers?: Readonly<Record<string, string>>): Promise<TokenAnswer>;
  /** The whole code flow, with PKCE. */
  tokensFor(user: TestUser, link: TestLink, parameters?: RequestParameters): Promise<Tokens>;
  /** Calls the API with a bearer token. */
  call(token: string, path: string, init?: RequestInit): Promise<Response>;
  stop(): Promise<void>;
}

/** A verifier and its S256 challenge (RFC 7636 §4). */
export function pkcePair(): { readonly verifier: string; readonly challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

export async function startWeir(options: WeirOptions = {}): Promise<TestWeir> {
  const home = await mkdtemp(join(await fastestFolder(), 'weir-'));
  const postgres = options.engine === 'postgresql' ? await migratedPostgresDatabase() : undefined;
  if (postgres === undefined) await writeMigratedFile(join(home, 'weir.db'));
  const port = await freePort();
  const baseUrl = `http://localhost:${port}${options.contextPath ?? ''}`;
  const environment: Record<string, string> = {
    WEIR_HOME: home,
    ...(postgres === undefined ? {} : { WEIR_DATABASE_URL: postgres.url }),
    WEIR_LOG_LEVEL: 'error',
    ...options.settings,
  };
  const loaded = loadConfiguration({ ...environment, WEIR_PORT: String(port), WEIR_BASE_URL: baseUrl });
  assert.ok(loaded.ok, loaded.ok ? '' : loaded.problems.join('\n'));

  let ahead = 0;
  const clock = {
    now: () => Date.now() + ahead,
    advance(milliseconds: number) {
      ahead += milliseconds;
    },
  };
  const log = options.log ?? silentLog;
  const server = await startServer({ ...loaded, log, clock, random: systemRandom() });
  assert.ok(!('problem' in server), 'problem' in server ? server.problem : '');
  const { rooms } = server;

  const adminPassword = 'the administrator of this test';
  const made = await rooms.setup.createFirstAdministrator(
    { kind: 'command-line' },
    { username: 'admin', fullName: 'Ada Admin', email: 'ada@example.org', password: adminPassword },
    systemOrigin,
  );
  assert.equal(made.outcome, 'done');

  const person = async (username: string): Promise<Person> => {
    const user = await rooms.users.byUsername(username);
    const found = user && (await findPerson(rooms.database.read, user.id));
    assert.ok(found);
    return found;
  };

  const weir: TestWeir = {
    baseUrl,
    rooms,
    app: server.app,
    clock,
    environment,
    admin: { person: await person('admin'), username: 'admin', password: adminPassword },

    async user(username, groups = []) {
      const password = `the password of ${username}`;
      const outcome = await rooms.users.create(
        {
          username,
          fullName: `${username[0]?.toUpperCase()}${username.slice(1)} Example`,
          email: `${username}@example.org`,
          password,
          groups: [usersGroup, ...groups],
        },
        systemOrigin,
      );
      assert.equal(outcome.outcome, 'done');
      return { person: await person(username), username, password };
    },

    async link(input = {}) {
      const redirectUris = input.redirectUris ?? ['https://app.example.org/callback'];
      const name = input.name ?? `Link ${randomBytes(4).toString('hex')}`;
      const outcome = await rooms.links.create(
        { ...blankLink, scope: 'SYSTEM_ADMIN', clientType: 'confidential', ...input, name, redirectUris },
        { origin: systemOrigin, isSystemAdministrator: true },
      );
      assert.ok(outcome.kind === 'saved', JSON.stringify(outcome));
      const { id, clientId } = outcome.client;
      return { id, clientId, clientSecret: outcome.secret, redirectUri: redirectUris[0] ?? '' };
    },

    async serviceAccount(input = {}) {
      const outcome = await rooms.serviceAccounts.create(
        { ...newServiceAccount, name: `Machine ${randomBytes(4).toString('hex')}`, scope: 'SYSTEM_ADMIN', ...input },
        { origin: systemOrigin, isSystemAdministrator: true },
      );
      assert.ok(outcome.kind === 'saved', JSON.stringify(outcome));
      const { id, clientId } = outcome.account;
      const link = { id, clientId, clientSecret: outcome.secret, redirectUri: '' };
      return {
        ...link,
        account: outcome.account,
        async token(scope) {
          const { status, body } = await weir.token(link, { grant_type: 'client_credentials', scope });
          assert.equal(status, 200, JSON.stringify(body));
          return String(body.access_token);
        },
      };
    },

    visitor: () => createVisitor(baseUrl),

    async signedIn(user) {
      const visitor = createVisitor(baseUrl);
      await visitor.signIn(user.username, user.password);
      return visitor;
    },

    authorizeUrl(link, parameters = {}) {
      const all = { response_type: 'code', client_id: link.clientId, redirect_uri: link.redirectUri, ...parameters };
      return `${baseUrl}/rest/oauth2/latest/authorize?${new URLSearchParams(defined(all))}`;
    },

    async authorize(visitor, link, parameters, decision = 'allow') {
      const answer = await visitor.request(weir.authorizeUrl(link, parameters));
      const location = answer.headers.get('location') ?? '';
      assert.ok([302, 303].includes(answer.status), `authorize answered ${answer.status}: ${await answer.text()}`);
      if (!location.includes('/plugins/servlet/oauth2/consent')) return new URL(location).searchParams;
      const path = location.replace(baseUrl, '').replace(options.contextPath ?? '', '');
      const request = new URL(location, baseUrl).searchParams.get('request') ?? '';
      const decided = await visitor.post(path, { request, decision });
      assert.equal(decided.status, 303, await decided.text());
      return new URL(decided.headers.get('location') ?? '').searchParams;
    },

    async token(link, form, headers = {}) {
      const credentials = { client_id: link.clientId, client_secret: link.clientSecret };
      const body = new URLSearchParams(defined(headers.authorization === undefined ? { ...credentials, ...form } : form));
      const answer = await fetch(`${baseUrl}/rest/oauth2/latest/token`, { method: 'POST', body, headers });
      return { status: answer.status, body: JSON.parse((await answer.text()) || '{}'), headers: answer.headers };
    },

    async tokensFor(user, link, parameters = {}) {
      const { verifier, challenge } = pkcePair();
      const visitor = await weir.signedIn(user);
      const answer = await weir.authorize(visitor, link, {
        code_challenge: challenge,
        code_challenge_method: 'S256',
        ...parameters,
      });
      const code = answer.get('code');
      assert.ok(code, `no code: ${answer}`);
      const { status, body } = await weir.token(link, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: link.redirectUri,
        code_verifier: verifier,
      });
      assert.equal(status, 200, JSON.stringify(body));
      // The answer's shape is another test's business.
      return body as unknown as Tokens;
    },

    call: (token, path, init = {}) =>
      fetch(baseUrl + path, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers }, redirect: 'manual' }),

    async stop() {
      await server.close();
      await postgres?.drop();
      await rm(home, { recursive: true, force: true });
    },
  };
  return weir;
}

function defined(parameters: RequestParameters): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
