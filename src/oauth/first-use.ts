/** The first use of an access token, here or where a resource server asks about it: from then on the refresh that brought it cannot be repeated. */
import type { Database } from '../database/database.ts';
import type { Clock } from '../foundation/clock.ts';
import type { TokenStore } from './token-store.ts';
import { type FoundPair, whyAccessEnded } from './tokens.ts';

/** @returns whether the token is still good; not when a repeated refresh was faster and has ended it */
export type NoteFirstUse = (pair: FoundPair) => Promise<boolean>;

export function firstUse(rooms: {
  readonly database: Database;
  readonly tokens: TokenStore;
  readonly clock: Clock;
}): NoteFirstUse {
  const { database, tokens, clock } = rooms;

  return async ({ accessHash, refreshExpiresAt, usedAt }) => {
    // Only a pair with a refresh token can be asked for again.
    if (refreshExpiresAt === null || usedAt !== null) return true;
    const now = clock.now();
    // The write decides between the two.
    if (await database.write((queries) => tokens.markUsed(queries, accessHash, now))) return true;
    const pair = await tokens.byAccessHash(accessHash);
    return pair !== undefined && whyAccessEnded(pair, now) === undefined;
  };
}
