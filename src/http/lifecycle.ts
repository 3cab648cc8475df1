/** The server's state, as `/status` reports it to load balancers. */

export type LifecycleState = 'STARTING' | 'RUNNING' | 'STOPPING' | 'ERROR';

export interface Lifecycle {
  state(): LifecycleState;
  enter(state: LifecycleState): void;
}

/** Begins as STARTING. */
export function createLifecycle(): Lifecycle {
  let current: LifecycleState = 'STARTING';
  return {
    state: () => current,
    enter(state) {
      current = state;
    },
  };
}
