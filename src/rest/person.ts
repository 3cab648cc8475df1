/** The person behind a request, for routes that nobody else reaches. */
import type { FastifyRequest } from 'fastify';
import type { Person } from '../http/caller.ts';

/** @throws Error on a route that lets anonymous readers in: the access check lets only people through to the others */
export function personOf({ caller }: Pick<FastifyRequest, 'caller'>): Person {
  const { person } = caller;
  if (person === undefined) throw new Error('This route is reached without a person.');
  return person;
}
