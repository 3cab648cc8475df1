/** Rows of a CSV file (RFC 4180), safe to open in a spreadsheet. */

/** @returns a line with its end; every cell is quoted */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

/** What a spreadsheet would compute is made a text: what stands in a table may be chosen by anybody. */
function cellOf(text: string): string {
  const plain = /^\s*[=+\-@\t\r\n|%＝＋－＠]/.test(text) ? `'${text}` : text;
  return `"${plain.replaceAll('"', '""')}"`;
}
