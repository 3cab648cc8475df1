/** The macros that writers are offered: each has words, and what was filled in is read back as it was meant, in both notations. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { english } from '../../src/web/text/english.ts';
import { malformedBody } from '../../src/wiki/bodies.ts';
import { writeMacro } from '../../src/wiki/macro-writing.ts';
import { type Macro, readMacro } from '../../src/wiki/storage-format/macros/macro.ts';
import { type OfferedMacro, offeredMacros } from '../../src/wiki/storage-format/macros/offered.ts';
import { macroNames } from '../../src/wiki/storage-format/macros/table.ts';
import { parse } from '../../src/wiki/storage-format/parse.ts';
import { isElement, type StorageNode, textOf } from '../../src/wiki/storage-format/tree.ts';
import { wikiToStorage } from '../../src/wiki/wiki-markup/convert.ts';

/** What old pages call things that are offered by another name, or that are offered with another parameter. */
const otherNames = new Set([
  'blog-posts',
  'iframe',
  'include-page',
  'jiraissues',
  'multimedia',
  'pagetreesearch',
  'recently-updated-dashboard',
  'viewdoc',
  'viewpdf',
  'viewppt',
  'viewxls',
]);

function macrosIn(storage: string): readonly Macro[] {
  const document = parse(storage);
  assert.ok(document.type === 'document', `${storage}: ${JSON.stringify(document)}`);
  const found: Macro[] = [];
  const visit = (node: StorageNode) => {
    if (!isElement(node)) return;
    if (node.name === 'ac:structured-macro') found.push(readMacro(node));
    node.children.forEach(visit);
  };
  document.children.forEach(visit);
  return found;
}

/** A value that the parameter takes. */
function valueFor(parameter: OfferedMacro['parameters'][number]): fc.Arbitrary<string> {
  switch (parameter.kind) {
    case 'flag':
      return fc.constantFrom('', 'true');
    case 'choice':
      return fc.constantFrom('', ...parameter.options);
    case 'number':
      return fc.integer({ min: 1, max: 999_999 }).map(String);
    default:
      return fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 30 }),
        fc.constantFrom(
          '<script>',
          ']]>',
          'a & b',
          '"quoted"',
          "it's",
          'x=y',
          'Key: Title',
          '&amp;',
          '*bold*',
          '[link]',
          'ÄÖ 🌊',
          '!a.png!',
          '--',
          'h1. no',
        ),
      );
  }
}

const filled = fc.constantFrom(...offeredMacros).chain((macro) =>
  fc.record({
    macro: fc.constant(macro),
    values: fc
      .tuple(...macro.parameters.map(valueFor))
      .map((values) => new Map(macro.parameters.map(({ name }, at) => [name, values[at] ?? '']))),
    body: fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.constantFrom('', ']]>', '<b>not bold</b> & so on', 'one\n\ntwo', '\u0000\u0008x'),
    ),
  }),
);

suite('a macro that a writer is offered', () => {
  test('is one that pages show, and all that pages show are offered, by one name each', () => {
    const offered = offeredMacros.map(({ name }) => name);
    assert.equal(new Set(offered).size, offered.length);
    assert.deepEqual(
      offered,
      offered.toSorted((one, other) => (one < other ? -1 : 1)),
    );
    assert.deepEqual([...offered, ...otherNames].toSorted(), [...macroNames].toSorted());
  });

  test('has a title, a sentence, and a label for each of its parameters', () => {
    const { macros, parameters, choices } = english.macros;
    assert.deepEqual(Object.keys(macros).toSorted(), offeredMacros.map(({ name }) => name).toSorted());
    for (const { name, parameters: taken } of offeredMacros) {
      assert.match(macros[name]?.about ?? '', /^[A-Z].*\.$/, name);
      for (const parameter of taken) {
        assert.ok(macros[name]?.parameters?.[parameter.name] ?? parameters[parameter.name], `${name}: ${parameter.name}`);
        if (parameter.kind !== 'choice') continue;
        for (const option of parameter.options) assert.ok(choices[option] ?? /^[A-Z]/.test(option), `${name}: ${option}`);
      }
    }
  });

  test('is written so that storage format can hold it, with all that was typed, whatever it was', () => {
    fc.assert(
      fc.property(filled, ({ macro, values, body }) => {
        const written = writeMacro(macro, { values, body }, 'storage');
        if (written.outcome === 'refused') {
          for (const [name, problem] of written.problems) {
            assert.equal(problem, 'missing', name);
            assert.equal((values.get(name) ?? '').replace(/\p{Cc}/gu, '').trim(), '', name);
          }
          return;
        }
        assert.equal(malformedBody(written.text), undefined, written.text);
        const [read] = macrosIn(written.text);
        assert.equal(read?.name, macro.name);
        assertSame(macro, values, read);
        if (macro.body === 'plain') assert.equal(read?.plainBody, withoutControls(body));
        if (macro.body === 'rich')
          assert.equal(read?.body.map((node) => (isElement(node) ? textOf(node) : '')).join('\n'), tidyLines(body));
      }),
      { numRuns: 600 },
    );
  });

  test('is written in wiki markup so that it becomes the same, or is refused with the reason', () => {
    fc.assert(
      fc.property(filled, ({ macro, values, body }) => {
        const simple = macro.body === 'none' ? '' : body.replace(/[^\p{L} ]/gu, '');
        const written = writeMacro(macro, { values, body: simple }, 'wiki');
        if (written.outcome === 'refused') return;
        const storage = wikiToStorage(written.text);
        assert.equal(malformedBody(storage), undefined, `${written.text} ${storage}`);
        const [read] = macrosIn(storage);
        assert.equal(read?.name, macro.name, `${written.text} ${storage}`);
        assertSame(macro, values, read, `${written.text} ${storage}`);
      }),
      { numRuns: 600 },
    );
  });

  test('is refused in wiki markup where that cannot say what was typed', () => {
    const [status] = offeredMacros.filter(({ name }) => name === 'status');
    assert.ok(status);
    for (const title of ['a|b', '{b}', 'back\\slash']) {
      assert.equal(writeMacro(status, { values: new Map([['title', title]]), body: '' }, 'wiki').outcome, 'refused', title);
      assert.equal(writeMacro(status, { values: new Map([['title', title]]), body: '' }, 'storage').outcome, 'written', title);
    }
  });

  function withoutControls(text: string): string {
    return text.replace(/\p{Cc}/gu, (character) => ('\n\t'.includes(character) ? character : ''));
  }

  function tidyLines(body: string): string {
    return withoutControls(body)
      .split(/\n+/)
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .join('\n');
  }

  function assertSame(macro: OfferedMacro, values: ReadonlyMap<string, string>, read: Macro | undefined, told = ''): void {
    for (const parameter of macro.parameters) {
      const value = (values.get(parameter.name) ?? '').replace(/\p{Cc}/gu, '').trim();
      const isDefault = (parameter.kind === 'choice' && value === parameter.options[0]) || value === '';
      const linked = read?.resources.get(parameter.name);
      const found =
        linked?.kind === 'page'
          ? [linked.spaceKey, linked.title].filter(Boolean).join(':')
          : read?.parameters.get(parameter.name);
      if (linked?.kind === 'page') assert.equal(found?.replaceAll(/\s/g, ''), value.replaceAll(/\s/g, ''), told);
      else assert.equal(found, isDefault ? undefined : value, `${macro.name} ${parameter.name} ${told}`);
    }
  }
});
