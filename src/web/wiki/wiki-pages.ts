/** The pages on which people read the wiki and look after its spaces. */
import type { App } from '../../http/app.ts';
import { registerAttachmentsPage } from './attachments-page.ts';
import { registerComparisonPage } from './comparison-page.ts';
import { registerContentPage } from './content-page.ts';
import { registerCreateSpacePage } from './create-space-page.ts';
import { registerEditLabelsPage } from './edit-labels-page.ts';
import { registerCommentRoutes } from './editing/comment-routes.ts';
import { registerCreateRoutes } from './editing/create-routes.ts';
import { registerDraftList } from './editing/draft-list.ts';
import { registerDraftRoutes } from './editing/draft-routes.ts';
import { registerEditRoutes } from './editing/edit-routes.ts';
import { registerMovePage } from './editing/move-page.ts';
import { registerRemovePage } from './editing/remove-page.ts';
import { registerRestrictionsPage } from './editing/restrictions-page.ts';
import { registerFavourites } from './favourites.ts';
import { registerHistoryPage } from './history-page.ts';
import { registerHomePage } from './home-page.ts';
import { registerLabelPage } from './label-page.ts';
import { registerLinkedResults } from './linked-results.ts';
import { registerOldAddresses } from './old-addresses.ts';
import { registerPermissionsPage } from './permissions-page.ts';
import { registerSearchPage } from './search-page.ts';
import { registerSpacePages } from './space-pages-page.ts';
import { registerTemplatesPage } from './templates-page.ts';
import { registerWatching } from './watching.ts';
import type { WikiPageDeps } from './wiki-route.ts';

/** @param app is already under the context path */
export function registerWikiPages(app: App, deps: WikiPageDeps): void {
  registerHomePage(app, deps);
  registerCreateSpacePage(app, deps);
  registerSearchPage(app, deps);
  registerLinkedResults(app, deps);
  registerSpacePages(app, deps);
  registerTemplatesPage(app, deps);
  registerContentPage(app, deps);
  registerAttachmentsPage(app, deps);
  registerHistoryPage(app, deps);
  registerComparisonPage(app, deps);
  registerLabelPage(app, deps);
  registerEditLabelsPage(app, deps);
  registerWatching(app, deps);
  registerFavourites(app, deps);
  registerCreateRoutes(app, deps);
  registerEditRoutes(app, deps);
  registerDraftRoutes(app, deps);
  registerDraftList(app, deps);
  registerCommentRoutes(app, deps);
  registerMovePage(app, deps);
  registerRestrictionsPage(app, deps);
  registerRemovePage(app, deps);
  registerPermissionsPage(app, deps);
  registerOldAddresses(app, deps);
}
