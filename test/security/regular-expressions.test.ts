/**
 * Security rule 17: the regular expressions of the program take time in proportion to their input. Each is taken out of the source and
 * tried on long texts that are made of what it is made of, each ending in what it does not expect: where matching backtracks, that takes
 * hundreds of times as long.
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { runInNewContext } from 'node:vm';
import type { Milliseconds } from '../../src/foundation/clock.ts';

const root = join(import.meta.dirname, '..', '..', 'src');

/** Those that read nothing but texts of the program itself. */
const onOwnTexts = ['wiki/storage-format/entities.ts /(\\w+) ([0-9A-F]+)/'];

interface Found {
  readonly place: string;
  readonly source: string;
  readonly flags: string;
}

/** A literal after something that no division can follow, on one line. */
const literal =
  /(?<=[(,=:!&|?[{;]\s*|return\s+|^\s*)\/(?![*/])((?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)(?=\s*[.,;)\]}:?]|\s*$)/gm;

function expressions(): readonly Found[] {
  return globSync('**/*.{ts,js}', { cwd: root }).flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        /^\s*(\*|\/\/|\/\*)/.test(line)
          ? []
          : [...line.matchAll(literal)].map(([, source = '', flags = '']) => ({ place: `${file}:${index + 1}`, source, flags })),
      ),
  );
}

/** Characters that an expression may be interested in: those it names, and one of each common class. */
function alphabet({ source }: Found): readonly string[] {
  const named = source.replaceAll(/\\[a-zA-Z](\{[^}]*\})?/g, '').replaceAll(/[()[\]{}|^$*+?\\]/g, '');
  return [...new Set([...named, 'a', '0', ' ', '\t', '/', '-', '%', '<', '"', '&', '.', 'é'])].slice(0, 40);
}

/** Long texts of one and of two of these characters, with a beginning that the expression may want, and an end that it does not. */
function pumped(found: Found, length: number): readonly string[] {
  const characters = alphabet(found);
  const start = /^\^?((?:[\w ,:;="'<%-]|\\\/)+)/.exec(found.source)?.[1]?.replaceAll('\\', '') ?? '';
  const pairs = characters.flatMap((one) => characters.slice(0, 12).map((other) => one + other));
  return [...characters, ...pairs].flatMap((unit) => {
    const text = unit.repeat(Math.ceil(length / unit.length));
    return [`${text}\u0001`, `${start}${text}\u0001`];
  });
}

/** @returns milliseconds of this thread's processor time, or undefined when there was no end to it */
function cost({ source, flags }: Found, texts: readonly string[], timeout: Milliseconds): number | undefined {
  const before = process.threadCpuUsage();
  try {
    const context = { expression: new RegExp(source, flags.replace('g', '')), texts };
    runInNewContext('for (const text of texts) { expression.lastIndex = 0; expression.test(text); }', context, { timeout });
  } catch (error) {
    assert.match(String(error), /timed out/);
    return undefined;
  }
  return process.threadCpuUsage(before).user / 1000;
}

suite('regular expressions are linear (security rule 17)', () => {
  test('the trial finds one that is not', () => {
    for (const source of ['^(a+)+$', '^(a|a)*$', '\\s+$', '^(\\w+\\s?)*$', '(x+x+)+y']) {
      const bad = { place: '', source, flags: '' };
      assert.ok(isSlow(bad), source);
    }
    assert.ok(!isSlow({ place: '', source: '^[a-z]+$', flags: '' }));
  });

  test('and none in the program', () => {
    const all = expressions();
    assert.ok(all.length > 60, `${all.length} expressions were found`);
    assert.deepEqual(
      all
        .filter(isSlow)
        .map(({ place, source }) => `${place} /${source}/`)
        .filter((found) => !onOwnTexts.includes(found.replace(/:\d+/, ''))),
      [],
    );
  });
});

/** Short texts first: on those only an exponential one takes long, and long ones would never end. */
function isSlow(found: Found): boolean {
  const short = cost(found, pumped(found, 40), 500);
  if (short === undefined || short > 400) return true;
  const once = cost(found, pumped(found, 1_500), 1_000);
  if (once === undefined) return true;
  const fourfold = cost(found, pumped(found, 6_000), 5_000);
  // Four times the text is four times the work; sixteen times where each place is tried with each end.
  return fourfold === undefined || (fourfold > 150 && fourfold > once * 9);
}
