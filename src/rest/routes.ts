/**
 * The Confluence-compatible API: registers its routes below the context path. Everything here turns the wiki's objects into JSON and
 * back; the wiki decides.
 */
import type { AccessFailure } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { holds } from '../http/caller.ts';
import { attachmentRoutes } from './attachment-routes.ts';
import { colorSchemeRoutes } from './color-scheme-routes.ts';
import { contentRoutes } from './content-routes.ts';
import { contentWriteRoutes } from './content-write-routes.ts';
import { convertRoutes } from './convert-routes.ts';
import { downloadRoutes } from './download-routes.ts';
import { familyRoutes } from './family-routes.ts';
import { instanceRoutes } from './instance-routes.ts';
import { jsonRpcRoutes } from './json-rpc-routes.ts';
import { labelRoutes } from './label-routes.ts';
import { macroRoutes } from './macro-routes.ts';
import { moveRoutes } from './move-routes.ts';
import { openApiRoutes } from './openapi-routes.ts';
import { propertyRoutes } from './property-routes.ts';
import { contentsJson } from './representation/content.ts';
import type { Batch } from './representation/expansion.ts';
import { type Rest, type RestDeps, rendererFor } from './rest.ts';
import { restrictionRoutes } from './restriction-routes.ts';
import { scanRoutes } from './scan-routes.ts';
import { searchRoutes } from './search-routes.ts';
import { siteAt } from './site.ts';
import { longTaskRoutes, spaceChangeRoutes } from './space-change-routes.ts';
import { spacePermissionRoutes } from './space-permission-routes.ts';
import { spaceRoutes } from './space-routes.ts';
import { asksForBasic, registerApi } from './surface.ts';
import { templateRoutes } from './template-routes.ts';
import { userRoutes } from './user-routes.ts';
import { versionRoutes } from './version-routes.ts';
import { watchRoutes } from './watch-routes.ts';

/** Bodies of one answer, those of what it expands to among them: each level of `expand` multiplies them. The others stay collapsed. */
const mostRendered = 2_000;

/** Registers every route under `/rest` that belongs to the wiki, its users and the installation. */
export async function registerRestRoutes(app: App, deps: RestDeps): Promise<void> {
  const site = siteAt(deps.baseUrl);
  const rest: Rest = {
    ...deps,
    site,
    batch(request) {
      let rendered = 0;
      const batch: Batch = {
        site,
        wiki: deps.wiki,
        reader: request.caller.person,
        renderer: rendererFor(deps.wiki, request.caller),
        mayRender(count) {
          rendered += count;
          return rendered <= mostRendered;
        },
        contents: (records, expand) => contentsJson(batch, records, expand),
      };
      return batch;
    },
    openToAnonymous(request, reply, done) {
      const { person } = request.caller;
      if (person !== undefined && holds(person.permissions, 'use')) return done();
      const refusal: AccessFailure =
        person === undefined ? { reason: 'no-credential' } : { reason: 'not-permitted', permission: 'use' };
      if (person === undefined && asksForBasic(request)) return void deps.surface.refuse(request, reply, refusal);
      deps.wiki.spaces
        .isAnyOpenToAnonymous()
        .then((isOpen) => (isOpen ? done() : deps.surface.refuse(request, reply, refusal)))
        .catch(done);
    },
  };

  await registerApi(app, site.contextPath, (routes) => {
    contentRoutes(routes, rest);
    contentWriteRoutes(routes, rest);
    convertRoutes(routes, rest);
    familyRoutes(routes, rest);
    attachmentRoutes(routes, rest);
    downloadRoutes(routes, rest);
    scanRoutes(routes, rest);
    versionRoutes(routes, rest);
    moveRoutes(routes, rest);
    restrictionRoutes(routes, rest);
    searchRoutes(routes, rest);
    spaceRoutes(routes, rest);
    spaceChangeRoutes(routes, rest);
    longTaskRoutes(routes, rest);
    spacePermissionRoutes(routes, rest);
    labelRoutes(routes, rest);
    macroRoutes(routes, rest);
    propertyRoutes(routes, rest);
    watchRoutes(routes, rest);
    userRoutes(routes, rest);
    instanceRoutes(routes, rest);
    templateRoutes(routes, rest);
    colorSchemeRoutes(routes, rest);
    jsonRpcRoutes(routes, rest);
    openApiRoutes(routes, rest);
  });
}
