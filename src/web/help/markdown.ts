/**
 * Parses Markdown as Weir's documents use it into a tree: headings, paragraphs, lists, tables, fenced code. A subset of CommonMark
 * with GitHub's tables; HTML is plain text, except comments, which are dropped.
 */
import { type Inline, parseInline, textOf } from './inline.ts';

export type Block =
  | Heading
  | { readonly kind: 'paragraph'; readonly parts: readonly Inline[] }
  | Code
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: 'table'; readonly head: Row; readonly rows: readonly Row[] };

export interface Heading {
  readonly kind: 'heading';
  /** 1 to 4. */
  readonly level: number;
  /** As GitHub makes it, so that links to it work there too. */
  readonly id: string;
  readonly parts: readonly Inline[];
}

export interface Code {
  readonly kind: 'code';
  /** The first word after the fence: the language. */
  readonly language: string;
  /** The words after the language. */
  readonly marks: readonly string[];
  readonly code: string;
}

/** The cells of a line of a table. */
export type Row = readonly (readonly Inline[])[];

/** @returns the blocks of a document in order */
export function parseMarkdown(source: string): readonly Block[] {
  const withoutComments = source.replaceAll('\r\n', '\n').replace(/^<!--[\s\S]*?-->\n?/gm, '');
  return blocksOf(withoutComments.split('\n'), new Map());
}

const heading = /^(#{1,4}) +(.+)$/;
const fence = /^```(.*)$/;
const bullet = /^([-*]) +(?=\S)/;
const number = /^(\d{1,3})\. +(?=\S)/;
const tableRule = /^\|(?: *:?-+:? *\|)+ *$/;

/** @param ids how often each id was given so far */
function blocksOf(lines: readonly string[], ids: Map<string, number>): readonly Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (line.trim() === '') {
      at += 1;
      continue;
    }
    const head = heading.exec(line);
    if (head !== null) {
      const parts = parseInline((head[2] ?? '').trim());
      blocks.push({ kind: 'heading', level: head[1]?.length ?? 1, id: idOf(textOf(parts), ids), parts });
      at += 1;
      continue;
    }
    const { block, end } = codeAt(lines, at) ?? tableAt(lines, at) ?? listAt(lines, at, ids) ?? paragraphAt(lines, at);
    blocks.push(block);
    at = end;
  }
  return blocks;
}

interface Found {
  readonly block: Block;
  /** The line after it. */
  readonly end: number;
}

function codeAt(lines: readonly string[], start: number): Found | undefined {
  const info = fence.exec(lines[start] ?? '')?.[1];
  if (info === undefined) return undefined;
  const close = lines.indexOf('```', start + 1);
  const end = close === -1 ? lines.length : close;
  const [language = '', ...marks] = info.trim().split(/\s+/);
  return { block: { kind: 'code', language, marks, code: lines.slice(start + 1, end).join('\n') }, end: end + 1 };
}

function tableAt(lines: readonly string[], start: number): Found | undefined {
  if (!(lines[start] ?? '').startsWith('|') || !tableRule.test(lines[start + 1] ?? '')) return undefined;
  let end = start + 2;
  while ((lines[end] ?? '').startsWith('|')) end += 1;
  const [head = [], ...rows] = [lines[start] ?? '', ...lines.slice(start + 2, end)].map(cellsOf);
  return { block: { kind: 'table', head, rows }, end };
}

/** A bar within code or after a backslash is no border. */
function cellsOf(line: string): Row {
  const cells = line.match(/(?:`[^`]*`|\\.|[^|`\\])+|(?<=\|)(?=\|)/g) ?? [];
  return cells.map((cell) => parseInline(cell.replaceAll('\\|', '|').trim()));
}

function listAt(lines: readonly string[], start: number, ids: Map<string, number>): Found | undefined {
  const mark = [bullet, number].find((each) => each.test(lines[start] ?? ''));
  if (mark === undefined) return undefined;
  const items: (readonly Block[])[] = [];
  let at = start;
  for (let match = mark.exec(lines[at] ?? ''); match !== null; match = mark.exec(lines[at] ?? '')) {
    const indent = match[0].length;
    const own = [(lines[at] ?? '').slice(indent)];
    at += 1;
    while (at < lines.length && belongs(lines, at, indent)) {
      own.push((lines[at] ?? '').slice(indent));
      at += 1;
    }
    items.push(blocksOf(own, ids));
    while (lines[at]?.trim() === '' && mark.test(lines[at + 1] ?? '')) at += 1;
  }
  return { block: { kind: 'list', ordered: mark === number, items }, end: at };
}

/** Whether a line goes on with an item whose text begins at `indent`. */
function belongs(lines: readonly string[], at: number, indent: number): boolean {
  const isIndented = (line: string | undefined) =>
    line !== undefined && line.slice(0, indent).trim() === '' && line.trim() !== '';
  return isIndented(lines[at]) || (lines[at]?.trim() === '' && isIndented(lines[at + 1]));
}

function paragraphAt(lines: readonly string[], start: number): Found {
  let end = start + 1;
  while (end < lines.length && !beginsAnother(lines, end)) end += 1;
  const text = lines.slice(start, end).map((line) => line.trim());
  return { block: { kind: 'paragraph', parts: parseInline(text.join('\n')) }, end };
}

function beginsAnother(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  const begins = [heading, fence, bullet, number].some((each) => each.test(line));
  return line.trim() === '' || begins || (line.startsWith('|') && tableRule.test(lines[at + 1] ?? ''));
}

function idOf(text: string, ids: Map<string, number>): string {
  const id = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');
  const before = ids.get(id) ?? 0;
  ids.set(id, before + 1);
  return before === 0 ? id : `${id}-${before}`;
}
