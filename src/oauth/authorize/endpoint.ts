/**
 * The authorization endpoint (RFC 6749 §3.1): examines the request, sends whoever is not signed in to the login page and back,
 * and a signed-in person to the consent page. Nothing is stored for somebody who is not signed in.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '../../database/database.ts';
import type { Clock } from '../../foundation/clock.ts';
import { sha256 } from '../../foundation/digest.ts';
import { type Random, secretValue } from '../../foundation/random.ts';
import { contextPathOf } from '../../http/app.ts';
import { isForm, logRefusal } from '../answer.ts';
import { type Refusal, refuse } from '../errors.ts';
import type { GrantStore } from '../grant-store.ts';
import { formParameters, type Parameters, queryParameters } from '../parameters.ts';
import { endpointPaths, type OAuthSettings } from '../vocabulary.ts';
import type { ConsentStore, StoredParameters } from './consent-store.ts';
import { type AnswerTarget, type CodeIssuer, mayAuthorize, refusalLocation, standingGrant } from './decision.ts';
import type { Examine } from './examine.ts';
import { unlessRemoved } from './unless-removed.ts';

/** Shows a person, on a page of ours with status 400, that a request is wrong; nothing of it may be trusted. */
export type ShowAuthorizationError = (
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: Refusal,
) => FastifyReply | Promise<FastifyReply>;

/** What is kept of a request: the parameters that mean something, so that what is ignored is not stored either. */
const known = [
  'client_id',
  'redirect_uri',
  'response_type',
  'scope',
  'state',
  'code_challenge',
  'code_challenge_method',
  'resource',
] as const;

export function authorizationEndpoint(rooms: {
  readonly database: Database;
  readonly examine: Examine;
  readonly requests: ConsentStore;
  readonly grants: GrantStore;
  readonly codes: CodeIssuer;
  readonly clock: Clock;
  readonly random: Random;
  readonly settings: () => OAuthSettings;
  readonly showError: ShowAuthorizationError;
}): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply> {
  const { database, examine, requests, grants, codes, clock, random, settings } = rooms;
  const contextPath = contextPathOf(settings().baseUrl);

  return async (request, reply) => {
    if (request.method === 'POST' && !isForm(request)) return refuseHere(request, reply, refuse('form-expected'));
    const sent = request.method === 'POST' ? formParameters(request.body) : queryParameters(request.url);
    const examined = await examine(sent);
    if (examined.kind === 'refused-here') return refuseHere(request, reply, examined.refusal);
    if (examined.kind === 'refused-there') return refuseThere(request, reply, examined, examined.refusal);
    const wanted = examined.request;
    const { caller } = request;
    if (caller.kind !== 'session') return sendTo(reply, address(endpointPaths.login, { os_destination: destination(sent) }));
    if (!mayAuthorize(caller.person)) return refuseThere(request, reply, wanted, refuse('user-may-not-use-weir'));

    const now = clock.now();
    const grantId = await standingGrant(grants, wanted, caller.person.id);
    if (grantId !== undefined) {
      const location = await unlessRemoved(() => database.write((queries) => codes.issue(queries, wanted, grantId, now)));
      return typeof location === 'string' ? sendTo(reply, location) : refuseHere(request, reply, location);
    }
    const id = secretValue(random);
    const asked = {
      hash: sha256(id),
      sessionPublicId: caller.session.publicId,
      userId: caller.person.id,
      client: wanted.client.id,
      parameters: kept(sent),
      now,
    };
    const removed = await unlessRemoved(() => requests.add(asked));
    return removed === undefined
      ? sendTo(reply, address(endpointPaths.consent, { request: id }))
      : refuseHere(request, reply, removed);
  };

  function refuseHere(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply | Promise<FastifyReply> {
    logRefusal(request, refusal);
    return rooms.showError(request, reply, refusal);
  }

  function refuseThere(request: FastifyRequest, reply: FastifyReply, target: AnswerTarget, refusal: Refusal): FastifyReply {
    logRefusal(request, refusal);
    return sendTo(reply, refusalLocation(settings().baseUrl, target, refusal));
  }

  /** The request as an address of ours, which the login page comes back to. */
  function destination(sent: Parameters): string {
    return address(endpointPaths.authorize, kept(sent));
  }

  function address(path: string, parameters: StoredParameters): string {
    return `${contextPath}${path}?${new URLSearchParams(parameters)}`;
  }
}

/** By 303, so that a browser never posts again what was posted to us. */
function sendTo(reply: FastifyReply, location: string): FastifyReply {
  return reply.header('Cache-Control', 'no-store').redirect(location, 303);
}

function kept(sent: Parameters): StoredParameters {
  return Object.fromEntries(known.flatMap((name) => (sent.get(name) === undefined ? [] : [[name, sent.get(name) ?? '']])));
}
