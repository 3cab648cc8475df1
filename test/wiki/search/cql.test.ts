/** CQL as text: the grammar, what is refused and where, and that reading and writing it agree. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { parseCql } from '../../../src/wiki/search/cql-parse.ts';
import {
  type CqlClause,
  type CqlOperator,
  type CqlQuery,
  type CqlValue,
  isCqlProblem,
  printCql,
} from '../../../src/wiki/search/cql-tree.ts';

function read(cql: string): CqlQuery {
  const query = parseCql(cql);
  assert.ok(!isCqlProblem(query), `${cql}: ${JSON.stringify(query)}`);
  return query;
}

/** The query, written with its grouping made plain. */
const written = (cql: string) => printCql(read(cql));

suite('CQL (contract §3.1)', () => {
  test('has no precedence: and, or bind from left to right, and parentheses group', () => {
    assert.equal(written('a=1 or b=2 and c=3'), '(a = "1" or b = "2") and c = "3"');
    assert.equal(written('a=1 and b=2 or c=3'), '(a = "1" and b = "2") or c = "3"');
    assert.equal(written('a=1 and (b=2 or c=3)'), 'a = "1" and (b = "2" or c = "3")');
    assert.equal(written('((a=1))and(b=2)AND c=3'), 'a = "1" and b = "2" and c = "3"');
  });

  test('reads keywords, fields and functions without regard to case', () => {
    assert.equal(
      written('Type IN (Page, blogPost) AnD lastModified > StartOfDay() Order By Created DESC, TITLE'),
      'type in ("Page", "blogPost") and lastmodified > startofday() order by created desc, title asc',
    );
  });

  test('takes values without quotes that hold digits, - and /', () => {
    assert.equal(written('created > 2014/09/01'), 'created > "2014/09/01"');
    assert.equal(written('lastmodified = 2014-09-01'), 'lastmodified = "2014-09-01"');
    assert.equal(written('id=65537 and space=my-space'), 'id = "65537" and space = "my-space"');
  });

  test('takes values in single and double quotes, with quotes inside escaped', () => {
    assert.equal(written(`title = 'it''s'`.replace("''", "\\'")), 'title = "it\'s"');
    assert.equal(written('text ~ "\\"exact phrase\\""'), 'text ~ "\\"exact phrase\\""');
    const [value] = comparisonOf(read('text ~ "a \\"b\\" \\\\ c\\+"')).values;
    assert.equal(value?.kind === 'text' && value.text, 'a "b" \\ c\\+');
  });

  test('takes not before a clause, not in, and and not', () => {
    assert.equal(written('a=1 and not b=2'), 'a = "1" and not b = "2"');
    assert.equal(written('a=1 and b not in (2,3)'), 'a = "1" and b not in ("2", "3")');
    assert.equal(written('a=1 and not (b=2 or c=3)'), 'a = "1" and not (b = "2" or c = "3")');
    assert.equal(written('a=1 and b!=2 and c!~3'), 'a = "1" and b != "2" and c !~ "3"');
  });

  test('refuses a negative condition as the first', () => {
    for (const cql of ['not a=1', 'a != 1', 'a !~ 1', 'a not in (1)', '(not a=1) and b=2', '((a!=1 and b=2))']) {
      const problem = parseCql(cql);
      assert.ok(isCqlProblem(problem) && /cannot be the first/.test(problem.text), cql);
    }
    read('a=1 and (not b=2 or c=3)');
  });

  test('takes functions with values, and alone after in', () => {
    assert.equal(written('created > now("-4w")'), 'created > now("-4w")');
    assert.equal(
      written("space in recentlyViewedSpaces(10) or id in f('a',2)"),
      'space in (recentlyviewedspaces("10")) or id in (f("a", "2"))',
    );
  });

  test('says where it stopped', () => {
    const problems: readonly (readonly [cql: string, at: number, text: RegExp])[] = [
      ['', 0, /empty/],
      ['  ', 2, /empty/],
      ['type', 4, /Expected an operator.*ends here/],
      ['type = ', 7, /Expected a value.*ends here/],
      ['type page', 5, /Expected an operator.*"page"/],
      ['type = page blogpost', 12, /Expected "and", "or"/],
      ['type = page and', 15, /name of a field/],
      ['(type = page', 12, /closing parenthesis/],
      ['type = page)', 11, /"and", "or"/],
      ['title = "open', 8, /not closed/],
      ['title ! x', 6, /"!"/],
      ['title = and', 8, /in quotes/],
      ['id in 1', 6, /parentheses/],
      ['id in (1,)', 9, /Expected a value/],
      ['id in ()', 7, /Expected a value/],
      ['type = page order created', 18, /"by"/],
      ['type = page order by', 20, /name of a field/],
      ['"title" = x', 0, /name of a field/],
      ['title = title = x', 14, /"and", "or"/],
      ['content.property[k] = 1', 0, /not the name of a field/],
    ];
    for (const [cql, at, text] of problems) {
      const problem = parseCql(cql);
      assert.ok(isCqlProblem(problem), cql);
      assert.match(problem.text, text, cql);
      assert.equal(problem.span.start, at, cql);
    }
  });

  test('limits length, depth and number of conditions and values', () => {
    const deep = (depth: number) => `${'('.repeat(depth)}a=1${')'.repeat(depth)}`;
    const many = (count: number, clause = 'a=1') => Array.from({ length: count }, () => clause).join(' and ');
    const onProperties = (count: number) => many(count, 'content.property[k].a=1');
    read(onProperties(10));
    read(deep(40));
    read(many(100));
    read(`id in (${Array.from({ length: 1_000 }, (_, id) => id).join(',')})`);
    for (const cql of [
      deep(41),
      deep(5_000),
      many(301),
      onProperties(11),
      `a=${'x'.repeat(20_000)}`,
      `a=1 and ${'not '.repeat(3_000)}b=1`,
    ]) {
      assert.ok(isCqlProblem(parseCql(cql)), cql.slice(0, 40));
    }
  });

  test('whatever it is, reading it ends and throws nothing', () => {
    const pieces = fc.constantFrom(
      'a',
      '=',
      '!=',
      '~',
      '(',
      ')',
      ',',
      '"',
      "'",
      '\\',
      'and',
      'or',
      'not',
      'in',
      'order',
      'by',
      ' ',
      '\n',
      '😀',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces).map((list) => list.join(' ')),
          fc.array(pieces).map((list) => list.join('')),
        ),
        (cql) => {
          const query = parseCql(cql);
          if (isCqlProblem(query)) assert.ok(query.span.start >= 0 && query.span.start <= cql.length);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('what is written is read as the same', () => {
    fc.assert(
      fc.property(queries, (query) => {
        assert.deepEqual(withoutPlaces(read(printCql(query))), withoutPlaces(query));
      }),
      { numRuns: 200 },
    );
  });
});

function comparisonOf({ where }: CqlQuery) {
  assert.equal(where.kind, 'comparison');
  return where;
}

/** The tree as plain values, without places. */
function withoutPlaces(query: CqlQuery): unknown {
  return JSON.parse(JSON.stringify(query, (key, value) => (/span$/i.test(key) ? undefined : value)));
}

const span = { start: 0, end: 0 };
const name = fc.stringMatching(/^[a-z]{1,8}(\.[a-z]{1,5})?$/).filter((text) => !/^(and|or|not|in|order|by)$/.test(text));
const text = fc.string({ unit: 'grapheme', maxLength: 12 }).map((each): CqlValue => ({ kind: 'text', text: each, span }));
const call = fc.tuple(name, fc.array(text, { maxLength: 2 })).map(
  ([called, values]): CqlValue => ({
    kind: 'call',
    name: called,
    values: values.filter((value) => value.kind === 'text'),
    span,
  }),
);
const value = fc.oneof(text, call);

function comparison(operators: readonly CqlOperator[]): fc.Arbitrary<CqlClause> {
  return fc
    .tuple(name, fc.constantFrom(...operators), fc.array(value, { minLength: 1, maxLength: 3 }))
    .map(([field, operator, values]) => ({
      kind: 'comparison',
      field,
      fieldSpan: span,
      operator,
      operatorSpan: span,
      values: operator === 'in' || operator === 'not in' ? values : values.slice(0, 1),
    }));
}

const positive = comparison(['=', '~', '>', '>=', '<', '<=', 'in']);
const { clause } = fc.letrec<{ clause: CqlClause; group: CqlClause }>((tie) => ({
  clause: fc.oneof(
    { depthSize: 'small' },
    comparison(['=', '!=', '~', '!~', '>', '>=', '<', '<=', 'in', 'not in']),
    fc.record({ kind: fc.constant('not' as const), clause: tie('clause') }),
    tie('group'),
  ),
  group: fc
    .tuple(fc.constantFrom('and' as const, 'or' as const), positive, fc.array(tie('clause'), { minLength: 1, maxLength: 3 }))
    .map(([kind, first, others]) => ({ kind, clauses: [first, ...others] })),
}));

const queries: fc.Arbitrary<CqlQuery> = fc.record({
  where: fc
    .tuple(fc.constantFrom('and' as const, 'or' as const), positive, clause)
    .map(([kind, first, second]): CqlClause => ({ kind, clauses: [first, second] })),
  orderBy: fc.array(fc.record({ field: name, span: fc.constant(span), descending: fc.boolean() }), { maxLength: 3 }),
});
