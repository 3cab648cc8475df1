/** Counts calls of the API: all of them together, and each application's own. */
import type { FastifyRequest } from 'fastify';
import type { UsageCounts } from './database/usage.ts';

/** @returns what is told of every answer */
export function countAnswers(counts: Pick<UsageCounts, 'add'>): (request: FastifyRequest, statusCode: number) => void {
  return ({ caller, routeOptions }, statusCode) => {
    // An error of the router has no caller, and a path that there is not has no declaration.
    if (caller?.person === undefined || caller.kind === 'session' || routeOptions.config?.access?.surface !== 'api') return;
    counts.add('api-calls');
    if (caller.kind !== 'bearer') return;
    counts.add('calls', caller.clientId);
    if (statusCode >= 400) counts.add('errors', caller.clientId);
  };
}
