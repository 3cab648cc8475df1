/**
 * How refusals and failures look to a program: status, JSON, and the headers that clients read. Used for every path of the
 * API, whichever room answers it.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccessFailure, Surface } from '../http/access.ts';
import type { Failure } from '../http/app.ts';
import type { GlobalPermission } from '../http/caller.ts';
import { type ErrorAnswer, sendError } from './errors.ts';

export interface ApiSurfaceOptions {
  readonly baseUrl: string;
  /** @returns the value of `WWW-Authenticate` for a bearer token (RFC 6750 §3, RFC 9728 §5.1) */
  bearerChallenge(failure: AccessFailure): string;
}

export interface ApiSurface extends Surface {
  /** What went wrong outside of any domain: unknown paths, unreadable bodies, faults. */
  showFailure(request: FastifyRequest, reply: FastifyReply, failure: Failure): FastifyReply;
}

export function apiSurface({ baseUrl, bearerChallenge }: ApiSurfaceOptions): ApiSurface {
  const { origin } = new URL(baseUrl);

  return {
    refuse(request, reply, failure) {
      nameCaller(request, reply);
      const { loginReason, challenge, answer, retryAfterSeconds } = look(failure, bearerChallenge);
      if (loginReason !== undefined) void reply.header('X-Seraph-LoginReason', loginReason);
      if (challenge !== undefined) void reply.header('WWW-Authenticate', challenge);
      if (retryAfterSeconds !== undefined) void reply.header('Retry-After', String(retryAfterSeconds));
      return sendError(reply.header('Cache-Control', 'no-store'), answer);
    },

    showFailure(request, reply, { statusCode, message }) {
      return sendError(reply.header('Cache-Control', 'no-store'), {
        statusCode,
        message: message === '' ? withoutMessage(statusCode, origin + request.url) : message,
      });
    },
  };
}

/** Says who was recognised, as every answer to somebody who signed in does. */
export function nameCaller(request: FastifyRequest, reply: FastifyReply): void {
  const { person } = request.caller;
  if (person === undefined) return;
  // A name may hold any letter; a header may not.
  reply.raw.setHeader('X-AUSERNAME', encodeURIComponent(person.username));
  reply.raw.setHeader('X-Seraph-LoginReason', 'OK');
}

interface Look {
  readonly answer: ErrorAnswer;
  readonly loginReason?: 'AUTHENTICATED_FAILED' | 'AUTHENTICATION_DENIED';
  readonly challenge?: string;
  readonly retryAfterSeconds?: number;
}

function look(failure: AccessFailure, bearerChallenge: ApiSurfaceOptions['bearerChallenge']): Look {
  switch (failure.reason) {
    case 'no-credential':
      return {
        answer: { statusCode: 401, message: 'Client must be authenticated to access this resource.' },
        challenge: bearerChallenge(failure),
      };
    case 'bad-credential':
      return {
        answer: { statusCode: 401, message: 'Basic and bearer credentials are accepted; the ones that were sent are not valid.' },
        challenge: failure.scheme === 'Basic' ? 'Basic realm="Weir", charset="UTF-8"' : bearerChallenge(failure),
        loginReason: 'AUTHENTICATED_FAILED',
      };
    case 'throttled':
      return {
        answer: { statusCode: 429, message: 'Too many attempts to sign in failed. Wait, then try again.' },
        loginReason: 'AUTHENTICATION_DENIED',
        retryAfterSeconds: failure.retryAfterSeconds,
      };
    case 'insufficient-scope':
      return {
        answer: { statusCode: 403, message: `The access token does not cover this: it needs the scope ${failure.scope}.` },
        challenge: bearerChallenge(failure),
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

function withoutMessage(statusCode: number, url: string): string {
  return statusCode === 404
    ? `null for uri: ${url}`
    : 'The request could not be answered. Quote the X-Request-Id of this answer to the administrator.';
}
