/**
 * What rendering is given and provides: the context that a caller passes in, and the tools with which elements and macros render.
 * Types only; `render.ts` makes the tools.
 */
import type { Heading } from './headings.ts';
import type { Attributes, Html } from './html.ts';
import type { MacroAnswers } from './macro-data.ts';
import type { ResolvedAttachment, ResolvedContent, ResolvedSpace, ResolvedUser } from './resolved.ts';
import type { AttachmentReference, ContentReference, PageReference, SpaceReference, UserReference } from './resources.ts';
import type { StorageElement, StorageNode } from './tree.ts';

/** How dates are shown to somebody. */
export type Reading = {
  /** BCP 47. */
  readonly locale: string;
  /** IANA, such as `Europe/Berlin`. */
  readonly timeZone: string;
};

/**
 * What the page at hand means by what it says. A look-up answers `undefined` for what is not there and for what the reader
 * may not see, and rendering shows both alike.
 */
export type RenderContext = {
  /** `export_view` has absolute addresses and nothing to click open. */
  readonly mode: 'view' | 'export_view';
  /** Scheme, host and context path, without a slash at the end. */
  readonly baseUrl: string;
  /** The content whose body this is. */
  readonly contentId: string;
  /** How the reader writes dates, and where their days begin. */
  readonly reading: Reading;
  readonly page: (reference: PageReference) => ResolvedContent | undefined;
  readonly content: (reference: ContentReference) => ResolvedContent | undefined;
  readonly attachment: (reference: AttachmentReference) => ResolvedAttachment | undefined;
  readonly user: (reference: UserReference) => ResolvedUser | undefined;
  readonly space: (reference: SpaceReference) => ResolvedSpace | undefined;
  /** What macros asked before. */
  readonly answers: MacroAnswers;
};

/** The tools of one rendering. */
export type Rendering = {
  readonly context: RenderContext;
  /** The headings that a reader sees, in order. */
  readonly headings: readonly Heading[];
  readonly headingOf: (element: StorageElement) => Heading | undefined;
  /**
   * Renders nodes.
   * @param within the HTML element that they are put in directly, where that decides what may stand there (`ul`, `tr`, …)
   */
  readonly nodes: (nodes: readonly StorageNode[], within?: string) => Html;
  /** A link around content, or just the content where there is a link already: HTML has no links in links. */
  readonly link: (attributes: Attributes & { readonly href: string }, content: () => Html) => Html;
  /** An address from the context or an author, checked, absolute in an export; `undefined` if it may not be used. */
  readonly linkAddress: (address: string) => string | undefined;
  readonly imageAddress: (address: string) => string | undefined;
  /** A day (`yyyy-mm-dd`) as the reader's language writes it. */
  readonly day: (date: string) => string;
  /** The day, where the reader is, of a moment in milliseconds since 1970. */
  readonly dayOf: (time: number) => string;
  /** Counts output that does not grow with the source (a table of contents) against the limit; false once it is reached. */
  readonly spend: (characters: number) => boolean;
};

/** Renders one element of one name. */
export type RenderElement = (element: StorageElement, rendering: Rendering) => Html;
