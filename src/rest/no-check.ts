/** `X-Atlassian-Token: no-check`, which stands in front of what a form of another site could send: a browser sends no such header there. */
import type { FastifyRequest } from 'fastify';

/** @returns whether the request carries the header, in one of the ways in which clients write it */
export function saysNoCheck({ headers }: FastifyRequest): boolean {
  const token = headers['x-atlassian-token'];
  return typeof token === 'string' && /^no-?check$/i.test(token.trim());
}
