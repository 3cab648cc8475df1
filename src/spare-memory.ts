/**
 * Gives memory back to the system while nobody asks anything. V8 keeps what a start or a busy hour took, however little of it is in use, and
 * lets go of it only when it is told to: that stops the process for a tenth of a second or two.
 */
import { performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { Milliseconds } from './foundation/clock.ts';
import type { Rounds } from './foundation/rounds.ts';

/** What runs the program. */
export interface Engine {
  /** In bytes, as taken from the system. */
  heapSize(): number;
  /** Gives back what of the heap is not in use. */
  shrinkHeap(): void;
  /** The share of the time since the last call in which the event loop had work, 0 to 1. */
  utilization(): number;
}

/** How often is looked, until the start is over: when a second was quiet. What was compiled for those who wait already is not thrown away under them. */
const afterStart: Milliseconds = 1_000;
const every: Milliseconds = 60_000;
/** In bytes: less is not worth the stop. */
const worthwhile = 32 * 1024 * 1024;
/** Of the time since the last look. */
const quiet = 0.05;

/** @returns undefined when Node was started without `--expose-gc`, by which alone a program reaches the collector */
export function engineOfProcess(): Engine | undefined {
  const { gc } = globalThis;
  if (gc === undefined) return undefined;
  let seen = performance.eventLoopUtilization();
  return {
    heapSize: () => getHeapStatistics().total_heap_size,
    shrinkHeap: () => gc({ type: 'major', execution: 'sync', flavor: 'last-resort' }),
    utilization() {
      const { utilization } = performance.eventLoopUtilization(seen);
      seen = performance.eventLoopUtilization();
      return utilization;
    },
  };
}

/** Shrinks the heap when the start is over, and each time that it has grown and a minute was quiet. */
export function startGivingBack(engine: Engine): Rounds {
  /** In bytes; undefined until the start is over. */
  let kept: number | undefined;
  let timer = setTimeout(look, afterStart).unref();

  function look(): void {
    const isQuiet = engine.utilization() < quiet;
    if (isQuiet && (kept === undefined || engine.heapSize() > kept + worthwhile)) {
      engine.shrinkHeap();
      kept = engine.heapSize();
    }
    timer = setTimeout(look, kept === undefined ? afterStart : every).unref();
  }

  return {
    async stop() {
      clearTimeout(timer);
    },
  };
}
