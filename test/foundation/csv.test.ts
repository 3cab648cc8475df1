/** Tables as files: nothing in them is computed by whoever opens one (RFC 4180; formulas in exports). */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { csvLine } from '../../src/foundation/csv.ts';

suite('a cell of a table', () => {
  for (const text of [
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '|cmd',
    '%1',
    '＝1',
    '＋1',
    '－1',
    '＠x',
    ' \t=1',
    '\r\n=1',
    '\t1',
    '\r1',
  ]) {
    test(`is a text and no formula: ${JSON.stringify(text)}`, () => assert.equal(csvLine([text]), `"'${text}"\r\n`));
  }

  for (const text of ['', 'a=b', '1', 'a, b; c', 'ü 漢', "'quoted'", 'two\nlines']) {
    test(`stays as it is: ${JSON.stringify(text)}`, () => assert.equal(csvLine([text]), `"${text}"\r\n`));
  }

  test('ends where it ends, whatever quotes are in it', () => {
    assert.equal(csvLine(['a"b', '","=1', '"']), '"a""b",""",""=1",""""\r\n');
  });
});
