/** The headers of every answer (security rule 11). Written here rather than by a plugin, because they are constants. */
import type { FastifyInstance, FastifyReply } from 'fastify';

/** What a page may load and where its forms may lead. */
interface PagePolicy {
  /** Where a form of this page may end up by redirects besides Weir: the origin (or scheme) of a redirect URI. */
  readonly formTargets?: readonly string[];
  /** Inline `style` attributes are let through: rendered wiki content, whose styles were filtered. */
  readonly styledContent?: boolean;
  /** Origins besides Weir that pictures of this page come from. */
  readonly imageSources?: readonly string[];
  /** Send no referrer: sign-in, consent and error pages, whose addresses carry a request's parameters. */
  readonly noReferrer?: boolean;
}

/** @returns the content security policy of a page */
function contentSecurityPolicy(policy: PagePolicy = {}): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    ...(policy.styledContent ? ["style-src-attr 'unsafe-inline'"] : []),
    ["img-src 'self'", ...(policy.imageSources ?? [])].join(' '),
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    ["form-action 'self'", ...(policy.formTargets ?? [])].join(' '),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const apiPolicy = "default-src 'none'; frame-ancestors 'none'";
const plainPagePolicy = contentSecurityPolicy();

/**
 * Puts the common headers and the request's id on every answer of this instance. All headers are set on Fastify's reply and none on `reply.raw`: as
 * soon as one is there, Node puts the others beside it one by one.
 */
export function addSecurityHeaders(app: FastifyInstance, options: { readonly https: boolean }): void {
  const common = {
    'x-content-type-options': 'nosniff',
    'content-security-policy': apiPolicy,
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    ...(options.https ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(common).header('x-request-id', request.id);
    done();
  });
}

/** Sends an HTML page: never stored, with a policy that lets nothing in from outside. */
export function sendPage(reply: FastifyReply, html: string, policy?: PagePolicy): FastifyReply {
  if (policy?.noReferrer) void reply.header('Referrer-Policy', 'no-referrer');
  return reply
    .header('Content-Security-Policy', policy === undefined ? plainPagePolicy : contentSecurityPolicy(policy))
    .header('Cache-Control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(html);
}
