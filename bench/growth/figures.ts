/** What was measured, as a table for a person and for `docs/performance.md`. */
import { median } from '../report.ts';
import type { MeasuredCall } from './calls.ts';

/** One call at one size; in milliseconds. */
export interface Figure {
  readonly median: number;
  readonly p99: number;
}

export interface Line {
  readonly label: string;
  readonly most: MeasuredCall['most'];
  /** By the number of pages. */
  readonly figures: ReadonlyMap<number, Figure>;
}

export function figureOf(times: readonly number[]): Figure {
  const sorted = [...times].sort((a, b) => a - b);
  return { median: median(sorted), p99: sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? Number.NaN };
}

/** @returns how many times as long the call takes at the largest size as at the smallest, and whether that is the goal */
export function growth({ figures, most }: Line): { readonly ratio: number; readonly met: boolean | undefined } {
  const sizes = [...figures.keys()].sort((a, b) => a - b);
  const of = (size: number | undefined) => figures.get(size ?? Number.NaN)?.median ?? Number.NaN;
  const ratio = of(sizes.at(-1)) / of(sizes[0]);
  return { ratio, met: most === undefined || sizes.length < 2 ? undefined : ratio <= most };
}

/** Resident memory at one size, in megabytes. */
export interface Memory {
  readonly pages: number;
  readonly atRest: number;
  readonly afterwards: number;
}

/** @returns Markdown */
export function growthTable(lines: readonly Line[], sizes: readonly number[], memory: readonly Memory[]): string {
  const head = ['pages', ...sizes.map((size) => size.toLocaleString('en')), 'grows', 'goal', 'met?'];
  const rows = lines.map((line) => {
    const { ratio, met } = growth(line);
    const cells = sizes.map((size) => {
      const figure = line.figures.get(size);
      return figure === undefined ? '–' : `${milliseconds(figure.median)} (${milliseconds(figure.p99)})`;
    });
    const goal = line.most === undefined ? '–' : `≤ ${line.most} ×`;
    return [line.label, ...cells, `${ratio.toFixed(2)} ×`, goal, met === undefined ? '–' : met ? 'yes' : 'no'];
  });
  const used = (of: 'atRest' | 'afterwards') =>
    sizes.map((size) => {
      const megabytes = memory.find(({ pages }) => pages === size)?.[of];
      return megabytes === undefined ? '–' : `${Math.round(megabytes)} MB`;
    });
  const all = [
    head,
    head.map(() => '---'),
    ...rows,
    ['memory at rest after the start', ...used('atRest'), '–', '< 200 MB', '–'],
    ['memory after all of this', ...used('afterwards'), '–', '–', '–'],
  ];
  return all.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function milliseconds(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(value < 100 ? 1 : 0);
}

const begins = '<!-- growth: written by npm run bench:api -->';
const ends = '<!-- /growth -->';

/** Puts a text between the marks of a document. @throws when the document has no marks */
export function between(document: string, text: string): string {
  const [from, to] = [document.indexOf(begins), document.indexOf(ends)];
  if (from < 0 || to < from) throw new Error(`The document has no place for figures: "${begins}" and "${ends}".`);
  return `${document.slice(0, from + begins.length)}\n\n${text}\n\n${document.slice(to)}`;
}
