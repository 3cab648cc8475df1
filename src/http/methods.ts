/**
 * Answers a method that an address does not accept: 405 with the accepted ones (RFC 9110 §15.5.6), and `OPTIONS`, which asks for them
 * (§9.3.7).
 */
import type { FastifyInstance } from 'fastify';

/** @returns the methods that an address takes, in the order of the alphabet; none where nothing is */
export function methodsAt(app: FastifyInstance, url: string): readonly string[] {
  const taken = app.supportedMethods.filter((method) => app.findRoute({ method, url }) !== null);
  return taken.length === 0 || taken.includes('OPTIONS') ? taken.sort() : [...taken, 'OPTIONS'].sort();
}
