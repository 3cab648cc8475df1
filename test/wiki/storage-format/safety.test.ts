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
import { vectors } from './vectors.ts';

const escaped = (value: string) =>
  value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/** Macros that show what their parameters say. */
const hostileMacros =
  'code panel status column anchor toc expand children pagetree include excerpt-include recently-updated contentbylabel detailssummary jira profile livesearch attachments gallery view-file widget'.split(
    ' ',
  );

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
    hostileMacros
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
          'server',
          'key',
          'jqlQuery',
          'cql',
          'placeholder',
          'user',
          'name',
          'page',
          'root',
          'firstcolumn',
          'headings',
          'url',
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
