/** What a reference in a document resolved to, for one reader: what a link to it needs. */

export type ResolvedContent = {
  readonly id: string;
  readonly type: 'page' | 'blogpost';
  readonly title: string;
  readonly href: string;
};

export type ResolvedAttachment = {
  readonly id: string;
  readonly href: string;
  /** Of a small picture of it, if there is one. */
  readonly thumbnail?: string | undefined;
  readonly mediaType: string;
  readonly version: number;
  /** What it is attached to. */
  readonly containerId: string;
};

export type ResolvedUser = {
  readonly userKey: string;
  readonly username: string;
  readonly displayName: string;
  readonly href: string;
};

export type ResolvedSpace = { readonly name: string; readonly href: string };
