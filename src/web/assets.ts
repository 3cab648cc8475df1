/**
 * The style sheet, browser scripts and icons, served from memory under `/static/<hash>/…`. The hash covers all of them together: an
 * address never changes its content, so browsers cache it for a year.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { publicRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';

export type Assets = {
  /** The path of an asset under the context path: `/static/<hash>/scripts/main.js`. Throws on a name that does not exist. */
  pathOf(name: string): string;
  /** @returns an asset by its name, such as `weir.css` */
  find(name: string): Asset | undefined;
  /** Of all assets together; base64url. */
  readonly hash: string;
};

type Asset = { readonly body: Buffer; readonly type: string };

/** In cascade order; `layers.css` states the order of the layers and comes first. */
const styleSheets = [
  'layers',
  'reset',
  'tokens',
  'base',
  'layout',
  'page',
  'buttons',
  'forms',
  'choices',
  'messages',
  'tables',
  'menus',
  'code',
  'facts',
  'people',
  'account',
  'console',
  'navigation',
  'wiki-content',
  'wiki-macros',
  'wiki-pages',
  'wiki-editing',
  'search',
  'reference',
  'help',
  'utilities',
] as const;

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Reads all assets; they are few and small. Throws when one is missing. */
export function loadAssets(): Assets {
  const folder = join(import.meta.dirname, 'assets');
  const files = new Map<string, Asset>();
  const add = (name: string, body: Buffer) => files.set(name, { body, type: types[extname(name)] ?? 'application/octet-stream' });

  add('weir.css', Buffer.concat(styleSheets.map((name) => readFileSync(join(folder, 'styles', `${name}.css`)))));
  add('favicon.svg', readFileSync(join(folder, 'icons', 'favicon.svg')));
  for (const name of readdirSync(join(folder, 'scripts')).sort()) {
    if (name.endsWith('.js')) add(`scripts/${name}`, readFileSync(join(folder, 'scripts', name)));
  }

  const hash = createHash('sha256');
  for (const [name, { body }] of files) hash.update(`${name}\0${body.length}\0`).update(body);
  const digest = hash.digest('base64url').slice(0, 16);

  return {
    hash: digest,
    find: (name) => files.get(name),
    pathOf(name) {
      if (!files.has(name)) throw new Error(`there is no asset named ${name}`);
      return `/static/${digest}/${name}`;
    },
  };
}

/** Adds the public route of the assets. `app` is already under the context path, or `basePath` says what it is. */
export function serveAssets(app: App, assets: Assets, basePath: string): void {
  app.get<{ Params: { hash: string; '*': string } }>(
    `${basePath}/static/:hash/*`,
    { config: { access: publicRoute() } },
    (request, reply) => {
      const asset = assets.find(request.params['*']);
      if (asset === undefined) return reply.callNotFound();
      // Another hash is that of another version: a page from a node not yet (or already) upgraded. It gets what there is, and does not keep it.
      const isCurrent = request.params.hash === assets.hash;
      return reply
        .header('Cache-Control', isCurrent ? 'public, max-age=31536000, immutable' : 'no-cache')
        .header('X-Content-Type-Options', 'nosniff')
        .type(asset.type)
        .send(asset.body);
    },
  );
}
