/** Registers every page with what it needs. Part of the composition root. */
import type { Administration } from './accounts/administration.ts';
import { directory } from './accounts/directory.ts';
import type { GlobalPermissionStore } from './accounts/global-permissions.ts';
import { findPerson } from './accounts/person.ts';
import { preferenceStore } from './accounts/preferences.ts';
import { secondStep } from './accounts/second-factors/second-step.ts';
import type { BrowserSessions } from './accounts/session-cookie.ts';
import type { SessionStore } from './accounts/sessions.ts';
import { signInThrottle } from './accounts/throttle.ts';
import { userPictures } from './accounts/user-pictures.ts';
import type { Backups } from './backup/backups.ts';
import type { UsageReads } from './database/usage.ts';
import type { Clock } from './foundation/clock.ts';
import type { Configuration } from './foundation/configuration/load.ts';
import type { Random } from './foundation/random.ts';
import type { CredentialResolver } from './http/access.ts';
import type { App } from './http/app.ts';
import type { CookieJar } from './http/cookies.ts';
import type { Lifecycle } from './http/lifecycle.ts';
import type { ShowAuthorizationError } from './oauth/authorize/endpoint.ts';
import { grants } from './oauth/grants.ts';
import type { Provider } from './oauth/oauth.ts';
import { programVersion } from './program-version.ts';
import { describeApi } from './rest/openapi/document.ts';
import { siteAt } from './rest/site.ts';
import type { Rooms } from './rooms.ts';
import { systemFacts } from './system-facts.ts';
import type { Assets } from './web/assets.ts';
import { serveAssets } from './web/assets.ts';
import { registerConsentPages } from './web/consent/consent-pages.ts';
import { registerConsolePages } from './web/console/console-pages.ts';
import type { ShowFailurePage } from './web/errors/failure-page.ts';
import { registerHelpPages } from './web/help/help-pages.ts';
import { registerOnePress } from './web/one-press.ts';
import { registerOutgoingPages } from './web/outgoing/outgoing-pages.ts';
import type { PageViews } from './web/page-view.ts';
import { freshProof } from './web/people/fresh-proof.ts';
import { registerPeoplePages } from './web/people/people-pages.ts';
import { servePictures } from './web/pictures.ts';
import { registerReferencePages } from './web/reference/reference-pages.ts';
import { registerWikiPages } from './web/wiki/wiki-pages.ts';
import { thumbnailMaker } from './wiki/attachments/thumbnail-maker.ts';
import { createSampleSpace } from './wiki/sample.ts';

/** What pages are made of besides the rooms: what the server makes for itself. */
export interface PageParts {
  readonly rooms: Rooms;
  readonly provider: Provider;
  readonly views: PageViews;
  readonly assets: Assets;
  readonly cookies: CookieJar;
  readonly showFailure: ShowFailurePage;
  readonly showAuthorizationError: ShowAuthorizationError;
  readonly sessions: SessionStore;
  readonly browser: BrowserSessions;
  readonly resolveSession: CredentialResolver;
  readonly administrators: Administration;
  readonly permissions: GlobalPermissionStore;
  readonly usage: UsageReads;
  readonly backups: Backups;
  readonly lifecycle: Lifecycle;
  readonly configuration: Configuration;
  readonly clock: Clock;
  readonly random: Random;
  /** The routes of the API as they were declared, for the reference. */
  readonly declaredRoutes: App['declaredRoutes'];
}

/** @param pages an instance that is already under the context path */
export function registerPages(pages: App, parts: PageParts): void {
  const { rooms, provider, views, assets, cookies, showFailure, sessions, browser, administrators, permissions } = parts;
  const { usage, backups, lifecycle, configuration, clock, random } = parts;
  const { database, wiki, users, groups, personalTokens, setup, settings } = rooms;
  const { baseUrl } = configuration;
  const { twoStep, passkeys, pending } = rooms.secondFactors;
  const isMailOn = () => rooms.mail.server() !== undefined;
  const leastPasswordLength = () => settings.inForce().passwordMinLength;
  registerOnePress(pages);
  serveAssets(pages, assets, '');
  servePictures(pages);
  const step = secondStep({
    sessions,
    browserSessions: browser,
    pending,
    twoStep,
    passkeys,
    throttle: signInThrottle(database, settings.inForce),
    cookies,
    clock,
  });
  const proof = freshProof({ views, browserSessions: browser, secondStep: step, passkeys });
  registerPeoplePages(pages, {
    views,
    baseUrl,
    showFailure,
    browserSessions: browser,
    secondStep: step,
    freshProof: proof,
    resolveSession: parts.resolveSession,
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
    isMailOn,
    leastPasswordLength,
    waitingApplication: (destination) => provider.waitingApplication(destination),
    async createSample(administrator, origin) {
      const person = await findPerson(database.read, administrator.id);
      if (person !== undefined) await createSampleSpace(wiki, person, origin);
    },
  });
  registerConsentPages(pages, {
    views,
    consent: provider.consent,
    showAuthorizationError: parts.showAuthorizationError,
    showFailure,
  });
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
    isMailOn,
    templates: wiki.templates,
    spaces: wiki.spaces,
    leastPasswordLength,
    freshProof: proof,
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
    describe: () => describeApi(siteAt(baseUrl), programVersion(), parts.declaredRoutes),
  });
  registerHelpPages(pages, { views, showFailure, baseUrl });
  registerWikiPages(pages, { views, showFailure, wiki, users, linkedSearch: rooms.linkedWikis });
}
