/** `npm run bench:api`: the table, the drawing, and where they go. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { between, figureOf, growth, growthTable, type Line } from '../../bench/growth/figures.ts';
import { growthPlot } from '../../bench/growth/plot.ts';

const sizes = [1_000, 10_000, 100_000];

function line(label: string, most: number | undefined, medians: readonly number[]): Line {
  return { label, most, figures: new Map(medians.map((median, index) => [sizes[index] ?? 0, { median, p99: median * 3 }])) };
}

suite('figures of growth', () => {
  test('are the median and the slowest of a hundred', () => {
    const times = Array.from({ length: 200 }, (_, index) => 200 - index);
    assert.deepEqual(figureOf(times), { median: 100.5, p99: 199 });
  });

  test('compare the largest size with the smallest, and say whether the goal is met', () => {
    assert.deepEqual(growth(line('read', 1.3, [2, 2.1, 2.5])), { ratio: 1.25, met: true });
    assert.deepEqual(growth(line('read', 1.3, [2, 2.1, 3])), { ratio: 1.5, met: false });
    assert.equal(growth(line('create', undefined, [2, 2, 9])).met, undefined);
    assert.equal(growth(line('alone', 1.3, [2])).met, undefined, 'one size shows no growth');
  });

  test('become a table with a cell for each size', () => {
    const table = growthTable([line('read', 1.3, [2, 2.1, 2.5])], sizes, [{ pages: 1_000, atRest: 150.4, afterwards: 170 }]);
    const [head, , row, memory] = table.split('\n');
    assert.equal(head, '| pages | 1,000 | 10,000 | 100,000 | grows | goal | met? |');
    assert.equal(row, '| read | 2.00 (6.00) | 2.10 (6.30) | 2.50 (7.50) | 1.25 × | ≤ 1.3 × | yes |');
    assert.match(memory ?? '', /150 MB \| – \| –/);
  });

  test('take the place of those before them, and of nothing else', () => {
    const before = 'One\n<!-- growth: written by npm run bench:api -->\nold\n<!-- /growth -->\nTwo\n';
    const after = between(before, 'new');
    assert.equal(after, between(after, 'new'));
    assert.match(after, /^One\n<!-- growth[^>]*-->\n\nnew\n\n<!-- \/growth -->\nTwo\n$/);
    assert.throws(() => between('no marks', 'new'), /no place for figures/);
  });

  test('become a drawing whose labels do not lie on each other', () => {
    const many = Array.from({ length: 11 }, (_, index) =>
      line(`call <${index}>`, undefined, [2, 2 + index / 100, 3 + index / 100]),
    );
    const svg = growthPlot(many, sizes);
    assert.match(svg, /^<svg [^>]*role="img"/);
    assert.equal(svg.match(/<polyline class="line/g)?.length, many.length);
    assert.match(svg, /call &lt;3>/);
    assert.doesNotMatch(svg, /NaN|Infinity/);
    const places = [...svg.matchAll(/y="([\d.]+)">call/g)].map(([, y]) => Number(y)).sort((a, b) => a - b);
    for (const [index, y] of places.entries()) assert.ok(index === 0 || y - (places[index - 1] ?? 0) > 16, places.join());
  });
});
