/**
 * Makes the `View` of a request, the same way for every area of pages. Also carries one message from a posted form to the page that is
 * shown next.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../foundation/clock.ts';
import { hexId, type Random } from '../foundation/random.ts';
import { contextPathOf } from '../http/app.ts';
import { holds, noPreferences, type Person } from '../http/caller.ts';
import { type CookieJar, cookieNames } from '../http/cookies.ts';
import type { CsrfGuard } from '../http/csrf.ts';
import type { Assets } from './assets.ts';
import { readingOf } from './text/catalogues.ts';
import { type Catalogue, english } from './text/english.ts';
import type { englishFlash } from './text/english-flash.ts';
import { type Format, formatFor } from './text/format.ts';
import type { View, Viewer } from './view.ts';

/** Names a sentence of the catalogue. */
export type FlashKey = keyof typeof englishFlash;

export interface PageViews {
  /** The context path: '' at the root, else such as '/wiki'. */
  readonly basePath: string;
  /** @returns the words of whoever asks */
  textOf(request: FastifyRequest): Catalogue;
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
  readonly random: Random;
}

/** Long enough for the redirect that follows. In seconds. */
const flashLife = 60;

export function pageViews(options: PageViewOptions): PageViews {
  const { siteName, assets, csrf, cookies, clock, random } = options;
  const basePath = contextPathOf(options.baseUrl);
  const formats = keptFormats();

  /** Only the key travels: nobody who plants a cookie can put words of his own on a page. */
  function takeFlash(request: FastifyRequest, reply: FastifyReply): View['flash'] {
    const key = cookies.read(request, cookieNames.flash);
    if (key === undefined) return [];
    cookies.clear(reply, cookieNames.flash);
    return isFlashKey(key) ? [{ tone: 'success', message: textOf(request).flash[key] }] : [];
  }

  return {
    basePath,
    textOf,

    viewOf(request, reply) {
      const preferences = preferencesOf(request);
      const { language } = readingOf(preferences);
      const { locale, timeZone } = datesFor(request.caller.person);
      return {
        basePath,
        siteName: siteName(),
        assets,
        text: language.catalogue,
        locale,
        format: formats(locale, timeZone),
        now: clock.now(),
        theme: preferences.theme ?? 'system',
        viewer: viewerOf(request),
        // Only a page with a form asks for it, and so only such a page sets a visitor's cookie.
        get csrfToken() {
          return csrf.token(request, reply);
        },
        newMark: () => hexId(random),
        flash: takeFlash(request, reply),
      };
    },

    goOn(reply, path, say) {
      if (say !== undefined) cookies.set(reply, cookieNames.flash, say, { maxAge: flashLife });
      return reply.redirect(basePath + path, 303);
    },
  };
}

/** So many pairs of a way of writing and a time zone are kept: a formatter is costly to make. */
const mostFormats = 100;

function keptFormats(): (locale: string, timeZone: string) => Format {
  const kept = new Map<string, Format>();
  return (locale, timeZone) => {
    const name = `${locale} ${timeZone}`;
    const known = kept.get(name);
    if (known !== undefined) return known;
    if (kept.size >= mostFormats) kept.clear();
    const made = formatFor(locale, timeZone);
    kept.set(name, made);
    return made;
  };
}

/** @returns how somebody reads dates: their way of writing (BCP 47) and their time zone (IANA) */
export function datesFor(person: Pick<Person, 'preferences'> | undefined): {
  readonly locale: string;
  readonly timeZone: string;
} {
  const preferences = person?.preferences ?? noPreferences;
  return { locale: readingOf(preferences).locale, timeZone: preferences.timeZone ?? 'UTC' };
}

function preferencesOf({ caller }: FastifyRequest) {
  return caller.person?.preferences ?? noPreferences;
}

function textOf(request: FastifyRequest): Catalogue {
  return readingOf(preferencesOf(request)).language.catalogue;
}

function viewerOf(request: FastifyRequest): Viewer | undefined {
  const { person } = request.caller;
  return (
    person && {
      username: person.username,
      fullName: person.fullName,
      userKey: person.userKey,
      picture: person.picture,
      timeZone: person.preferences.timeZone,
      isAdministrator: holds(person.permissions, 'administer'),
      isSystemAdministrator: holds(person.permissions, 'administer-system'),
    }
  );
}

function isFlashKey(key: string): key is FlashKey {
  return Object.hasOwn(english.flash, key);
}
