/** What the tests of the storage format share: a context in which some things resolve, and a judge of rendered HTML. */
import assert from 'node:assert/strict';
import { SaxesParser } from 'saxes';
import { parse } from '../../../src/wiki/storage-format/parse.ts';
import { render } from '../../../src/wiki/storage-format/render.ts';
import type { RenderContext } from '../../../src/wiki/storage-format/rendering.ts';
import type { StorageDocument } from '../../../src/wiki/storage-format/tree.ts';

/** Home, logo.png, the user with key `k1` and space DOC are there; nothing else is. */
export const context: RenderContext = {
  mode: 'view',
  baseUrl: 'https://wiki.example/wiki',
  contentId: '42',
  reading: { locale: 'en-GB', timeZone: 'UTC' },
  page: ({ title, kind }) => (title === 'Home' ? { id: '7', type: kind, title, href: '/wiki/display/DOC/Home' } : undefined),
  content: ({ contentId }) =>
    contentId === '7' ? { id: '7', type: 'page', title: 'Home', href: '/wiki/display/DOC/Home' } : undefined,
  attachment: ({ filename }) =>
    filename === 'logo.png'
      ? { id: '9', href: '/wiki/download/attachments/42/logo.png', mediaType: 'image/png', version: 2, containerId: '42' }
      : undefined,
  user: ({ userKey }) =>
    userKey === 'k1' ? { userKey, username: 'uma', displayName: 'Uma <U>', href: '/wiki/display/~uma' } : undefined,
  space: ({ spaceKey }) => (spaceKey === 'DOC' ? { name: 'Documents', href: '/wiki/display/DOC' } : undefined),
  answers: {
    tree: () => undefined,
    recent: () => [],
    search: () => undefined,
    part: () => undefined,
    files: () => undefined,
    linkedPage: () => ({ kind: 'absent', why: 'unknown-link', linkName: undefined, accountsHref: undefined }),
    excerpt: () => undefined,
    properties: () => [],
  },
};

export const exportContext: RenderContext = { ...context, mode: 'export_view' };

/** Parses what must parse. */
export function document(source: string): StorageDocument {
  const parsed = parse(source);
  if (parsed.type === 'error') assert.fail(`${source}: ${parsed.text} [${parsed.row},${parsed.column}]`);
  return parsed;
}

/** Renders what must parse, and judges the result. */
export function html(source: string, within = context): string {
  const rendered = render(document(source), within);
  assertSafe(rendered);
  return rendered;
}

/** A macro in storage format; a value of `parameters` is text. */
export function macro(name: string, parameters: Readonly<Record<string, string>> = {}, body = ''): string {
  const written = Object.entries(parameters).map(([key, value]) => `<ac:parameter ac:name="${key}">${value}</ac:parameter>`);
  return `<ac:structured-macro ac:name="${name}" ac:macro-id="m-1">${written.join('')}${body}</ac:structured-macro>`;
}

export const rich = (content: string) => `<ac:rich-text-body>${content}</ac:rich-text-body>`;
export const plain = (content: string) => `<ac:plain-text-body><![CDATA[${content}]]></ac:plain-text-body>`;

const elements = new Set(
  `a abbr acronym address b big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption
figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strike strong sub summary sup table tbody
td tfoot th thead time tr tt u ul var`.split(/\s+/),
);
const attributes = new Set(
  `align alt aria-label border cite class color colspan data-base-url data-card-appearance data-content-id data-cql data-current-content-id
data-emoticon-name data-first-column-heading data-hasbody data-headings data-highlight-colour data-image-src data-inline-task-id data-inline-tasks-content-id data-jira-key data-layout data-linked-resource-container-id
data-linked-resource-content-type data-linked-resource-default-alias data-linked-resource-id data-linked-resource-type
data-linked-resource-version data-macro-id data-macro-name data-media-type data-placeholder-type data-ref
data-reverse-sort data-sort-by data-syntaxhighlighter-params data-theme data-type data-userkey data-username datetime dir height href id lang rel role rowspan
scope span src start style summary target title type valign value width`.split(/\s+/),
);
const address = /^(?:https?:|mailto:|tel:|s?ftp:|[^:]*$|[^:/?#]*[/?#])/i;
const declaration =
  /^(?:(?:background-)?color|border-(?:style|color|width)|(?:min-|max-)?width|height|(?:margin|padding)-left|text-align|vertical-align|text-decoration|font-weight|font-style|white-space|list-style-type): [a-z0-9#%., ()-]+$/;

/** Fails unless the HTML is well formed and holds nothing but what is allowed; written apart from the tables it checks. */
export function assertSafe(rendered: string): void {
  const parser = new SaxesParser({ fragment: true });
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('comment', () => assert.fail('a comment'));
  parser.on('cdata', () => assert.fail('CDATA'));
  parser.on('processinginstruction', () => assert.fail('a processing instruction'));
  parser.on('opentag', (tag) => {
    assert.ok(elements.has(tag.name), `element ${tag.name}`);
    for (const [name, written] of Object.entries(tag.attributes)) {
      const value = String(written);
      assert.ok(attributes.has(name), `attribute ${name} of ${tag.name}`);
      if (['href', 'src', 'cite', 'data-image-src'].includes(name)) assertAddress(value);
      if (name === 'id') assert.match(value, /^anchor-/);
      if (name === 'style') for (const part of value.split(';').filter(Boolean)) assert.match(part.trim(), declaration);
    }
  });
  parser.write(rendered).close();
}

/** An address as a browser takes it: without the characters that it drops. */
function assertAddress(value: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a browser drops
  const taken = value.replace(/[\u0000-\u0020]/g, '');
  assert.match(taken, address);
  assert.doesNotMatch(taken, /^(?:javascript|data|vbscript|file|blob):/i);
}
