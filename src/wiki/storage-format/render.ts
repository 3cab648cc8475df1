/**
 * Renders a parsed body as HTML. Pure and synchronous: everything that needs a look-up was looked up before and comes in with the
 * context. HTML elements go through the table in `elements.ts`, Confluence's through the one below; an element in neither is shown as
 * a placeholder with its content.
 */
import {
  renderAdfExtension,
  renderInlineComment,
  renderNothing,
  renderPlaceholder,
  renderVariable,
} from './confluence/annotations.ts';
import { renderEmoticon } from './confluence/emoticon.ts';
import { renderImage } from './confluence/image.ts';
import { renderLayout, renderSection } from './confluence/layout.ts';
import { renderLink } from './confluence/link.ts';
import { renderTaskList } from './confluence/task-list.ts';
import { renderTime } from './confluence/time.ts';
import { elementRule, safeAttributes } from './elements.ts';
import { type Heading, headingsOf } from './headings.ts';
import { type Attributes, element, type Html, isVoid, join, text } from './html.ts';
import { renderMacro } from './macros/table.ts';
import type { RenderContext, RenderElement, Rendering } from './rendering.ts';
import { renderChildren } from './structure.ts';
import type { StorageDocument, StorageElement, StorageNode } from './tree.ts';
import { absolute, isExternal, safeImage, safeLink } from './url.ts';

/** How much one rendering may produce. */
export type RenderLimits = {
  /** Characters of HTML, roughly: what is open when it is reached is still closed. */
  readonly output: number;
  /** Elements within elements. */
  readonly depth: number;
  /** Whether it has taken too long, asked now and then; without it, it takes as long as it takes. */
  readonly isOverdue?: () => boolean;
};

/** A page at the parse limits still fits. */
export const defaultRenderLimits: RenderLimits = { output: 32 * 1024 * 1024, depth: 250 };

/** So many pieces are rendered between two looks at the clock. */
const askedBetween = 1_000;

const confluenceElements: ReadonlyMap<string, RenderElement> = new Map([
  ['ac:structured-macro', renderMacro],
  ['ac:macro', renderMacro],
  ['ac:link', renderLink],
  ['ac:image', renderImage],
  ['ac:layout', renderLayout],
  ['ac:layout-section', renderSection],
  ['ac:task-list', renderTaskList],
  ['ac:emoticon', renderEmoticon],
  ['ac:placeholder', renderPlaceholder],
  ['ac:inline-comment-marker', renderInlineComment],
  ['ac:adf-extension', renderAdfExtension],
  ['at:declarations', renderNothing],
  ['at:var', renderVariable],
  ['time', renderTime],
]);

/**
 * Renders a document. Linear in the document; never throws for a tree that `parse` made.
 * @returns HTML that is also well-formed XML, without scripts, event handlers, or addresses of other schemes than allowed
 */
export function render(document: StorageDocument, context: RenderContext, limits: RenderLimits = defaultRenderLimits): Html {
  const headings = headingsOf(document);
  const headingByElement = new Map<StorageElement, Heading>(headings.map((heading) => [heading.element, heading]));
  let depth = 0;
  let size = 0;
  let asked = 0;
  let overdue = false;
  let told = false;
  let insideLink = false;
  const formats = new Map<string, Intl.DateTimeFormat>();

  const spend = (characters: number): boolean => {
    size += characters;
    asked += 1;
    if (asked % askedBetween === 0) overdue ||= limits.isOverdue?.() ?? false;
    return size <= limits.output && !overdue;
  };
  const formatIn = (timeZone: string): Intl.DateTimeFormat => {
    const format = formats.get(timeZone) ?? new Intl.DateTimeFormat(context.reading.locale, { dateStyle: 'medium', timeZone });
    formats.set(timeZone, format);
    return format;
  };
  const addressed = (address: string | undefined) =>
    address !== undefined && context.mode === 'export_view' ? absolute(address, context.baseUrl) : address;

  const rendering: Rendering = {
    context,
    headings,
    headingOf: (heading) => headingByElement.get(heading),
    spend,
    day: (date) => formatIn('UTC').format(new Date(date)),
    dayOf: (time) => formatIn(context.reading.timeZone).format(time),
    linkAddress: (address) => addressed(safeLink(address)),
    imageAddress: (address) => addressed(safeImage(address)),
    nodes(nodes, within) {
      if (depth >= limits.depth) return notice('This part is nested too deeply to be shown.');
      depth += 1;
      const pieces: Html[] = [];
      for (const node of nodes) {
        if (!spend(costOf(node))) {
          if (!told) pieces.push(notice('The rest of this page is too much to be shown.'));
          told = true;
          break;
        }
        pieces.push(renderNode(node, within));
      }
      depth -= 1;
      return join(pieces);
    },
    link(attributes, content) {
      if (insideLink) return content();
      insideLink = true;
      const html = element('a', attributes, content());
      insideLink = false;
      return html;
    },
  };

  const renderNode = (node: StorageNode, within: string | undefined): Html => {
    if (node.type !== 'element') return text(node.value);
    const special = confluenceElements.get(node.name);
    return special === undefined ? renderHtml(node, within) : special(node, rendering);
  };

  const renderHtml = (node: StorageElement, within: string | undefined): Html => {
    const rule = elementRule(node.name);
    if (rule === undefined) return unknownElement(node, rendering);
    const attributes = safeAttributes(rule, node.attributes, rendering);
    if (rule.within !== undefined && !rule.within.has(within ?? '')) {
      return element('div', { class: 'w-misplaced' }, rendering.nodes(node.children));
    }
    if (node.name === 'a') return authorsLink(attributes, () => rendering.nodes(node.children), rendering);
    // What an author put into an element that HTML leaves empty follows it.
    if (isVoid(node.name)) return join([element(node.name, attributes), rendering.nodes(node.children)]);
    const content = renderChildren(node, rendering.nodes);
    if (node.name === 'table') return element('div', { class: 'table-wrap' }, element('table', attributes, content));
    const heading = headingByElement.get(node);
    return element(node.name, heading === undefined ? attributes : { ...attributes, id: heading.id }, content);
  };

  return rendering.nodes(document.children);
}

/** A fair estimate of what a node adds by itself; what it contains is counted when it is rendered. */
function costOf(node: StorageNode): number {
  if (node.type !== 'element') return node.value.length;
  let cost = 100;
  for (const name in node.attributes) cost += (node.attributes[name] ?? '').length;
  return cost;
}

function authorsLink(attributes: Attributes, content: () => Html, rendering: Rendering): Html {
  const { href } = attributes;
  if (href === undefined) return element('span', attributes, content());
  if (!isExternal(href)) return rendering.link({ ...attributes, href }, content);
  return rendering.link({ ...attributes, href, class: 'external-link', rel: 'nofollow noopener' }, content);
}

function unknownElement(node: StorageElement, rendering: Rendering): Html {
  const label = element('span', { class: 'w-unknown-label' }, text(`Unknown element: '${node.name}'`));
  return element('span', { class: 'w-unknown' }, label, text(' '), rendering.nodes(node.children));
}

function notice(message: string): Html {
  return element('span', { class: 'w-unknown' }, element('span', { class: 'w-unknown-label' }, text(message)));
}
