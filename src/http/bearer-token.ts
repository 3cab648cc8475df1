/** Reads a bearer token from `Authorization`, for every room that issues tokens. */

const scheme = 'bearer';

/** RFC 6750 §2.1: the scheme in any case, spaces, the token. @returns the empty token where only the scheme was sent */
export function bearerToken(authorization: string | undefined): string | undefined {
  if (authorization?.slice(0, scheme.length).toLowerCase() !== scheme) return undefined;
  return authorization.slice(scheme.length).trim();
}
