/**
 * Incoming application links for automation: `/rest/oauth2/{latest,1.0}/client[/{id}]`. An administrator's credentials open it. The
 * client secret is in the answer that created it and in no other; a token cannot create one, and a session only with a password that was
 * proved lately, as on the page that shows it.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { blankLink, type LinkInput, type LinkProblem, linkInput } from '../applinks/link-form.ts';
import type { Link, Refused } from '../applinks/links.ts';
import { idIn } from '../foundation/row-id.ts';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { actsByToken } from '../http/caller.ts';
import { type OverlapDays, overlapDays } from '../oauth/clients.ts';
import { administratorOf } from './admin-routes.ts';
import { type ErrorAnswer, sendError } from './errors.ts';
import { isStale, proveAgain } from './fresh-proof.ts';
import type { PeopleRest } from './people-rest.ts';
import { type Json, wireDate } from './site.ts';

const access = apiRoute('ADMIN', { permission: 'administer', resource: '/rest/oauth2' });

const Seconds = Type.Union([Type.Integer(), Type.Null()]);

/** What a program says about a link. What is left out has its default in a new link and stays as it is in another. */
const ClientBody = Type.Partial(
  Type.Object({
    name: Type.String(),
    redirects: Type.Array(Type.String(), { maxItems: 100 }),
    scope: Type.String(),
    clientType: Type.String(),
    requirePkce: Type.Boolean(),
    allowPlain: Type.Boolean(),
    allowQueryCredentials: Type.Boolean(),
    skipConsent: Type.Boolean(),
    resourceServer: Type.Boolean(),
    accessTokenSeconds: Seconds,
    refreshTokenSeconds: Seconds,
  }),
);
type ClientBody = Static<typeof ClientBody>;

type WithId = { Params: { id: string } };

export function oauthClientRoutes(app: App, rest: PeopleRest): void {
  for (const version of ['latest', '1.0']) underName(app, `/rest/oauth2/${version}/client`, rest);
}

function underName(app: App, path: string, { site, links, isFresh }: PeopleRest): void {
  const config = { access };

  const whyNoSecret = (request: FastifyRequest): ErrorAnswer | undefined => {
    if (actsByToken(request.caller)) return noSecretsByToken;
    return isStale(request, isFresh) ? proveAgain(site) : undefined;
  };

  app.get(path, { config }, async () => (await links.list()).map(representation));

  app.post<{ Body: ClientBody }>(path, { config, schema: { body: ClientBody } }, async (request, reply) => {
    const refused = whyNoSecret(request);
    if (refused !== undefined) return sendError(reply, refused);
    const outcome = await links.create(inputOf(request.body, blankLink), administratorOf(request));
    if (outcome.kind === 'invalid') return sendProblems(reply, outcome.problems);
    const link = await links.find(outcome.client.id);
    if (link === undefined) return sendError(reply, unknownLink);
    // A path: no host that a request named comes back in it.
    void reply.code(201).header('Location', `${request.routeOptions.url}/${link.id}`);
    return reply.send({ ...representation(link), ...(outcome.secret && { clientSecret: outcome.secret }) });
  });

  app.get<WithId>(`${path}/:id`, { config }, async (request, reply) => {
    const link = await find(request.params.id);
    return link === undefined ? sendError(reply, unknownLink) : reply.header('ETag', etagOf(link)).send(representation(link));
  });

  app.put<WithId & { Body: ClientBody }>(`${path}/:id`, { config, schema: { body: ClientBody } }, async (request, reply) => {
    const link = await find(request.params.id);
    if (link === undefined) return sendError(reply, unknownLink);
    const { 'if-match': expected = '*' } = request.headers;
    if (expected !== '*' && expected !== etagOf(link)) return sendError(reply, changedSince);
    const input = inputOf(request.body, linkInput(link));
    // A client that becomes confidential is given a secret with it.
    const refused = input.clientType === link.clientType ? undefined : whyNoSecret(request);
    if (refused !== undefined) return sendError(reply, refused);
    const outcome = await links.update(link.id, input, administratorOf(request), link.updatedAt);
    if (outcome.kind === 'invalid') return sendProblems(reply, outcome.problems);
    if (outcome.kind === 'changed-meanwhile') return sendError(reply, changedAtOnce);
    if (outcome.kind !== 'saved') return sendError(reply, answerTo(outcome));
    const saved = await links.find(link.id);
    if (saved === undefined) return sendError(reply, unknownLink);
    return reply.send({ ...representation(saved), ...(outcome.secret && { clientSecret: outcome.secret }) });
  });

  app.delete<WithId>(`${path}/:id`, { config }, async (request, reply) => {
    const link = await find(request.params.id);
    const outcome = link === undefined ? unknown : await links.remove(link.id, administratorOf(request));
    return outcome.kind === 'done' ? reply.code(204).send() : sendError(reply, answerTo(outcome));
  });

  app.post<WithId>(`${path}/:id/rotate`, { config }, async (request, reply) => {
    const refused = whyNoSecret(request);
    if (refused !== undefined) return sendError(reply, refused);
    const overlap = overlapIn(request.body);
    if (overlap === undefined) return sendError(reply, badOverlap);
    const link = await find(request.params.id);
    if (link === undefined) return sendError(reply, unknownLink);
    const outcome = await links.rotateSecret(link.id, overlap, administratorOf(request));
    switch (outcome.kind) {
      case 'rotated':
        return reply.send({ ...representation(link), clientSecret: outcome.secret });
      case 'public':
        return sendError(reply, { statusCode: 400, message: 'A public client has no secret to rotate.' });
      default:
        return sendError(reply, answerTo(outcome));
    }
  });

  /** A link by its number, or by its client id, which is what an application knows of itself. */
  async function find(id: string): Promise<Link | undefined> {
    const known = idIn(id);
    if (known !== undefined) return links.find(known);
    return (await links.list()).find(({ clientId }) => clientId === id);
  }
}

const unknown = { kind: 'unknown' } as const;
const unknownLink: ErrorAnswer = { statusCode: 404, message: 'There is no application link with this id.' };

/** Of a conditional request (RFC 9110 §13.1.1). */
const changedSince: ErrorAnswer = {
  statusCode: 412,
  message: 'The link was changed since you read it. Read it again and send your change again.',
};

const changedAtOnce: ErrorAnswer = {
  statusCode: 409,
  message: 'Somebody else changed the link at the same moment. Read it again and send your change again.',
};

const badOverlap: ErrorAnswer = {
  statusCode: 400,
  message: `overlapDays must be one of ${overlapDays.join(', ')}: for how many days the old secret goes on working.`,
};

/** A credential that ends with its consent must not be traded for one that does not. */
const noSecretsByToken: ErrorAnswer = {
  statusCode: 403,
  message: 'An access token cannot make client credentials. Use an administrator’s name and password, or the console.',
};

/** @returns the days that a body asks for; without a body, none: the old secret ends now */
function overlapIn(body: unknown): OverlapDays | undefined {
  if (body === undefined || body === null) return 0;
  if (typeof body !== 'object') return undefined;
  const asked = 'overlapDays' in body ? body.overlapDays : 0;
  return overlapDays.find((days) => days === asked);
}

function inputOf(body: ClientBody, base: LinkInput): LinkInput {
  const life = (seconds: number | null | undefined, otherwise: string) =>
    seconds === undefined ? otherwise : seconds === null ? '' : String(seconds);
  return {
    name: body.name ?? base.name,
    redirectUris: body.redirects ?? base.redirectUris,
    scope: body.scope ?? base.scope,
    clientType: body.clientType ?? base.clientType,
    requirePkce: body.requirePkce ?? base.requirePkce,
    allowPlain: body.allowPlain ?? base.allowPlain,
    allowQueryCredentials: body.allowQueryCredentials ?? base.allowQueryCredentials,
    skipConsent: body.skipConsent ?? base.skipConsent,
    resourceServer: body.resourceServer ?? base.resourceServer,
    accessTokenSeconds: life(body.accessTokenSeconds, base.accessTokenSeconds),
    refreshTokenSeconds: life(body.refreshTokenSeconds, base.refreshTokenSeconds),
  };
}

/** Which state of a link it is. */
function etagOf({ updatedAt }: Link): string {
  return `"${updatedAt}"`;
}

function representation(link: Link): Json {
  return {
    id: String(link.id),
    clientId: link.clientId,
    name: link.name,
    redirects: link.redirectUris,
    scope: link.scope,
    clientType: link.clientType,
    enabled: link.disabledAt === null,
    requirePkce: link.requirePkce,
    allowPlain: link.allowPlain,
    allowQueryCredentials: link.allowQueryCredentials,
    skipConsent: link.skipConsent,
    resourceServer: link.resourceServer,
    accessTokenSeconds: link.accessTokenSeconds,
    refreshTokenSeconds: link.refreshTokenSeconds,
    createdBy: link.createdByName ?? null,
    created: wireDate(link.createdAt),
    updated: wireDate(link.updatedAt),
    lastUsed: link.lastUsedAt === null ? null : wireDate(link.lastUsedAt),
    users: link.users,
  };
}

function answerTo(refused: Refused | { readonly kind: 'done' }): ErrorAnswer {
  return refused.kind === 'system-administrator-only'
    ? { statusCode: 403, message: 'This link may ask for SYSTEM_ADMIN: only a system administrator can change it.' }
    : unknownLink;
}

/** All that is wrong, in `data.errors` as Confluence has it, and in one message for who reads only that. */
function sendProblems(reply: FastifyReply, problems: readonly LinkProblem[]): FastifyReply {
  const message = problems.map((problem) => `${nameOf(problem)}: ${problem.message}`).join(' ');
  return sendError(reply, { statusCode: 400, message });
}

function nameOf({ field, index }: LinkProblem): string {
  const name = field === 'redirectUris' ? 'redirects' : field;
  return index === undefined ? name : `${name}[${index}]`;
}
