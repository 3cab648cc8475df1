/** Chance that repeats itself: the same seed gives the same numbers on every machine. */

export interface Chance {
  /** @returns a number from 0 up to, not including, 1 */
  next(): number;
  /** @returns an integer from 0 up to, not including, `count` */
  below(count: number): number;
  /** @returns an integer below `count`, small ones far more often: as words, authors and labels are used */
  few(count: number): number;
  /** @returns that many bytes */
  bytes(count: number): Buffer;
}

/** @param seeds what the numbers depend on; mulberry32 over their mixture */
export function chance(...seeds: readonly number[]): Chance {
  let state = 0x9e3779b9;
  for (const seed of seeds) state = mix(state ^ (seed >>> 0)) + 0x6d2b79f5;

  function integer(): number {
    state = (state + 0x6d2b79f5) | 0;
    return mix(state);
  }
  const next = () => integer() / 2 ** 32;
  return {
    next,
    below: (count) => Math.floor(next() * count),
    few: (count) => Math.floor(count ** next()) - 1,
    bytes(count) {
      const bytes = Buffer.alloc(Math.ceil(count / 4) * 4);
      for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE(integer(), at);
      return bytes.subarray(0, count);
    },
  };
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 15), value | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return (mixed ^ (mixed >>> 14)) >>> 0;
}
