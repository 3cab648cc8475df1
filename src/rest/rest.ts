/** What the routes of the API are given. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { UserStore } from '../accounts/users.ts';
import type { Keyring } from '../foundation/keyring.ts';
import type { Caller } from '../http/caller.ts';
import type { BodyRenderer } from '../wiki/render.ts';
import type { Wiki } from '../wiki/wiki.ts';
import type { Batch } from './representation/expansion.ts';
import type { Site } from './site.ts';
import type { ApiSurface } from './surface.ts';

export interface RestDeps {
  /** Scheme, host and context path, without a slash at the end. */
  readonly baseUrl: string;
  /** Of Weir itself. */
  readonly version: string;
  readonly wiki: Wiki;
  readonly users: Pick<UserStore, 'byUsername' | 'byUserKey'>;
  readonly surface: ApiSurface;
  /** Seals what a client hands back unread. */
  readonly keyring: Keyring;
}

/** What a file of routes is given. */
export interface Rest extends RestDeps {
  readonly site: Site;
  /** What answering this request needs to expand. */
  batch(request: FastifyRequest): Batch;
  /**
   * Stands in front of routes that let anonymous readers in: while no space is open to them there is nothing here for
   * anybody without a credential, and the answer asks for one. The same holds for a person who may not use Weir.
   */
  openToAnonymous(request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void;
}

/**
 * @returns what renders bodies for a caller. An application was let in to this wiki, not to those that its person has accounts at; and two wikis that show
 * each other's pages come to an end here, since a wiki asks another as an application.
 */
export function rendererFor({ renderer }: Pick<Wiki, 'renderer'>, { kind }: Caller): BodyRenderer {
  return kind === 'bearer' ? renderer.forApplications : renderer;
}
