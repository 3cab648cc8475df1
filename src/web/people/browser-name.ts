/** A readable name for a browser in the list of sessions, guessed from its user agent. Nothing depends on it. */
import type { Catalogue } from '../text/english.ts';

/** The first that is found counts: most browsers also name those that they are like. */
const browsers: readonly (readonly [string, string])[] = [
  ['Edg/', 'Edge'],
  ['EdgA/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Vivaldi/', 'Vivaldi'],
  ['SamsungBrowser/', 'Samsung Internet'],
  ['Firefox/', 'Firefox'],
  ['FxiOS/', 'Firefox'],
  ['CriOS/', 'Chrome'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
  ['curl/', 'curl'],
];

const systems: readonly (readonly [string, string])[] = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Macintosh', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
];

/** @returns "Firefox on Linux", or as much of it as can be told */
export function browserName({ people: { sessions } }: Catalogue, userAgent: string): string {
  const browser = found(browsers, userAgent);
  const system = found(systems, userAgent);
  if (browser === undefined) return system ?? sessions.unknownBrowser;
  return system === undefined ? browser : sessions.browserOn(browser, system);
}

function found(signs: readonly (readonly [string, string])[], userAgent: string): string | undefined {
  return signs.find(([sign]) => userAgent.includes(sign))?.[1];
}
