/**
 * What every page and component of one answer shares: where the wiki is mounted, who looks at it, in which language, and when.
 * A page makes one `View` at its beginning and passes it on; a component that says a word of its own, writes an address, tells the
 * time or sends a form takes it as its first argument.
 */
import type { Milliseconds } from '../foundation/clock.ts';
import type { Assets } from './assets.ts';
import type { Renderable } from './html.ts';
import type { Catalogue } from './text/english.ts';
import type { Format } from './text/format.ts';

export type View = {
  /** The context path: '' at the root, else such as '/wiki'. Starts with a slash, ends without. */
  readonly basePath: string;
  /** The name of this wiki, for titles and the header. */
  readonly siteName: string;
  readonly assets: Assets;
  readonly text: Catalogue;
  readonly format: Format;
  /** BCP 47: the language of the words, as it is written where the reader said. */
  readonly locale: string;
  /** When the page is written, in milliseconds since 1970. */
  readonly now: Milliseconds;
  readonly theme: Theme;
  /** Who is signed in; `undefined` for nobody. */
  readonly viewer: Viewer | undefined;
  /** The token that every form which changes something sends back (`csrfField`). */
  readonly csrfToken: string;
  /** @returns what marks one form, unlike every other */
  newMark(): string;
  /** What the previous request has to say, shown above the content. */
  readonly flash: readonly Flash[];
};

/** `system` follows the device. */
export type Theme = 'system' | 'light' | 'dark';

export type Viewer = {
  readonly username: string;
  readonly fullName: string;
  readonly userKey: string;
  /** Names their picture; undefined: they have none. */
  readonly picture: string | undefined;
  /** The time zone that they chose; undefined: that of the browser, where scripts run. */
  readonly timeZone: string | undefined;
  /** Whether General configuration is offered. */
  readonly isAdministrator: boolean;
  /** Whether what concerns the machine is offered there, and settings can be changed. */
  readonly isSystemAdministrator: boolean;
};

/** How grave a message is; it decides colour, icon and how a screen reader announces it. */
export type Tone = 'info' | 'success' | 'warning' | 'danger';

export type Flash = { readonly tone: Tone; readonly message: Renderable };

/** An address of ours: the path, which starts with a slash, under the context path. */
export function address(view: View, path: string): string {
  return view.basePath + path;
}
