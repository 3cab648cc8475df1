/** Who does something and from where: what every audited verb is given. */
import type { FastifyRequest } from 'fastify';

export interface Actor {
  /** Null: nobody signed in, or the command line. */
  readonly userId: number | null;
  /** The username as it is now; `system` for the command line and Weir itself, `anonymous` for nobody. */
  readonly name: string;
}

export interface Origin {
  readonly actor: Actor;
  /** Where the request came from; empty for the command line. */
  readonly remoteAddress: string;
  /** As in the log and in the answer's `X-Request-Id`; empty for the command line. */
  readonly requestId: string;
}

/** The command line, and what Weir does by itself. */
export const systemOrigin: Origin = { actor: { userId: null, name: 'system' }, remoteAddress: '', requestId: '' };

/** @returns who sent a request, as the access check found */
export function originOf(request: FastifyRequest): Origin {
  const { person } = request.caller;
  return {
    actor: person === undefined ? { userId: null, name: 'anonymous' } : { userId: person.id, name: person.username },
    remoteAddress: request.ip,
    requestId: request.id,
  };
}

/** @returns the same origin once the person behind it is known: a sign-in begins as nobody's request */
export function onBehalfOf(origin: Origin, user: { readonly id: number; readonly username: string }): Origin {
  return { ...origin, actor: { userId: user.id, name: user.username } };
}
