/** Randomness. The source is passed in, so that a test can repeat a run. */
import { randomBytes } from 'node:crypto';

/** A source of random bytes. */
export interface Random {
  /** @returns `count` bytes from a cryptographically secure source */
  bytes(count: number): Buffer;
}

/** The operating system's generator, drawn in blocks because a call for 32 bytes costs as much as one for 4096. */
export function systemRandom(): Random {
  let block = Buffer.alloc(0);
  let taken = 0;
  return {
    bytes(count) {
      if (count > 512) return randomBytes(count);
      if (taken + count > block.length) {
        block = randomBytes(4096);
        taken = 0;
      }
      const drawn = Buffer.from(block.subarray(taken, taken + count));
      // What was handed out must not be found again in the process's memory through this block.
      block.fill(0, taken, taken + count);
      taken += count;
      return drawn;
    },
  };
}

/** @returns 32 lower-case hex digits (128 bits): a user key, a session's public id */
export function hexId(random: Random): string {
  return random.bytes(16).toString('hex');
}

/** @returns 43 characters of base64url (256 bits): a code, a secret, a session's value */
export function secretValue(random: Random): string {
  return random.bytes(32).toString('base64url');
}
