/** The difference between two texts, word by word: the shortest edit script (Myers 1986), within a bound. */

/** A word of either text: kept, or only in the old or the new one. */
export interface WordChange {
  readonly change: 'kept' | 'removed' | 'added';
  readonly word: string;
}

/** How many words apart two texts may be to be compared word by word; beyond, the whole middle counts as written anew. */
const farthest = 600;

/** @returns all words of both texts, in their order; what was removed stands before what was added in its place */
export function wordDifference(before: readonly string[], after: readonly string[]): readonly WordChange[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) {
    end++;
  }
  const middle = shortestWay(before.slice(start, before.length - end), after.slice(start, after.length - end));
  return [...all('kept', after.slice(0, start)), ...middle, ...all('kept', after.slice(after.length - end))];
}

function all(change: WordChange['change'], words: readonly string[]): readonly WordChange[] {
  return words.map((word) => ({ change, word }));
}

function shortestWay(before: readonly string[], after: readonly string[]): readonly WordChange[] {
  // By how many words of `before` a path with a given lead of `before` has come, after each step.
  const steps: Map<number, number>[] = [];
  let reached = new Map([[1, 0]]);
  const limit = Math.min(farthest, before.length + after.length);
  for (let distance = 0; distance <= limit; distance++) {
    steps.push(reached);
    const next = new Map<number, number>();
    for (let lead = -distance; lead <= distance; lead += 2) {
      let at = isAddition(reached, lead, distance) ? at0(reached, lead + 1) : at0(reached, lead - 1) + 1;
      while (at < before.length && at - lead < after.length && before[at] === after[at - lead]) at++;
      next.set(lead, at);
      if (at >= before.length && at - lead >= after.length) return wayBack(steps, distance, before, after);
    }
    reached = next;
  }
  return [...all('removed', before), ...all('added', after)];
}

function at0(reached: ReadonlyMap<number, number>, lead: number): number {
  return reached.get(lead) ?? 0;
}

function isAddition(reached: ReadonlyMap<number, number>, lead: number, distance: number): boolean {
  return lead === -distance || (lead !== distance && at0(reached, lead - 1) < at0(reached, lead + 1));
}

function wayBack(
  steps: readonly ReadonlyMap<number, number>[],
  distance: number,
  before: readonly string[],
  after: readonly string[],
): readonly WordChange[] {
  const changes: WordChange[] = [];
  let [old, fresh] = [before.length, after.length];
  for (let step = distance; step >= 0; step--) {
    const reached = steps[step] ?? new Map<number, number>();
    const lead = old - fresh;
    const from = isAddition(reached, lead, step) ? lead + 1 : lead - 1;
    const oldFrom = at0(reached, from);
    const freshFrom = oldFrom - from;
    while (old > Math.max(oldFrom, 0) && fresh > Math.max(freshFrom, 0)) {
      changes.push({ change: 'kept', word: before[--old] ?? '' });
      fresh--;
    }
    if (step === 0) break;
    if (from > lead) changes.push({ change: 'added', word: after[--fresh] ?? '' });
    else changes.push({ change: 'removed', word: before[--old] ?? '' });
  }
  return changes.reverse();
}
