/**
 * How long a client may take to send a body (security rule 16). Node has one limit for all requests, and an upload may take far longer
 * than anything else should.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Milliseconds } from '../foundation/clock.ts';
import type { AtEndOfTurn } from './turns.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Without it the usual time. */
    bodyTime?: Milliseconds;
  }
}

/** Ends requests of this instance whose bodies take too long, with 408. @param usual for routes that say nothing */
export function limitBodyTime(app: FastifyInstance, usual: Milliseconds, atEndOfTurn: AtEndOfTurn): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { raw } = request;
    if (raw.headers['content-length'] !== undefined || raw.headers['transfer-encoding'] !== undefined) {
      atEndOfTurn(() => {
        // Most bodies come with the head.
        if (raw.complete || raw.destroyed) return;
        const timer = setTimeout(() => hangUp(request, reply), request.routeOptions.config.bodyTime ?? usual).unref();
        raw.once('close', () => clearTimeout(timer));
      });
    }
    done();
  });
}

function hangUp({ raw }: FastifyRequest, reply: FastifyReply): void {
  const end = () => raw.destroy();
  // As Node itself says it.
  if (reply.raw.headersSent) end();
  else raw.socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', end);
}
