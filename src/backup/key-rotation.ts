/**
 * Changes the encryption key while servers run: every sealed value is opened and sealed again under the first key of the ring, in
 * small steps. Each step replaces a value only if it is still the one that was read, so no concurrent write is lost. An interrupted
 * rotation continues with the next call.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '../database/database.ts';
import { replaceSealed, type SealedColumn, sealedBatches } from '../database/sealed-column.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { type Keyring, keyIdIn } from '../foundation/keyring.ts';

export interface Resealed {
  /** How many values were sealed again. */
  readonly resealed: number;
  /** How many no key of the ring opens: they were lost before, and are left as they are. */
  readonly unreadable: number;
}

/**
 * @param prefix what everything begins with that the first key has sealed
 * @param settle how long somebody may still write what the old key sealed: the last look begins after that
 */
export async function resealAll(
  { database, keyring }: { readonly database: Database; readonly keyring: Keyring },
  columns: readonly SealedColumn[],
  prefix: string,
  settle: Milliseconds,
  onProgress: (resealed: number) => void,
): Promise<Resealed> {
  const lastLook = performance.now() + settle;
  let resealed = 0;
  for (;;) {
    const isLastLook = performance.now() >= lastLook;
    const pass = await resealOnce({ database, keyring }, columns, prefix);
    resealed += pass.resealed;
    onProgress(resealed);
    if (isLastLook && pass.resealed === 0) return { resealed, unreadable: pass.unreadable };
    if (pass.resealed === 0) await wait(Math.max(0, lastLook - performance.now()));
  }
}

async function resealOnce(
  { database, keyring }: { readonly database: Database; readonly keyring: Keyring },
  columns: readonly SealedColumn[],
  prefix: string,
): Promise<Resealed> {
  let [resealed, unreadable] = [0, 0];
  for (const column of columns) {
    for await (const values of sealedBatches(database.read, column, prefix)) {
      const opened = values.flatMap((value) => {
        const plain = keyring.decrypt(value.sealed, value.purpose);
        return plain === undefined ? [] : [{ value, again: keyring.encrypt(plain, value.purpose) }];
      });
      unreadable += values.length - opened.length;
      if (opened.length > 0) {
        resealed += await database.write(async (queries) => {
          let replaced = 0;
          // Each has a text of its own: one statement for all would only be longer.
          for (const { value, again } of opened) if (await replaceSealed(queries, column, value, again)) replaced += 1;
          return replaced;
        });
      }
    }
  }
  return { resealed, unreadable };
}

/** @returns how many values each key has sealed, by the keys' ids */
export async function countByKey(database: Database, columns: readonly SealedColumn[]): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const column of columns) {
    for await (const values of sealedBatches(database.read, column, '')) {
      for (const { sealed } of values) {
        const id = keyIdIn(sealed) ?? '';
        counts.set(id, (counts.get(id) ?? 0) + 1);
      }
    }
  }
  return counts;
}
