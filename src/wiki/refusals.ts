/**
 * Why the wiki refuses: expected outcomes, as values. How each looks to a program or a person is up to rest/ and web/. What the reader
 * may not see is refused exactly as what does not exist.
 */
import type { ContentType } from '../database/schema/content.ts';

export type Refusal =
  /** No such content, or none that this reader may see. */
  | { readonly refused: 'unknown-content'; readonly id: number }
  /** No such page to put a page under, or none that this reader may see. */
  | { readonly refused: 'unknown-parent'; readonly id: number }
  /** The page to put a new page under is in another space. */
  | { readonly refused: 'parent-elsewhere'; readonly id: number; readonly spaceKey: string }
  | { readonly refused: 'unknown-space'; readonly key: string }
  | { readonly refused: 'not-permitted'; readonly action: RefusedAction }
  /** No such template, or one of a space that this reader may not see. */
  | { readonly refused: 'unknown-template'; readonly id: number }
  | { readonly refused: 'invalid-template-name'; readonly longest: number }
  | { readonly refused: 'invalid-template-description'; readonly longest: number }
  /** Somebody else changed it since it was seen. */
  | { readonly refused: 'template-changed'; readonly id: number }
  | { readonly refused: 'space-changed'; readonly key: string }
  | { readonly refused: 'restrictions-changed'; readonly id: number }
  /** The space was created before, or at the same moment by another. */
  | { readonly refused: 'space-key-taken'; readonly key: string }
  /** A space with this key is being deleted; the key is free when that is done. */
  | { readonly refused: 'space-key-ending'; readonly key: string }
  | { readonly refused: 'invalid-space-key'; readonly key: string }
  | { readonly refused: 'invalid-space-name'; readonly longest: number }
  | { readonly refused: 'invalid-space-description'; readonly longest: number }
  | { readonly refused: 'unknown-subject'; readonly subject: SubjectName }
  | { readonly refused: 'invalid-title'; readonly problem: 'empty' | 'too-long' }
  | {
      readonly refused: 'title-taken';
      readonly type: ContentType;
      readonly title: string;
      readonly spaceKey: string;
    }
  /** An id given from outside belongs to other content. */
  | { readonly refused: 'id-taken'; readonly id: number }
  /** Anonymous readers can be let in to see, and for nothing else. */
  | { readonly refused: 'anonymous-may-only-view' }
  /** A comment or attachment has no restrictions of its own: those of what contains it hold. */
  | { readonly refused: 'restricted-by-container'; readonly id: number }
  /** Whoever restricts must not shut themselves out. */
  | { readonly refused: 'locks-out'; readonly id: number }
  /** Comments stand on pages and blog posts. */
  | { readonly refused: 'not-commentable'; readonly id: number }
  /** A comment on a passage came without all that finds the passage; nothing missing: it is too large. */
  | { readonly refused: 'invalid-inline-comment'; readonly missing: readonly string[] }
  /** Only comments on a passage, not replies to them, ask for something that can be settled. */
  | { readonly refused: 'not-resolvable'; readonly id: number }
  /** Someone else published in between; `current` is the version that stands. */
  | { readonly refused: 'version-conflict'; readonly current: number }
  /** The page cannot go below itself. */
  | { readonly refused: 'cyclic-move'; readonly id: number; readonly parentId: number }
  /** No label can be called so. */
  | { readonly refused: 'invalid-label'; readonly name: string; readonly problem: 'empty' | 'too-long' | 'characters' | 'prefix' }
  /** No such label is there to be taken away. */
  | { readonly refused: 'unknown-label'; readonly name: string }
  | { readonly refused: 'invalid-property-key'; readonly longest: number }
  /** In bytes. */
  | { readonly refused: 'property-too-large'; readonly key: string; readonly largest: number }
  | { readonly refused: 'property-taken'; readonly key: string }
  | { readonly refused: 'unknown-property'; readonly key: string }
  /** Only pages, blog posts and spaces are watched. */
  | { readonly refused: 'not-watchable'; readonly id: number }
  /** Files are attached to pages and blog posts. */
  | { readonly refused: 'not-attachable'; readonly id: number }
  | { readonly refused: 'no-file' }
  /** A version of an attachment is one file. */
  | { readonly refused: 'more-than-one-file' }
  /** Nothing is left of the name of a file. */
  | { readonly refused: 'invalid-filename' }
  /** The page or blog post has an attachment that is called so. */
  | { readonly refused: 'filename-taken'; readonly filename: string }
  /** Files of this extension are not taken. */
  | { readonly refused: 'file-type-blocked'; readonly filename: string }
  /** In bytes. */
  | { readonly refused: 'file-too-large'; readonly filename: string; readonly largest: number }
  /** What stands now cannot be taken away from behind what was. */
  | { readonly refused: 'current-version'; readonly id: number; readonly number: number }
  | { readonly refused: 'unknown-version'; readonly id: number; readonly number: number }
  /** The body is not well-formed; row and column count from 1. */
  | { readonly refused: 'malformed-body'; readonly text: string; readonly row: number; readonly column: number };

/** A user or group as somebody names them who grants a permission. */
export type SubjectName =
  | { readonly kind: 'user'; readonly userKey: string }
  | { readonly kind: 'user'; readonly username: string }
  | { readonly kind: 'group'; readonly name: string }
  | { readonly kind: 'anonymous' };

/** What the person may see, but not do. */
export type RefusedAction =
  | { readonly verb: 'create-space' | 'list-watchers' | 'keep-templates' }
  | { readonly verb: 'create-content'; readonly type: ContentType }
  | { readonly verb: 'update' | 'move' | 'delete' | 'restore' | 'purge' | 'restrict'; readonly id: number }
  | { readonly verb: 'administer-space'; readonly key: string };

/** @returns whether a verb refused */
export function isRefusal(outcome: object | undefined): outcome is Refusal {
  return outcome !== undefined && 'refused' in outcome;
}
