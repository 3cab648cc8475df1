/** Lists of values in SQL conditions (`in (?, ?, …)`). */

/**
 * Fills a list up to the next power of two by repeating its last value, so that lists of all lengths share a few texts of a
 * query, and with them their prepared statements.
 */
export function padded<T>(values: readonly T[]): readonly T[] {
  const last = values.at(-1);
  if (last === undefined) return values;
  const length = 2 ** Math.ceil(Math.log2(values.length));
  return [...values, ...Array.from({ length: length - values.length }, () => last)];
}
