/** Waits for a linked wiki no longer than a reader would. */
import type { Milliseconds } from '../../foundation/clock.ts';

/** @returns what comes in time, or what stands in for it; what comes later is nobody's */
export async function within<Value>(time: Milliseconds, coming: Promise<Value>, otherwise: Value): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<Value>((done) => {
    timer = setTimeout(() => done(otherwise), time);
  });
  // Whoever fails after the time is over fails alone.
  coming.catch(() => undefined);
  try {
    return await Promise.race([coming, over]);
  } finally {
    clearTimeout(timer);
  }
}
