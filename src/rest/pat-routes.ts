/**
 * Personal access tokens for programs: one's own under `/rest/pat/{latest,1.0}/tokens`, and those of others, for administrators, under
 * `/rest/weir/1.0/users/{userKey}/tokens`. A password or a session makes one; a token cannot make another.
 */
import { type Static, Type } from 'typebox';
import { type PersonalToken, type PersonalTokenStore, personalTokenProblemText } from '../accounts/personal-tokens.ts';
import { originOf } from '../audit/origin.ts';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { actsByToken, scopeKeys } from '../http/caller.ts';
import { userError } from './account-errors.ts';
import { administratorOf } from './admin-routes.ts';
import { badRequest, type ErrorAnswer, sendError } from './errors.ts';
import { lenient, numberLike } from './lenient.ts';
import type { PeopleRest } from './people-rest.ts';
import { personOf } from './person.ts';
import { readId } from './query.ts';
import { type Json, wireDate } from './site.ts';

const TokenBody = Type.Object({
  name: Type.String({ maxLength: 1000 }),
  /** In days. */
  expirationDuration: lenient(numberLike),
  /** Beyond Confluence: narrows what the token may do. */
  scope: lenient(Type.String()),
});
type TokenBody = Static<typeof TokenBody>;

const resource = '/rest/pat';

export function patRoutes(app: App, rest: PeopleRest): void {
  for (const version of ['latest', '1.0']) ownTokens(app, `/rest/pat/${version}/tokens`, rest.personalTokens);
  tokensOfOthers(app, rest);
}

function ownTokens(app: App, path: string, tokens: PersonalTokenStore): void {
  app.get(path, { config: { access: apiRoute('READ', { resource }) } }, async (request, reply) => {
    const found = await tokens.ofUser(personOf(request).id);
    return reply.send(found.map(tokenJson));
  });

  app.post<{ Body: TokenBody }>(
    path,
    { config: { access: apiRoute('WRITE', { resource }) }, schema: { body: TokenBody } },
    async (request, reply) => {
      if (actsByToken(request.caller)) return sendError(reply, noTokensByToken);
      const { name, expirationDuration, scope } = request.body;
      const narrowed = scope === undefined || scope === null ? undefined : scopeKeys.find((key) => key === scope);
      if (narrowed === undefined && typeof scope === 'string') return sendError(reply, unknownScope);
      const days = expirationDuration === undefined || expirationDuration === null ? undefined : Number(expirationDuration);
      const { caller } = request;
      const session = caller.kind === 'session' ? caller.session.publicId : undefined;
      const outcome = await tokens.create(personOf(request), { name, days, scope: narrowed }, originOf(request), session);
      if (outcome.outcome === 'refused') {
        return sendError(reply, badRequest(personalTokenProblemText(outcome.problem, tokens.mostDays())));
      }
      return reply.code(201).send({ ...tokenJson(outcome.token), rawToken: outcome.rawToken });
    },
  );

  app.delete<{ Params: { tokenId: string } }>(
    `${path}/:tokenId`,
    { config: { access: apiRoute('WRITE', { resource }) } },
    async (request, reply) => {
      const id = readId(request.params.tokenId);
      const revoked = id !== undefined && (await tokens.revoke(personOf(request).id, id, originOf(request)));
      return revoked ? reply.code(204).send() : sendError(reply, unknownToken);
    },
  );
}

function tokensOfOthers(app: App, { personalTokens, users, administration }: PeopleRest): void {
  const path = '/rest/weir/1.0/users/:userKey/tokens';
  const config = { access: apiRoute('ADMIN', { permission: 'administer', resource: '/rest/weir' }) };

  app.get<{ Params: { userKey: string } }>(path, { config }, async (request, reply) => {
    const user = await users.byUserKey(request.params.userKey);
    if (user === undefined) return sendError(reply, unknownUser);
    return reply.send((await personalTokens.ofUser(user.id)).map(tokenJson));
  });

  app.delete<{ Params: { userKey: string; tokenId: string } }>(`${path}/:tokenId`, { config }, async (request, reply) => {
    const user = await users.byUserKey(request.params.userKey);
    if (user === undefined) return sendError(reply, unknownUser);
    const id = readId(request.params.tokenId);
    const revoked = await administration.onUser(user.username, administratorOf(request), ({ id: userId }) =>
      id === undefined ? Promise.resolve(false) : personalTokens.revoke(userId, id, originOf(request)),
    );
    if (typeof revoked === 'object') return sendError(reply, userError(revoked, user.username));
    return revoked ? reply.code(204).send() : sendError(reply, unknownToken);
  });
}

/** A credential that can be ended must not be traded for one that goes on. */
const noTokensByToken: ErrorAnswer = {
  statusCode: 403,
  message: 'A token cannot make personal access tokens. Use a name and password, or the profile page.',
};

const unknownScope: ErrorAnswer = badRequest(`scope must be one of ${scopeKeys.join(', ')}, or be left out.`);
const unknownToken: ErrorAnswer = { statusCode: 404, message: 'There is no personal access token with this id.' };
const unknownUser: ErrorAnswer = { statusCode: 404, message: 'There is no user with this key.' };

function tokenJson({ id, name, scope, createdAt, expiresAt, lastUsedAt }: PersonalToken): Json {
  return {
    id,
    name,
    createdAt: wireDate(createdAt),
    lastAccessedAt: lastUsedAt === null ? null : wireDate(lastUsedAt),
    expiringAt: expiresAt === null ? null : wireDate(expiresAt),
    scope: scope ?? null,
  };
}
