/** REST contract §4.1 (4), §4.2 and §4.4: what each element of the storage format becomes for a reader. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { render } from '../../../src/wiki/storage-format/render.ts';
import { context, document, exportContext, html } from './support.ts';

function rows(cases: readonly [name: string, source: string, expected: string][]): void {
  for (const [name, source, expected] of cases) test(name, () => assert.equal(html(source), expected));
}

suite('HTML that authors may use', () => {
  const alike =
    'p div span h1 h2 h3 h4 h5 h6 pre address center figure figcaption strong b em i u s strike del ins big small sub sup code tt samp kbd var cite abbr acronym dfn mark blockquote q font ul ol dl';
  for (const name of alike.split(' ')) {
    test(`<${name}> stays, without what is not allowed on it`, () => {
      const id = /^h[1-6]$/.test(name) ? ' id="anchor-x&amp;"' : '';
      assert.equal(
        html(`<${name} id="a" onclick="b" data-x="c" title="t">x&amp;</${name}>`),
        `<${name} title="t"${id}>x&amp;</${name}>`,
      );
    });
  }
  rows([
    [
      'empty elements are closed, and content in them is kept behind them',
      '<br>a</br><hr/><img src="/a.png" alt="b"/>',
      '<br/>a<hr/><img src="/a.png" alt="b"/>',
    ],
    ['a first line feed of <pre> survives an HTML parser', '<pre>\nx</pre>', '<pre>\n\nx</pre>'],
    [
      'lists',
      '<ol start="3" type="a"><li value="4">x</li></ol><dl><dt>a</dt><dd>b</dd></dl>',
      '<ol start="3" type="a"><li value="4">x</li></ol><dl><dt>a</dt><dd>b</dd></dl>',
    ],
    [
      'tables carry the classes that clients look for, and cells their spans and colours',
      '<table class="wrapped x"><colgroup><col width="20%"/></colgroup><thead><tr><th scope="col">h</th></tr></thead><tbody><tr><td colspan="2" rowspan="x" data-highlight-colour="#ffe">d</td></tr></tbody></table>',
      '<div class="table-wrap"><table class="confluenceTable wrapped"><colgroup><col width="20%"/></colgroup><thead><tr><th scope="col" class="confluenceTh">h</th></tr></thead><tbody><tr><td colspan="2" data-highlight-colour="#ffe" class="confluenceTd">d</td></tr></tbody></table></div>',
    ],
    [
      'what a table cannot hold is put into a cell of it',
      '<table>a<tr><p>b</p></tr><table/></table>',
      '<div class="table-wrap"><table class="confluenceTable"><tbody><tr><td class="confluenceTd">a</td></tr></tbody><tr><td class="confluenceTd"><p>b</p></td></tr><tbody><tr><td class="confluenceTd"><div class="table-wrap"><table class="confluenceTable"></table></div></td></tr></tbody></table></div>',
    ],
    [
      'parts of lists and tables elsewhere become boxes, so that they close nothing around them',
      '<ul><li><div><li>x</li></div></li></ul><td>y</td>',
      '<ul><li><div><div class="w-misplaced">x</div></div></li></ul><div class="w-misplaced">y</div>',
    ],
    [
      'links elsewhere are marked',
      '<a href="https://example.com/?a&amp;b" target="_blank" class="x">x</a>',
      '<a href="https://example.com/?a&amp;b" target="_blank" class="external-link" rel="nofollow noopener">x</a>',
    ],
    [
      'links within the site are not',
      '<a href="/x">x</a><a href="#y">y</a><a name="z">z</a>',
      '<a href="/x">x</a><a href="#y">y</a><span>z</span>',
    ],
    [
      'a link in a link is only its content',
      '<a href="/x">x<b><a href="/y">y</a></b></a><a href="/z">z</a>',
      '<a href="/x">x<b>y</b></a><a href="/z">z</a>',
    ],
    [
      'style keeps a few properties',
      '<p style="COLOR: Red; position:fixed; background:url(x); text-align:center;margin-left:30.0px">x</p>',
      '<p style="color: red; text-align: center; margin-left: 30.0px;">x</p>',
    ],
    [
      'an unknown element is named and keeps its content',
      '<foo bar="1"><p>x</p></foo>',
      '<span class="w-unknown"><span class="w-unknown-label">Unknown element: \'foo\'</span> <p>x</p></span>',
    ],
    [
      'so is an unknown element of the ac prefix',
      '<ac:foo/>',
      '<span class="w-unknown"><span class="w-unknown-label">Unknown element: \'ac:foo\'</span> </span>',
    ],
    [
      'headings with the same text get ids of their own',
      '<h1>A b</h1><h2>A b</h2><h2>Ab.1</h2>',
      '<h1 id="anchor-Ab">A b</h1><h2 id="anchor-Ab.1">A b</h2><h2 id="anchor-Ab.1.1">Ab.1</h2>',
    ],
  ]);
});

suite('elements of Confluence', () => {
  rows([
    [
      'ac:link to a page',
      '<ac:link><ri:page ri:content-title="Home"/></ac:link>',
      '<a href="/wiki/display/DOC/Home" data-linked-resource-id="7" data-linked-resource-type="page">Home</a>',
    ],
    [
      'ac:link to an anchor of a page, with a plain body',
      '<ac:link ac:anchor="A b"><ri:page ri:content-title="Home"/><ac:plain-text-link-body><![CDATA[<x>]]></ac:plain-text-link-body></ac:link>',
      '<a href="/wiki/display/DOC/Home#anchor-Ab" data-linked-resource-id="7" data-linked-resource-type="page">&lt;x&gt;</a>',
    ],
    [
      'ac:link to a blog post, with a rich body',
      '<ac:link><ri:blog-post ri:content-title="Home" ri:posting-day="2024/01/02"/><ac:link-body><b>x</b></ac:link-body></ac:link>',
      '<a href="/wiki/display/DOC/Home" data-linked-resource-id="7" data-linked-resource-type="blogpost"><b>x</b></a>',
    ],
    [
      'ac:link to a page that the reader cannot see',
      '<ac:link><ri:page ri:content-title="Secret"/></ac:link>',
      '<span class="unresolved w-unresolved">Secret</span>',
    ],
    [
      'ac:link to content by id',
      '<ac:link><ri:content-entity ri:content-id="7"/></ac:link>',
      '<a href="/wiki/display/DOC/Home" data-linked-resource-id="7" data-linked-resource-type="page">Home</a>',
    ],
    [
      'ac:link to an attachment',
      '<ac:link><ri:attachment ri:filename="logo.png"/></ac:link>',
      '<a href="/wiki/download/attachments/42/logo.png" data-linked-resource-id="9" data-linked-resource-version="2" data-linked-resource-type="attachment" data-linked-resource-default-alias="logo.png" data-base-url="https://wiki.example/wiki" data-linked-resource-content-type="image/png" data-linked-resource-container-id="42" data-media-type="image/png">logo.png</a>',
    ],
    [
      'ac:link to a user',
      '<ac:link><ri:user ri:userkey="k1"/></ac:link>',
      '<a href="/wiki/display/~uma" class="confluence-userlink user-mention w-mention" data-username="uma" data-userkey="k1" data-linked-resource-type="userinfo">Uma &lt;U&gt;</a>',
    ],
    [
      'ac:link to a user who is gone',
      '<ac:link><ri:user ri:userkey="k2"/></ac:link>',
      '<span class="unresolved w-unresolved">Unknown user</span>',
    ],
    [
      'ac:link to a space',
      '<ac:link><ri:space ri:space-key="DOC"/></ac:link>',
      '<a href="/wiki/display/DOC" data-linked-resource-type="space">Documents</a>',
    ],
    [
      'ac:link to an address',
      '<ac:link><ri:url ri:value="https://x.example/"/></ac:link>',
      '<a href="https://x.example/" class="external-link" rel="nofollow noopener">https://x.example/</a>',
    ],
    [
      'ac:link to an address of another scheme',
      '<ac:link><ri:url ri:value="javascript:x"/></ac:link>',
      '<span class="unresolved w-unresolved">javascript:x</span>',
    ],
    [
      'ac:link to a shortcut',
      '<ac:link><ri:shortcut ri:key="jira" ri:parameter="ABC-1"/></ac:link>',
      '<span class="unresolved w-unresolved">ABC-1@jira</span>',
    ],
    ['ac:link to an anchor of its page', '<ac:link ac:anchor="A &amp; b"/>', '<a href="#anchor-A%26b">A &amp; b</a>'],
    ['ac:link to nothing', '<ac:link/>', '<span class="unresolved w-unresolved">Link</span>'],
    [
      'ac:image of an attachment',
      '<ac:image ac:width="100" ac:height="x" ac:alt="A" ac:thumbnail="true" ac:border="true" ac:align="center"><ri:attachment ri:filename="logo.png"/></ac:image>',
      '<span class="confluence-embedded-file-wrapper image-center-wrapper"><img class="confluence-embedded-image confluence-thumbnail confluence-content-image-border" src="/wiki/download/attachments/42/logo.png" data-image-src="/wiki/download/attachments/42/logo.png" alt="A" width="100" data-linked-resource-id="9" data-linked-resource-version="2" data-linked-resource-type="attachment" data-linked-resource-default-alias="logo.png" data-base-url="https://wiki.example/wiki" data-linked-resource-content-type="image/png" data-linked-resource-container-id="42" data-media-type="image/png"/></span>',
    ],
    [
      'ac:image from elsewhere, with a caption',
      '<ac:image><ri:url ri:value="https://x.example/a.png"/><ac:caption><p>c</p></ac:caption></ac:image>',
      '<figure class="w-figure"><span class="confluence-embedded-file-wrapper"><img class="confluence-embedded-image confluence-external-resource" src="https://x.example/a.png" data-image-src="https://x.example/a.png" alt=""/></span><figcaption><p>c</p></figcaption></figure>',
    ],
    [
      'ac:image that is not there',
      '<ac:image><ri:attachment ri:filename="no.png"/></ac:image>',
      '<span class="w-unresolved w-unresolved-image">no.png</span>',
    ],
    [
      'ac:image of a data address',
      '<ac:image ac:alt="A"><ri:url ri:value="data:image/png;base64,AA"/></ac:image>',
      '<span class="w-unresolved w-unresolved-image">A</span>',
    ],
    [
      'ac:task-list',
      '<ac:task-list>\n<ac:task><ac:task-id>1</ac:task-id><ac:task-status>complete</ac:task-status><ac:task-body>a</ac:task-body></ac:task><ac:task><ac:task-id>2</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body><b>b</b></ac:task-body></ac:task></ac:task-list>',
      '<ul class="inline-task-list w-tasks" data-inline-tasks-content-id="42"><li class="checked w-task" data-inline-task-id="1"><span class="w-task-body">a</span></li><li class="w-task" data-inline-task-id="2"><span class="w-task-body"><b>b</b></span></li></ul>',
    ],
    [
      'ac:emoticon',
      '<ac:emoticon ac:name="tick"/><ac:emoticon ac:name="blue-star" ac:emoji-fallback="x"/><ac:emoticon ac:name="new"/>',
      '<span class="emoticon w-emoticon" data-emoticon-name="tick" role="img" aria-label="tick">✅</span><span class="emoticon w-emoticon" data-emoticon-name="blue-star" role="img" aria-label="blue-star">🔵</span><span class="emoticon w-emoticon" data-emoticon-name="new" role="img" aria-label="new">(new)</span>',
    ],
    [
      'ac:placeholder',
      '<ac:placeholder ac:type="mention">who?</ac:placeholder>',
      '<span class="text-placeholder w-placeholder" data-placeholder-type="mention">who?</span>',
    ],
    [
      'ac:inline-comment-marker',
      '<ac:inline-comment-marker ac:ref="r-1">x</ac:inline-comment-marker>',
      '<span class="inline-comment-marker w-inline-comment" data-ref="r-1">x</span>',
    ],
    [
      'ac:adf-extension shows its fallback',
      '<ac:adf-extension><ac:adf-node type="panel"/><ac:adf-fallback><p>x</p></ac:adf-fallback></ac:adf-extension>',
      '<div class="w-extension"><p>x</p></div>',
    ],
    [
      'time',
      '<time datetime="2024-02-03"/><time datetime="soon"/><time datetime="2024-02-03">x</time>',
      '<time class="w-date" datetime="2024-02-03">3 Feb 2024</time><time class="w-date">soon</time><time class="w-date" datetime="2024-02-03">x</time>',
    ],
    [
      'a template’s variables',
      '<at:declarations><at:string at:name="a"/></at:declarations><at:var at:name="a"/>',
      '<span class="w-variable">@a</span>',
    ],
  ]);

  for (const [type, kinds] of [
    ['single', 'normal'],
    ['two_equal', 'normal normal'],
    ['two_left_sidebar', 'aside normal'],
    ['two_right_sidebar', 'normal aside'],
    ['three_equal', 'normal normal normal'],
    ['three_with_sidebars', 'aside normal aside'],
  ] as const) {
    test(`ac:layout with a section of type ${type}`, () => {
      const cells = kinds.split(' ');
      const written = cells.map(() => '<ac:layout-cell><p>x</p></ac:layout-cell>').join('');
      const shown = cells
        .map((kind) => `<div class="cell ${kind} w-layout-cell" data-type="${kind}"><div class="innerCell"><p>x</p></div></div>`)
        .join('');
      const layout = type.replaceAll('_', '-');
      assert.equal(
        html(`<ac:layout><ac:layout-section ac:type="${type}">${written}</ac:layout-section></ac:layout>`),
        `<div class="contentLayout2 w-layout"><div class="columnLayout ${layout} w-layout-section" data-layout="${layout}">${shown}</div></div>`,
      );
    });
  }
});

suite('export_view (§4.1 (5))', () => {
  test('has absolute addresses, save fragments', () => {
    const source =
      '<a href="/x?y">a</a><a href="#z">b</a><a href="p/q">c</a><ac:link><ri:page ri:content-title="Home"/></ac:link><ac:image><ri:attachment ri:filename="logo.png"/></ac:image>';
    const addresses = Array.from(html(source, exportContext).matchAll(/ (?:href|src)="([^"]*)"/g), ([, address]) => address);
    assert.deepEqual(addresses, [
      'https://wiki.example/x?y',
      '#z',
      'https://wiki.example/wiki/p/q',
      'https://wiki.example/wiki/display/DOC/Home',
      'https://wiki.example/wiki/download/attachments/42/logo.png',
    ]);
  });
});

suite('rendering is bounded', () => {
  test('by the size of its output, and says so once', () => {
    const rendered = render(document('<p>x</p>'.repeat(1000)), context, { output: 10_000, depth: 250 });
    assert.ok(rendered.length < 12_000);
    assert.equal(rendered.split('too much to be shown').length, 2);
  });

  test('by depth', () => {
    const rendered = render(document(`${'<b>'.repeat(60)}x${'</b>'.repeat(60)}`), context, { output: 10_000, depth: 50 });
    assert.match(rendered, /nested too deeply/);
    assert.match(html(`${'<b>'.repeat(200)}x${'</b>'.repeat(200)}`), /<b>x<\/b>/);
  });

  test('in time: many tables of contents over many headings, many dates, one long style', () => {
    const started = performance.now();
    const toc = '<ac:structured-macro ac:name="toc"/>';
    assert.ok(render(document(toc.repeat(5000) + '<h1>x</h1>'.repeat(5000)), context).length < 40_000_000);
    html('<time datetime="2024-02-03"/>'.repeat(5000));
    html(`<p style="${'color:red;'.repeat(50_000)}${' '.repeat(100_000)}x" class="${' '.repeat(100_000)}"/>`);
    html(`<a href="${' '.repeat(200_000)}x${' '.repeat(200_000)}y">z</a>`);
    assert.ok(performance.now() - started < 8000);
  });
});
