/** What is asked of a session before something that its password alone should open: browsers are left open. */
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
