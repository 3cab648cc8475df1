/** The person on a page that only a session opens. */
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../http/caller.ts';

/** @throws when the route is not declared with `pageRoute`: a defect */
export function signedIn(request: FastifyRequest): Extract<Caller, { kind: 'session' }> {
  const { caller } = request;
  if (caller.kind !== 'session') throw new Error(`${request.routeOptions.url} is reached without a session`);
  return caller;
}
