/** The clock. It is passed in, so that a test can set it. */

/** Milliseconds since 1970-01-01T00:00:00Z, or a span of them. */
export type Milliseconds = number;

/** A span in whole seconds, as OAuth's `expires_in` and the settings count it. */
export type Seconds = number;

/** Where the time comes from. */
export interface Clock {
  /** @returns now, in milliseconds since 1970 */
  now(): Milliseconds;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** @returns the span in milliseconds */
export function inMilliseconds(seconds: Seconds): Milliseconds {
  return seconds * 1000;
}
