/** Renders documents as HTML. Everything goes through the template, which escapes; nothing of a document is taken as HTML. */
import { codeBlock } from '../components/copy.ts';
import { attributes, type Html, html, type Renderable } from '../html.ts';
import { address, type View } from '../view.ts';
import type { Documents, HelpDocument, Section } from './documents.ts';
import { helpPaths } from './help-paths.ts';
import type { Inline } from './inline.ts';
import type { Block, Code, Row } from './markdown.ts';

/** What the markup of a document is made with. */
interface Shown {
  readonly view: View;
  readonly documents: Documents;
  /** Numbers the code of a page: what is copied needs an id. */
  nextId(): string;
}

/** @returns the body of a document, without its title */
export function documentMarkup(view: View, documents: Documents, { sections }: Pick<HelpDocument, 'sections'>): Html {
  let count = 0;
  const shown: Shown = { view, documents, nextId: () => `code-${++count}` };
  return html`<div class="wiki-content help-content">${sections.map((section) => sectionMarkup(shown, section))}</div>`;
}

function sectionMarkup(shown: Shown, { heading, blocks }: Section): Renderable {
  return [...(heading ? [heading] : []), ...blocks].map((block) => blockMarkup(shown, block));
}

function blockMarkup(shown: Shown, block: Block): Html {
  switch (block.kind) {
    case 'heading': {
      const words = inlineMarkup(shown, block.parts);
      const id = attributes({ id: block.id });
      if (block.level <= 2) return html`<h2 ${id}>${words}</h2>`;
      return block.level === 3 ? html`<h3 ${id}>${words}</h3>` : html`<h4 ${id}>${words}</h4>`;
    }
    case 'paragraph':
      return html`<p>${inlineMarkup(shown, block.parts)}</p>`;
    case 'code':
      return codeMarkup(shown, block);
    case 'list': {
      const items = block.items.map((item) => html`<li>${itemMarkup(shown, item)}</li>`);
      return block.ordered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
    }
    case 'table':
      return tableMarkup(shown, block);
    default:
      return block satisfies never;
  }
}

/** The first words of an item stand beside its mark, without the distance of a paragraph. */
function itemMarkup(shown: Shown, [first, ...rest]: readonly Block[]): Renderable {
  if (first?.kind !== 'paragraph') return [first, ...rest].map((block) => block && blockMarkup(shown, block));
  return [inlineMarkup(shown, first.parts), rest.map((block) => blockMarkup(shown, block))];
}

function codeMarkup({ view, nextId }: Shown, { language, code }: Code): Html {
  const { languages } = view.text.help;
  return codeBlock(view, { id: nextId(), label: languages[language] ?? language, code });
}

function tableMarkup(shown: Shown, { head, rows }: { readonly head: Row; readonly rows: readonly Row[] }): Html {
  const hasHead = head.some((cell) => cell.length > 0);
  return html`
    <div class="table-wrap">
      <table>
        ${hasHead && html`<thead><tr>${head.map((cell) => (cell.length > 0 ? html`<th scope="col">${inlineMarkup(shown, cell)}</th>` : html`<td></td>`))}</tr></thead>`}
        <tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${inlineMarkup(shown, cell)}</td>`)}</tr>`)}</tbody>
      </table>
    </div>`;
}

function inlineMarkup(shown: Shown, parts: readonly Inline[]): Renderable {
  return parts.map((part) => {
    switch (part.kind) {
      case 'text':
        return part.text;
      case 'code':
        return html`<code>${part.text}</code>`;
      case 'strong':
        return html`<strong>${inlineMarkup(shown, part.parts)}</strong>`;
      case 'emphasis':
        return html`<em>${inlineMarkup(shown, part.parts)}</em>`;
      case 'link':
        return linkMarkup(shown, part);
      case 'picture':
        return pictureMarkup(shown, part);
      default:
        return part satisfies never;
    }
  });
}

/** A link to a file that the help does not show is left as its words. */
function linkMarkup(shown: Shown, { href, parts }: Extract<Inline, { kind: 'link' }>): Html {
  const { view, documents } = shown;
  const words = inlineMarkup(shown, parts);
  if (/^(https?:|#)/.test(href)) return html`<a href="${href}">${words}</a>`;
  const [file = '', anchor] = href.split('#');
  const name = file.split('/').at(-1);
  const fragment = anchor === undefined ? '' : `#${anchor}`;
  if (name === documents.index.file) return html`<a href="${address(view, helpPaths.index)}${fragment}">${words}</a>`;
  const target = documents.all.find((each) => each.file === name);
  if (target === undefined) return html`${words}`;
  return html`<a href="${address(view, helpPaths.document(target.name))}${fragment}">${words}</a>`;
}

/** A PNG with its size, so that nothing jumps when it comes. */
function pictureMarkup({ view, documents }: Shown, { source, description }: Extract<Inline, { kind: 'picture' }>): Html {
  const file = source.split('/').at(-1) ?? '';
  const bytes = documents.picture(file);
  // IHDR is the first chunk.
  const size = bytes && file.endsWith('.png') && { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  return html`<img ${attributes({ class: 'help-picture', src: address(view, helpPaths.picture(file)), alt: description, ...size, loading: 'lazy' })}>`;
}
