/** REST contract §4.3 and §4.4: each macro, with the hooks that API clients read. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { headingFilter } from '../../../src/wiki/storage-format/macros/heading-filter.ts';
import { exportContext, html, macro, plain, rich } from './support.ts';

const hooks = (name: string, output: 'block' | 'inline', hasBody: boolean) =>
  `conf-macro output-${output}" data-hasbody="${hasBody}" data-macro-name="${name}" data-macro-id="m-1"`;

suite('code', () => {
  test('shows its source as written, with the language where clients read it', () => {
    assert.equal(
      html(macro('code', { language: 'c++', title: 'T &amp;', linenumbers: 'true', firstline: '7' }, plain('a < b && "c"'))),
      `<div class="code panel pdl w-code-panel ${hooks('code', 'block', true)}><div class="codeHeader panelHeader pdl w-panel-header"><b>T &amp;</b></div><div class="codeContent panelContent pdl"><pre class="syntaxhighlighter-pre w-code" data-syntaxhighlighter-params="brush: c++; gutter: true; first-line: 7; theme: Confluence" data-theme="Confluence">a &lt; b &amp;&amp; "c"</pre></div></div>`,
    );
  });
  test('without a language is java, as Confluence has it', () =>
    assert.match(html(macro('code', {}, plain('x'))), /"brush: java; gutter: false; theme: Confluence"/));
  test('cannot smuggle parameters in its language', () =>
    assert.match(html(macro('code', { language: 'x; theme: y"' }, plain('x'))), /"brush: x theme y; gutter/));
  test('collapsed opens in a view and is open in an export', () => {
    const source = macro('code', { collapse: 'true', title: 'T' }, plain('x'));
    assert.match(html(source), /<details class="w-details"><summary class="codeHeader panelHeader pdl w-summary">T<\/summary>/);
    assert.doesNotMatch(html(source, exportContext), /<details/);
  });
  test('joins CDATA sections that were split around their end mark', () => {
    const source = macro('code', {}, '<ac:plain-text-body><![CDATA[a]]]]><![CDATA[>b]]></ac:plain-text-body>');
    assert.match(html(source), />a\]\]&gt;b<\/pre>/);
  });
});

test('noformat shows text as written, in a panel unless nopanel', () => {
  assert.equal(
    html(macro('noformat', { title: 'T' }, plain('<b>'))),
    `<div class="preformatted panel w-noformat w-code-panel ${hooks('noformat', 'block', true)}><div class="preformattedHeader panelHeader w-panel-header"><b>T</b></div><div class="preformattedContent panelContent"><pre>&lt;b&gt;</pre></div></div>`,
  );
  assert.match(html(macro('noformat', { nopanel: 'true' }, plain('x'))), /class="preformatted w-noformat conf-macro/);
});

suite('info, note, warning and tip', () => {
  for (const [name, kind] of Object.entries({ info: 'information', note: 'note', warning: 'warning', tip: 'tip' })) {
    test(`${name} is a box with an icon that is read out`, () => {
      const spoken = name[0]?.toUpperCase() + name.slice(1);
      assert.equal(
        html(macro(name, { title: 'T' }, rich('<p>x</p>'))),
        `<div class="confluence-information-macro confluence-information-macro-${kind} w-alert w-alert-${name} ${hooks(name, 'block', true)}><p class="title w-alert-title">T</p><span class="aui-icon aui-icon-small confluence-information-macro-icon w-alert-icon" role="img" aria-label="${spoken}"></span><div class="confluence-information-macro-body"><p>x</p></div></div>`,
      );
    });
    test(`${name} without its icon`, () => assert.doesNotMatch(html(macro(name, { icon: 'false' }, rich('x'))), /icon/));
  }
});

test('panel takes the author’s colours as far as they are colours', () => {
  assert.equal(
    html(
      macro(
        'panel',
        {
          title: 'T',
          bgColor: '#FFF',
          borderColor: 'red',
          borderStyle: 'dashed',
          borderWidth: '2',
          titleBGColor: 'url(x)',
          titleColor: 'rgb(1,2,3)',
        },
        rich('<p>x</p>'),
      ),
    ),
    `<div class="panel w-panel ${hooks('panel', 'block', true)} style="background-color: #fff; border-style: dashed; border-color: red; border-width: 2px;"><div class="panelHeader w-panel-header" style="color: rgb(1,2,3);"><b>T</b></div><div class="panelContent w-panel-content" style="background-color: #fff;"><p>x</p></div></div>`,
  );
  assert.doesNotMatch(html(macro('panel', { bgColor: 'red;position:fixed', borderWidth: '1px;x:y' }, rich('x'))), /style/);
});

test('expand opens in a view and is open in an export', () => {
  const source = macro('expand', { title: 'More' }, rich('<p>x</p>'));
  const label = '<span class="expand-control-text">More</span>';
  const content = '<div class="expand-content w-expand-content"><p>x</p></div>';
  const start = `<div class="expand-container w-expand ${hooks('expand', 'block', true)}>`;
  assert.equal(
    html(source),
    `${start}<details class="w-details"><summary class="expand-control w-summary">${label}</summary>${content}</details></div>`,
  );
  assert.equal(html(source, exportContext), `${start}<div class="expand-control w-summary">${label}</div>${content}</div>`);
});

suite('toc', () => {
  const headings = '<h1>One</h1><h3>Deep</h3><h2>Two &amp; a half</h2><h1>Three</h1>';
  const links = (source: string) =>
    Array.from(html(source).matchAll(/<a href="([^"]*)">([^<]*)/g), ([, href, text]) => `${href} ${text}`);

  test('is a nested list of the headings that links to their ids', () => {
    assert.equal(
      html(macro('toc', { outline: 'true' }) + headings).split('</div>')[0],
      `<div class="toc-macro client-side-toc-macro w-toc ${hooks('toc', 'block', false)}><ul class="toc-indentation w-toc-list"><li><span class="TOCOutline w-toc-number">1</span> <a href="#anchor-One">One</a><ul class="toc-indentation w-toc-list"><li><span class="TOCOutline w-toc-number">1.1</span> <a href="#anchor-Deep">Deep</a></li><li><span class="TOCOutline w-toc-number">1.2</span> <a href="#anchor-Two%26ahalf">Two &amp; a half</a></li></ul></li><li><span class="TOCOutline w-toc-number">2</span> <a href="#anchor-Three">Three</a></li></ul>`,
    );
  });
  test('keeps to its levels', () =>
    assert.deepEqual(links(macro('toc', { minLevel: '2', maxLevel: '2' }) + headings), ['#anchor-Two%26ahalf Two &amp; a half']));
  test('includes and excludes by pattern', () => {
    assert.deepEqual(links(macro('toc', { include: 'T.*', exclude: '.*half' }) + headings), ['#anchor-Three Three']);
  });
  test('flat is one line', () => {
    assert.match(
      html(macro('toc', { type: 'flat', separator: 'pipe', maxLevel: '1' }) + headings),
      />One<\/a> \| <a href="#anchor-Three">Three<\/a><\/div>/,
    );
    assert.match(html(macro('toc', { type: 'flat' }) + headings), />\[ <a .*<\/a> \] \[ <a/);
    assert.match(html(macro('toc', { type: 'flat', separator: '&lt;b&gt;' }) + headings), /<\/a> &lt;b&gt; <a/);
  });
  test('finds headings in macros, not in parameters or hidden parts', () => {
    const source =
      macro('toc') + macro('info', {}, rich('<h1>A</h1>')) + macro('excerpt', { hidden: 'true' }, rich('<h1>B</h1>'));
    assert.deepEqual(links(source), ['#anchor-A A']);
  });
  test('of a page without headings is empty', () => assert.match(html(macro('toc')), /data-macro-id="m-1"><\/div>$/));
});

suite('the include and exclude patterns of toc', () => {
  const cases: readonly [pattern: string, text: string, expected: boolean][] = [
    ['A', 'A', true],
    ['A', 'AB', false],
    ['A.*', 'AB', true],
    ['.*A.*|B', 'xAy', true],
    ['.*A.*|B', 'B', true],
    ['a.*b.*c', 'a1b2c', true],
    ['a.*b.*c', 'ac', false],
    ['aba.*aba', 'aba', false],
    ['1\\. .*', '1. x', true],
    ['1\\. .*', '1x x', false],
    ['(a+)+$', 'aaaa', false],
  ];
  for (const [pattern, text, expected] of cases) {
    test(`${pattern} on ${text}: ${expected}`, () => assert.equal(headingFilter(pattern, false)(text), expected));
  }
});

test('anchor is an id of the page’s own', () => {
  assert.equal(
    html(macro('anchor', { '': 'my place' })),
    `<span id="anchor-myplace" class="confluence-anchor-link ${hooks('anchor', 'inline', false)}></span>`,
  );
});

suite('status', () => {
  for (const [written, colour, known] of [
    ['Green', 'green', 'aui-lozenge-success '],
    ['Red', 'red', 'aui-lozenge-error '],
    ['Yellow', 'yellow', 'aui-lozenge-current '],
    ['Blue', 'blue', 'aui-lozenge-complete '],
    ['Purple', 'purple', 'aui-lozenge-progress '],
    ['Grey', 'grey', ''],
    ['"&gt;', 'grey', ''],
  ] as const) {
    test(`${written} is ${colour}`, () => {
      assert.equal(
        html(macro('status', { colour: written, title: 'DONE' })),
        `<span class="status-macro aui-lozenge aui-lozenge-visual-refresh ${known}w-status w-status-${colour} ${hooks('status', 'inline', false)}>DONE</span>`,
      );
    });
  }
  test('may be subtle', () => assert.match(html(macro('status', { subtle: 'true', title: 'x' })), /aui-lozenge-subtle/));
});

test('section and column put content side by side', () => {
  assert.equal(
    html(macro('section', { border: 'true' }, rich(macro('column', { width: '30%' }, rich('<p>x</p>'))))),
    `<div class="sectionColumnWrapper w-section ${hooks('section', 'block', true)}><div class="sectionMacro sectionMacroWithBorder"><div class="sectionMacroRow w-section-row"><div class="columnMacro w-column ${hooks('column', 'block', true)} style="width: 30%; min-width: 30%; max-width: 30%;"><p>x</p></div></div></div></div>`,
  );
  assert.doesNotMatch(html(macro('column', { width: '1px;position:fixed' }, rich('x'))), /style/);
});

test('excerpt is its body, or nothing when hidden', () => {
  assert.equal(
    html(macro('excerpt', {}, rich('<p>x</p>'))),
    `<div class="w-excerpt ${hooks('excerpt', 'block', true)}><p>x</p></div>`,
  );
  assert.match(html(macro('excerpt', { 'atlassian-macro-output-type': 'INLINE' }, rich('x'))), /^<span class="w-excerpt /);
  assert.equal(html(macro('excerpt', { hidden: 'true' }, rich('x'))), '');
});

test('details is its body, or nothing when hidden', () => {
  assert.equal(
    html(macro('details', {}, rich('<p>x</p>'))),
    `<div class="plugin-tabmeta-details w-page-properties ${hooks('details', 'block', true)}><p>x</p></div>`,
  );
  assert.equal(html(macro('details', { hidden: 'true' }, rich('x'))), '');
});

suite('an unknown macro (§4.1 (3))', () => {
  test('is named and keeps its rich body', () => {
    assert.equal(
      html(macro('foo&lt;', { a: 'b' }, rich('<p>x</p>'))),
      `<div class="w-unknown w-unknown-macro conf-macro output-block" data-hasbody="true" data-macro-name="foo&lt;" data-macro-id="m-1"><span class="w-unknown-label">Unknown macro: 'foo&lt;'</span><p>x</p></div>`,
    );
  });
  test('keeps its plain body as text, html included', () => {
    assert.match(
      html(macro('html', {}, plain('<script>alert(1)</script>'))),
      /Unknown macro: 'html'<\/span><pre>&lt;script&gt;alert\(1\)&lt;\/script&gt;<\/pre>/,
    );
  });
  test('without a body stands in the line', () => assert.match(html(`<p>${macro('foo')}</p>`), /^<p><span class="w-unknown/));
  test('may bear any name', () => {
    for (const name of ['', '__proto__', 'constructor', 'toString'])
      assert.match(html(macro(name)), new RegExp(`Unknown macro: '${name}'`));
  });
});

test('the old ac:macro element is a macro too', () => {
  assert.match(html('<ac:macro ac:name="info"><ac:rich-text-body>x</ac:rich-text-body></ac:macro>'), /w-alert-info/);
});

suite('widget', () => {
  test('is a link to what it would show, if that may be linked to', () => {
    const shown = html(macro('widget', { url: '<ri:url ri:value="https://video.example/1?a=b&amp;c" />' }));
    assert.match(shown, /<a href="https:\/\/video\.example\/1\?a=b&amp;c" class="external-link"/);
    assert.match(html(macro('widget', { url: 'javascript:alert(1)' })), /no address that can be opened/);
    assert.match(html(macro('widget')), /no address that can be opened/);
  });
});
