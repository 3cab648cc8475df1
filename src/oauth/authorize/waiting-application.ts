/** The application that somebody is logging in for: the log-in page names it, and its form must be allowed to redirect there. */
import { contextPathOf } from '../../http/app.ts';
import type { ClientStore } from '../client-store.ts';
import { isRefusal } from '../errors.ts';
import { queryParameters } from '../parameters.ts';
import { formTarget } from '../redirect-uri.ts';
import { endpointPaths, type OAuthSettings } from '../vocabulary.ts';
import { clientOf, trust } from './examine.ts';

export interface WaitingApplication {
  readonly name: string;
  /** What `form-action` must name: browsers apply it to the redirects that follow a form, too. */
  readonly formTarget: string;
}

/** @returns the application that a path of ours (with its query) belongs to, if that is an authorization request with a known client and redirect URI */
export function waitingApplications(
  clients: ClientStore,
  settings: () => OAuthSettings,
): (destination: string) => Promise<WaitingApplication | undefined> {
  const authorize = contextPathOf(settings().baseUrl) + endpointPaths.authorize;
  return async (destination) => {
    if (!destination.startsWith(`${authorize}?`)) return undefined;
    const sent = queryParameters(destination);
    const trusted = trust({ sent, client: await clientOf(sent, clients), settings: settings() });
    return isRefusal(trusted) ? undefined : { name: trusted.client.name, formTarget: formTarget(trusted.redirectUri) };
  };
}
