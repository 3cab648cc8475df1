/** Writes that refer to a client which an administrator may remove at the same moment. */
import { violatesReference } from '../../database/failures.ts';
import { type Refusal, refuse } from '../errors.ts';

/** @param write runs `Database.write` @returns what it came to; a refusal when the client is gone, and nothing was written */
export async function unlessRemoved<T>(write: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await write();
  } catch (error) {
    if (!violatesReference(error)) throw error;
    return refuse('client-unknown');
  }
}
