/** Serves the gallery with the headers that Weir's pages carry, on a port of its own. */
import fastify from 'fastify';
import { publicRoute } from '../../src/http/access.ts';
import { addSecurityHeaders, sendPage } from '../../src/http/headers.ts';
import { loadAssets, serveAssets } from '../../src/web/assets.ts';
import { english } from '../../src/web/text/english.ts';
import { formatFor } from '../../src/web/text/format.ts';
import type { Theme, View } from '../../src/web/view.ts';
import { gallery } from './gallery.ts';

export type GalleryServer = { readonly baseUrl: string; close(): Promise<void> };

/** @param basePath the context path under which everything is served */
export async function startGallery(basePath = ''): Promise<GalleryServer> {
  const app = fastify();
  const assets = loadAssets();
  addSecurityHeaders(app, { https: false });
  serveAssets(app, assets, basePath);
  for (const [path, render] of Object.entries(gallery)) {
    app.get<{ Querystring: { theme?: Theme } }>(basePath + path, { config: { access: publicRoute() } }, (request, reply) =>
      sendPage(reply, render(galleryView({ basePath, assets, theme: request.query.theme ?? 'system' }))),
    );
  }
  app.get<{ Querystring: { value: string } }>(`${basePath}/gallery/check`, { config: { access: publicRoute() } }, (request) => ({
    problem: request.query.value.startsWith('https://') ? null : 'Use https, or http for this computer only.',
  }));
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  return { baseUrl: origin + basePath, close: () => app.close() };
}

/** What a page of the gallery is written for: an administrator, on a fixed day. */
export function galleryView(given: Pick<View, 'basePath' | 'assets' | 'theme'>): View {
  return {
    ...given,
    siteName: 'Weir',
    text: english,
    locale: 'en-GB',
    format: formatFor('en-GB', 'UTC'),
    now: Date.UTC(2026, 2, 12, 14, 5, 9),
    viewer: {
      username: 'uma',
      fullName: 'Uma Okafor',
      userKey: '0'.repeat(32),
      picture: undefined,
      timeZone: undefined,
      isAdministrator: true,
      isSystemAdministrator: true,
    },
    csrfToken: 'token-of-this-session',
    newMark: () => 'mark-of-a-form',
    flash: [],
  };
}
