/** Until there is an account, only the setup page, the help, static files and health checks answer. */
import type { FastifyRequest } from 'fastify';
import type { Setup } from '../../accounts/setup.ts';
import type { Failure } from '../../http/app.ts';
import { healthPaths } from '../../http/health.ts';
import { helpRoutes } from '../help/help-paths.ts';
import { paths } from '../layout/paths.ts';
import type { PageViews } from '../page-view.ts';

/** @returns the gate for `createApp`; it looks at the route that was found, so that no way of writing an address gets around it */
export function setupGate(
  setup: Pick<Setup, 'isDone'>,
  views: PageViews,
): (request: FastifyRequest) => Failure | undefined | Promise<Failure | undefined> {
  const { basePath } = views;
  const open: ReadonlySet<string | undefined> = new Set([
    ...healthPaths(basePath),
    `${basePath}/static/:hash/*`,
    basePath + paths.setup,
    ...helpRoutes.map((route) => basePath + route),
  ]);
  let done = false;

  async function unlessDone(request: FastifyRequest): Promise<Failure | undefined> {
    done = await setup.isDone();
    const { waitingTitle, waiting } = views.textOf(request).people.setup;
    return done ? undefined : { statusCode: 503, title: waitingTitle, message: waiting };
  }

  // Once it is done it stays so, and every request comes through here.
  return (request) => (done || open.has(request.routeOptions.url) ? undefined : unlessDone(request));
}
