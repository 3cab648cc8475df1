/** How a page says when something may be tried again. */
import { inMilliseconds, type Seconds } from '../foundation/clock.ts';
import type { View } from './view.ts';

/** @returns "in 40 seconds", "in 3 minutes": never sooner than it is */
export function afterPause(view: View, pause: Seconds): string {
  const rounded = pause < 60 ? pause : Math.ceil(pause / 60) * 60;
  return view.format.relative(view.now + inMilliseconds(rounded), view.now);
}
