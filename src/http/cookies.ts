/** Weir's cookies: their names and attributes, in one place. */
import { parseCookie, type SetCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Seconds } from '../foundation/clock.ts';

/** What the cookies are called, without the prefix that https adds. */
export const cookieNames = {
  /** The session of somebody signed in. */
  session: 'weir_session',
  /** Somebody not signed in: binds the token of the sign-in form to this browser. */
  visitor: 'weir_visitor',
  /** Somebody who has proved the password and not yet the second factor. */
  secondStep: 'weir_second_step',
  /** Names the sentence that the next page says once. */
  flash: 'weir_flash',
} as const;

export type CookieName = (typeof cookieNames)[keyof typeof cookieNames];

export interface CookieJar {
  /** @returns the name with its `__Host-` prefix, which pins a cookie to this host, path / and https (RFC 6265bis §4.1.3.2) */
  nameOnTheWire(name: CookieName): string;
  read(request: FastifyRequest, name: CookieName): string | undefined;
  /** @param options.maxAge life in seconds; without it the cookie ends with the browser */
  set(reply: FastifyReply, name: CookieName, value: string, options: { readonly maxAge?: Seconds }): void;
  clear(reply: FastifyReply, name: CookieName): void;
}

/** @param baseUrl decides by its scheme whether cookies are `Secure` */
export function createCookieJar(baseUrl: string): CookieJar {
  const secure = baseUrl.startsWith('https:');
  const nameOnTheWire = (name: CookieName) => (secure ? `__Host-${name}` : name);
  const attributes = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const;
  /** Parsed for those requests alone that are asked for one: most carry none. */
  const parsed = new WeakMap<FastifyRequest, ReturnType<typeof parseCookie>>();

  function cookiesOf(request: FastifyRequest) {
    const known = parsed.get(request);
    if (known !== undefined) return known;
    const cookies = parseCookie(request.headers.cookie ?? '');
    parsed.set(request, cookies);
    return cookies;
  }

  /** An answer sets each cookie once: what was said last holds. */
  function put(reply: FastifyReply, cookie: SetCookie): void {
    const others = [reply.getHeader('Set-Cookie') ?? []].flat().filter((line) => !String(line).startsWith(`${cookie.name}=`));
    reply.removeHeader('Set-Cookie').header('Set-Cookie', [...others.map(String), stringifySetCookie(cookie)]);
  }

  return {
    nameOnTheWire,
    read: (request, name) => cookiesOf(request)[nameOnTheWire(name)],
    set: (reply, name, value, { maxAge }) =>
      put(reply, { ...attributes, name: nameOnTheWire(name), value, ...(maxAge !== undefined && { maxAge }) }),
    clear: (reply, name) => put(reply, { ...attributes, name: nameOnTheWire(name), value: '', maxAge: 0, expires: new Date(0) }),
  };
}
