/**
 * `/metrics`: opened by one bearer token from the configuration and nothing else; neither an account nor a network address is a way
 * in.
 */
import { equalInConstantTime, sha256 } from '../foundation/digest.ts';
import { ownSecretRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { bearerToken } from '../http/bearer-token.ts';
import type { Looked, Metrics } from './metrics.ts';

/** Registers the route, whose path is below the context path. */
export function registerMetrics(
  app: App,
  options: {
    readonly contextPath: string;
    readonly metrics: Pick<Metrics, 'report' | 'contentType'>;
    readonly token: string;
    readonly look: () => Promise<Looked>;
  },
): void {
  const { contextPath, metrics, token, look } = options;
  // Digests have one length, so that the comparison does not tell that of the token.
  const expected = sha256(token);
  app.get(`${contextPath}/metrics`, { config: { access: ownSecretRoute() } }, async (request, reply) => {
    const shown = bearerToken(request.headers.authorization);
    reply.header('Cache-Control', 'no-store');
    if (shown === undefined || !equalInConstantTime(sha256(shown), expected)) {
      return reply
        .code(401)
        .header('WWW-Authenticate', 'Bearer realm="Weir metrics"')
        .send({ statusCode: 401, message: 'Metrics are opened by the token of WEIR_METRICS_TOKEN alone, as a bearer token.' });
    }
    return reply.header('Content-Type', metrics.contentType).send(await metrics.report(await look()));
  });
}
