/** Puts every room behind one HTTP server: credentials, the access check, the API, the pages. Part of the composition root. */
import { administration } from './accounts/administration.ts';
import { basicResolver } from './accounts/basic.ts';
import { globalPermissionStore } from './accounts/global-permissions.ts';
import { personalTokenResolver } from './accounts/personal-token-resolver.ts';
import { browserSessions, sessionResolver } from './accounts/session-cookie.ts';
import { holdSession, sessionStore } from './accounts/sessions.ts';
import { type Backups, createBackups } from './backup/backups.ts';
import { countAnswers } from './count-answers.ts';
import { DatabaseBusy, DatabaseUnavailable } from './database/database.ts';
import { violatesReference } from './database/failures.ts';
import { recordLastUsed, writeLastUsed } from './database/last-used.ts';
import { usageCounts, usageReads } from './database/usage.ts';
import type { Clock } from './foundation/clock.ts';
import type { Configuration, SettingInForce } from './foundation/configuration/load.ts';
import type { Random } from './foundation/random.ts';
import { type App, contextPathOf, createApp } from './http/app.ts';
import { createCookieJar } from './http/cookies.ts';
import { createCsrfGuard } from './http/csrf.ts';
import { healthPaths } from './http/health.ts';
import type { Lifecycle } from './http/lifecycle.ts';
import type { Log, LogAnswer } from './http/log.ts';
import { createProvider } from './oauth/oauth.ts';
import { oauthPrunes } from './oauth/pruning.ts';
import { widest } from './oauth/scopes.ts';
import { registerPages } from './pages.ts';
import { backupFolder, backupSource } from './places.ts';
import { programVersion } from './program-version.ts';
import { deletedMeanwhile } from './rest/errors.ts';
import { latestApi } from './rest/latest.ts';
import { registerPeopleRoutes } from './rest/people-routes.ts';
import { registerRestRoutes } from './rest/routes.ts';
import { apiSurface } from './rest/surface.ts';
import type { Rooms } from './rooms.ts';
import type { Looked } from './telemetry/metrics.ts';
import { registerMetrics } from './telemetry/metrics-route.ts';
import type { Telemetry } from './telemetry/telemetry.ts';
import type { Prune } from './upkeep.ts';
import { loadAssets } from './web/assets.ts';
import { showAuthorizationError } from './web/consent/authorization-error-page.ts';
import { showFailurePage } from './web/errors/failure-page.ts';
import { pageSurface } from './web/errors/page-surface.ts';
import { pageViews } from './web/page-view.ts';
import { setupGate } from './web/people/setup-gate.ts';

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

/** The server before it listens. */
export interface House {
  readonly app: App;
  readonly backups: Backups;
  /** What the upkeep runs. */
  readonly prunes: readonly Prune[];
  close(): Promise<void>;
}

/** How long answers in flight may take at the end. */
const longestDrain = 30_000;

/** Registers every room's routes; nothing is asked of the database yet. */
export async function furnish(rooms: Rooms, lifecycle: Lifecycle, telemetry: Telemetry, options: ServerOptions): Promise<House> {
  const { configuration, log, logAnswer, clock, random } = options;
  const { database, wiki, users, groups, personalTokens, signIn, setup, settings } = rooms;
  const { baseUrl } = configuration;
  const { metrics, traces } = telemetry;
  const contextPath = contextPathOf(baseUrl);
  const openWhileStarting = healthPaths(contextPath);
  const cookies = createCookieJar(baseUrl);
  const csrf = createCsrfGuard({ baseUrl, cookies, random });
  const assets = loadAssets();
  const views = pageViews({ baseUrl, siteName: () => settings.inForce().siteName, assets, csrf, cookies, clock, random });
  const surfaces = { api: apiSurface(baseUrl), page: pageSurface(views, csrf) };
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
    holdSession,
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
  const { requires, twoStep, pending } = rooms.secondFactors;
  const resolveSession = sessionResolver(sessions, cookies, requires);
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
    rewriteUrl: latestApi(baseUrl),
    onAnswered:
      metrics === undefined
        ? countAnswer
        : (request, statusCode, took) => {
            countAnswer(request, statusCode);
            metrics.onAnswered(request, statusCode, took);
          },
    firstHooks: traces?.traceRequests,
    whyUnavailable,
    whyConflict,
    showFailure: (surface, request, reply, failure) =>
      surface === 'api' ? surfaces.api.showFailure(request, reply, failure) : showFailure(request, reply, failure),
    access: {
      baseUrl,
      surfaces,
      isSameSite: csrf.isSameSite,
      resolvers: {
        session: resolveSession,
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
    links: rooms.links,
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
    async (below) =>
      registerPages(below.withTypeProvider(), {
        rooms,
        provider,
        views,
        assets,
        cookies,
        showFailure,
        showAuthorizationError: authorizationError,
        sessions,
        browser,
        resolveSession,
        administrators,
        permissions,
        usage,
        backups,
        lifecycle,
        configuration,
        clock,
        random,
        declaredRoutes: app.declaredRoutes,
      }),
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

/** What nobody views any more is written within a minute. */
function writeViews({ recentViews }: Rooms['wiki']) {
  return async () => {
    await recentViews.flush();
    return 0;
  };
}

/** @returns what a client is told of a database that does not answer; undefined for all other errors */
function whyUnavailable(error: unknown): string | undefined {
  if (error instanceof DatabaseBusy)
    return 'Weir is too busy to answer at the moment. Try again shortly, with fewer requests at once.';
  return error instanceof DatabaseUnavailable ? 'Weir cannot reach its database at the moment. Try again shortly.' : undefined;
}

/** @returns what a client is told whose request refers to what was there when it was looked up; undefined for all other errors */
function whyConflict(error: unknown): string | undefined {
  return violatesReference(error) ? deletedMeanwhile.message : undefined;
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
