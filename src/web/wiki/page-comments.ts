/** The comments of a page or blog post, at its end: those on the whole with their replies, then those on passages. */
import type { CommentDetails } from '../../wiki/commenting.ts';
import type { Reader } from '../../wiki/permissions.ts';
import type { ContentRecord, PageOf } from '../../wiki/records.ts';
import type { Rights } from '../../wiki/rights.ts';
import type { ByRecord } from '../../wiki/versions.ts';
import type { Wiki } from '../../wiki/wiki.ts';
import { personAvatar } from '../components/avatar.ts';
import { stateBadge } from '../components/status.ts';
import { relativeTime } from '../components/time.ts';
import { type Html, html, trusted } from '../html.ts';
import type { View } from '../view.ts';
import { commentActions, newCommentForms } from './editing/comment-forms.ts';

/** More than a page shows well. */
const mostComments = 200;

export interface PageComments {
  /** By id, replies among them. */
  readonly comments: PageOf<ContentRecord>;
  readonly details: ReadonlyMap<number, CommentDetails>;
  /** Sanitised. */
  readonly rendered: ByRecord<string>;
  /** What the reader may do with each, by id. */
  readonly rights: ReadonlyMap<number, Rights>;
}

/** Where the reader may write. */
export interface CommentPlace {
  readonly contentId: number;
  readonly mayComment: boolean;
}

export async function readCommentsOf(wiki: Wiki, reader: Reader, contentId: number): Promise<PageComments> {
  const comments = await wiki.contained.comments(reader, contentId, { rootsOnly: false }, { start: 0, limit: mostComments });
  const ids = comments.results.map(({ id }) => id);
  const [details, bodies, rights] = await Promise.all([
    wiki.comments.details(reader, ids),
    wiki.versions.bodies(reader, comments.results),
    reader === undefined ? new Map<number, Rights>() : wiki.rights.on(reader, ids),
  ]);
  const sources = comments.results.map((content) => ({ content, body: bodies.get(content) ?? '' }));
  return { comments, details, rights, rendered: await wiki.renderer.forPages.render(reader, sources, 'view') };
}

export function commentSection(view: View, shown: PageComments, place: CommentPlace): Html | false {
  const { comments, details } = shown;
  if (comments.results.length === 0 && !place.mayComment) return false;
  const words = view.text.wiki.comments;
  const ids = new Set(comments.results.map(({ id }) => id));
  // A reply to what is not shown stands for itself.
  const replies = Map.groupBy(comments.results, ({ parentId }) => (parentId !== undefined && ids.has(parentId) ? parentId : 0));
  const roots = replies.get(0) ?? [];
  const isInline = ({ id }: ContentRecord) => details.get(id)?.location === 'inline';
  const footer = roots.filter((comment) => !isInline(comment));
  const inline = roots.filter(isInline);
  const list = (some: readonly ContentRecord[]) =>
    html`<ol>${some.map((each) => thread(view, each, shown, replies, place))}</ol>`;
  return html`
    <section class="page-comments" aria-labelledby="page-comments">
      <h2 class="page-comments-title" id="page-comments">${words.heading}</h2>
      ${footer.length > 0 && list(footer)}
      ${inline.length > 0 && html`<h3 class="page-comments-title">${words.inline}</h3>${list(inline)}`}
      ${comments.more && html`<p class="muted">${words.onlyFirst(view.format, comments.results.length)}</p>`}
      ${place.mayComment && newCommentForms(view, place.contentId)}
    </section>`;
}

/** A comment with its replies. */
function thread(
  view: View,
  comment: ContentRecord,
  shown: PageComments,
  replies: ReadonlyMap<number, readonly ContentRecord[]>,
  place: CommentPlace,
): Html {
  const { id, creator, createdAt, version } = comment;
  const words = view.text.wiki.comments;
  const name = creator?.fullName ?? view.text.wiki.page.deletedAccount;
  const details = shown.details.get(id);
  const below = replies.get(id) ?? [];
  return html`
    <li>
      <article class="comment" id="comment-${id}">
        <div class="byline">${creator && personAvatar(view, creator)}<span class="byline-name">${name}</span>${relativeTime(view, createdAt)}${version.number > 1 && html`<span class="muted">${words.edited}</span>`}${details?.resolution && resolutionBadge(view, details.resolution)}</div>
        ${quote(view, id, details)}
        <div class="comment-body wiki-content">${trusted(shown.rendered.get(comment) ?? '')}</div>
        ${commentActions(view, comment, { details, rights: shown.rights.get(id), ...place })}
      </article>
      ${below.length > 0 && html`<ol class="comment-replies">${below.map((reply) => thread(view, reply, shown, replies, place))}</ol>`}
    </li>`;
}

/** The passage that a comment is about, as it was when the comment was written. */
function quote(view: View, id: number, details: CommentDetails | undefined): Html | false {
  const selection = details?.inlineProperties?.originalSelection;
  if (typeof selection !== 'string' || selection === '') return false;
  const words = view.text.editing.comments;
  const status = details?.resolution?.status;
  return html`<blockquote class="comment-quote">${selection}</blockquote>${
    status === 'dangling'
      ? html`<p class="field-hint">${words.dangling}</p>`
      : status === 'open' && html`<p class="field-hint"><a href="#passage-${id}">${words.showPassage}</a></p>`
  }`;
}

function resolutionBadge(view: View, { status, by }: NonNullable<CommentDetails['resolution']>): Html {
  const words = view.text.wiki.comments;
  if (status !== 'resolved') return stateBadge('warning', words.unresolved);
  return stateBadge('good', by === undefined ? words.resolved : words.resolvedBy(by.fullName));
}
