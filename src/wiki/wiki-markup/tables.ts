/** Tables: `||` before a heading, `|` before a cell. */

interface WrittenCell {
  readonly heading: boolean;
  readonly text: string;
}

const skipped = /\[[^[\]\n]{1,2000}\]|![^\s!|][^!|\n]{0,500}\|[^!\n]{0,500}!/y;

export function isRow(line: string): boolean {
  return /^[ \t]*\|/.test(line);
}

/** Whether a row goes on in the next line: a cell that is not ended may hold several. */
export function isRowOpen(row: string): boolean {
  return !/\|[ \t]*$/.test(row);
}

/** The cells of one row. Bars in links and pictures do not end a cell. */
function readRow(row: string): readonly WrittenCell[] {
  const cells: WrittenCell[] = [];
  let at = row.indexOf('|');
  while (at !== -1 && at < row.length) {
    const heading = row[at + 1] === '|';
    const from = at + (heading ? 2 : 1);
    at = endOfCell(row, from);
    const text = row.slice(from, at).trim();
    // Behind the last bar there is no cell.
    if (text !== '' || at < row.length) cells.push({ heading, text });
  }
  return cells;
}

/** @param contentOf converts the text of a cell */
export function tableToStorage(rows: readonly string[], contentOf: (text: string) => string): string {
  const written = rows.map((row) => {
    const cells = readRow(row).map(({ heading, text }) => {
      const name = heading ? 'th' : 'td';
      return `<${name}>${text === '' ? '<br />' : contentOf(text)}</${name}>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<table><tbody>${written.join('')}</tbody></table>`;
}

function endOfCell(row: string, from: number): number {
  let at = from;
  while (at < row.length && row[at] !== '|') {
    skipped.lastIndex = at;
    at += row[at] === '[' || row[at] === '!' ? (skipped.exec(row)?.[0].length ?? 1) : 1;
  }
  return at;
}
