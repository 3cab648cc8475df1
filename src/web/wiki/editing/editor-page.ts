/** The editor: one form for a page or blog post that is published, and for one that is new, with preview and conflict above it. */
import { pagePath, spacePath } from '../../../wiki/addresses.ts';
import type { ContentRecord, SpaceRecord } from '../../../wiki/records.ts';
import { button, linkButton } from '../../components/button.ts';
import { dialog } from '../../components/dialog.ts';
import { checkbox, selectField, textArea, textField } from '../../components/field.ts';
import { folded, form, formActions } from '../../components/form.ts';
import { icon } from '../../components/icon.ts';
import { breadcrumbs, pageHead } from '../../components/navigation.ts';
import { notice } from '../../components/notice.ts';
import { section } from '../../components/section.ts';
import { relativeTime } from '../../components/time.ts';
import { attributes, type Html, html, trusted } from '../../html.ts';
import { address, type View } from '../../view.ts';
import { type SpaceFrame, spacePage } from '../space-frame.ts';
import { subpageHead } from '../subpage-head.ts';
import { wikiPaths } from '../wiki-paths.ts';
import type { Written, WrittenErrors } from './written.ts';

/** What is being written. */
export type Writing =
  | {
      readonly kind: 'edit';
      /** As it is published. */
      readonly content: ContentRecord;
      /** The version from which the writer began. */
      readonly basedOn: number;
      readonly draft: ContentRecord | undefined;
    }
  | {
      readonly kind: 'new';
      readonly type: 'page' | 'blogpost';
      readonly space: SpaceRecord;
      readonly parent: ContentRecord | undefined;
      readonly draft: ContentRecord | undefined;
    };

/** Somebody published in between. */
export interface Conflict {
  /** Storage format of what is published now. */
  readonly theirs: string;
  /** From that to what was written here; undefined where that cannot be shown. */
  readonly difference: { readonly html: string; readonly isSame: boolean } | undefined;
}

export interface EditorProps {
  readonly frame: SpaceFrame;
  readonly writing: Writing;
  readonly written: Written;
  readonly errors?: WrittenErrors | undefined;
  /** Sanitised. */
  readonly preview?: string | undefined;
  readonly conflict?: Conflict | undefined;
}

export function editorPage(view: View, props: EditorProps): string {
  const { frame, writing, errors = {}, preview, conflict } = props;
  const words = view.text.editing.editor;
  const hasErrors = Object.keys(errors).length > 0;
  return spacePage(view, frame, {
    title: titleOf(view, writing),
    main: html`
      ${head(view, writing)}
      ${hasErrors && html`<div class="flash">${notice({ tone: 'danger', announce: true, body: html`<p>${words.notPublished}</p>` })}</div>`}
      ${writing.kind === 'edit' && conflict ? conflictPart(view, writing, conflict) : draftNotice(view, writing)}
      ${preview !== undefined && previewPart(view, preview)}
      ${editorForm(view, props)}
      ${dialog(view, { id: macroDialog, title: view.text.macros.title, body: html`<div data-macro-place></div>` })}
      ${writing.draft !== undefined && discarding(view, writing)}`,
  });
}

function titleOf(view: View, writing: Writing): string {
  const words = view.text.editing.editor;
  if (writing.kind === 'edit') return words.editTitle(writing.content.title);
  return writing.type === 'page' ? words.newPage : words.newBlogPost;
}

function head(view: View, writing: Writing): Html {
  const words = view.text.editing.editor;
  const title = titleOf(view, writing);
  if (writing.kind === 'edit') return subpageHead(view, writing.content, { title, description: words.editDescription });
  const { space, parent, type } = writing;
  const above = parent === undefined ? words.newPageDescription(space.name) : words.newPageBelow(parent.title);
  return pageHead({
    title,
    description: type === 'page' ? above : words.newBlogPostDescription(space.name),
    breadcrumbs: breadcrumbs(view, [
      { label: space.name, href: address(view, spacePath(space)) },
      ...(parent === undefined ? [] : [{ label: parent.title, href: address(view, pagePath(parent)) }]),
    ]),
  });
}

function draftNotice(view: View, { draft, ...writing }: Writing): Html | false {
  if (draft === undefined) return false;
  const words = view.text.editing.editor;
  const isOutdated = writing.kind === 'edit' && writing.basedOn !== writing.content.version.number;
  return html`<div class="flash">${notice({
    tone: isOutdated ? 'warning' : 'info',
    title: words.draft,
    body: html`<p>${words.draftSaved} ${relativeTime(view, draft.version.createdAt)}.</p>${
      isOutdated && outdated(view, writing.content, writing.basedOn)
    }`,
  })}</div>`;
}

/** What the version that the writer began from lacks. */
function outdated(view: View, { id, version }: ContentRecord, basedOn: number): Html {
  const words = view.text.editing.editor;
  const href = address(view, wikiPaths.comparison(id, basedOn, version.number));
  return html`<p>${words.outdated(view.format, basedOn, version.number)} <a href="${href}">${words.compare}</a></p>`;
}

function previewPart(view: View, preview: string): Html {
  const words = view.text.editing.editor;
  return section({
    title: words.previewTitle,
    id: 'preview',
    body: html`<div class="editor-preview">${preview === '' ? html`<p class="muted">${words.previewEmpty}</p>` : html`<div class="wiki-content">${trusted(preview)}</div>`}</div>`,
  });
}

function conflictPart(
  view: View,
  { content, basedOn }: Extract<Writing, { kind: 'edit' }>,
  { theirs, difference }: Conflict,
): Html {
  const words = view.text.editing.editor;
  const { author, number } = content.version;
  const name = author?.fullName ?? view.text.wiki.page.deletedAccount;
  return html`
    <div class="flash">${notice({
      tone: 'danger',
      announce: true,
      title: words.conflictTitle,
      body: html`<p>${words.conflict(view.format, number, name)}</p>${basedOn < number && outdated(view, content, basedOn)}`,
    })}</div>
    ${section({
      title: words.theirs,
      id: 'theirs',
      body: textArea({
        name: 'theirs',
        label: words.theirsSource(view.format, number),
        value: theirs,
        rows: 10,
        monospace: true,
        readOnly: true,
      }),
    })}
    ${
      difference !== undefined &&
      section({
        title: words.differences,
        id: 'differences',
        body: html`<div class="editor-preview">${difference.isSame ? html`<p class="muted">${words.noDifferences}</p>` : html`<div class="wiki-content comparison">${trusted(difference.html)}</div>`}</div>`,
      })
    }`;
}

function editorForm(view: View, { writing, written, errors = {}, conflict }: EditorProps): Html {
  const words = view.text.editing.editor;
  const back = writing.kind === 'edit' ? pagePath(writing.content) : spacePath(writing.space);
  return form(view, {
    once: true,
    action: writing.kind === 'edit' ? wikiPaths.editPage : wikiPaths.createContent(writing.type),
    fields: hiddenOf(writing, conflict !== undefined),
    body: html`
      ${textField({ name: 'title', label: words.title, value: written.title, error: errors.title, required: true, autocomplete: 'off', maxLength: 255 })}
      ${selectField({
        name: 'markup',
        label: words.markup,
        hint: words.markupHint,
        value: written.markup,
        options: [
          { value: 'storage', label: words.storage },
          { value: 'wiki', label: words.wiki },
        ],
      })}
      <div class="editor-text">${textArea({ name: 'text', label: words.text, value: written.text, error: errors.text, rows: 20, monospace: true })}</div>
      <p>${macroLink(view, written)}</p>
      ${help(view)}
      ${writing.kind === 'edit' && textField({ name: 'message', label: words.message, hint: words.messageHint, value: written.message, autocomplete: 'off', maxLength: 255 })}
      ${writing.kind === 'edit' && checkbox({ name: 'minorEdit', label: words.minor, hint: words.minorHint, checked: written.minorEdit })}
      <p ${attributes({
        class: 'field-hint needs-script',
        'data-autosave': address(view, wikiPaths.autosave),
        'data-saving': words.saving,
        'data-saved': words.saved,
        'data-failed': words.notAutosaved,
        'data-malformed': words.malformedDraft,
      })}></p>
      ${formActions(html`${button({ label: words.preview, name: 'do', value: 'preview' })}${button({ label: words.save, name: 'do', value: 'save' })}${button({ label: words.publish, kind: 'primary', name: 'do', value: 'publish' })}${linkButton({ label: view.text.components.cancel, kind: 'quiet', href: address(view, back) })}`)}`,
  });
}

const macroDialog = 'macro-dialog';

/** Opens a dialog, and where scripts do not run a window beside the text. */
function macroLink(view: View, { markup }: Written): Html {
  const about = attributes({
    href: `${address(view, wikiPaths.insertMacro)}?as=${markup}`,
    target: '_blank',
    rel: 'noopener',
    'data-macro-picker': 'text',
    'data-macro-dialog': macroDialog,
  });
  return html`<a class="button button-secondary" ${about}>${icon('add')}<span>${view.text.macros.insert}</span></a>`;
}

/** What the form says of itself. After a conflict it is about the version after the one that is published now. */
function hiddenOf(writing: Writing, knowsCurrent: boolean): Readonly<Record<string, string>> {
  const { draft } = writing;
  if (writing.kind === 'edit') {
    const { content, basedOn } = writing;
    return { pageId: String(content.id), basedOn: String(knowsCurrent ? content.version.number : basedOn) };
  }
  return {
    type: writing.type,
    spaceKey: writing.space.key,
    fromPageId: writing.parent === undefined ? '' : String(writing.parent.id),
    draftId: draft === undefined ? '' : String(draft.id),
  };
}

function discarding(view: View, writing: Writing): Html {
  const words = view.text.editing.editor;
  return folded({
    summary: words.discard,
    body: form(view, {
      action: wikiPaths.discardDraft,
      fields: hiddenOf(writing, false),
      body: html`<p>${words.discardHint}</p>${formActions(button({ label: words.discard, kind: 'danger', small: true }))}`,
    }),
  });
}

const wikiSample = `h2. Heading
*strong*, _emphasised_, {{code}}
* a list
# a numbered list
[A page], [words|https://example.org]
||Gauge||Level||
|Mill|1.42|
!picture.png!
{info}A remark.{info}
{code}let level = 1.42{code}`;

const storageSample = `<h2>Heading</h2>
<p><strong>strong</strong>, <em>emphasised</em></p>
<ul><li>a list</li></ul>
<ac:link><ri:page ri:content-title="A page" /></ac:link>
<ac:image><ri:attachment ri:filename="picture.png" /></ac:image>
<ac:structured-macro ac:name="info">
  <ac:rich-text-body><p>A remark.</p></ac:rich-text-body>
</ac:structured-macro>`;

function help(view: View): Html {
  const words = view.text.editing.editor;
  return folded({
    summary: words.help,
    body: html`<p>${words.helpWiki}</p><pre class="editor-help">${wikiSample}</pre><p>${words.helpStorage}: ${words.helpStorageText}</p><pre class="editor-help">${storageSample}</pre>`,
  });
}
