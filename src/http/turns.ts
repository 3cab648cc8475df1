/**
 * Defers work to the end of an event-loop turn and does it all at once. A turn takes in every request that has arrived; answers that
 * leave together wake their reader once, instead of once per request.
 */

/** Has `work` done at the end of this turn, in the order in which it was handed in. `work` does not throw. */
export type AtEndOfTurn = (work: () => void) => void;

export function endsOfTurns(): AtEndOfTurn {
  let waiting: (() => void)[] = [];

  function finish(): void {
    const works = waiting;
    waiting = [];
    for (const work of works) work();
  }

  return (work) => {
    if (waiting.length === 0) setImmediate(finish);
    waiting.push(work);
  };
}
