/** Recovery codes: how somebody signs in who has lost their phone. Each has 100 random bits, so storing the SHA-256 is safe. */
import type { Queries, WriteQueries } from '../../database/schema.ts';
import type { Milliseconds } from '../../foundation/clock.ts';
import { sha256 } from '../../foundation/digest.ts';
import type { Random } from '../../foundation/random.ts';

const count = 10;
/** Without letters that are taken for others. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const shape = /^[0-9a-hjkmnp-tv-z]{20}$/;

/** @returns ten codes in four groups of five characters */
function newCodes(random: Random): readonly string[] {
  return Array.from({ length: count }, () => {
    const letters = Array.from(random.bytes(20), (byte) => alphabet[byte % alphabet.length]).join('');
    return letters.replace(/.{5}(?=.)/g, '$&-');
  });
}

/** Replaces all codes of a user. @returns the new ones, which are shown now and never again */
export async function writeRecoveryCodes(queries: WriteQueries, userId: number, random: Random): Promise<readonly string[]> {
  const codes = newCodes(random);
  await queries.deleteFrom('recovery_code').where('user_id', '=', userId).execute();
  await queries
    .insertInto('recovery_code')
    .values(codes.map((code) => ({ code_hash: hashOf(userId, code), user_id: userId, used_at: null })))
    .execute();
  return codes;
}

/** Uses a code up. @param code as typed @returns false when it is wrong or was used */
export async function takeRecoveryCode(queries: WriteQueries, userId: number, code: string, now: Milliseconds): Promise<boolean> {
  const { numUpdatedRows } = await queries
    .updateTable('recovery_code')
    .set({ used_at: now })
    .where('code_hash', '=', hashOf(userId, code))
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

/** @returns how many codes a user has left */
export async function countRecoveryCodes(queries: Queries, userId: number): Promise<number> {
  const { left } = await queries
    .selectFrom('recovery_code')
    .select(({ fn }) => fn.countAll<number>().as('left'))
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(left);
}

/** What people read wrongly is read as it was meant; what cannot be a code has a hash that no code has. */
function hashOf(userId: number, code: string): string {
  const tidy = code
    .toLowerCase()
    .replace(/[\s-]+/g, '')
    .replaceAll('o', '0')
    .replace(/[il]/g, '1');
  return sha256(`recovery code of ${userId}: ${shape.test(tidy) ? tidy : ''}`);
}
