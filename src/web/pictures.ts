/**
 * Pictures at the addresses that the REST API names (`profilePicture.path`, a space's icon): Weir's own drawings where nobody uploaded
 * one.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';

const pictures: Readonly<Record<string, string>> = {
  '/images/icons/profilepics/default.svg': 'person.svg',
  '/images/icons/profilepics/anonymous.svg': 'anonymous.svg',
  '/images/logo/default-space-logo.svg': 'space.svg',
};

/** Registers them; `app` is already under the context path. */
export function servePictures(app: App): void {
  for (const [path, file] of Object.entries(pictures)) {
    const bytes = readFileSync(join(import.meta.dirname, 'assets', 'icons', file));
    app.get(path, { config: { access: publicRoute() } }, (_request, reply) =>
      reply.header('Cache-Control', 'public, max-age=86400').type('image/svg+xml').send(bytes),
    );
  }
}
