/**
 * The elements, classes and attributes by which exporters read rendered pages (contract 4.4), for every macro that must be shown (4.3), in
 * both forms that exporters ask for.
 */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { element, text } from '../../../src/wiki/storage-format/html.ts';
import type { ListedPage, MacroAnswers } from '../../../src/wiki/storage-format/macro-data.ts';
import { exportContext, html, macro, plain, rich, context as viewContext } from './support.ts';

const found: ListedPage = {
  id: '8',
  type: 'page',
  title: 'Found',
  href: '/wiki/found',
  spaceName: 'Documents',
  createdAt: 0,
  modifiedAt: 0,
  modifiedBy: 'Uma',
};

const file = {
  id: '9',
  filename: 'logo.png',
  href: '/wiki/download/attachments/42/logo.png',
  thumbnail: undefined,
  mediaType: 'image/png',
  version: 2,
  containerId: '42',
  size: 3,
  modifiedAt: 0,
  modifiedBy: undefined,
};

const answers: MacroAnswers = {
  ...viewContext.answers,
  search: () => [found],
  tree: () => [{ ...found, children: [{ ...found, id: '10', title: 'Below', children: [] }] }],
  recent: () => [found],
  part: () => element('p', {}, text('part')),
  files: () => [file],
  properties: () => [
    { name: 'Owner', value: text('Uma') },
    { name: 'State', value: element('b', {}, text('done')) },
  ],
};

/** What stands in a page, and what a reader's program must find of it. */
type Row = readonly [what: string, source: string, ...hooks: readonly (RegExp | string)[]];

const body = rich('<p>x</p>');
const page = '<ac:parameter ac:name=""><ac:link><ri:page ri:content-title="Home" /></ac:link></ac:parameter>';

/** What every macro says on its outermost element, which is the whole of what is rendered. */
const wrapper = (name: string, hasBody: boolean) =>
  new RegExp(`^<(?:div|span) [^>]*data-hasbody="${hasBody}" data-macro-name="${name}" data-macro-id="m-1"`);

const alerts = (
  [
    ['info', 'information', 'Info'],
    ['note', 'note', 'Note'],
    ['warning', 'warning', 'Warning'],
    ['tip', 'tip', 'Tip'],
  ] as const
).map(
  ([name, kind, spoken]): Row => [
    name,
    macro(name, { title: 'T' }, body),
    wrapper(name, true),
    new RegExp(`<div class="confluence-information-macro confluence-information-macro-${kind} `),
    /<p class="title [^"]*">T<\/p>/,
    `aria-label="${spoken}"`,
    '<div class="confluence-information-macro-body"><p>x</p></div>',
  ],
);

const lozenges = (
  [
    ['Red', 'error'],
    ['Yellow', 'current'],
    ['Green', 'success'],
    ['Blue', 'complete'],
  ] as const
).map(
  ([colour, lozenge]): Row => [
    `status in ${colour}`,
    macro('status', { colour, title: 'S' }),
    wrapper('status', false),
    new RegExp(`<span class="status-macro aui-lozenge [^"]*aui-lozenge-${lozenge}[^>]*>S</span>`),
  ],
);

const macros: readonly Row[] = [
  ...alerts,
  ...lozenges,
  [
    'code',
    macro('code', { language: 'python', title: 'T', linenumbers: 'true', firstline: '7' }, plain('x < 1')),
    wrapper('code', true),
    /^<div class="code panel pdl /,
    /<div class="codeHeader panelHeader [^>]*><b>T<\/b>/,
    /<div class="codeContent panelContent pdl"><pre class="syntaxhighlighter-pre [^"]*" data-syntaxhighlighter-params="brush: python; gutter: true; first-line: 7; theme: Confluence"/,
    '>x &lt; 1</pre>',
  ],
  [
    'noformat',
    macro('noformat', {}, plain('x')),
    wrapper('noformat', true),
    /<div class="preformattedContent panelContent"><pre>x/,
  ],
  [
    'panel',
    macro('panel', { title: 'T', bgColor: '#fff', titleBGColor: '#eee', borderStyle: 'dashed' }, body),
    wrapper('panel', true),
    /^<div class="panel [^>]*style="[^"]*border-style: dashed;"><div class="panelHeader [^>]*background-color: #eee;"><b>T<\/b><\/div><div class="panelContent [^>]*background-color: #fff;"><p>x<\/p><\/div><\/div>$/,
  ],
  [
    'expand',
    macro('expand', { title: 'More' }, body),
    wrapper('expand', true),
    /<div class="expand-container /,
    '<span class="expand-control-text">More</span>',
    /<div class="expand-content [^"]*"><p>x<\/p>/,
  ],
  [
    'toc',
    `${macro('toc')}<h1>One</h1>`,
    wrapper('toc', false),
    /<div class="toc-macro [^>]*>.*<a href="#anchor-One">One<\/a>/,
    '<h1 id="anchor-One">',
  ],
  [
    'anchor',
    macro('anchor', { '': 'here' }),
    /^<span id="anchor-here" class="confluence-anchor-link /,
    'data-macro-name="anchor"',
  ],
  [
    'children',
    macro('children', { all: 'true' }),
    wrapper('children', false),
    /<ul class="childpages-macro"><li><a [^>]*data-linked-resource-id="8" [^>]*>Found<\/a><ul class="childpages-macro">/,
  ],
  [
    'pagetree',
    macro('pagetree', { root: '@home' }),
    wrapper('pagetree', false),
    /^<div class="plugin_pagetree /,
    /<ul class="plugin_pagetree_children_list"><li><a [^>]*data-linked-resource-id="8"/,
  ],
  ['include', macro('include', {}, page), wrapper('include', false), '<p>part</p>'],
  ['excerpt', macro('excerpt', {}, body), wrapper('excerpt', true), '<p>x</p>'],
  [
    'excerpt-include',
    macro('excerpt-include', {}, page),
    wrapper('excerpt-include', false),
    /^<div class="panel /,
    /<div class="panelHeader [^>]*><b>Home<\/b><\/div><div class="panelContent [^>]*><p>part<\/p>/,
  ],
  ['details', macro('details', {}, body), wrapper('details', true), /^<div class="plugin-tabmeta-details /, '<p>x</p>'],
  [
    'detailssummary',
    macro('detailssummary', { cql: 'label = "x"', headings: 'State', firstcolumn: 'Plan', sortBy: 'State', reverseSort: 'true' }),
    wrapper('detailssummary', false),
    /^<div class="metadata-summary-macro [^>]*data-cql="label = &quot;x&quot;"/,
    // Exporters take the table, by its query.
    /<table class="[^"]*metadata-summary-macro" data-cql="label = &quot;x&quot;" data-current-content-id="42" data-first-column-heading="Plan" data-headings="State" data-sort-by="State" data-reverse-sort="true"><thead><tr><th class="confluenceTh">Plan<\/th><th class="confluenceTh">State<\/th>/,
    /<td class="confluenceTd title" data-content-id="8"><a [^>]*>Found<\/a><\/td><td class="confluenceTd"><b>done<\/b><\/td>/,
  ],
  [
    'contentbylabel',
    macro('contentbylabel', { labels: 'x' }),
    wrapper('contentbylabel', false),
    /^<div class="content-by-label /,
    /<a [^>]*data-linked-resource-id="8" data-linked-resource-type="page"[^>]*>Found<\/a>/,
  ],
  [
    'recently-updated',
    macro('recently-updated'),
    wrapper('recently-updated', false),
    /^<div class="recently-updated /,
    /data-linked-resource-id="8"/,
  ],
  [
    'jira, one issue',
    macro('jira', { key: 'ABC-1', server: 'https://jira.example/' }),
    wrapper('jira', false),
    /^<span class="jira-issue [^>]*data-jira-key="ABC-1"/,
    /<a href="https:\/\/jira\.example\/browse\/ABC-1" class="jira-issue-key external-link"/,
  ],
  ['jira, without an address', macro('jira', { key: 'ABC-1' }), '<span class="jira-issue-key">ABC-1</span>'],
  [
    'jira, a query',
    macro('jira', { jqlQuery: 'project = A', server: 'https://jira.example' }),
    wrapper('jira', false),
    /^<div class="jira-table [^>]*><a href="https:\/\/jira\.example\/issues\/\?jql=project%20%3D%20A" class="external-link"/,
  ],
  [
    'view-file',
    macro('view-file', {}, '<ac:parameter ac:name="name"><ri:attachment ri:filename="logo.png" /></ac:parameter>'),
    wrapper('view-file', false),
    /^<span class="confluence-embedded-file-wrapper /,
    /<a [^>]*class="confluence-embedded-file" [^>]*data-linked-resource-id="9"/,
  ],
  [
    'attachments',
    macro('attachments'),
    wrapper('attachments', false),
    /<table class="attachments confluenceTable"><thead><tr><th class="confluenceTh filename-column">File<\/th>.*<th class="confluenceTh modified-column">/,
    /<td class="confluenceTd filename-column"><a [^>]*data-linked-resource-id="9"/,
  ],
  [
    'gallery',
    macro('gallery'),
    wrapper('gallery', false),
    /^<div class="gallery /,
    /<img class="confluence-embedded-image confluence-thumbnail" [^>]*data-linked-resource-id="9"/,
  ],
  [
    'section and column',
    macro('section', {}, rich(macro('column', { width: '30%' }, body))),
    wrapper('section', true),
    /<div class="sectionMacro"><div class="sectionMacroRow [^>]*><div class="columnMacro /,
    'data-macro-name="column"',
  ],
  [
    'profile',
    macro('profile', {}, '<ac:parameter ac:name="user"><ri:user ri:userkey="k1" /></ac:parameter>'),
    wrapper('profile', false),
    /^<div class="profile-macro vcard /,
    /<a [^>]*class="confluence-userlink user-mention [^"]*" data-username="uma" data-userkey="k1"/,
  ],
  ['livesearch', macro('livesearch', { spaceKey: 'DOC' }), wrapper('livesearch', false), /^<div class="search-macro /],
  ['one that nobody knows', macro('plantuml', {}, plain('a -> b')), wrapper('plantuml', true), '<pre>a -&gt; b</pre>'],
];

const elements: readonly Row[] = [
  [
    'a link to a page',
    '<ac:link><ri:page ri:content-title="Home" /></ac:link>',
    /<a href="[^"]*" data-linked-resource-id="7" data-linked-resource-type="page">Home<\/a>/,
  ],
  [
    'a link to a file',
    '<ac:link><ri:attachment ri:filename="logo.png" /></ac:link>',
    /<a [^>]*data-linked-resource-id="9" data-linked-resource-version="2" data-linked-resource-type="attachment" data-linked-resource-default-alias="logo.png" [^>]*data-linked-resource-container-id="42"/,
  ],
  [
    'a picture',
    '<ac:image><ri:attachment ri:filename="logo.png" /></ac:image>',
    /<span class="confluence-embedded-file-wrapper"><img class="confluence-embedded-image" src="([^"]*)" data-image-src="\1" /,
    /data-linked-resource-id="9" data-linked-resource-version="2" data-linked-resource-type="attachment" data-linked-resource-default-alias="logo.png" data-base-url="[^"]+" data-linked-resource-content-type="image\/png" data-linked-resource-container-id="42" data-media-type="image\/png"/,
  ],
  [
    'a person',
    '<ac:link><ri:user ri:userkey="k1" /></ac:link>',
    /<a [^>]*class="confluence-userlink user-mention [^"]*" data-username="uma" data-userkey="k1"/,
  ],
  [
    'tasks',
    '<ac:task-list><ac:task><ac:task-id>3</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>x</ac:task-body></ac:task></ac:task-list>',
    /<ul class="inline-task-list [^>]*data-inline-tasks-content-id="42"><li class="checked [^"]*" data-inline-task-id="3">/,
  ],
  [
    'an inline comment',
    '<p><ac:inline-comment-marker ac:ref="r-1">x</ac:inline-comment-marker></p>',
    /<span class="inline-comment-marker [^"]*" data-ref="r-1">x<\/span>/,
  ],
  [
    'a table with a coloured cell',
    '<table><tbody><tr><th>h</th><td data-highlight-colour="#fff">x</td></tr></tbody></table>',
    /<table class="confluenceTable"><tbody><tr><th class="confluenceTh">h<\/th><td data-highlight-colour="#fff" class="confluenceTd">x/,
  ],
  [
    'a layout',
    '<ac:layout><ac:layout-section ac:type="two_equal"><ac:layout-cell><p>x</p></ac:layout-cell></ac:layout-section></ac:layout>',
    /<div class="columnLayout two-equal [^>]*><div class="cell normal [^>]*><div class="innerCell"><p>x<\/p>/,
  ],
  ['a date', '<p><time datetime="2026-03-01" /></p>', /<time [^>]*datetime="2026-03-01">/],
  ['an emoticon', '<p><ac:emoticon ac:name="tick" /></p>', /<span class="emoticon [^>]*data-emoticon-name="tick"[^>]*>✅/],
];

for (const [mode, context] of [
  ['view', { ...viewContext, answers }],
  ['export_view', { ...exportContext, answers }],
] as const) {
  suite(`what exporters find in ${mode}`, () => {
    for (const [what, source, ...hooks] of [...macros, ...elements]) {
      test(what, () => {
        const rendered = html(source, context);
        for (const hook of hooks) {
          if (typeof hook === 'string') assert.ok(rendered.includes(hook), `${hook} in ${rendered}`);
          else assert.match(rendered, hook);
        }
      });
    }
  });
}

test('every macro that must be shown is in the table (contract 4.3)', () => {
  const must =
    `code noformat info note warning tip panel expand toc anchor status children include excerpt excerpt-include details detailssummary
contentbylabel pagetree jira view-file section column gallery profile recently-updated attachments livesearch`.split(/\s+/);
  const shown = macros.map(([, source]) => html(source, { ...viewContext, answers })).join('');
  for (const name of must) assert.ok(shown.includes(`data-macro-name="${name}"`), name);
  assert.equal(shown.match(/Unknown macro: '(.*?)'/g)?.join(), "Unknown macro: 'plantuml'");
});
