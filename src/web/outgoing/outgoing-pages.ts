/** Registers the pages of outgoing links and connected accounts. */
import type { App } from '../../http/app.ts';
import { registerCallback } from './callback.ts';
import { registerConnectedAccounts } from './connected-accounts.ts';
import { type OutgoingConsoleDeps, registerOutgoingConsole } from './console-routes.ts';

/** Registers them all; `app` is already under the context path. */
export function registerOutgoingPages(app: App, deps: OutgoingConsoleDeps): void {
  registerOutgoingConsole(app, deps);
  registerConnectedAccounts(app, deps);
  registerCallback(app, deps);
}
