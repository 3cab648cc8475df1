/**
 * `X-Atlassian-Token: no-check`, required where a form of another site could otherwise get through: no browser sends that header
 * across sites.
 */
import type { FastifyRequest } from 'fastify';

/** @returns whether the request carries the header, in one of the ways in which clients write it */
export function saysNoCheck({ headers }: FastifyRequest): boolean {
  const token = headers['x-atlassian-token'];
  return typeof token === 'string' && /^no-?check$/i.test(token.trim());
}
