/**
 * Passwords at rest: argon2id in PHC form (RFC 9106), hashed in the thread pool, a few at a time.
 */
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import type { Random } from '../foundation/random.ts';

/** OWASP's choice for argon2id (the library's own kind): 19 MiB, two passes, one lane; about 8 ms of one core. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;
const saltLength = 16;

/** Waiting for a hash beyond this number is refused: the last in the queue would wait longer than a person does. */
const longestQueue = 200;

export interface Passwords {
  /** The fewest characters of a new one. */
  leastLength(): number;
  /** @throws TooManySignIns when too many wait already */
  hash(password: string): Promise<string>;
  /**
   * Does the same work whether there is a hash or not, so that its time does not tell a known name from an unknown one.
   * @param hashed as `hash` made it; null: there is no such account, or it has no password
   * @throws TooManySignIns when too many wait already
   */
  verify(hashed: string | null, password: string): Promise<boolean>;
  /** Whether one more would be refused. */
  isBusy(): boolean;
}

/** More passwords are waiting to be checked than can be checked in good time. */
export class TooManySignIns extends Error {
  override readonly name = 'TooManySignIns';
  /** What Fastify answers where nobody catches it. */
  readonly statusCode = 503;
}

/** @param leastLength the fewest characters that a new password has, as it is now */
export function createPasswords(random: Random, leastLength: () => number): Passwords {
  const { inTurn, isFull } = atMost(hashesAtOnce(), longestQueue);
  // Any tag is well-formed: nobody knows a password for it, and nothing had to be hashed to make it.
  const nobody = phc(random.bytes(saltLength), random.bytes(parameters.outputLen));
  return {
    leastLength,
    hash: (password) => inTurn(() => hash(password, { ...parameters, salt: random.bytes(saltLength) })),
    verify: (hashed, password) => inTurn(async () => (await verify(hashed ?? nobody, password)) && hashed !== null),
    isBusy: isFull,
  };
}

/**
 * One thread of the pool's four stays free for files and names, and a core for the event loop where there is more than one.
 * Memory is bounded with it: 19 MiB for each.
 */
function hashesAtOnce(): number {
  return Math.min(3, Math.max(1, availableParallelism() - 1));
}

function phc(salt: Buffer, tag: Buffer): string {
  const { memoryCost, timeCost, parallelism } = parameters;
  const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
}

interface Turns {
  /** Runs a work when its turn comes. @throws TooManySignIns when too many wait */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  isFull(): boolean;
}

/** Works in the order in which they come, so many at once and so many waiting at most. */
function atMost(running: number, waiting: number): Turns {
  const queue: (() => void)[] = [];
  let free = running;
  const isFull = () => free === 0 && queue.length >= waiting;
  return {
    isFull,
    async inTurn(work) {
      if (isFull()) throw new TooManySignIns();
      // Whoever finishes hands its place on, and does not set it free.
      if (free === 0) await new Promise<void>((resolve) => queue.push(resolve));
      else free -= 1;
      try {
        return await work();
      } finally {
        const next = queue.shift();
        if (next) next();
        else free += 1;
      }
    },
  };
}
