/** The composition root: puts every room behind one HTTP server, and sees it through its life. The one file that knows them all. */
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { administration } from './accounts/administration.ts';
import { basicResolver } from './accounts/basic.ts';
import { directory } from './accounts/directory.ts';
import { globalPermissionStore } from './accounts/global-permissions.ts';
import { findPerson } from './accounts/person.ts';
import { personalTokenResolver } from './accounts/personal-token-resolver.ts';
import { preferenceStore } from './accounts/preferences.ts';
import { secondStep } from './accounts/second-factors/second-step.ts';
import { browserSessions, sessionResolver } from './accounts/session-cookie.ts';
import { sessionStore } from './accounts/sessions.ts';
import { signInThrottle } from './accounts/throttle.ts';
import { userPictures } from './accounts/user-pictures.ts';
import { type Backups, createBackups } from './backup/backups.ts';
import { startBackups } from './backup/worker.ts';
import { countAnswers } from './count-answers.ts';
import { DatabaseBusy, DatabaseUnavailable } from './database/database.ts';
import { recordLastUsed, writeLastUsed } from './database/last-used.ts';
import { usageCounts, usageReads } from './database/usage.ts';
import type { Clock } from './foundation/clock.ts';
import type { Configuration, SettingInForce } from './foundation/configuration/load.ts';
import type { Random } from './foundation/random.ts';
import { type App, contextPathOf, createApp } from './http/app.ts';
import { createCookieJar } from './http/cookies.ts';
import { createCsrfGuard } from './http/csrf.ts';
import { healthPaths } from './http/health.ts';
import { createLifecycle, type Lifecycle } from './http/lifecycle.ts';
import type { Log, LogAnswer } from './http/log.ts';
import { startMail } from './mail/worker.ts';
import { grants } from './oauth/grants.ts';
import { createProvider } from './oauth/oauth.ts';
import { oauthPrunes } from './oauth/pruning.ts';
import { widest } from './oauth/scopes.ts';
import { backupFolder, backupSource } from './places.ts';
import { programVersion } from './program-version.ts';
import { registerOAuthClientRoutes } from './rest/oauth-clients.ts';
import { describeApi } from './rest/openapi/document.ts';
import { registerPeopleRoutes } from './rest/people-routes.ts';
import { registerRestRoutes } from './rest/routes.ts';
import { siteAt } from './rest/site.ts';
import { apiSurface } from './rest/surface.ts';
import { openRooms, type Rooms } from './rooms.ts';
import { systemFacts } from './system-facts.ts';
import type { Looked } from './telemetry/metrics.ts';
import { registerMetrics } from './telemetry/metrics-route.ts';
import { startTelemetry, type Telemetry } from './telemetry/telemetry.ts';
import { startUpkeep } from './upkeep.ts';
import { loadAssets, serveAssets } from './web/assets.ts';
import { showAuthorizationError } from './web/consent/authorization-error-page.ts';
import { registerConsentPages } from './web/consent/consent-pages.ts';
import { registerConsolePages } from './web/console/console-pages.ts';
import { showFailurePage } from './web/errors/failure-page.ts';
import { pageSurface } from './web/errors/page-surface.ts';
import { registerHelpPages } from './web/help/help-pages.ts';
import { registerOutgoingPages } from './web/outgoing/outgoing-pages.ts';
import { pageViews } from './web/page-view.ts';
import { registerPeoplePages } from './web/people/people-pages.ts';
import { setupGate } from './web/people/setup-gate.ts';
import { servePictures } from './web/pictures.ts';
import { registerReferencePages } from './web/reference/reference-pages.ts';
import { registerWikiPages } from './web/wiki/wiki-pages.ts';
import { startDeliveries } from './webhooks/worker.ts';
import { thumbnailMaker } from './wiki/attachments/thumbnail-maker.ts';
import { startThumbnails } from './wiki/attachments/thumbnail-worker.ts';
import { createSampleSpace } from './wiki/sample.ts';

export interface ServerOptions {
  readonly configuration: Configuration;
  /** Where each setting of it came from. */
  readonly inForce: readonly SettingInForce[];
  readonly log: Log;
  /** Where answers are noted; without it in `log`. */
  readonly logAnswer?: LogAnswer;
  readonly clock: Clock;
  readonly random: Random;
}

export interface RunningServer {
  /** Where it listens. */
  readonly address: AddressInfo;
  readonly rooms: Rooms;
  /** @returns a new one-time address of the set-up page; undefined once an account exists */
  setupAddress(): Promise<string | undefined>;
  /** The routes, for tests that go through all of them. */
  readonly app: App;
  /** Says that it drains, for as long as the configuration says; takes no new connections, lets answers in flight finish (at most half a minute), writes what is in memory, closes. */
  close(): Promise<void>;
}

/** How long answers in flight may take at the end. */
const longestDrain = 30_000;
/** Requests for a new password are looked up in groups. */
const resetsAtOnce = 50;
/** How often `/status` asks the database. */
const pulse = 5_000;

/**
 * Opens the data, brings it up to date and listens.
 * @returns the running server, or why the data cannot be used, as one line for a person
 * @throws DatabaseUnavailable; an error with a code when the address cannot be listened on
 */
export async function startServer(options: ServerOptions): Promise<RunningServer | { readonly problem: string }> {
  const { configuration, log } = options;
  const telemetry = await startTelemetry(configuration, programVersion(), log);
  const rooms = await openRooms({ ...options, telemetry, tell: (line) => log.info({ kind: 'upgrade' }, line) });
  const lifecycle = createLifecycle();
  let house: House | undefined;
  try {
    house = await furnish(rooms, lifecycle, telemetry, options);
    await house.app.listen({ host: configuration.host, port: configuration.port });
    const problem = await rooms.migrate();
    if (problem !== undefined) {
      await house.close();
      return { problem };
    }
  } catch (error) {
    await house?.close();
    if (house === undefined) await rooms.database.close();
    throw error;
  }
  lifecycle.enter('RUNNING');
  const { app, close } = house;
  const heart = watchDatabase(rooms, lifecycle, log);
  const upkeep = startUpkeep(house.prunes, log);
  const { webHooks, settings } = rooms;
  const following = settings.follow((error) =>
    log.warn({ kind: 'settings-not-read', err: error }, 'settings could not be looked at; those in force stay'),
  );
  const deliveries = startDeliveries({ ...webHooks, clock: options.clock, log });
  const { mail, passwordReset } = rooms;
  const post = startMail({
    ...mail,
    async prepare() {
      while ((await passwordReset.answer(resetsAtOnce)) === resetsAtOnce);
    },
    clock: options.clock,
    log,
  });
  const backing = startBackups(house.backups, log);
  const thumbnails = startThumbnails({ thumbnails: rooms.wiki.attachments, make: thumbnailMaker(), log });
  log.info(
    {
      kind: 'listening',
      host: configuration.host,
      port: configuration.port,
      baseUrl: configuration.baseUrl,
      database: rooms.database.engine,
    },
    'ready',
  );
  return {
    app,
    rooms,
    // A server that listens on a port has an address with one.
    address: app.server.address() as AddressInfo,
    async setupAddress() {
      if (await rooms.setup.isDone()) return undefined;
      return `${configuration.baseUrl}/setup?token=${await rooms.setup.newAddress()}`;
    },
    async close() {
      lifecycle.enter('STOPPING');
      clearInterval(heart);
      if (configuration.drainSeconds > 0) await wait(configuration.drainSeconds * 1000);
      await Promise.all([following.stop(), upkeep.stop(), deliveries.stop(), post.stop(), thumbnails.stop(), backing.stop()]);
      await close();
    },
  };
}

interface House {
  readonly app: App;
  readonly backups: Backups;
  readonly prunes: readonly ((limit: number) => Promise<number>)[];
  close(): Promise<void>;
}

/** What nobody views any more is written within a minute. */
function writeViews({ recentViews }: Rooms['wiki']) {
  return async () => {
    await recentViews.flush();
    return 0;
  };
}

/** Registers every room's routes; nothing is asked of the database yet. */
async function furnish(rooms: Rooms, lifecycle: Lifecycle, telemetry: Telemetry, options: ServerOptions): Promise<House> {
  const { configuration, log, logAnswer, clock, random } = options;
  const { database, wiki, users, groups, personalTokens, signIn, setup, settings } = rooms;
  const { baseUrl } = configuration;
  const { metrics, traces } = telemetry;
  const contextPath = contextPathOf(baseUrl);
  const openWhileStarting = healthPaths(contextPath);
  const cookies = createCookieJar(baseUrl);
  const csrf = createCsrfGuard({ baseUrl, cookies, random });
  const assets = loadAssets();
  const views = pageViews({ baseUrl, siteName: () => settings.inForce().siteName, assets, csrf, cookies, clock });
  const surfaces = { api: apiSurface(baseUrl), page: pageSurface(views) };
  const showFailure = showFailurePage(views);
  const counts = usageCounts({
    database,
    clock,
    onFailure: (error) => log.warn({ kind: 'usage-not-written', err: error }, 'counts of use are kept for later'),
  });
  const usage = usageReads(database, clock);
  const backups = createBackups({
    database,
    clock,
    random,
    source: backupSource(configuration, random),
    folder: backupFolder(configuration),
    settings: settings.inForce,
  });
  const provider = createProvider({
    database,
    clock,
    random,
    log,
    settings: settings.inForce,
    counts,
    onTokenRequest: metrics?.onTokenRequest,
    onAllowed: [
      (queries, userId, { client, scopes }) =>
        rooms.mail.notices.notify(queries, userId, {
          kind: 'application-authorized',
          application: client.name,
          scope: widest(scopes),
        }),
    ],
  });
  const tokenUses = recordLastUsed({
    database,
    write: (queries, uses) => writeLastUsed(queries, 'personal_token', uses),
    onFailure: (error) => log.warn({ kind: 'usage-not-written', err: error }, 'last-used times are kept for later'),
  });
  const sessions = sessionStore({
    database,
    clock,
    random,
    lives: settings.inForce,
    onStarted: () => counts.add('sign-ins'),
    onNoteLost: (error) => log.warn({ kind: 'session-not-noted', err: error }, 'the time of a session could not be written'),
  });
  const { requires, twoStep, passkeys, pending } = rooms.secondFactors;
  const browser = browserSessions({ sessions, signIn, pending, cookies, lives: settings.inForce, clock });
  const permissions = globalPermissionStore(database, clock);
  const administrators = administration({
    database,
    clock,
    users,
    groups,
    permissions,
    twoStep,
    passwordReset: rooms.passwordReset,
    throttling: settings.inForce,
  });
  const waitForSetup = setupGate(setup, views);
  const countAnswer = countAnswers(counts);

  const app = await createApp({
    baseUrl,
    trustedProxies: configuration.trustedProxies,
    log,
    ...(logAnswer && { logAnswer }),
    random,
    lifecycle,
    gate: (request) =>
      lifecycle.state() === 'STARTING' && !openWhileStarting.has(request.routeOptions.url)
        ? { statusCode: 503, message: 'Weir is starting. Try again in a moment.' }
        : waitForSetup(request),
    onAnswered:
      metrics === undefined
        ? countAnswer
        : (request, statusCode, took) => {
            countAnswer(request, statusCode);
            metrics.onAnswered(request, statusCode, took);
          },
    firstHooks: traces?.traceRequests,
    whyUnavailable,
    showFailure: (surface, request, reply, failure) =>
      surface === 'api' ? surfaces.api.showFailure(request, reply, failure) : showFailure(request, reply, failure),
    access: {
      baseUrl,
      surfaces,
      isSameSite: csrf.isSameSite,
      resolvers: {
        session: sessionResolver(sessions, cookies, requires),
        basic: basicResolver(signIn, requires),
        bearer: personalTokenResolver({ tokens: personalTokens, lastUsed: tokenUses, clock, others: provider.bearer }),
      },
    },
  });

  if (metrics !== undefined) {
    registerMetrics(app, { contextPath, metrics, token: configuration.metricsToken, look: looking(rooms, lifecycle) });
  }
  const authorizationError = showAuthorizationError(views);
  provider.registerRoutes(app, authorizationError);
  await registerRestRoutes(app, {
    baseUrl,
    version: programVersion(),
    wiki,
    users,
    surface: surfaces.api,
    keyring: rooms.keyring,
  });
  await registerPeopleRoutes(app, {
    baseUrl,
    users,
    groups,
    permissions,
    administration: administrators,
    signIn,
    personalTokens,
    webHooks: rooms.webHooks,
    audit: rooms.audit,
    auditSearch: rooms.auditSearch,
    auditRetention: rooms.auditRetention,
    longTasks: wiki.longTasks,
    backups: { backups, withKeys: () => settings.inForce().backupWithKey },
    isFresh: browser.isFresh,
    clock,
  });
  await app.register(
    async (below) => {
      const pages: App = below.withTypeProvider();
      registerOAuthClientRoutes(pages, { links: rooms.links });
      serveAssets(pages, assets, '');
      servePictures(pages);
      registerPeoplePages(pages, {
        views,
        baseUrl,
        showFailure,
        browserSessions: browser,
        secondStep: secondStep({
          sessions,
          browserSessions: browser,
          pending,
          twoStep,
          passkeys,
          throttle: signInThrottle(database, settings.inForce),
          cookies,
          clock,
        }),
        twoStep,
        passkeys,
        preferences: preferenceStore(database, clock),
        pictures: userPictures(database, clock),
        makePicture: thumbnailMaker({ shape: 'square' }),
        sessions,
        setup,
        users,
        grants: grants(database, clock),
        personalTokens,
        passwordReset: rooms.passwordReset,
        notices: rooms.mail.notices,
        isMailOn: () => rooms.mail.server() !== undefined,
        leastPasswordLength: () => settings.inForce().passwordMinLength,
        waitingApplication: (destination) => provider.waitingApplication(destination),
        async createSample(administrator, origin) {
          const person = await findPerson(database.read, administrator.id);
          if (person !== undefined) await createSampleSpace(wiki, person, origin);
        },
      });
      registerConsentPages(pages, { views, consent: provider.consent, showAuthorizationError: authorizationError, showFailure });
      registerConsolePages(pages, {
        views,
        showFailure,
        links: rooms.links,
        outgoing: rooms.outgoingLinks,
        serviceAccounts: rooms.serviceAccounts,
        grants: grants(database, clock),
        audit: rooms.audit,
        users,
        directory: directory(database),
        administration: administrators,
        groups,
        permissions,
        sessions,
        personalTokens,
        isMailOn: () => rooms.mail.server() !== undefined,
        spaces: wiki.spaces,
        leastPasswordLength: () => settings.inForce().passwordMinLength,
        isFresh: browser.isFresh,
        baseUrl,
        settings,
        mail: rooms.mail,
        webHooks: rooms.webHooks,
        auditSearch: rooms.auditSearch,
        auditRetention: rooms.auditRetention,
        usage,
        backups,
        systemFacts: systemFacts({ version: programVersion(), configuration, database, lifecycle }),
      });
      registerOutgoingPages(pages, { views, showFailure, outgoing: rooms.outgoingLinks, audit: rooms.audit, random });
      registerReferencePages(pages, {
        views,
        showFailure,
        baseUrl,
        describe: () => describeApi(siteAt(baseUrl), programVersion(), app.declaredRoutes),
      });
      registerHelpPages(pages, { views, showFailure, baseUrl });
      registerWikiPages(pages, { views, showFailure, wiki, users, linkedSearch: rooms.linkedWikis });
    },
    { prefix: contextPath },
  );

  return {
    app,
    backups,
    prunes: [
      wiki.search.catchUp,
      writeViews(wiki),
      wiki.attachments.prune,
      sessions.prune,
      signIn.prune,
      setup.prune,
      ...rooms.secondFactors.prunes,
      personalTokens.prune,
      rooms.passwordReset.prune,
      rooms.mail.outbox.prune,
      rooms.webHooks.deliveries.prune,
      rooms.outgoingLinks.prune,
      rooms.auditRetention.prune,
      usage.prune,
      backups.prune,
      ...oauthPrunes(database, clock),
    ],
    async close() {
      const forced = setTimeout(() => app.server.closeAllConnections(), longestDrain);
      await app.close();
      clearTimeout(forced);
      await Promise.all([provider.close(), tokenUses.close(), counts.close()]).catch((error: unknown) =>
        log.warn({ kind: 'usage-not-written', err: error }, 'the last uses are lost'),
      );
      await traces?.close();
      await database.close();
    },
  };
}

/** @returns what a client is told of a database that does not answer; undefined for all other errors */
function whyUnavailable(error: unknown): string | undefined {
  if (error instanceof DatabaseBusy)
    return 'Weir is too busy to answer at the moment. Try again shortly, with fewer requests at once.';
  return error instanceof DatabaseUnavailable ? 'Weir cannot reach its database at the moment. Try again shortly.' : undefined;
}

/** @returns what metrics are made of that is looked at when they are asked for; a database out of reach is no reason for none */
function looking({ database, webHooks, mail }: Rooms, lifecycle: Lifecycle): () => Promise<Looked> {
  async function queues(): Promise<Looked['queues']> {
    const [hooks, messages] = await Promise.all([webHooks.deliveries.waiting(), mail.outbox.waiting()]);
    return { 'web-hooks': hooks, mail: messages };
  }
  return async () => ({
    isReady: lifecycle.state() === 'RUNNING',
    connections: database.connections?.(),
    queues: await queues().catch(() => undefined),
  });
}

/** Lets `/status` tell a load balancer that this node cannot reach its database. */
function watchDatabase(rooms: Rooms, lifecycle: Lifecycle, log: Log): NodeJS.Timeout {
  return setInterval(async () => {
    try {
      await rooms.database.ping();
      if (lifecycle.state() === 'ERROR') {
        lifecycle.enter('RUNNING');
        log.info({ kind: 'database-back' }, 'the database is back');
      }
    } catch (error) {
      if (lifecycle.state() !== 'RUNNING') return;
      lifecycle.enter('ERROR');
      log.error({ kind: 'database-gone', err: error }, 'the database is out of reach');
    }
  }, pulse).unref();
}
