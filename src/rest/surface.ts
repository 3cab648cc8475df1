/**
 * How refusals and failures look to a program: status, JSON, and the headers that clients read. Used for every path of the API,
 * whichever room answers it.
 */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccessFailure, Surface } from '../http/access.ts';
import type { App, Failure } from '../http/app.ts';
import type { GlobalPermission } from '../http/caller.ts';
import { bearerChallenge } from '../oauth/bearer.ts';
import { type ErrorAnswer, sendError } from './errors.ts';
import { takeJsonOnly } from './json-only.ts';

export interface ApiSurface extends Surface {
  /** What went wrong outside of any domain: unknown paths, unreadable bodies, faults. */
  showFailure(request: FastifyRequest, reply: FastifyReply, failure: Failure): FastifyReply;
}

/** @param baseUrl scheme, host and context path, without a slash at the end */
export function apiSurface(baseUrl: string): ApiSurface {
  const { origin } = new URL(baseUrl);

  return {
    refuse(request, reply, failure) {
      nameCaller(request, reply);
      const { loginReason, answer, retryAfterSeconds } = look(failure);
      const instead = failure.reason === 'not-permitted' ? request.routeOptions.config.access?.notPermittedStatus : undefined;
      // An answer of 401 names what would open the route (RFC 9110 §15.5.2).
      const challenge = challengeOf(baseUrl, request, instead === undefined ? failure : { reason: 'no-credential' });
      if (loginReason !== undefined) void reply.header('X-Seraph-LoginReason', loginReason);
      if (challenge !== undefined) void reply.header('WWW-Authenticate', challenge);
      if (retryAfterSeconds !== undefined) void reply.header('Retry-After', String(retryAfterSeconds));
      return sendError(
        reply.header('Cache-Control', 'no-store'),
        instead === undefined ? answer : { ...answer, statusCode: instead },
      );
    },

    showFailure(request, reply, { statusCode, message }) {
      return sendError(reply.header('Cache-Control', 'no-store'), {
        statusCode,
        message: message === '' ? withoutMessage(statusCode, request.method, origin + request.url) : message,
      });
    },
  };
}

/** Registers routes of the API below the context path: each answer says who called, and nobody on the way keeps it. */
export async function registerApi(app: App, contextPath: string, register: (routes: App) => void): Promise<void> {
  await app.register(
    async (instance) => {
      const routes: App = instance.withTypeProvider<TypeBoxTypeProvider>();
      takeJsonOnly(routes);
      routes.addHook('onRequest', (request, reply, done) => {
        nameCaller(request, reply);
        void reply.header('Cache-Control', 'no-store');
        done();
      });
      register(routes);
    },
    { prefix: contextPath },
  );
}

const basicChallenge = 'Basic realm="Weir", charset="UTF-8"';

/**
 * @returns whether the address says `os_authType=basic`, as programs do that send a password only when they are asked for one: nobody is let
 *   in without a name then, not even where anonymous readers are
 */
export function asksForBasic({ query }: FastifyRequest): boolean {
  return (query as Readonly<Record<string, unknown>> | undefined)?.os_authType === 'basic'; // As Fastify parses every query.
}

/** Says who was recognised, as every answer to somebody who signed in does. */
function nameCaller(request: FastifyRequest, reply: FastifyReply): void {
  const { person } = request.caller;
  if (person === undefined) return;
  // A name may hold any letter; a header may not.
  void reply.header('X-AUSERNAME', encodeURIComponent(person.username)).header('X-Seraph-LoginReason', 'OK');
}

interface Look {
  readonly answer: ErrorAnswer;
  readonly loginReason?: 'AUTHENTICATED_FAILED' | 'AUTHENTICATION_DENIED';
  readonly retryAfterSeconds?: number;
}

/** What would open the route, for whoever tried with something else or with nothing (RFC 9110 §11.6.1). */
function challengeOf(baseUrl: string, request: FastifyRequest, failure: AccessFailure): string | undefined {
  if (failure.reason === 'bad-credential' && failure.scheme === 'Basic') return basicChallenge;
  if (failure.reason === 'no-credential' && asksForBasic(request)) return basicChallenge;
  return bearerChallenge(baseUrl, request.routeOptions.config.access?.resource ?? '', failure);
}

function look(failure: AccessFailure): Look {
  switch (failure.reason) {
    case 'no-credential':
      return {
        answer: { statusCode: 401, message: 'Client must be authenticated to access this resource.' },
      };
    case 'bad-credential':
      return {
        answer: { statusCode: 401, message: 'Basic and bearer credentials are accepted; the ones that were sent are not valid.' },
        loginReason: 'AUTHENTICATED_FAILED',
      };
    case 'throttled':
      return {
        answer: { statusCode: 429, message: 'Too many attempts to sign in failed. Wait, then try again.' },
        loginReason: 'AUTHENTICATION_DENIED',
        retryAfterSeconds: failure.retryAfterSeconds,
      };
    case 'second-step-missing':
      return failure.credential === 'password'
        ? {
            answer: {
              statusCode: 401,
              message:
                'This account signs in in two steps, so its password alone does not open the API. Use a personal access token as a bearer token instead: make one in your profile, under Personal access tokens.',
            },
            loginReason: 'AUTHENTICATION_DENIED',
          }
        : {
            answer: {
              statusCode: 403,
              message: 'Set up two-step sign-in in your profile first: your administrator requires it.',
            },
            loginReason: 'AUTHENTICATION_DENIED',
          };
    case 'insufficient-scope':
      return {
        answer: { statusCode: 403, message: `The access token does not cover this: it needs the scope ${failure.scope}.` },
      };
    case 'not-permitted':
      return { answer: { statusCode: 403, message: withoutPermission(failure.permission) } };
    case 'cross-site':
      return { answer: { statusCode: 403, message: 'XSRF check failed' } };
    default:
      return failure satisfies never;
  }
}

function withoutPermission(permission: GlobalPermission): string {
  switch (permission) {
    case 'use':
      return 'Current user not permitted to use Confluence';
    case 'create-space':
      return 'Current user not permitted to create spaces';
    case 'administer':
      return 'Current user not permitted to administer Confluence';
    case 'administer-system':
      return 'Current user not permitted to administer the system';
    default:
      return permission satisfies never;
  }
}

function withoutMessage(statusCode: number, method: string, url: string): string {
  switch (statusCode) {
    case 404:
      return `null for uri: ${url}`;
    case 405:
      return `The method ${method} is not allowed here. The header Allow names those that are.`;
    default:
      return 'The request could not be answered. Quote the X-Request-Id of this answer to the administrator.';
  }
}
