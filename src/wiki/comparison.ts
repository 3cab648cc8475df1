/**
 * Compares two versions of content as readers see them: the later one rendered, with new words marked and removed ones put where they
 * stood.
 */
import type { ContentReads } from './content.ts';
import type { Reader } from './permissions.ts';
import type { ContentRecord } from './records.ts';
import type { Renderer } from './render.ts';
import type { VersionReads } from './versions.ts';
import { type WordChange, wordDifference } from './word-difference.ts';

export interface Comparison {
  readonly before: ContentRecord;
  readonly after: ContentRecord;
  /** Sanitised HTML of the later version, with `ins` and `del` around words. */
  readonly html: string;
  readonly addedWords: number;
  readonly removedWords: number;
}

export interface Comparisons {
  /** @returns undefined where content or a version is not there, or the reader may not see it */
  compare(
    reader: Reader,
    id: number,
    numbers: { readonly before: number; readonly after: number },
  ): Promise<Comparison | undefined>;
}

export function comparisons({
  content,
  versions,
  renderer,
}: {
  readonly content: ContentReads;
  readonly versions: VersionReads;
  readonly renderer: Pick<Renderer, 'forPages'>;
}): Comparisons {
  async function htmlOf(reader: Reader, record: ContentRecord): Promise<string> {
    const body = (await versions.bodies(reader, [record])).get(record);
    if (body === undefined) return '';
    return (await renderer.forPages.render(reader, [{ content: record, body }], 'view')).get(record) ?? '';
  }

  return {
    async compare(reader, id, numbers) {
      const [before, after] = await Promise.all([
        content.find(reader, id, { number: numbers.before }),
        content.find(reader, id, { number: numbers.after }),
      ]);
      if (before === undefined || after === undefined) return undefined;
      const [old, fresh] = await Promise.all([htmlOf(reader, before), htmlOf(reader, after)]);
      return { before, after, ...markWords(old, fresh) };
    },
  };
}

/** Tags, comments, words and the blanks between them; rendered HTML has `<` and `>` nowhere else. */
const pieces = /<[^>]*>|[^<\s]+|\s+/g;

/** @returns the later HTML with its new words in `ins`, and the words that only the earlier one has in `del` */
export function markWords(before: string, after: string): Pick<Comparison, 'html' | 'addedWords' | 'removedWords'> {
  const fresh = after.match(pieces) ?? [];
  const changes = wordDifference((before.match(pieces) ?? []).filter(isWord), fresh.filter(isWord));
  let next = 0;
  const removed = () => {
    const words: string[] = [];
    for (; changes[next]?.change === 'removed'; next++) words.push(changes[next]?.word ?? '');
    return words;
  };
  const html: string[] = [];
  for (const piece of fresh) {
    if (!isWord(piece)) {
      html.push(piece);
      continue;
    }
    // What was removed goes where text may stand: right before the next word.
    const gone = removed();
    if (gone.length > 0) html.push(`<del>${gone.join(' ')}</del> `);
    html.push(changes[next++]?.change === 'added' ? `<ins>${piece}</ins>` : piece);
  }
  const atTheEnd = removed();
  if (atTheEnd.length > 0) html.push(`<p><del>${atTheEnd.join(' ')}</del></p>`);
  return { html: html.join(''), addedWords: countOf(changes, 'added'), removedWords: countOf(changes, 'removed') };
}

function isWord(piece: string): boolean {
  return !piece.startsWith('<') && piece.trim() !== '';
}

function countOf(changes: readonly WordChange[], change: WordChange['change']): number {
  return changes.filter((each) => each.change === change).length;
}
