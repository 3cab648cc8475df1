/** Puts this room together: the provider as the floors above see it. */
import type { holdSession } from '../accounts/sessions.ts';
import type { Database } from '../database/database.ts';
import type { UsageCounts } from '../database/usage.ts';
import type { Clock } from '../foundation/clock.ts';
import type { Random } from '../foundation/random.ts';
import type { CredentialResolver } from '../http/access.ts';
import type { App } from '../http/app.ts';
import type { Log } from '../http/log.ts';
import { type Consent, consent, type OnAllowed } from './authorize/consent.ts';
import { consentStore } from './authorize/consent-store.ts';
import { codeIssuer } from './authorize/decision.ts';
import { authorizationEndpoint, type ShowAuthorizationError } from './authorize/endpoint.ts';
import { examiner } from './authorize/examine.ts';
import { type WaitingApplication, waitingApplications } from './authorize/waiting-application.ts';
import { bearerResolver } from './bearer.ts';
import { clientList } from './client-list.ts';
import { clientRequestReader } from './client-request.ts';
import { clientStore } from './client-store.ts';
import { codeStore } from './code-store.ts';
import { type Counters, createCounters } from './counters.ts';
import { firstUse } from './first-use.ts';
import { grantStore } from './grant-store.ts';
import { introspection } from './introspection.ts';
import { revocation } from './revocation.ts';
import { registerOAuth } from './routes.ts';
import { servicePrincipals } from './service-principal.ts';
import { authorizationCodeGrant } from './token/grants/authorization-code.ts';
import { clientCredentialsGrant } from './token/grants/client-credentials.ts';
import { refreshTokenGrant } from './token/grants/refresh-token.ts';
import { type OnTokenRequest, tokenPipeline } from './token/pipeline.ts';
import { tokenStore } from './token-store.ts';
import { createUsage } from './usage.ts';
import type { OAuthSettings } from './vocabulary.ts';

export interface Provider {
  /** Resolves bearer tokens for the access check. */
  readonly bearer: CredentialResolver;
  /** What the consent page shows and does. */
  readonly consent: Consent;
  /** The application that somebody who signs in is on the way to, by the path of ours that they come back to. */
  waitingApplication(destination: string): Promise<WaitingApplication | undefined>;
  readonly counters: Counters;
  /** @param showError shows a person that an authorization request cannot be trusted */
  registerRoutes(app: App, showError: ShowAuthorizationError): void;
  /** Writes the last-used times that are still in memory, and stops. */
  close(): Promise<void>;
}

export function createProvider(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** As they are now; the base URL never changes. */
  readonly settings: () => OAuthSettings;
  readonly holdSession: typeof holdSession;
  readonly onAllowed: readonly OnAllowed[];
  readonly counts: Pick<UsageCounts, 'add'>;
  readonly onTokenRequest?: OnTokenRequest | undefined;
}): Provider {
  const { database, clock, random, log, settings, counts } = options;
  const accessTokensEnabled = () => settings().accessTokensEnabled;
  const clients = clientStore(database);
  const codes = codeStore(database);
  const grants = grantStore(database);
  const tokens = tokenStore(database);
  const noteFirstUse = firstUse({ database, tokens, clock });
  const requests = consentStore(database);
  const counters = createCounters();
  const usage = createUsage(database, log);
  const examine = examiner(clients, settings);
  const issuer = codeIssuer(codes, random, settings);
  const read = clientRequestReader(clients, clock);

  return {
    bearer: bearerResolver({ tokens, usage, clock, accessTokensEnabled, noteFirstUse }),
    consent: consent({
      database,
      requests,
      holdSession: options.holdSession,
      examine,
      clientList: clientList(database),
      grants,
      codes: issuer,
      clock,
      settings,
      onAllowed: options.onAllowed,
    }),
    waitingApplication: waitingApplications(clients, settings),
    counters,
    registerRoutes(app, showError) {
      registerOAuth(app, {
        baseUrl: settings().baseUrl,
        authorize: authorizationEndpoint({
          database,
          examine,
          requests,
          grants,
          codes: issuer,
          clock,
          random,
          settings,
          showError,
        }),
        token: tokenPipeline({
          read,
          accessTokensEnabled,
          counts,
          onAnswered: options.onTokenRequest,
          grants: [
            authorizationCodeGrant({ database, codes, tokens, counters, random, settings }),
            refreshTokenGrant({ database, clients, tokens, counters, random, settings }),
            clientCredentialsGrant({ findPrincipal: servicePrincipals(database), tokens, random, settings }),
          ],
        }),
        read,
        revoke: revocation(database, tokens),
        introspect: introspection(tokens, noteFirstUse, settings),
        usage,
        counts,
      });
    },
    close: () => usage.close(),
  };
}
