/** The provider's routes: authorize, token, revoke and introspect under both names of the API, and the metadata documents. */
import type { FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import type { UsageCounts } from '../database/usage.ts';
import { authorizationRoute, publicRoute } from '../http/access.ts';
import { type App, contextPathOf } from '../http/app.ts';
import { requireForm, secretAnswer, sendFailure, sendRefusal } from './answer.ts';
import type { ReadClientRequest } from './client-request.ts';
import { isRefusal, refuse } from './errors.ts';
import type { Introspect } from './introspection.ts';
import { metadataDocuments } from './metadata.ts';
import type { Revoke } from './revocation.ts';
import type { TokenPipeline } from './token/pipeline.ts';
import { tokenAnswer } from './tokens.ts';
import type { Usage } from './usage.ts';
import { endpointPaths } from './vocabulary.ts';

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | string>;

/** What the routes call. */
export interface Endpoints {
  readonly baseUrl: string;
  readonly authorize: Handler;
  readonly token: TokenPipeline;
  readonly read: ReadClientRequest;
  readonly revoke: Revoke;
  readonly introspect: Introspect;
  readonly usage: Usage;
  readonly counts: Pick<UsageCounts, 'add'>;
}

/** Every method but POST, which is the one that the endpoints for clients take. */
const otherMethods = ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

const forClients: RouteShorthandOptions = {
  config: { access: publicRoute('api') },
  onRequest: requireForm,
  errorHandler: sendFailure,
};

export function registerOAuth(app: App, endpoints: Endpoints): void {
  const { baseUrl, usage, counts } = endpoints;
  const contextPath = contextPathOf(baseUrl);
  const named = (path: string) => [path, path.replace('/latest/', '/1.0/')].map((name) => contextPath + name);

  for (const url of named(endpointPaths.authorize)) {
    app.route({ method: ['GET', 'POST'], url, config: { access: authorizationRoute() }, handler: endpoints.authorize });
  }

  acceptFrom(endpointPaths.token, async (request, reply) => {
    counts.add('token-requests');
    const granted = await endpoints.token(request);
    if (isRefusal(granted)) return sendRefusal(request, reply, granted);
    const { tokens, client, grantId } = granted;
    usage.note({ client: client.id, grant: grantId, at: tokens.createdAt, address: request.ip });
    return secretAnswer(reply, tokenAnswer(tokens));
  });

  acceptFrom(endpointPaths.revoke, async (request, reply) => {
    const clientRequest = await endpoints.read(request);
    const refusal = isRefusal(clientRequest) ? clientRequest : await endpoints.revoke(clientRequest);
    if (refusal !== undefined) return sendRefusal(request, reply, refusal);
    return reply.headers({ 'Cache-Control': 'no-store', Pragma: 'no-cache' }).send();
  });

  acceptFrom(endpointPaths.introspect, async (request, reply) => {
    const clientRequest = await endpoints.read(request);
    const answer = isRefusal(clientRequest) ? clientRequest : await endpoints.introspect(clientRequest);
    return isRefusal(answer) ? sendRefusal(request, reply, answer) : secretAnswer(reply, answer);
  });

  for (const { paths, document } of metadataDocuments(baseUrl)) {
    const text = JSON.stringify(document);
    for (const path of paths) {
      app.get(path, { config: { access: publicRoute('api') } }, (_request, reply) =>
        reply.headers({ 'Content-Type': 'application/json;charset=UTF-8', 'Cache-Control': 'public, max-age=300' }).send(text),
      );
    }
  }

  function acceptFrom(path: string, handler: Handler): void {
    for (const url of named(path)) {
      app.post(url, forClients, handler);
      app.route({
        method: otherMethods,
        url,
        config: { access: publicRoute('api') },
        errorHandler: sendFailure,
        handler: (request, reply) => sendRefusal(request, reply, refuse('method-not-post')),
      });
    }
  }
}
