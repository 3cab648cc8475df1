/**
 * A short-lived cache of what was fetched from linked wikis. Each entry belongs to one person, one link and the very access token it
 * was fetched with, and a reader's token is asked for before every look, so nothing outlives a connection. Bounded in number and size;
 * the least recently used entry goes first.
 */
import type { Clock, Milliseconds } from '../../foundation/clock.ts';
import { sha256 } from '../../foundation/digest.ts';

/** Whose it is. */
export interface Holder {
  readonly userId: number;
  readonly linkId: number;
  readonly token: string;
}

/** How long something is kept, and how much room it takes, in characters. */
export interface Keeping {
  readonly life: Milliseconds;
  readonly size: number;
}

export interface ShortMemory<Value> {
  /**
   * @param load fetches what is not there; who asks meanwhile waits for the same
   * @param keep says of what came how long it is kept
   */
  get(holder: Holder, key: string, load: () => Promise<Value>, keep: (value: Value) => Keeping): Promise<Value>;
  /** Forgets all that somebody has of a link. */
  forget(holder: Omit<Holder, 'token'>): void;
}

interface Entry<Value> {
  readonly value: Promise<Value>;
  /** Undefined: it is still fetched. */
  keeping: { readonly until: Milliseconds; readonly size: number } | undefined;
}

const mostEntries = 1_000;
/** In characters. */
const mostRoom = 16 * 1024 * 1024;

export function shortMemory<Value>(clock: Clock): ShortMemory<Value> {
  /** In the order of their use. */
  const entries = new Map<string, Entry<Value>>();
  let room = mostRoom;

  const drop = (name: string, entry: Entry<Value>) => {
    if (entries.get(name) !== entry) return;
    entries.delete(name);
    room += entry.keeping?.size ?? 0;
  };

  return {
    get({ userId, linkId, token }, key, load, keep) {
      const name = JSON.stringify([userId, linkId, sha256(token), key]);
      const there = entries.get(name);
      if (there !== undefined && (there.keeping === undefined || clock.now() < there.keeping.until)) {
        entries.delete(name);
        entries.set(name, there);
        return there.value;
      }
      if (there !== undefined) drop(name, there);
      const entry: Entry<Value> = { value: load(), keeping: undefined };
      entries.set(name, entry);
      entry.value.then(
        (value) => {
          if (entries.get(name) !== entry) return;
          const { life, size } = keep(value);
          entry.keeping = { until: clock.now() + life, size };
          room -= size;
          for (const [oldest, each] of entries) {
            if (room >= 0 && entries.size <= mostEntries) break;
            drop(oldest, each);
          }
        },
        () => drop(name, entry),
      );
      return entry.value;
    },

    forget({ userId, linkId }) {
      const start = JSON.stringify([userId, linkId]).slice(0, -1);
      for (const [name, entry] of entries) if (name.startsWith(`${start},`)) drop(name, entry);
    },
  };
}
