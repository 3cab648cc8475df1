/** Marking passages in the storage format (contract 4.2): where the words are, and that nothing else changes. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { parse } from '../../../src/wiki/storage-format/parse.ts';
import { countPassages, markPassage, unmarkPassage } from '../../../src/wiki/storage-format/passages.ts';
import { references } from '../../../src/wiki/storage-format/references.ts';

const around = (text: string) => `<ac:inline-comment-marker ac:ref="r1">${text}</ac:inline-comment-marker>`;
const mark = (body: string, words: string, index = 0) => markPassage(body, { words, index }, 'r1');

suite('a passage', () => {
  test('is marked where the words stand', () => {
    assert.equal(mark('<p>one two one</p>', 'one', 1), `<p>one two ${around('one')}</p>`);
    assert.equal(mark('<p>one two one</p>', 'one', 2), undefined);
    assert.equal(mark('<p>one</p>', ''), undefined);
    assert.equal(countPassages('<p>one two one</p><ul><li>one</li></ul>', 'one'), 3);
  });

  test('is found across elements, blocks, references, comments and line ends', () => {
    assert.equal(
      mark('<p>a <b>bold</b> word</p>', 'a bold word'),
      `<p>${around('a ')}<b>${around('bold')}</b>${around(' word')}</p>`,
    );
    assert.equal(mark('<p>one</p>\n<p>two</p>', 'one two'), `<p>${around('one')}</p>\n<p>${around('two')}</p>`);
    assert.equal(mark('<p>x &lt;&#x1F600;&nbsp;y z</p>', '<\u{1f600} y'), `<p>x ${around('&lt;&#x1F600;&nbsp;y')} z</p>`);
    assert.equal(mark('<p>one<!-- two --> three</p>', 'one three'), `<p>${around('one<!-- two --> three')}</p>`);
    assert.equal(mark('<p>one\r\n  two</p>', 'one two'), `<p>${around('one\r\n  two')}</p>`);
  });

  test('is not found where nobody reads', () => {
    const macro = (inner: string) => `<ac:structured-macro ac:name="code">${inner}</ac:structured-macro>`;
    assert.equal(mark(macro('<ac:parameter ac:name="title">word</ac:parameter>'), 'word'), undefined);
    assert.equal(mark(macro('<ac:plain-text-body><![CDATA[word]]></ac:plain-text-body>'), 'word'), undefined);
    assert.equal(mark('<p>word', 'word'), undefined);
  });

  test('is unmarked to the byte, whatever the body (property)', () => {
    const word = fc.constantFrom('one', 'two ', ' one', '&amp;', '&#128512;', '\r\n', '<!-- c -->', 'é');
    const body = fc.array(
      fc.oneof(
        word,
        word.map((each) => `<b>${each}</b>`),
        word.map((each) => `<p>${each}</p>`),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(
        body,
        fc.nat(3),
        fc.constantFrom('one', 'one two', 'two one', '&', '& one', '\u{1f600}'),
        (parts, index, words) => {
          const source = parts.join('');
          const marked = mark(source, words, index);
          assert.equal(marked !== undefined, index < countPassages(source, words));
          if (marked === undefined) return;
          const [before, after] = [parse(source), parse(marked)];
          assert.ok(before.type === 'document' && after.type === 'document', marked);
          assert.equal(references(after).text, references(before).text);
          assert.equal(unmarkPassage(marked, 'r1'), source);
          assert.equal(unmarkPassage(marked, 'r2'), marked);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('however often a passage is commented on, the page stays one that can be read and written', () => {
    let body = '<p>word</p>';
    let marks = 0;
    for (let next: string | undefined = body; next !== undefined; marks += 1) {
      body = next;
      next = markPassage(body, { words: 'word', index: 0 }, `r${marks}`);
      assert.ok(marks < 1_000, 'the markers go on for ever');
    }
    assert.ok(marks > 50, `${marks} comments on one passage`);
    const around = (levels: number) => '<div>'.repeat(levels) + body + '</div>'.repeat(levels);
    assert.equal(parse(around(50)).type, 'document', 'and can be nested deeper by who writes it');
  });

  test('a passage in very many pieces is left unmarked, and markers are taken out of a large body at once', () => {
    const words = 'x'.repeat(60_000);
    const started = performance.now();
    assert.equal(mark(`<p>${'<b>x</b>'.repeat(60_000)}</p>`, words), undefined);
    const marked = `<p>${'<ac:inline-comment-marker ac:ref="r1">x</ac:inline-comment-marker>'.repeat(60_000)}</p>`;
    assert.equal(unmarkPassage(marked, 'r1'), `<p>${words}</p>`);
    assert.ok(performance.now() - started < 20_000, 'in a time that does not grow with the square');
  });
});
