/**
 * The data that macros show beyond their own page: the questions that a document's macros ask before it is rendered, and the shape of
 * the answers. Types only: macros ask (`macros/macro.ts`), and the caller answers all of them with a few queries.
 */
import type { Html } from './html.ts';
import type { ResolvedAttachment, ResolvedContent } from './resolved.ts';
import type { ContentReference, PageReference } from './resources.ts';

/** The pages below one, as far down as a macro shows them. */
export type TreeQuestion = {
  readonly kind: 'tree';
  /** `home` is the home page of the space, `top` everything that has no page above it. */
  readonly root: PageReference | 'self' | 'parent' | 'home' | 'top';
  readonly depth: number;
  /** Whether the macro shows excerpts of the pages. */
  readonly excerpts: boolean;
};

/** What was changed last. */
export type RecentQuestion = {
  readonly kind: 'recent';
  /** Keys of spaces; `@self` is the page's own, none means all. */
  readonly spaces: readonly string[];
  readonly type: 'page' | 'blogpost' | undefined;
  /** How many at most. */
  readonly limit: number;
};

/** What a query finds. */
export type SearchQuestion = {
  readonly kind: 'search';
  readonly cql: string;
  readonly limit: number;
  /** Whether the macro shows excerpts or page properties of what is found. */
  readonly bodies: boolean;
};

/** Another page, or the excerpt that it offers. */
export type PartQuestion = {
  readonly kind: 'part';
  readonly page: PageReference | ContentReference;
  readonly part: 'page' | 'excerpt';
  /** Of the excerpt, where a page has several; undefined means the first. */
  readonly name: string | undefined;
};

/** The files that hang on a page; undefined means the page itself. */
export type FilesQuestion = { readonly kind: 'files'; readonly page: PageReference | undefined };

/** A page of another wiki that an administrator linked. */
export type LinkedPageQuestion = {
  readonly kind: 'linked-page';
  /** The name of the link, or its key. */
  readonly link: string;
  readonly page:
    | { readonly by: 'id'; readonly id: string }
    | { readonly by: 'title'; readonly spaceKey: string; readonly title: string };
};

export type MacroQuestion = TreeQuestion | RecentQuestion | SearchQuestion | PartQuestion | FilesQuestion | LinkedPageQuestion;

/** A page as lists show it. */
export type ListedPage = ResolvedContent & {
  readonly spaceName: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Whoever changed it last. */
  readonly modifiedBy: string | undefined;
};

export type PageTree = ListedPage & { readonly children: readonly PageTree[] };

export type ListedFile = ResolvedAttachment & {
  readonly filename: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  readonly modifiedBy: string | undefined;
};

/** Why a page of another wiki is not shown. `in-browser-only`: an application asks, which its own people let in here and not over there. */
export type LinkedPageAbsence =
  | 'not-signed-in'
  | 'in-browser-only'
  | 'too-many'
  | 'unknown-link'
  | 'not-connected'
  | 'connect-again'
  | 'client-refused'
  | 'unavailable'
  | 'not-found';

/** A page of another wiki as one reader may see it, or why they may not. */
export type LinkedPageAnswer =
  | {
      readonly kind: 'shown';
      readonly linkName: string;
      readonly title: string;
      /** Absolute. */
      readonly href: string;
      readonly html: Html;
    }
  | {
      readonly kind: 'absent';
      readonly why: LinkedPageAbsence;
      /** Undefined: there is no such link. */
      readonly linkName: string | undefined;
      /** Where readers connect accounts of their own. */
      readonly accountsHref: string | undefined;
    };

/** One line of a page's properties. */
export type PageProperty = { readonly name: string; readonly value: Html };

/**
 * The answers, for one reader. `undefined`: it is not there, or the reader may not see it; a search that is undefined cannot
 * be carried out. Asked only for what the document's macros asked before.
 */
export type MacroAnswers = {
  readonly tree: (question: TreeQuestion) => readonly PageTree[] | undefined;
  readonly recent: (question: RecentQuestion) => readonly ListedPage[];
  readonly search: (question: SearchQuestion) => readonly ListedPage[] | undefined;
  readonly part: (question: PartQuestion) => Html | undefined;
  readonly files: (question: FilesQuestion) => readonly ListedFile[] | undefined;
  readonly linkedPage: (question: LinkedPageQuestion) => LinkedPageAnswer;
  /** Of a page that a question with bodies found. @param rich false: its words alone */
  readonly excerpt: (pageId: string, rich: boolean) => Html | undefined;
  /** @param id of the table; undefined means all of them */
  readonly properties: (pageId: string, id: string | undefined) => readonly PageProperty[];
};
