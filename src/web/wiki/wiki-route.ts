/** What the wiki's pages share: what they are given, and how a handler begins and ends. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { UserStore } from '../../accounts/users.ts';
import type { LinkedSearch } from '../../applinks/linked-wikis/search.ts';
import type { Refusal } from '../../wiki/refusals.ts';
import type { Wiki } from '../../wiki/wiki.ts';
import type { ShowFailurePage } from '../errors/failure-page.ts';
import { fieldOf } from '../form-body.ts';
import type { PageViews } from '../page-view.ts';

export interface WikiPageDeps {
  readonly views: PageViews;
  readonly showFailure: ShowFailurePage;
  readonly wiki: Wiki;
  readonly users: Pick<UserStore, 'byUsername'>;
  readonly linkedSearch: LinkedSearch;
}

/** @returns one value of the query; empty when it is absent or there twice */
export function queryOf(request: FastifyRequest, name: string): string {
  return fieldOf(request.query, name);
}

/** The one answer for what is not there and for what this reader may not see. */
export function notFound(deps: Pick<WikiPageDeps, 'showFailure'>, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return deps.showFailure(request, reply, { statusCode: 404, message: '' });
}

/** Answers a refusal that no field of a form explains: 404 for what the reader may not see, 403 for what they may not do, else 400. */
export function sendRefusal(
  deps: Pick<WikiPageDeps, 'showFailure'>,
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: Refusal,
): FastifyReply {
  return deps.showFailure(request, reply, { statusCode: statusOf(refusal), message: '' });
}

function statusOf({ refused }: Refusal): number {
  if (refused === 'not-permitted') return 403;
  return refused.startsWith('unknown-') ? 404 : 400;
}

/** Leads to where something stands now. Not for ever: titles and rights change. */
export function leadTo(deps: WikiPageDeps, reply: FastifyReply, path: string): FastifyReply {
  return reply.header('Cache-Control', 'no-store').redirect(deps.views.basePath + path, 302);
}
