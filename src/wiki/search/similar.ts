/** Words spelled alike, for `word~`: as many single changes apart as Lucene takes, two at most. */

/** Of words that a fuzzy one stands for, the nearest come first and the others are left out. */
export const mostSimilar = 200;

/** A change is a letter more, a letter less, another letter, or two letters that changed places. */
export const mostEdits = 2;

/**
 * How many changes a mark allows a word: `~` two, `~1` one, and `~0.8`, as older Lucene writes it, a part of the word's length.
 * @param mark what stands behind the tilde
 */
export function editsOf(mark: string, word: string): number {
  const given = mark === '' ? mostEdits : Number(mark);
  // Two dots are no number.
  if (!Number.isFinite(given)) return mostEdits;
  if (given === 0 || given >= 1) return Math.min(Math.floor(given), mostEdits);
  // A fifth of five letters is one.
  return Math.min(Math.floor((1 - given) * word.length + 1e-9), mostEdits);
}

/** @returns in how many changes one word becomes the other (optimal string alignment); more than `most` when it takes more */
export function distance(from: string, to: string, most: number): number {
  if (Math.abs(from.length - to.length) > most) return most + 1;
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1];
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      next.push(
        Math.min(
          at(row, j) + 1,
          at(next, j - 1) + 1,
          at(row, j - 1) + (isSame ? 0 : 1),
          isSwapped ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    if (Math.min(...next) > most && Math.min(...row) > most) return most + 1;
    [before, row] = [row, next];
  }
  return Math.min(at(row, to.length), most + 1);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}

/**
 * Parts of a word, one of which every word within that many changes holds unchanged: each change touches one part, or, where two letters
 * change places, two. Words that are too short for that have none.
 */
export function unchangedParts(word: string, edits: number): readonly string[] {
  const count = 2 * edits + 1;
  if (word.length < count) return [];
  return Array.from({ length: count }, (_, index) =>
    word.slice(Math.floor((index * word.length) / count), Math.floor(((index + 1) * word.length) / count)),
  );
}
