/**
 * Protection against cross-site request forgery (security rule 7). A request that changes something and rides on a cookie must come
 * from a page of ours: it carries a token that only such a page knows, in the form or in a header, and our `Origin`.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { equalInConstantTime, sha256 } from '../foundation/digest.ts';
import { type Random, secretValue } from '../foundation/random.ts';
import { type CookieJar, cookieNames } from './cookies.ts';

/** The form field that carries the token. */
export const csrfFieldName = 'csrf_token';
/** The header that carries it in a call by script. */
const csrfHeader = 'x-csrf-token';

export interface CsrfGuard {
  /** @returns the token for a form on this answer; for somebody not signed in a cookie is set that the token is bound to */
  token(request: FastifyRequest, reply: FastifyReply): string;
  /** @returns whether the request carries the token of its cookie and no foreign `Origin` */
  isSameSite(request: FastifyRequest): boolean;
  /** @returns whether the browser itself says that a page of ours has sent it, whatever token it carries */
  comesFromHere(request: FastifyRequest): boolean;
}

/** @returns the token that belongs to a cookie's value: who knows the token does not know the cookie */
export function csrfTokenOf(cookieValue: string): string {
  return sha256(`csrf ${cookieValue}`);
}

export function createCsrfGuard(options: {
  readonly baseUrl: string;
  readonly cookies: CookieJar;
  readonly random: Random;
}): CsrfGuard {
  const { cookies, random } = options;
  /** What a visitor's cookie was just set to: the same answer may hold several forms. */
  const fresh = new WeakMap<FastifyRequest, string>();
  const ourOrigin = new URL(options.baseUrl).origin;

  function isForeign(request: FastifyRequest): boolean {
    const { origin, host } = request.headers;
    const site = request.headers['sec-fetch-site'];
    // A page with `Referrer-Policy: no-referrer` posts with `Origin: null`; then the browser's own word on the site decides.
    if (origin === undefined || origin === 'null') return site !== undefined && site !== 'same-origin';
    // The same server may be reached by another of its names; a browser does not let a foreign page choose `Host`.
    return origin !== ourOrigin && origin !== `http://${host}` && origin !== `https://${host}`;
  }

  return {
    token(request, reply) {
      if (request.caller.kind === 'session') return request.caller.session.csrfToken;
      const known = cookies.read(request, cookieNames.visitor) ?? fresh.get(request);
      if (known !== undefined) return csrfTokenOf(known);
      const value = secretValue(random);
      cookies.set(reply, cookieNames.visitor, value, {});
      fresh.set(request, value);
      return csrfTokenOf(value);
    },

    comesFromHere(request) {
      const { origin = 'null', 'sec-fetch-site': site } = request.headers;
      // Where there is no token the browser's word on the site is asked for first: `http` of the same host is another site.
      return !isForeign(request) && (site === undefined ? origin !== 'null' : site === 'same-origin');
    },

    isSameSite(request) {
      if (isForeign(request)) return false;
      const sent = sentToken(request);
      const expected = expectedToken(request);
      return sent !== undefined && expected !== undefined && equalInConstantTime(sent, expected);
    },
  };

  function expectedToken(request: FastifyRequest): string | undefined {
    if (request.caller.kind === 'session') return request.caller.session.csrfToken;
    const visitor = cookies.read(request, cookieNames.visitor);
    return visitor === undefined ? undefined : csrfTokenOf(visitor);
  }
}

function sentToken(request: FastifyRequest): string | undefined {
  const header = request.headers[csrfHeader];
  if (typeof header === 'string') return header;
  const { body } = request;
  if (typeof body !== 'object' || body === null || !(csrfFieldName in body)) return undefined;
  const field = body[csrfFieldName];
  return typeof field === 'string' ? field : undefined;
}
