/** The elements, classes and attributes by which exporters read rendered pages (contract 4.4), in both modes that they ask for. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { exportContext, html, macro, plain, rich, context as viewContext } from './support.ts';

const answers = {
  ...viewContext.answers,
  search: () => [
    {
      id: '8',
      type: 'page' as const,
      title: 'Found',
      href: '/wiki/found',
      spaceName: 'Documents',
      createdAt: 0,
      modifiedAt: 0,
      modifiedBy: undefined,
    },
  ],
};

for (const [mode, context] of [
  ['view', { ...viewContext, answers }],
  ['export_view', { ...exportContext, answers }],
] as const) {
  suite(`in ${mode}`, () => {
    const matches = (source: string, ...patterns: readonly RegExp[]) => {
      const rendered = html(source, context);
      for (const pattern of patterns) assert.match(rendered, pattern);
    };

    test('every macro says its name, its id and whether it has a body on its outermost element', () => {
      for (const name of [
        'info',
        'note',
        'warning',
        'tip',
        'panel',
        'expand',
        'excerpt',
        'details',
        'section',
        'column',
        'unknown',
      ]) {
        matches(
          macro(name, {}, rich('<p>x</p>')),
          new RegExp(`^<div [^>]*data-hasbody="true" data-macro-name="${name}" data-macro-id="m-1"`),
        );
      }
      for (const name of ['code', 'noformat'])
        matches(macro(name, {}, plain('x')), new RegExp(`^<div [^>]*data-macro-name="${name}"`));
      for (const name of [
        'toc',
        'status',
        'anchor',
        'jira',
        'children',
        'include',
        'contentbylabel',
        'detailssummary',
        'livesearch',
      ]) {
        matches(macro(name), new RegExp(`^<(?:div|span) [^>]*data-hasbody="false" data-macro-name="${name}"`));
      }
    });

    test('alerts', () => {
      for (const [name, kind] of [
        ['info', 'information'],
        ['note', 'note'],
        ['warning', 'warning'],
        ['tip', 'tip'],
      ] as const) {
        matches(
          macro(name, { title: 'T' }, rich('<p>x</p>')),
          new RegExp(`<div class="confluence-information-macro confluence-information-macro-${kind} `),
          /<p class="title [^"]*">T<\/p>/,
          /<div class="confluence-information-macro-body"><p>x<\/p><\/div>/,
        );
      }
    });

    test('code with its language', () => {
      matches(
        macro('code', { language: 'python' }, plain('x')),
        /<div class="code panel pdl /,
        /<div class="codeContent panelContent pdl"><pre class="syntaxhighlighter-pre [^"]*" data-syntaxhighlighter-params="brush: python; gutter: false; theme: Confluence"/,
      );
    });

    test('panels with header and content', () => {
      matches(
        macro('panel', { title: 'T' }, rich('<p>x</p>')),
        /^<div class="panel [^>]*><div class="panelHeader [^>]*><b>T<\/b><\/div><div class="panelContent [^>]*><p>x<\/p><\/div><\/div>$/,
      );
    });

    test('what expands, and the table of contents', () => {
      matches(
        macro('expand', { title: 'More' }, rich('<p>x</p>')),
        /<div class="expand-container /,
        /<span class="expand-control-text">More<\/span>/,
        /<div class="expand-content [^"]*"><p>x<\/p>/,
      );
      matches(`${macro('toc')}<h1>One</h1>`, /<div class="toc-macro [^>]*>.*<a href="#anchor-One">One<\/a>/);
    });

    test('links and images say what they lead to', () => {
      matches(
        '<ac:link><ri:page ri:content-title="Home" /></ac:link>',
        /<a href="[^"]*" data-linked-resource-id="7" data-linked-resource-type="page">Home<\/a>/,
      );
      matches(
        '<ac:link><ri:attachment ri:filename="logo.png" /></ac:link>',
        /<a [^>]*data-linked-resource-id="9" data-linked-resource-type="attachment" data-linked-resource-default-alias="logo.png"/,
      );
      matches(
        '<ac:image><ri:attachment ri:filename="logo.png" /></ac:image>',
        /<span class="confluence-embedded-file-wrapper"><img class="confluence-embedded-image" src="([^"]*)" data-image-src="\1" [^>]*data-linked-resource-id="9" data-linked-resource-type="attachment" [^>]*data-media-type="image\/png"/,
      );
    });

    test('people, tasks and inline comments', () => {
      matches(
        '<ac:link><ri:user ri:userkey="k1" /></ac:link>',
        /<a [^>]*class="confluence-userlink user-mention [^"]*" data-username="uma" data-userkey="k1"/,
      );
      matches(
        '<ac:task-list><ac:task><ac:task-id>3</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>x</ac:task-body></ac:task></ac:task-list>',
        /<ul class="inline-task-list [^>]*><li class="checked [^"]*" data-inline-task-id="3">/,
      );
      matches(
        '<p><ac:inline-comment-marker ac:ref="r-1">x</ac:inline-comment-marker></p>',
        /<span class="inline-comment-marker [^"]*" data-ref="r-1">x<\/span>/,
      );
    });

    test('a status in the colour that is read from its class', () => {
      for (const [colour, lozenge] of [
        ['Red', 'error'],
        ['Yellow', 'current'],
        ['Green', 'success'],
        ['Blue', 'complete'],
      ] as const) {
        matches(
          macro('status', { colour, title: 'S' }),
          new RegExp(`<span class="status-macro aui-lozenge [^"]*aui-lozenge-${lozenge}[^>]*>S</span>`),
        );
      }
    });

    test('issues of Jira, and the report of page properties with its query', () => {
      matches(macro('jira', { key: 'ABC-1' }), /<span class="jira-issue [^>]*data-jira-key="ABC-1"/);
      matches(
        macro('jira', { key: 'ABC-1', server: 'https://jira.example' }),
        /<a href="https:\/\/jira\.example\/browse\/ABC-1" class="jira-issue-key external-link"/,
      );
      matches(
        macro('detailssummary', { cql: 'label = "x"' }),
        /<div class="metadata-summary-macro [^>]*data-cql="label = &quot;x&quot;"/,
      );
    });

    test('tables, coloured cells and layouts', () => {
      matches(
        '<table><tbody><tr><th>h</th><td data-highlight-colour="#fff">x</td></tr></tbody></table>',
        /<table class="confluenceTable"><tbody><tr><th class="confluenceTh">h<\/th><td data-highlight-colour="#fff" class="confluenceTd">x/,
      );
      matches(
        '<ac:layout><ac:layout-section ac:type="two_equal"><ac:layout-cell><p>x</p></ac:layout-cell></ac:layout-section></ac:layout>',
        /<div class="columnLayout two-equal [^>]*><div class="cell normal [^>]*><div class="innerCell"><p>x<\/p>/,
      );
    });
  });
}
