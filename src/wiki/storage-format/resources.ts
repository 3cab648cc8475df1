/**
 * References in a body: the `ri:` elements as plain values. `references` collects them, the caller resolves each kind in one query,
 * and rendering asks for the result.
 */
import { childOf, type StorageElement } from './tree.ts';

/** A page or blog post by title; without a space key it is in the space of the page that mentions it. */
export type PageReference = {
  readonly kind: 'page' | 'blogpost';
  readonly title: string;
  readonly spaceKey: string | undefined;
  /** `yyyy/mm/dd`, blog posts only. */
  readonly postingDay: string | undefined;
};

/** An attachment by file name; without a container it hangs on the page that mentions it. */
export type AttachmentReference = {
  readonly kind: 'attachment';
  readonly filename: string;
  readonly container: PageReference | undefined;
};

/** A user by key (preferred) or by name. */
export type UserReference = {
  readonly kind: 'user';
  readonly userKey: string | undefined;
  readonly username: string | undefined;
};

export type SpaceReference = { readonly kind: 'space'; readonly spaceKey: string };

/** Any content by id. */
export type ContentReference = { readonly kind: 'content'; readonly contentId: string };

export type ResourceReference = PageReference | AttachmentReference | UserReference | SpaceReference | ContentReference;

/** Reads one `ri:` element; `undefined` if it names nothing that Weir holds (a URL, a shortcut, an empty name). */
export function resourceOf(element: StorageElement): ResourceReference | undefined {
  const { attributes } = element;
  switch (element.name) {
    case 'ri:page':
    case 'ri:blog-post':
      return pageOf(element);
    case 'ri:attachment': {
      const filename = attributes['ri:filename'];
      const container = childOf(element, 'ri:page') ?? childOf(element, 'ri:blog-post');
      return filename ? { kind: 'attachment', filename, container: container && pageOf(container) } : undefined;
    }
    case 'ri:user': {
      const userKey = attributes['ri:userkey'];
      const username = attributes['ri:username'];
      return userKey || username ? { kind: 'user', userKey, username } : undefined;
    }
    case 'ri:space': {
      const spaceKey = attributes['ri:space-key'];
      return spaceKey ? { kind: 'space', spaceKey } : undefined;
    }
    case 'ri:content-entity': {
      const contentId = attributes['ri:content-id'];
      return contentId ? { kind: 'content', contentId } : undefined;
    }
    default:
      return undefined;
  }
}

/** One string for one thing, for use as a map key: two references with the same key mean the same. */
export function referenceKey(reference: ResourceReference): string {
  const { kind, ...rest } = reference;
  return JSON.stringify([kind, ...Object.values(rest)]);
}

function pageOf({ name, attributes }: StorageElement): PageReference | undefined {
  const title = attributes['ri:content-title'];
  if (!title) return undefined;
  const blogpost = name === 'ri:blog-post';
  return {
    kind: blogpost ? 'blogpost' : 'page',
    title,
    spaceKey: attributes['ri:space-key'],
    postingDay: blogpost ? attributes['ri:posting-day'] : undefined,
  };
}
