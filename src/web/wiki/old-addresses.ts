/**
 * Addresses that people and programs have stored, of this and of former versions of Confluence: each leads to where its page or space
 * stands now. What is not there and what the reader may not see get the same answer.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { idIn } from '../../foundation/row-id.ts';
import { openPageRoute } from '../../http/access.ts';
import type { App } from '../../http/app.ts';
import { idOfTiny, pagePath } from '../../wiki/addresses.ts';
import type { ContentRecord } from '../../wiki/records.ts';
import { paths } from '../layout/paths.ts';
import { showPerson } from './person-page.ts';
import { leadToSpace } from './space-pages-page.ts';
import { wikiPaths } from './wiki-paths.ts';
import { leadTo, notFound, queryOf, type WikiPageDeps } from './wiki-route.ts';

const access = openPageRoute();

export function registerOldAddresses(app: App, deps: WikiPageDeps): void {
  const { wiki } = deps;

  for (const path of ['/index.action', '/dashboard.action', '/spaces', '/spacedirectory/view.action']) {
    app.get(path, { config: { access } }, (_request, reply) => leadTo(deps, reply, paths.home));
  }

  for (const path of ['/display/:key', '/spaces/:key', '/spaces/:key/overview']) {
    app.get<{ Params: { key: string } }>(path, { config: { access } }, (request, reply) =>
      toSpace(request, reply, request.params.key),
    );
  }
  app.get('/spaces/viewspace.action', { config: { access } }, (request, reply) =>
    toSpace(request, reply, queryOf(request, 'key')),
  );
  app.get('/spaces/spacepermissions.action', { config: { access } }, (request, reply) =>
    leadTo(deps, reply, wikiPaths.spacePermissions(queryOf(request, 'key'))),
  );

  app.get<{ Params: { key: string } }>('/display/:key/*', { config: { access } }, async (request, reply) => {
    const title = titleIn(request.url, deps.views.basePath);
    return toPage(request, reply, await wiki.content.findByTitle(request.caller.person, request.params.key, title));
  });
  app.get('/pages/viewpage.action', { config: { access } }, async (request, reply) => {
    const reader = request.caller.person;
    const id = idIn(queryOf(request, 'pageId'));
    const content =
      id === undefined
        ? await wiki.content.findByTitle(reader, queryOf(request, 'spaceKey'), queryOf(request, 'title'))
        : await wiki.content.find(reader, id);
    return toPage(request, reply, content);
  });
  app.get<{ Params: { tiny: string } }>('/x/:tiny', { config: { access } }, async (request, reply) => {
    const id = idOfTiny(request.params.tiny);
    return toPage(request, reply, id === undefined ? undefined : await wiki.content.find(request.caller.person, id));
  });

  function toPage(request: FastifyRequest, reply: FastifyReply, content: ContentRecord | undefined): FastifyReply {
    return content === undefined ? notFound(deps, request, reply) : leadTo(deps, reply, pagePath(content));
  }

  /** `~name` is a person's own space, or else stands for the person. */
  async function toSpace(request: FastifyRequest, reply: FastifyReply, key: string): Promise<FastifyReply> {
    if (key.startsWith('~') && (await wiki.spaces.find(request.caller.person, key)) === undefined) {
      return showPerson(deps, request, reply, key.slice(1));
    }
    return leadToSpace(deps, request, reply, key);
  }
}

/** The title in `/display/KEY/Title`. There a plus is a space, which the router's own decoding no longer tells from `%2B`. */
function titleIn(url: string, basePath: string): string {
  const [path = ''] = url.slice(basePath.length).split('?', 1);
  const [, , ...title] = path.split('/').filter((segment) => segment !== '');
  return decodeURIComponent(title.join('/').replaceAll('+', '%20'));
}
