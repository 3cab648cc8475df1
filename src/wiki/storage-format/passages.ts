/** Puts `ac:inline-comment-marker` around the words that a comment is about, and removes it. The rest stays byte for byte. */
import { defaultParseLimits, parse } from './parse.ts';
import type { StorageElement, StorageNode, StorageText } from './tree.ts';

/** Words as a reader sees and marks them. */
export interface Passage {
  readonly words: string;
  /** Which of the places where these words stand, from 0. */
  readonly index: number;
}

const marker = 'ac:inline-comment-marker';

/** Into how many pieces a passage may fall that is marked: each piece gets a marker, and who comments writes no page. */
const mostPieces = 1_000;

/** Markers stand around each other where passages overlap; the rest of the depth is left to who writes the page. */
const limits = { ...defaultParseLimits, depth: defaultParseLimits.depth / 2 };

/** Elements whose text nobody sees in the page. */
const unseen = new Set([
  'ac:parameter',
  'ac:task-id',
  'ac:task-uuid',
  'ac:task-status',
  'ac:placeholder',
  'ac:adf-extension',
  'at:declarations',
]);

/** Elements that stand within a line. */
const inline = new Set(
  `a abbr acronym b big cite code del dfn em font i ins kbd mark q s samp small span strike strong sub sup tt u var ${marker} ac:link ac:link-body`.split(
    ' ',
  ),
);

/**
 * @param ref what the marker is called by
 * @returns the body with the words marked; undefined when they do not stand there, or no more markers go into the body
 */
export function markPassage(body: string, passage: Passage, ref: string): string | undefined {
  const text = seenText(body);
  const start = text && placesOf(text, passage.words)[passage.index];
  if (text === undefined || start === undefined) return undefined;
  const covered = text.characters.slice(start, start + collapse(passage.words).length);
  const spans: { from: number; to: number; node: StorageText }[] = [];
  for (const at of covered) {
    if (at === undefined) continue;
    const last = spans.at(-1);
    // Within one text the marks are one, blanks between lines and comments included.
    if (last?.node === at.node) last.to = at.to;
    else spans.push({ ...at });
  }
  const pieces = spans.filter(({ from, to }) => body.slice(from, to).trim() !== '');
  if (pieces.length > mostPieces) return undefined;
  const marked = spliced(
    body,
    pieces.map(({ from, to }) => ({ from, to, by: `<${marker} ac:ref="${ref}">${body.slice(from, to)}</${marker}>` })),
  );
  return parse(marked, limits).type === 'error' ? undefined : marked;
}

/** @returns in how many places the words stand in the body */
export function countPassages(body: string, words: string): number {
  const text = seenText(body);
  return text === undefined ? 0 : placesOf(text, words).length;
}

/** @returns the body without the markers of this name, and with what they are around */
export function unmarkPassage(body: string, ref: string): string {
  const document = parse(body);
  if (document.type === 'error') return body;
  const cuts: Splice[] = [];
  const visit = (node: StorageNode): void => {
    if (node.type !== 'element') return;
    if (node.name === marker && node.attributes['ac:ref'] === ref) cuts.push(...tagsOf(body, node));
    node.children.forEach(visit);
  };
  document.children.forEach(visit);
  return spliced(
    body,
    cuts.sort((a, b) => a.from - b.from),
  );
}

interface Splice {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

/** Puts something else in some places of a text. @param splices in the order of their places, none within another */
function spliced(text: string, splices: readonly Splice[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { from, to, by } of splices) {
    parts.push(text.slice(at, from), by);
    at = to;
  }
  return parts.join('') + text.slice(at);
}

/** Where the tags of an element stand. A marker's attributes hold no `>`: its one value is a name. */
function tagsOf(body: string, { start, end }: StorageElement): readonly Splice[] {
  const opened = body.indexOf('>', start) + 1;
  if (opened === end) return [{ from: start, to: end, by: '' }];
  return [
    { from: start, to: opened, by: '' },
    { from: body.lastIndexOf('</', end - 1), to: end, by: '' },
  ];
}

/** A character of a body that readers see: the source that stands for it. */
interface Character {
  readonly from: number;
  readonly to: number;
  readonly node: StorageText;
}

interface SeenText {
  /** With each run of blanks as one. */
  readonly text: string;
  /** By UTF-16 unit of the text; undefined for the blank between two blocks. */
  readonly characters: readonly (Character | undefined)[];
}

function seenText(body: string): SeenText | undefined {
  const document = parse(body);
  if (document.type === 'error') return undefined;
  const units: string[] = [];
  const characters: (Character | undefined)[] = [];
  const add = (unit: string, character: Character | undefined): void => {
    const shown = /\s/.test(unit) ? ' ' : unit;
    if (shown === ' ' && (units.length === 0 || units.at(-1) === ' ')) return;
    units.push(shown);
    characters.push(character);
  };
  const visit = (node: StorageNode): void => {
    if (node.type === 'cdata') return;
    if (node.type === 'text') {
      for (const [unit, from, to] of unitsOf(body, node)) add(unit, { from, to, node });
      return;
    }
    if (unseen.has(node.name)) return;
    const isBlock = !inline.has(node.name);
    if (isBlock) add(' ', undefined);
    node.children.forEach(visit);
    if (isBlock) add(' ', undefined);
  };
  document.children.forEach(visit);
  return { text: units.join(''), characters };
}

/** The UTF-16 units of a text, each with the source that stands for it: a character, a reference, a line end; comments stand for none. */
function* unitsOf(body: string, { value, start }: StorageText): Generator<readonly [unit: string, from: number, to: number]> {
  let at = start;
  for (let index = 0; index < value.length; index++) {
    while (body.startsWith('<!--', at)) at = body.indexOf('-->', at) + 3;
    const from = at;
    if (body[at] === '&') {
      at = body.indexOf(';', at) + 1;
      // A reference to what is beyond 16 bits stands for two units.
      const isPair = /^[\ud800-\udbff][\udc00-\udfff]/.test(value.slice(index, index + 2));
      if (isPair) yield [value[index++] ?? '', from, at];
    } else at += body.startsWith('\r\n', at) ? 2 : 1;
    yield [value[index] ?? '', from, at];
  }
}

function collapse(words: string): string {
  return words.replace(/\s+/g, ' ').trim();
}

/** Where the words begin, each place once, as a browser's search counts them. */
function placesOf({ text }: SeenText, words: string): readonly number[] {
  const wanted = collapse(words);
  const places: number[] = [];
  if (wanted === '') return places;
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) places.push(at);
  return places;
}
