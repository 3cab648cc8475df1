/** Requires a recent proof of the password from a session where a browser left open would be a risk. */
import type { FastifyRequest } from 'fastify';
import type { CallerSession } from '../http/caller.ts';
import type { ErrorAnswer } from './errors.ts';
import type { Site } from './site.ts';

/** @param isFresh whether a session's password was proved lately enough @returns whether it is asked for again; every other credential is its own proof */
export function isStale({ caller }: FastifyRequest, isFresh: (session: CallerSession) => boolean): boolean {
  return caller.kind === 'session' && !isFresh(caller.session);
}

export function proveAgain(site: Site): ErrorAnswer {
  return {
    statusCode: 403,
    message: `Enter the password again at ${site.url('/confirm-password')}, or call with the password itself.`,
  };
}
