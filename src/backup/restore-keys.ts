/** Which keys a restored installation has, and whether they open what is sealed in it. */
import type { Queries } from '../database/schema.ts';
import { type SealedColumn, sealedBatches } from '../database/sealed-column.ts';
import { type Keys, keyIdIn, keyIdOf } from '../foundation/keyring.ts';

/** Where keys may come from. */
export interface KeySources {
  /** Those of the settings: where they are set, nothing else is looked at. */
  readonly configured: Keys | undefined;
  /** Those in the data folder. */
  readonly existing: Keys | undefined;
  /** Those that somebody names beside the backup. */
  readonly given: Keys | undefined;
  /** Those in the backup. */
  readonly archived: Keys | undefined;
}

export type ChosenKeys =
  /** `place`: they have to be put into the data folder. `keys` is undefined where there are none. */
  { readonly keys: Keys | undefined; readonly place: boolean } | { readonly refused: string };

/** @returns the keys that hold from now on */
export function chooseKeys({ configured, existing, given, archived }: KeySources): ChosenKeys {
  if (configured !== undefined) return { keys: configured, place: false };
  const brought = given ?? archived;
  if (brought === undefined) return { keys: existing, place: false };
  if (existing === undefined) return { keys: brought, place: true };
  const known = new Set(existing.map(keyIdOf));
  if (brought.every((key) => known.has(keyIdOf(key)))) return { keys: existing, place: false };
  return { refused: 'The data folder has an encryption.key already, and it is another one. Move it away first.' };
}

/**
 * @param keyIds the keys that were in force when the backup was made; what others sealed was lost before
 * @returns how many sealed values no key opens that one of those would have opened
 */
export async function countLocked(
  queries: Queries,
  columns: readonly SealedColumn[],
  keyIds: readonly string[],
  keys: Keys | undefined,
): Promise<number> {
  const held = new Set(keys?.map(keyIdOf));
  const locked = new Set(keyIds.filter((id) => !held.has(id)));
  let count = 0;
  if (locked.size === 0) return count;
  for (const column of columns) {
    for await (const values of sealedBatches(queries, column, '')) {
      count += values.filter(({ sealed }) => locked.has(keyIdIn(sealed) ?? '')).length;
    }
  }
  return count;
}
