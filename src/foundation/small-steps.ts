/** Large work in small steps: each is over in a moment and leaves time for others before the next. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Milliseconds } from './clock.ts';

/** How long a step should take, waiting included. */
const aim: Milliseconds = 25;
const largest = 1_000;
/** Each step has a fixed cost: without a minimum, steps on a busy machine would shrink until nothing got done. */
const smallest = 50;
const longestPause: Milliseconds = 100;

/**
 * Does step after step. Each is made larger or smaller by how long the last one took, and followed by a pause as long as itself.
 * @param first how much the first step is to do
 * @param step does at most so much of the work, and says whether some is left
 * @param isStopped asked before each step
 */
export async function inSmallSteps(
  first: number,
  step: (most: number) => Promise<boolean>,
  isStopped: () => boolean = () => false,
): Promise<void> {
  let size = first;
  while (!isStopped()) {
    const begun = performance.now();
    if (!(await step(size))) return;
    const took = performance.now() - begun;
    size = Math.max(smallest, Math.min(largest, Math.round(size * Math.max(0.5, Math.min(2, aim / took)))));
    await wait(Math.min(took, longestPause));
  }
}
