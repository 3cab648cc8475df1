/**
 * The `View` of a request: made once at the beginning of a page, the same way for every area of pages. It also carries one sentence
 * from a form that was posted to the page that is shown next.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../foundation/clock.ts';
import { contextPathOf } from '../http/app.ts';
import { holds } from '../http/caller.ts';
import { type CookieJar, cookieNames } from '../http/cookies.ts';
import type { CsrfGuard } from '../http/csrf.ts';
import type { Assets } from './assets.ts';
import { type Catalogue, english } from './text/english.ts';
import type { englishFlash } from './text/english-flash.ts';
import { formatFor } from './text/format.ts';
import type { View, Viewer } from './view.ts';

/** Names a sentence of the catalogue. */
export type FlashKey = keyof typeof englishFlash;

export interface PageViews {
  /** The context path: '' at the root, else such as '/wiki'. */
  readonly basePath: string;
  readonly text: Catalogue;
  /** @returns what the pages of this answer share; takes the sentence that was left for it */
  viewOf(request: FastifyRequest, reply: FastifyReply): View;
  /**
   * Sends the browser on after a form was posted: by 303, so that it comes by GET and a reload repeats nothing.
   * @param path under the context path @param say what the next page says, once
   */
  goOn(reply: FastifyReply, path: string, say?: FlashKey): FastifyReply;
}

export interface PageViewOptions {
  readonly baseUrl: string;
  /** The name of this wiki. */
  readonly siteName: () => string;
  readonly assets: Assets;
  readonly csrf: CsrfGuard;
  readonly cookies: CookieJar;
  readonly clock: Clock;
}

/** Long enough for the redirect that follows. In seconds. */
const flashLife = 60;

export function pageViews(options: PageViewOptions): PageViews {
  const { siteName, assets, csrf, cookies, clock } = options;
  const basePath = contextPathOf(options.baseUrl);
  const format = formatFor(english.locale, 'UTC');

  /** Only the key travels: nobody who plants a cookie can put words of his own on a page. */
  function takeFlash(request: FastifyRequest, reply: FastifyReply): View['flash'] {
    const key = cookies.read(request, cookieNames.flash);
    if (key === undefined) return [];
    cookies.clear(reply, cookieNames.flash);
    return isFlashKey(key) ? [{ tone: 'success', message: english.flash[key] }] : [];
  }

  return {
    basePath,
    text: english,

    viewOf: (request, reply) => ({
      basePath,
      siteName: siteName(),
      assets,
      text: english,
      format,
      now: clock.now(),
      theme: 'system',
      viewer: viewerOf(request),
      // Only a page with a form asks for it, and so only such a page sets a visitor's cookie.
      get csrfToken() {
        return csrf.token(request, reply);
      },
      flash: takeFlash(request, reply),
    }),

    goOn(reply, path, say) {
      if (say !== undefined) cookies.set(reply, cookieNames.flash, say, { maxAge: flashLife });
      return reply.redirect(basePath + path, 303);
    },
  };
}

function viewerOf(request: FastifyRequest): Viewer | undefined {
  const { person } = request.caller;
  return (
    person && {
      username: person.username,
      fullName: person.fullName,
      isAdministrator: holds(person.permissions, 'administer'),
      isSystemAdministrator: holds(person.permissions, 'administer-system'),
    }
  );
}

function isFlashKey(key: string): key is FlashKey {
  return Object.hasOwn(english.flash, key);
}
