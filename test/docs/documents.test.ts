/** What the documents say is so: links lead somewhere, settings, commands, labels and errors exist, and none of them is left out. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { suite, test } from 'node:test';
import { allCommands } from '../../src/commands/all.ts';
import { settings } from '../../src/foundation/configuration/settings.ts';
import { exampleBaseUrl } from '../../src/web/help/documents.ts';
import { textOf } from '../../src/web/help/inline.ts';
import { english } from '../../src/web/text/english.ts';
import { offeredMacros } from '../../src/wiki/storage-format/macros/offered.ts';
import { allDocuments, hasPlace, readDocument, rowsOf } from '../support/documents.ts';

const root = join(import.meta.dirname, '..', '..');
const documents = allDocuments();
const sourceOf = (path: string) => readFileSync(join(root, path), 'utf8');

suite('the documents', () => {
  test('have links that lead to a document, a heading, a file, or a page of Weir', () => {
    for (const { path, parts } of documents) {
      for (const part of parts) {
        if (part.kind !== 'link' || /^https?:/.test(part.href)) continue;
        const [file = '', anchor] = part.href.split('#');
        const target = file === '' ? path : join(dirname(path), file);
        assert.ok(existsSync(join(root, target)), `${path}: ${part.href}`);
        if (anchor !== undefined) assert.ok(hasPlace(documents, basename(target), anchor), `${path}: ${part.href}`);
      }
    }
  });

  test('inside the help lead to documents that the help shows', () => {
    const shown = new Set(documents.map(({ path }) => path).filter((path) => path !== 'README.md'));
    for (const { path, parts } of documents.filter((document) => shown.has(document.path))) {
      for (const part of parts) {
        if (part.kind !== 'link' || /^(https?:|#)/.test(part.href)) continue;
        assert.ok(shown.has(join(dirname(path), part.href.split('#')[0] ?? '')), `${path}: ${part.href}`);
      }
    }
  });

  test('are all named by the first one', () => {
    const named = readDocument('docs/README.md').parts.flatMap((part) => (part.kind === 'link' ? [basename(part.href)] : []));
    const missing = documents.map(({ path }) => basename(path)).filter((file) => file !== 'README.md' && !named.includes(file));
    assert.deepEqual(missing, []);
  });

  test('have a language on every piece of code', () => {
    for (const { path, codes } of documents) {
      for (const { language, code } of codes) assert.notEqual(language, '', `${path}:\n${code}`);
    }
  });

  test('name settings that exist', () => {
    const known = new Set(Object.values(settings).map(({ name }) => name));
    for (const { path, source } of documents) {
      for (const [name] of source.matchAll(/\bWEIR_[A-Z0-9_]*[A-Z0-9]\b/g)) assert.ok(known.has(name), `${path}: ${name}`);
    }
  });

  test('name commands that exist', () => {
    const known = allCommands.map(({ name }) => name);
    for (const { path, source } of documents) {
      for (const [, words = ''] of source.matchAll(/npm run weir -- ([a-z][a-z -]*?)(?= --|[`'\n|]| [A-Z'"/]|$)/g)) {
        const isKnown = words === 'help' || known.some((name) => words === name || words.startsWith(`${name} `));
        assert.ok(isKnown, `${path}: ${words}`);
      }
    }
  });

  test('write in bold what people see in Weir, or a whole sentence', () => {
    const labels = new Set(stringsOf(english).map((label) => label.replace(/[.:]$/, '')));
    const begun = beginningsOf(english);
    const guides = documents.filter(({ path }) => guidesToPages.includes(basename(path)));
    for (const { path, parts } of guides) {
      for (const part of parts) {
        if (part.kind !== 'strong') continue;
        const label = textOf(part.parts);
        if (label.endsWith('.')) continue;
        assert.ok(labels.has(label) || begun.some((text) => text.startsWith(`${label} `)), `${path}: ${label}`);
      }
    }
  });

  test('have a part for every page of the console', () => {
    const headings = readDocument('docs/administrators.md').headings.map(({ parts }) => textOf(parts));
    for (const { label } of Object.values(english.configuration.pages)) assert.ok(headings.includes(label), label);
  });

  test('list every macro that is offered, with the sentence of the picker', () => {
    const told = rowsOf(readDocument('docs/using.md'))
      .filter((row) => row.length === 3)
      .map((row) => row.join(' | '));
    for (const { name } of offeredMacros) {
      const words = english.macros.macros[name];
      assert.ok(told.includes([name, words?.title, words?.about].join(' | ')), name);
    }
  });

  test('tell of every page of the profile, in the words of the page', () => {
    const strong = new Set(
      readDocument('docs/using.md').parts.flatMap((part) => (part.kind === 'strong' ? [textOf(part.parts)] : [])),
    );
    const { navigation: _, ...labels } = english.people.profile;
    const headings = readDocument('docs/using.md')
      .headings.map(({ parts }) => textOf(parts))
      .join(' ')
      .toLowerCase();
    for (const label of Object.values(labels)) {
      assert.ok(strong.has(label) || headings.includes(label.toLowerCase()), label);
    }
  });

  test('show pictures that are there, small, and all of them', () => {
    const shown = documents.flatMap(({ path, parts }) =>
      parts.flatMap((part) => (part.kind === 'picture' ? [join(dirname(path), part.source)] : [])),
    );
    for (const picture of shown) assert.ok(statSync(join(root, picture)).size < 80_000, picture);
    const there = globSync('docs/**/*.{png,svg}', { cwd: root });
    assert.deepEqual([...new Set(shown)].sort(), there.sort());
    for (const { parts } of documents) {
      for (const part of parts) if (part.kind === 'picture') assert.notEqual(part.description, '');
    }
  });

  test('are led to by the pages of Weir at headings that exist', () => {
    const places = globSync('src/web/**/*.ts', { cwd: root }).flatMap((file) =>
      Array.from(sourceOf(file).matchAll(/guideLink\(view, '([\w-]+)#([\w-]+)'\)/g), ([, name, anchor]) => ({
        file,
        name,
        anchor,
      })),
    );
    assert.ok(places.length > 5);
    for (const { file, name, anchor } of places)
      assert.ok(hasPlace(documents, `${name}.md`, anchor), `${file}: ${name}#${anchor}`);
  });

  test('have no address of the example left over that the help could not fill in', () => {
    for (const { path, source } of documents) {
      const written = source.match(/https?:\/\/wiki\.example\.org/g) ?? [];
      assert.ok(
        written.every((address) => address === exampleBaseUrl),
        path,
      );
    }
  });
});

suite('the errors in the documents', () => {
  const guide = readDocument('docs/integration-developers.md');
  const messages = rowsOf(readDocument('docs/errors.md'));

  test('of OAuth are those that Weir sends: each code (RFC 6749 §4.1.2.1, §5.2)', () => {
    const union = /type OAuthError =([^;]+);/.exec(sourceOf('src/oauth/errors.ts'))?.[1] ?? '';
    const sent = Array.from(union.matchAll(/'(\w+)'/g), ([, code]) => code);
    assert.ok(sent.length > 9);
    const told = rowsOf(guide).flatMap(([first = '']) =>
      /^(invalid|unauthorized|unsupported|access|server|temporarily)_/.test(first) ? [first] : [],
    );
    assert.deepEqual([...new Set(told)].sort(), sent.sort());
  });

  test('of OAuth are those that Weir sends: each description', () => {
    const source = sourceOf('src/oauth/errors.ts');
    const sent = literalsAfter(
      source.slice(source.indexOf('export function toWire')),
      /description: |badRequest\(\s*|error\('\w+', /,
    );
    assert.ok(sent.length > 40);
    const told = messages.filter((row) => row.length === 2).map(([first = '']) => first);
    assertSame(told, sent);
  });

  test('of the API are those that Weir sends: each status', () => {
    const sources = globSync('src/{rest,http}/*.ts', { cwd: root }).map(sourceOf);
    const sent = sources.flatMap((source) =>
      Array.from(source.matchAll(/(?:statusCode: |\.code\(|formError\()([45]\d\d)\b/g), ([, status]) => status),
    );
    const told = rowsOf(guide).flatMap(([first = '']) => (/^[45]\d\d$/.test(first) ? [first] : []));
    assert.deepEqual([...new Set(told)].sort(), [...new Set(sent)].sort());
  });

  test('of the API are those that Weir sends: each message of the wiki and of the access check', () => {
    const wiki = sourceOf('src/rest/errors.ts');
    const access = sourceOf('src/rest/surface.ts');
    const place = /message:\s+|return |\? |: /;
    const sent = [
      ...literalsAfter(wiki.slice(wiki.indexOf('export function unknownContent')), place),
      ...literalsAfter(access, place),
    ].filter((text) => /^(com\.|null for|[A-Z])/.test(text) && text.includes(' ') && !text.startsWith('Basic realm'));
    assert.ok(sent.length > 50);
    const told = messages.filter((row) => row.length === 3 && row[0] !== '503').map(([, message = '']) => message);
    assertSame(told, sent);
  });
});

/** The guides that lead through the pages of Weir; the others use bold as they like. */
const guidesToPages = [
  'README.md',
  'install.md',
  'first-link.md',
  'using.md',
  'administrators.md',
  'integration-developers.md',
  'operations.md',
];

function stringsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}

/** @returns what labels begin with that go on with a name or a number */
function beginningsOf(value: unknown): readonly string[] {
  if (typeof value === 'function') return Array.from(String(value).matchAll(/`([^`$]+)\$/g), ([, text = '']) => text);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(beginningsOf) : [];
}

/** @returns the texts in a source that stand at a place, with … for what is put into them */
function literalsAfter(source: string, place: RegExp): readonly string[] {
  const literal = new RegExp(`(?:${place.source})(?:'((?:[^'\\\\\\n]|\\\\.)*)'|\`((?:[^\`\\\\]|\\\\.)*)\`)`, 'g');
  return Array.from(source.matchAll(literal), ([, plain, template]) =>
    (plain ?? template ?? '').replace(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, '…'),
  );
}

/** Each is told, and nothing is told that is not sent; what is told may fill in some of what varies. */
function assertSame(told: readonly string[], sent: readonly string[]): void {
  const patterns = sent.map((text) => {
    const pieces = text.split(/…+/).map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return { text, pattern: new RegExp(`^${pieces.join('.*')}$`) };
  });
  const untold = patterns.filter(({ pattern }) => !told.some((message) => pattern.test(message))).map(({ text }) => text);
  const unsent = told.filter((message) => !patterns.some(({ pattern }) => pattern.test(message)));
  assert.deepEqual({ untold, unsent }, { untold: [], unsent: [] });
}
