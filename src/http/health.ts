/**
 * What load balancers and supervisors ask. `/status` uses Confluence's words; `/health/live` says that the process answers,
 * `/health/ready` whether it should get requests. All three exist at the root and below the context path, and are open before there is
 * an account.
 */
import type { FastifyInstance } from 'fastify';
import { publicRoute } from './access.ts';
import type { Lifecycle, LifecycleState } from './lifecycle.ts';

const asked = { status: '/status', live: '/health/live', ready: '/health/ready' } as const;

const readiness: Readonly<Record<LifecycleState, string>> = {
  STARTING: 'starting',
  RUNNING: 'ready',
  STOPPING: 'draining',
  ERROR: 'database-unreachable',
};

/** @param contextPath `/confluence`, or the empty string @returns the routes that are answered at any time */
export function healthPaths(contextPath: string): ReadonlySet<string | undefined> {
  return new Set(Object.values(asked).flatMap((path) => [path, contextPath + path]));
}

export function registerHealth(app: FastifyInstance, contextPath: string, lifecycle: Lifecycle): void {
  const answers = {
    [asked.status]: (state: LifecycleState) => ({ state }),
    [asked.live]: () => ({ status: 'alive' }),
    [asked.ready]: (state: LifecycleState) => ({ status: readiness[state] }),
  };
  for (const [path, answer] of Object.entries(answers)) {
    for (const url of new Set([path, contextPath + path])) {
      app.get(url, { config: { access: publicRoute('api') } }, (_request, reply) => {
        const state = lifecycle.state();
        return reply
          .code(state === 'RUNNING' || path === asked.live ? 200 : 503)
          .header('Cache-Control', 'no-store')
          .send(answer(state));
      });
    }
  }
}
