/** Holes of templates: `at:declarations` and `at:var` (contract 4.2). */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { parse } from '../../../src/wiki/storage-format/parse.ts';
import { fillTemplate, variablesOf } from '../../../src/wiki/storage-format/template.ts';

suite('templates', () => {
  test('a variable that is declared comes with its kind, one that is not is a line, each once', () => {
    const body =
      '<at:declarations><at:list at:name="size"><at:option at:value="S" /><at:option at:value="L" /></at:list></at:declarations><p><at:var at:name="size" /><at:var at:name="who" /><at:var at:name="who" /><at:var /></p>';
    assert.deepEqual(variablesOf(body), [
      { name: 'size', kind: 'list', options: ['S', 'L'] },
      { name: 'who', kind: 'string', options: [] },
    ]);
    assert.deepEqual(variablesOf('<p>'), []);
  });

  test('filling leaves everything else as it is, to the byte', () => {
    const body = '<p  class="x">a&nbsp;<!-- c --><at:var at:name="who"></at:var><![CDATA[ignored]]></p>';
    assert.equal(
      fillTemplate(body.replace('<![CDATA[ignored]]>', ''), new Map([['who', 'Lin']])),
      '<p  class="x">a&nbsp;<!-- c -->Lin</p>',
    );
    assert.equal(fillTemplate('<p>no holes</p>', new Map()), '<p>no holes</p>');
    const inside =
      '<ac:structured-macro ac:name="info"><ac:rich-text-body><p><at:var at:name="a" /></p></ac:rich-text-body></ac:structured-macro>';
    assert.equal(fillTemplate(inside, new Map([['a', '1']])), inside.replace('<at:var at:name="a" />', '1'));
  });

  test('a template that cannot be read, or not be filled so, says why', () => {
    assert.equal(Reflect.get(Object(fillTemplate('<p>', new Map())), 'problem'), 'malformed');
    assert.deepEqual(fillTemplate('<p />', new Map([['x', 'y']])), { problem: 'unknown-variable', name: 'x' });
  });

  test('a page that would be too large is not put together: what is typed once may stand in many holes', () => {
    const holes = `<p>${'<at:var at:name="a" />'.repeat(50_000)}</p>`;
    const filled = fillTemplate(holes, new Map([['a', '<'.repeat(250_000)]]));
    assert.deepEqual(filled, { problem: 'too-large', most: 5 * 1024 * 1024 });
    assert.equal(fillTemplate(holes, new Map([['a', '1']])), `<p>${'1'.repeat(50_000)}</p>`);
  });

  test('whatever is typed is text: the page is well-formed and shows it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter((text) => text.isWellFormed() && !/[\p{Cc}￾￿]/u.test(text)),
        (typed) => {
          const filled = fillTemplate('<p><at:var at:name="a" /></p>', new Map([['a', typed]]));
          assert.ok(typeof filled === 'string');
          const page = parse(filled);
          assert.ok(page.type === 'document');
          const [paragraph] = page.children;
          assert.ok(paragraph?.type === 'element');
          assert.equal(paragraph.children.map((node) => (node.type === 'text' ? node.value : '')).join(''), typed);
        },
      ),
    );
  });
});
