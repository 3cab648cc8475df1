/** Before there is an account nothing answers but the set-up page, static files and `/status`. */
import type { FastifyRequest } from 'fastify';
import type { Setup } from '../../accounts/setup.ts';
import { contextPathOf, type Failure } from '../../http/app.ts';
import { paths } from '../layout/paths.ts';
import { english } from '../text/english.ts';

/** @returns the gate for `createApp`; it looks at the route that was found, so that no way of writing an address gets around it */
export function setupGate(
  setup: Pick<Setup, 'isDone'>,
  baseUrl: string,
): (request: FastifyRequest) => Promise<Failure | undefined> {
  const contextPath = contextPathOf(baseUrl);
  const open: ReadonlySet<string | undefined> = new Set([
    '/status',
    `${contextPath}/status`,
    `${contextPath}/static/:hash/*`,
    contextPath + paths.setup,
  ]);
  return async (request) => {
    if (open.has(request.routeOptions.url) || (await setup.isDone())) return undefined;
    return { statusCode: 503, title: english.people.setup.waitingTitle, message: english.people.setup.waiting };
  };
}
