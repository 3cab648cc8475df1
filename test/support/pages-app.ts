/**
 * A running Weir with the pages of people and consent and the whole OAuth provider, on a fresh SQLite database: what the tests of
 * pages drive. The wiki and the console stand in as two plain pages.
 */
import { type AddressInfo, createServer } from 'node:net';
import { basicResolver } from '../../src/accounts/basic.ts';
import { administratorsGroup, usersGroup } from '../../src/accounts/default-groups.ts';
import { createPasswords } from '../../src/accounts/passwords.ts';
import { browserSessions, sessionResolver } from '../../src/accounts/session-cookie.ts';
import { type SessionStore, sessionStore } from '../../src/accounts/sessions.ts';
import { type Setup, setup } from '../../src/accounts/setup.ts';
import { signIn } from '../../src/accounts/sign-in.ts';
import type { User } from '../../src/accounts/user.ts';
import { type UserStore, userStore } from '../../src/accounts/users.ts';
import { systemOrigin } from '../../src/audit/origin.ts';
import type { Database } from '../../src/database/database.ts';
import { migrate } from '../../src/database/migrate.ts';
import { openDatabase } from '../../src/database/open.ts';
import type { Clock } from '../../src/foundation/clock.ts';
import { createKeyring } from '../../src/foundation/keyring.ts';
import { systemRandom } from '../../src/foundation/random.ts';
import { openPageRoute, pageRoute, publicRoute } from '../../src/http/access.ts';
import { contextPathOf, createApp } from '../../src/http/app.ts';
import { createCookieJar } from '../../src/http/cookies.ts';
import { createCsrfGuard } from '../../src/http/csrf.ts';
import { sendPage } from '../../src/http/headers.ts';
import { createLifecycle } from '../../src/http/lifecycle.ts';
import { createLog } from '../../src/http/log.ts';
import { type Authorizations, authorizations, endAuthorizationsWithPassword } from '../../src/oauth/authorizations.ts';
import { clientSecrets } from '../../src/oauth/client-secrets.ts';
import type { ClientSettings, RegisteredClient } from '../../src/oauth/client-store.ts';
import { type Clients, createClients } from '../../src/oauth/clients.ts';
import { createProvider } from '../../src/oauth/oauth.ts';
import { apiSurface } from '../../src/rest/surface.ts';
import { loadAssets, serveAssets } from '../../src/web/assets.ts';
import { pageHead } from '../../src/web/components/navigation.ts';
import { showAuthorizationError } from '../../src/web/consent/authorization-error-page.ts';
import { registerConsentPages } from '../../src/web/consent/consent-pages.ts';
import { showFailurePage } from '../../src/web/errors/failure-page.ts';
import { pageSurface } from '../../src/web/errors/page-surface.ts';
import { page } from '../../src/web/layout/page.ts';
import { pageViews } from '../../src/web/page-view.ts';
import { registerPeoplePages } from '../../src/web/people/people-pages.ts';
import { setupGate } from '../../src/web/people/setup-gate.ts';
import { freshLocation } from './databases.ts';

/** The password of every account that `person` makes. */
export const password = 'a quiet river bend';

export interface PagesApp {
  /** Scheme, host, port and context path. */
  readonly baseUrl: string;
  readonly database: Database;
  readonly clock: { time: number };
  readonly setup: Setup;
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly clients: Clients;
  readonly authorizations: Authorizations;
  /** Who has had a sample space made. */
  readonly samples: readonly User[];
  person(username: string, fullName?: string, kind?: 'user' | 'administrator'): Promise<User>;
  client(settings: Partial<ClientSettings>): Promise<RegisteredClient>;
  close(): Promise<void>;
}

export interface PagesAppOptions {
  readonly contextPath?: string;
  /** The sample space cannot be made. */
  readonly sampleFails?: boolean;
}

export async function startPages({ contextPath = '', sampleFails = false }: PagesAppOptions = {}): Promise<PagesApp> {
  const { location, remove } = await freshLocation('sqlite');
  const database = await openDatabase(location);
  const port = await freePort();
  const baseUrl = `http://localhost:${port}${contextPath}`;
  const random = systemRandom();
  const clock: Clock & { time: number } = { time: Date.now(), now: () => clock.time };
  await migrate(database, clock.now());
  const log = createLog({ level: 'silent', pretty: false }).log;
  const lives = { sessionIdleSeconds: 3600, sessionMaxSeconds: 43_200, rememberMeSeconds: 2_592_000 };
  const passwords = createPasswords(random);
  const users = userStore({ database, clock, random, passwords, onPasswordChanged: [endAuthorizationsWithPassword] });
  const signing = signIn({ database, clock, random, passwords });
  const sessions = sessionStore({ database, clock, random, lives, onNoteLost: () => undefined });
  const first = setup({ database, clock, random, passwords });
  const cookies = createCookieJar(baseUrl);
  const csrf = createCsrfGuard({ baseUrl, cookies, random });
  const assets = loadAssets();
  const views = pageViews({ baseUrl, siteName: 'Weir', assets, csrf, cookies, clock });
  const showFailure = showFailurePage(views);
  const api = apiSurface(baseUrl);
  const clients = createClients({
    database,
    secrets: clientSecrets(createKeyring([random.bytes(32)], random), random),
    clock,
    random,
    allowHttpRedirectUrls: false,
  });
  const provider = createProvider({
    database,
    clock,
    random,
    log,
    settings: {
      baseUrl,
      accessTokenSeconds: 3600,
      refreshTokenSeconds: 7_776_000,
      refreshFamilySeconds: 31_536_000,
      refreshRetrySeconds: 60,
      codeSeconds: 60,
      accessTokensEnabled: true,
      allowHttpRedirectUrls: false,
    },
  });
  const ours = authorizations(database, clock);
  const samples: User[] = [];
  const lifecycle = createLifecycle();
  lifecycle.enter('RUNNING');

  const root = await createApp({
    baseUrl,
    trustedProxies: [],
    log,
    random,
    lifecycle,
    gate: setupGate(first, views),
    access: {
      baseUrl,
      isSameSite: csrf.isSameSite,
      surfaces: { api, page: pageSurface(views) },
      resolvers: {
        session: sessionResolver(sessions, cookies),
        basic: basicResolver(signing),
        bearer: provider.bearer,
      },
    },
    isUnavailable: () => false,
    showFailure: (surface, request, reply, failure) =>
      surface === 'api' ? api.showFailure(request, reply, failure) : showFailure(request, reply, failure),
  });
  provider.registerRoutes(root, showAuthorizationError(views));
  await root.register(
    async (app) => {
      serveAssets(app, assets, '');
      registerPeoplePages(app, {
        views,
        showFailure,
        browserSessions: browserSessions({ sessions, signIn: signing, cookies, lives, clock }),
        sessions,
        users,
        setup: first,
        authorizations: ours,
        waitingApplication: provider.waitingApplication,
        async createSample(user) {
          if (sampleFails) throw new Error('no sample today');
          samples.push(user);
        },
      });
      registerConsentPages(app, {
        views,
        consent: provider.consent,
        showAuthorizationError: showAuthorizationError(views),
        showFailure,
      });
      for (const [path, access, title] of [
        ['/', openPageRoute(), 'Home'],
        ['/admin', pageRoute('administer'), 'General configuration'],
        ['/fails', publicRoute(), 'Fails'],
      ] as const) {
        app.get(path, { config: { access } }, (request, reply) => {
          if (path === '/fails') throw new Error('a defect');
          return sendPage(reply, page(views.viewOf(request, reply), { kind: 'app', title, main: pageHead({ title }) }));
        });
      }
    },
    { prefix: contextPathOf(baseUrl) },
  );
  await root.listen({ port, host: '127.0.0.1' });

  return {
    baseUrl,
    database,
    clock,
    setup: first,
    users,
    sessions,
    clients,
    authorizations: ours,
    samples,

    async person(username, fullName = username, kind = 'user') {
      const groups = kind === 'user' ? [usersGroup] : [usersGroup, administratorsGroup];
      const made = await users.create({ username, fullName, email: `${username}@example.org`, password, groups }, systemOrigin);
      if (made.outcome !== 'done') throw new Error(`${username}: ${JSON.stringify(made)}`);
      return made.user;
    },

    async client(settings) {
      const made = await clients.create(
        {
          name: 'Postman',
          clientType: 'confidential',
          redirectUris: ['https://client.example/callback'],
          scope: 'SYSTEM_ADMIN',
          requirePkce: false,
          allowPlain: false,
          allowQueryCredentials: false,
          skipConsent: false,
          allowTryIt: false,
          resourceServer: false,
          accessTokenSeconds: null,
          refreshTokenSeconds: null,
          ...settings,
        },
        systemOrigin,
      );
      if (made.kind !== 'saved') throw new Error(JSON.stringify(made));
      return made.client;
    },

    async close() {
      await root.close();
      await provider.close();
      await database.close();
      await remove();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // Listening on a port, not on a pipe.
  await new Promise((resolve) => server.close(resolve));
  return port;
}
