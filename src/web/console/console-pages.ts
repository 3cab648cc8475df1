/** The pages of General configuration. */
import type { App } from '../../http/app.ts';
import type { ConsoleDeps } from './console-route.ts';
import { registerCreateAndEdit } from './create-edit-routes.ts';
import { registerEndings } from './ending-routes.ts';
import { registerLinkPages } from './link-routes.ts';
import { registerLogos } from './logo-routes.ts';
import { registerServiceAccounts } from './service-accounts/account-routes.ts';
import { registerUserPages } from './user-routes.ts';

/** Registers them all; `app` is already under the context path. */
export function registerConsolePages(app: App, deps: ConsoleDeps): void {
  registerLinkPages(app, deps);
  registerCreateAndEdit(app, deps);
  registerEndings(app, deps);
  registerServiceAccounts(app, deps);
  registerUserPages(app, deps);
  registerLogos(app, deps);
}
