/** Turns lines into paragraphs, headings, lists, tables, quotes and rules. Macros and escapes have already been replaced by marks. */
import { inlineToStorage } from './inline.ts';
import { type ListItem, listsToStorage, readItem } from './lists.ts';
import { type Piece, splitAtBlocks } from './pieces.ts';
import { isRow, isRowOpen, tableToStorage } from './tables.ts';

const heading = /^[ \t]*h([1-6])\.(?:[ \t]+(.*))?$/;
const quote = /^[ \t]*bq\.[ \t]+(.*)$/;
const rule = /^[ \t]*-{4,}[ \t]*$/;

/** @param pieces what the marks in the text stand for */
export function blocksToStorage(text: string, pieces: readonly Piece[]): string {
  const lines = text.split('\n');
  const out: string[] = [];
  let at = 0;
  const inline = (words: string) => inlineToStorage(words.trim(), pieces);

  while (at < lines.length) {
    const line = lines[at] ?? '';
    const [, level, title] = heading.exec(line) ?? [];
    const [, quoted] = quote.exec(line) ?? [];
    if (line.trim() === '') at += 1;
    else if (level !== undefined) single(`<h${level}>${inline(title ?? '')}</h${level}>`);
    else if (quoted !== undefined) single(`<blockquote><p>${inline(quoted)}</p></blockquote>`);
    else if (rule.test(line)) single('<hr />');
    else if (readItem(line) !== undefined) list();
    else if (isRow(line)) table();
    else paragraph();
  }
  return out.join('');

  function single(storage: string) {
    out.push(storage);
    at += 1;
  }

  /** The lines from here to the first one that does not belong. The first one does. */
  function takeWhile(belongs: (line: string) => boolean): readonly string[] {
    const from = at;
    at += 1;
    while (at < lines.length && belongs(lines[at] ?? '')) at += 1;
    return lines.slice(from, at);
  }

  function list() {
    const items: ListItem[] = [];
    const taken = takeWhile((line) => !beginsBlock(line) && !isRow(line) && line.trim() !== '');
    for (const group of groupedBy(taken, (line) => readItem(line) !== undefined)) {
      const { marks, words } = readItem(group.join('\n')) ?? { marks: '*', words: '' };
      items.push({ marks, content: inline(words) });
    }
    out.push(listsToStorage(items));
  }

  function table() {
    const rows: string[] = [];
    let open = false;
    const belongs = (line: string) => isRow(line) || (open && line.trim() !== '');
    open = isRowOpen(lines[at] ?? '');
    const taken = takeWhile((line) => {
      const belonging = belongs(line);
      open = isRowOpen(line);
      return belonging;
    });
    for (const group of groupedBy(taken, isRow)) rows.push(group.join('\n'));
    out.push(tableToStorage(rows, cellOf));
  }

  function cellOf(cell: string): string {
    // A list in a cell is one; anything else is a paragraph, and so is a table that begins in a later line.
    const items = cell.split('\n').some((line) => readItem(line) !== undefined);
    return items ? blocksToStorage(cell.replace(/^[ \t]*\|/gm, ''), pieces) : paragraphs(cell);
  }

  function paragraph() {
    const taken = takeWhile((line) => line.trim() !== '' && !beginsBlock(line) && readItem(line) === undefined && !isRow(line));
    out.push(paragraphs(taken.join('\n')));
  }

  /** Text as a paragraph, in parts where block pieces stand in it. */
  function paragraphs(words: string): string {
    return splitAtBlocks(words, pieces)
      .map((part) => {
        if (typeof part !== 'string') return part.storage;
        const converted = inline(part);
        return converted === '' ? '' : `<p>${converted}</p>`;
      })
      .join('');
  }
}

/** Lines that end a list or a paragraph without a blank line between. */
function beginsBlock(line: string): boolean {
  return heading.test(line) || quote.test(line) || rule.test(line);
}

/** Lines in groups, each from a line that begins one. */
function groupedBy(lines: readonly string[], begins: (line: string) => boolean): readonly (readonly string[])[] {
  const groups: string[][] = [];
  for (const line of lines) {
    const group = groups.at(-1);
    if (group === undefined || begins(line)) groups.push([line]);
    else group.push(line);
  }
  return groups;
}
