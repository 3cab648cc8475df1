/** Times against numbers of pages as an SVG drawing, both by powers of ten; its colours follow the reader's light or dark setting. */
import type { Line } from './figures.ts';

const width = 920;
const height = 560;
const area = { left: 64, top: 56, right: 570, bottom: 500 };
const lineHeight = 17;

/** Told apart by colour and by dashes, so that nobody needs to see colours. */
const colours = 6;
const dashes = ['', '7 4', '2 3'];

const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .title { font-size: 16px; font-weight: 600; }
  .quiet { fill: #59636e; }
  .paper { fill: #ffffff; }
  .grid { stroke: #d1d9e0; stroke-width: 1; }
  .lead { stroke: #8c959f; stroke-width: 1; fill: none; }
  .line { fill: none; stroke-width: 2; }
  .c0 { stroke: #0550ae; } .c1 { stroke: #bc4c00; } .c2 { stroke: #116329; } .c3 { stroke: #8250df; } .c4 { stroke: #a40e26; } .c5 { stroke: #4d5560; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .quiet { fill: #9198a1; } .paper { fill: #0d1117; } .grid { stroke: #30363d; } .lead { stroke: #6e7681; }
    .c0 { stroke: #79c0ff; } .c1 { stroke: #ffa657; } .c2 { stroke: #7ee787; } .c3 { stroke: #d2a8ff; } .c4 { stroke: #ff7b72; } .c5 { stroke: #c9d1d9; }
  }`;

/** @returns a whole SVG document */
export function growthPlot(lines: readonly Line[], sizes: readonly number[]): string {
  const values = lines.flatMap(({ figures }) => [...figures.values()].map(({ median }) => median));
  const lowest = 10 ** Math.floor(Math.log10(Math.min(...values)));
  const highest = 10 ** Math.ceil(Math.log10(Math.max(...values)));
  const [first = 1, last = 10] = [Math.min(...sizes), Math.max(...sizes)];
  const x = (size: number) => along(Math.log(size / first), Math.log(Math.max(last, first * 10) / first), area.left, area.right);
  const y = (time: number) => along(Math.log(time / lowest), Math.log(highest / lowest), area.bottom, area.top);

  const columns = sizes.map(
    (size) =>
      `<line class="grid" x1="${x(size)}" y1="${area.top}" x2="${x(size)}" y2="${area.bottom}" /><text class="quiet" x="${x(size)}" y="${area.bottom + 20}" text-anchor="middle">${size.toLocaleString('en')}</text>`,
  );
  const rows = powers(lowest, highest).map(
    (time) =>
      `<line class="grid" x1="${area.left}" y1="${y(time)}" x2="${area.right}" y2="${y(time)}" /><text class="quiet" x="${area.left - 8}" y="${y(time) + 4}" text-anchor="end">${time}</text>`,
  );
  const drawn = lines.map((line, index) => {
    const points = sizes.flatMap((size) => {
      const figure = line.figures.get(size);
      return figure === undefined ? [] : [{ x: x(size), y: y(figure.median) }];
    });
    return { label: line.label.replaceAll('`', ''), points, end: points.at(-1), index };
  });
  const curves = drawn.map(({ points, index }) => {
    const dash = dashes[Math.floor(index / colours) % dashes.length];
    const path = points.map((point) => `${point.x.toFixed(1)},${point.y.toFixed(1)}`).join(' ');
    return `<polyline class="line c${index % colours}" points="${path}"${dash ? ` stroke-dasharray="${dash}"` : ''} />`;
  });
  const labels = placed(drawn.flatMap(({ label, end }) => (end === undefined ? [] : [{ label, end }]))).map(
    ({ label, end, at }) =>
      `<polyline class="lead" points="${end.x + 3},${end.y.toFixed(1)} ${end.x + 16},${at.toFixed(1)}" /><text x="${end.x + 20}" y="${(at + 4).toFixed(1)}">${escaped(label)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Time of a call against the number of pages">
<style>${style}
</style>
<rect class="paper" width="${width}" height="${height}" />
<text class="title" x="${area.left}" y="28">Time of a call against the number of pages</text>
<text class="quiet" x="${area.left - 52}" y="${area.top - 10}">ms, median</text>
<text class="quiet" x="${(area.left + area.right) / 2}" y="${area.bottom + 42}" text-anchor="middle">pages, each with ten live tokens</text>
${[...columns, ...rows, ...curves, ...labels].join('\n')}
</svg>
`;
}

function along(part: number, whole: number, from: number, to: number): number {
  return from + (part / whole) * (to - from);
}

function powers(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.round(Math.log10(to / from)) + 1 }, (_, index) => Number((from * 10 ** index).toPrecision(1)));
}

/** Puts the labels beside the ends of their lines, one below the other where they would overlap. */
function placed<T extends { readonly end: { readonly x: number; readonly y: number } }>(labels: readonly T[]) {
  const inOrder = [...labels].sort((a, b) => a.end.y - b.end.y);
  const places: (T & { readonly at: number })[] = [];
  for (const [index, label] of inOrder.entries()) {
    const lowest = area.bottom - (inOrder.length - 1 - index) * lineHeight;
    const below = (places.at(-1)?.at ?? Number.NEGATIVE_INFINITY) + lineHeight;
    places.push({ ...label, at: Math.min(Math.max(label.end.y, below), lowest) });
  }
  // Where the last ones were pushed up, those before them make room.
  for (let index = places.length - 2; index >= 0; index -= 1) {
    const [place, next] = [places[index], places[index + 1]];
    if (place && next && place.at > next.at - lineHeight) places[index] = { ...place, at: next.at - lineHeight };
  }
  return places;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
