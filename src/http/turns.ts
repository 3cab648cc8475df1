/**
 * Puts work off to the end of a turn of the event loop, where all of it is done in one go. A turn takes in every request that has arrived; answers
 * that leave one after the other then wake their reader once, instead of each waking it anew between two requests.
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
