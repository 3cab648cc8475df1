/** Where somebody goes after logging in. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { heldIn } from '../held-form.ts';
import { paths } from '../layout/paths.ts';

/** To where they were headed, or with the form that they brought along, which the browser sends once more (307). */
export function afterLogin(basePath: string, request: FastifyRequest, reply: FastifyReply, destination: string): FastifyReply {
  const holds = heldIn(request.body, basePath) !== undefined;
  return holds ? reply.redirect(basePath + paths.goOn, 307) : reply.redirect(destination, 303);
}
