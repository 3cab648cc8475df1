/** Resource indicators (RFC 8707): which resources are ours, and what a bound token may be narrowed to. */
import { type Refusal, refuse } from './errors.ts';

/** Paths below the base URL that are resources of their own; the empty one is all of Weir. */
export const resourcePaths = ['', '/rest/api'] as const;

/**
 * @param text the parameter as it was sent; undefined: bound to no resource
 * @param held what the grant is bound to already; undefined: nothing
 * @returns the resource without a trailing slash, as `http/access` compares it; or why not (RFC 8707 §2)
 */
export function requestedResource(
  baseUrl: string,
  text: string | undefined,
  held: string | undefined,
): { readonly resource: string | undefined } | Refusal {
  if (text === undefined) return { resource: held };
  if (!URL.canParse(text) || text.includes('#')) return refuse('resource-malformed');
  const resource = text.endsWith('/') ? text.slice(0, -1) : text;
  if (!resourcePaths.some((path) => baseUrl + path === resource)) return refuse('resource-unknown');
  if (held !== undefined && resource !== held && !resource.startsWith(`${held}/`)) return refuse('resource-exceeds-grant');
  return { resource };
}
