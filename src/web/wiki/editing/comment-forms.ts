/** The forms at the comments of a page: a new one, one on a passage, a reply, and what one may do with one that is there. */
import type { CommentDetails } from '../../../wiki/commenting.ts';
import type { ContentRecord } from '../../../wiki/records.ts';
import type { Rights } from '../../../wiki/rights.ts';
import { button } from '../../components/button.ts';
import { textArea } from '../../components/field.ts';
import { folded, form, formActions } from '../../components/form.ts';
import { type Html, html } from '../../html.ts';
import { address, type View } from '../../view.ts';
import { wikiPaths } from '../wiki-paths.ts';

/** A field's id is its name, and a page has many of these forms: each has a field of its own. */
export function textFieldOf(form: { readonly parentId?: number | undefined; readonly onPassage?: boolean }): string {
  if (form.parentId !== undefined) return `text-${form.parentId}`;
  return form.onPassage ? 'passageText' : 'text';
}

export function newCommentForms(view: View, contentId: number): Html {
  const words = view.text.editing.comments;
  const fields = { pageId: String(contentId) };
  return html`
    <div class="comment-forms">
      ${form(view, {
        once: true,
        action: wikiPaths.createComment,
        fields,
        body: html`${textArea({ name: textFieldOf({}), label: words.add, hint: words.textHint, rows: 3 })}${formActions(button({ label: words.submit }))}`,
      })}
      <div data-passage>${folded({
        summary: words.addOnPassage,
        body: form(view, {
          once: true,
          action: wikiPaths.createComment,
          fields: { ...fields, location: 'inline' },
          body: passageFields(view),
        }),
      })}</div>
    </div>`;
}

/** What somebody typed that could not be done, and why. */
export interface TypedComment {
  readonly passage?: string;
  readonly text: string;
  readonly errors: { readonly passage?: string; readonly text?: string };
}

export function passageFields(view: View, typed?: TypedComment): Html {
  const words = view.text.editing.comments;
  return html`
    ${textArea({ name: 'passage', label: words.passage, hint: words.passageHint, rows: 2, value: typed?.passage, error: typed?.errors.passage })}
    ${textArea({ name: textFieldOf({ onPassage: true }), label: words.text, hint: words.textHint, rows: 3, value: typed?.text, error: typed?.errors.text })}
    ${formActions(button({ label: words.submit }))}`;
}

interface ActionsProps {
  readonly contentId: number;
  readonly mayComment: boolean;
  readonly details: CommentDetails | undefined;
  readonly rights: Rights | undefined;
}

export function commentActions(view: View, comment: ContentRecord, props: ActionsProps): Html | false {
  const { contentId, mayComment, details, rights } = props;
  if (!mayComment && !rights?.update && !rights?.delete) return false;
  const words = view.text.editing.comments;
  const { id, creator } = comment;
  const name = creator?.fullName ?? view.text.wiki.page.deletedAccount;
  return html`
    <div class="comment-actions">
      ${mayComment && replyForm(view, contentId, id, name)}
      ${mayComment && details?.resolution && resolution(view, id, details.resolution.status === 'resolved')}
      ${rights?.update && html`<a href="${address(view, wikiPaths.editComment(id))}">${words.edit}</a>`}
      ${
        rights?.delete &&
        folded({
          summary: words.remove,
          body: form(view, {
            once: true,
            action: wikiPaths.removeComment,
            fields: { commentId: String(id) },
            body: button({ label: words.removeOf(name), kind: 'danger', small: true }),
          }),
        })
      }
    </div>`;
}

function replyForm(view: View, contentId: number, parentId: number, name: string): Html {
  const words = view.text.editing.comments;
  const body = html`${textArea({ name: textFieldOf({ parentId }), label: words.replyTo(name), hint: words.textHint, rows: 3 })}${formActions(button({ label: words.reply, small: true }))}`;
  const fields = { pageId: String(contentId), parentId: String(parentId) };
  return folded({ summary: words.reply, body: form(view, { once: true, action: wikiPaths.createComment, fields, body }) });
}

function resolution(view: View, id: number, isResolved: boolean): Html {
  const words = view.text.editing.comments;
  return form(view, {
    once: true,
    action: wikiPaths.resolveComment,
    fields: { commentId: String(id), resolution: isResolved ? 'open' : 'resolved' },
    body: button({
      label: isResolved ? words.reopen : words.resolve,
      kind: 'quiet',
      small: true,
      icon: isResolved ? 'refresh' : 'check',
    }),
  });
}
