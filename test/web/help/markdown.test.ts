/** Markdown as the documents use it, and what hostile text becomes of it: text. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseInline, textOf } from '../../../src/web/help/inline.ts';
import { type Block, parseMarkdown } from '../../../src/web/help/markdown.ts';

const only = (source: string): Block => {
  const [block, ...others] = parseMarkdown(source);
  assert.ok(block !== undefined && others.length === 0);
  return block;
};

suite('Markdown', () => {
  test('headings get the ids that GitHub gives them, and each its own', () => {
    const blocks = parseMarkdown('# One & `two`\n\n## Try it!\n## Try it!');
    assert.deepEqual(
      blocks.map((block) => block.kind === 'heading' && [block.level, block.id]),
      [
        [1, 'one--two'],
        [2, 'try-it'],
        [2, 'try-it-1'],
      ],
    );
  });

  test('lists hold lists, code and tables that are indented under them', () => {
    const block = only('1. First\n   goes on\n\n   ```sh run\n   echo 1\n   ```\n2. Second\n   * inner\n   * other');
    assert.ok(block.kind === 'list' && block.ordered);
    assert.deepEqual(
      block.items.map((item) => item.map(({ kind }) => kind)),
      [
        ['paragraph', 'code'],
        ['paragraph', 'list'],
      ],
    );
  });

  test('tables have cells with code in which a bar is no border, and empty ones', () => {
    const block = only('| a | b |\n| --- | :-: |\n| `x|y` | 1 \\| 2 |\n| | z |');
    assert.ok(block.kind === 'table');
    assert.deepEqual(
      block.rows.map((row) => row.map(textOf)),
      [
        ['x|y', '1 | 2'],
        ['', 'z'],
      ],
    );
  });

  test('code keeps its words, and what is in it is not read', () => {
    const block = only('```json answer\n{ "a": "**b**" }\n# no heading\n```');
    assert.deepEqual(block, { kind: 'code', language: 'json', marks: ['answer'], code: '{ "a": "**b**" }\n# no heading' });
  });

  test('a fence without an end reaches to the end', () => {
    assert.deepEqual(only('```\na'), { kind: 'code', language: '', marks: [], code: 'a' });
  });

  test('comments are left out, other HTML is text', () => {
    assert.deepEqual(parseMarkdown('<!-- a\nb -->'), []);
    assert.equal(textOf(parseInline('<script>alert(1)</script>')), '<script>alert(1)</script>');
  });

  test('words nest: links with code, bold in text; a mark that opens nothing is text', () => {
    const kinds = (source: string) => parseInline(source).map(({ kind }) => kind);
    assert.deepEqual(kinds('a **b** *c* `d` [`e`](f.md) ![g](h.png) <https://i.example>'), [
      'text',
      'strong',
      'text',
      'emphasis',
      'text',
      'code',
      'text',
      'link',
      'text',
      'picture',
      'text',
      'link',
    ]);
    for (const source of ['2 * 3 * 4', 'a[0] and (b)', 'one ` tick', '**', '!', '<a', '\\*'])
      assert.deepEqual(kinds(source), ['text'], source);
    assert.equal(textOf(parseInline('\\*not\\*')), '*not*');
  });

  test('any text is read in a time that grows with its length', () => {
    const length = 20_000;
    for (const piece of ['*', '**a', '`', '``', '[', '![', '[a](', '<https:', '|', '\\', '> ', '[`']) {
      const started = performance.now();
      parseMarkdown(`${piece.repeat(length)}\n|${piece.repeat(length)}|\n|---|`);
      assert.ok(performance.now() - started < 2000, piece);
    }
  });
});
