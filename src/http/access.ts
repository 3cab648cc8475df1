/**
 * The two questions that every request is asked, in one place: may this credential? may this person? Each route declares its `access`;
 * one without a declaration stops the start. How a refusal looks is up to the surface (JSON for the API; a page or the log-in form for
 * people); the resolvers of credentials are passed in.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema, RouteOptions } from 'fastify';
import { actsByToken, anonymousCaller, type Caller, type GlobalPermission, holds, type Scope, scopeCovers } from './caller.ts';

export type CredentialKind = 'session' | 'basic' | 'bearer';

/** Who gets to see a refusal: a program, or a person in a browser. */
export type SurfaceName = 'api' | 'page';

export interface Access {
  readonly surface: SurfaceName;
  /**
   * The credentials that open the route. Empty: none is looked at; the route is public or, with `anonymous` false, checks a secret of its
   * own.
   */
  readonly credentials: readonly CredentialKind[];
  /** The scope that a bearer token needs; null where no bearer token opens the route. */
  readonly scope: Scope | null;
  /** Whether the handler is reached without a credential; it then decides what an anonymous reader may see. */
  readonly anonymous: boolean;
  /** The global permission that the person needs. */
  readonly permission: GlobalPermission | null;
  /** The path below the base that names this route's resource (RFC 8707): a token bound to another resource does not open it. */
  readonly resource: string;
  /** Allows a POST from another site: for the authorization endpoint (RFC 6749 §3.1), which changes nothing by itself. */
  readonly fromAnySite?: boolean;
  /** Open to a session whose person must first set up two-step sign-in: the pages for that, and logging out. */
  readonly beforeTwoStep?: true;
  /** The status for a person without the permission where it is not 403: Confluence answers 401 for web hooks. */
  readonly notPermittedStatus?: 401;
}

/** A route as it was declared, once for each of its methods. */
export interface DeclaredRoute {
  readonly method: string;
  /** With the context path and the names of its parameters: `/confluence/display/:key`. */
  readonly url: string;
  readonly access: Access;
  /** Of what it takes. */
  readonly schema?: FastifySchema | undefined;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyInstance {
    /** Every route so far, and what opens it: for whoever checks that each keeps its promise. */
    declaredRoutes: readonly DeclaredRoute[];
  }
  interface FastifyRequest {
    caller: Caller;
    /** Refused already, as soon as its form is read. */
    refusedAfterBody: AccessFailure | undefined;
  }
}

const allCredentials: readonly CredentialKind[] = ['session', 'basic', 'bearer'];

/** A route that looks at no credential: the log-in form, protocol endpoints that authenticate a client themselves, static files. */
export function publicRoute(surface: SurfaceName = 'page'): Access {
  return { surface, credentials: [], scope: null, anonymous: true, permission: null, resource: '' };
}

/** A route that no person's credential opens: its handler asks for a secret of its own (metrics). */
export function ownSecretRoute(): Access {
  return { ...publicRoute('api'), anonymous: false };
}

/** A route of the REST API: any credential opens it, a bearer token needs the scope. */
export function apiRoute(
  scope: Scope,
  options: Partial<Pick<Access, 'anonymous' | 'resource' | 'notPermittedStatus'>> & {
    readonly permission?: GlobalPermission;
  } = {},
): Access {
  return {
    surface: 'api',
    credentials: allCredentials,
    scope,
    anonymous: options.anonymous ?? false,
    permission: options.permission ?? (options.anonymous ? null : 'use'),
    resource: options.resource ?? '/rest/api',
    ...(options.notPermittedStatus && { notPermittedStatus: options.notPermittedStatus }),
  };
}

/** A page for a signed-in person; no token opens it. */
export function pageRoute(permission: GlobalPermission = 'use'): Access {
  return { surface: 'page', credentials: ['session'], scope: null, anonymous: false, permission, resource: '' };
}

/** A page that anonymous readers reach too; the handler decides what they see. */
export function openPageRoute(): Access {
  return { surface: 'page', credentials: ['session'], scope: null, anonymous: true, permission: null, resource: '' };
}

/** Opens a route to people who must set up two-step sign-in before anything else. */
export function beforeTwoStep(access: Access): Access {
  return { ...access, beforeTwoStep: true };
}

/** The authorization endpoint: reached from anywhere, by GET and by POST, signed in or not. */
export function authorizationRoute(): Access {
  return { ...openPageRoute(), fromAnySite: true };
}

/** Why a request was refused before its handler ran. */
export type AccessFailure =
  | { readonly reason: 'no-credential' }
  /** Wrong, expired, revoked, altered; or of a kind that this route does not take. */
  | { readonly reason: 'bad-credential'; readonly scheme: 'Basic' | 'Bearer' | 'other' }
  /** Sign-in is held back for a while after too many failures. */
  | { readonly reason: 'throttled'; readonly retryAfterSeconds: number }
  /** Two-step sign-in is on or required: a password alone opens no API, and a session nothing before it is set up. */
  | { readonly reason: 'second-step-missing'; readonly credential: 'password' | 'session' }
  | { readonly reason: 'insufficient-scope'; readonly scope: Scope }
  | { readonly reason: 'not-permitted'; readonly permission: GlobalPermission }
  | { readonly reason: 'cross-site' };

/** What a credential turned out to be. `absent`: the request has none of this kind. */
export type CredentialOutcome =
  | { readonly outcome: 'absent' }
  | { readonly outcome: 'caller'; readonly caller: Caller }
  | { readonly outcome: 'refused'; readonly failure: AccessFailure };

/** Resolves one kind of credential. Provided by the room that owns it. */
export type CredentialResolver = (request: FastifyRequest, reply: FastifyReply) => Promise<CredentialOutcome>;

/** How refusals look to a program or a person. */
export interface Surface {
  refuse(request: FastifyRequest, reply: FastifyReply, failure: AccessFailure): FastifyReply | Promise<FastifyReply>;
}

export interface AccessControl {
  readonly resolvers: Readonly<Record<CredentialKind, CredentialResolver>>;
  readonly surfaces: Readonly<Record<SurfaceName, Surface>>;
  /** The base URL; a resource is this plus a path. */
  readonly baseUrl: string;
  /** @returns whether a state-changing request that rides on a cookie comes from a page of ours */
  isSameSite(request: FastifyRequest): boolean;
}

/** Installs the check in front of every route of this instance, and refuses routes that do not declare their access. */
export function controlAccess(app: FastifyInstance, control: AccessControl): void {
  app.decorateRequest('caller', null as never); // Set by the first hook, before any handler can read it.

  app.decorateRequest('refusedAfterBody', undefined);

  const declared: DeclaredRoute[] = [];
  app.decorate('declaredRoutes', declared);
  app.addHook('onRoute', ({ method, url, schema, config }: RouteOptions) => {
    const access = config?.access;
    if (access === undefined) throw new Error(`${String(method)} ${url} does not declare its access`);
    declared.push(...[method].flat().map((each) => ({ method: each, url, access, schema })));
  });

  app.addHook('onRequest', (request, reply, done) => {
    request.caller = anonymousCaller;
    const access = request.routeOptions.config.access;
    if (access === undefined || access.credentials.length === 0) return done();
    resolve(control, access, request, reply)
      .then((resolved) => {
        if (resolved.outcome === 'caller') request.caller = resolved.caller;
        const failure = resolved.outcome === 'refused' ? resolved.failure : decide(control.baseUrl, access, request.caller);
        if (failure?.reason === 'no-credential' && mayHoldForm(access, request)) {
          request.refusedAfterBody = failure;
          return done();
        }
        return failure === undefined ? done() : control.surfaces[access.surface].refuse(request, reply, failure);
      })
      .catch(done);
  });

  // What somebody filled in is not lost with their session: the page that refuses it keeps it.
  app.addHook('preValidation', (request, reply, done) => {
    const { refusedAfterBody: failure, routeOptions } = request;
    if (failure === undefined) return done();
    return control.surfaces[routeOptions.config.access?.surface ?? 'page'].refuse(request, reply, failure);
  });

  // After the body was read, since a form carries its token in a field, and before a word of it is judged.
  app.addHook('preValidation', (request, reply, done) => (isMultipart(request) ? done() : requireSameSite(request, reply, done)));
  // The parts of an upload are fields from here on.
  app.addHook('preHandler', (request, reply, done) => (isMultipart(request) ? requireSameSite(request, reply, done) : done()));

  function requireSameSite(request: FastifyRequest, reply: FastifyReply, done: () => void): unknown {
    const access = request.routeOptions.config.access;
    if (access === undefined || !changesState(request.method)) return done();
    if (access.fromAnySite || !ridesOnCookie(access, request)) return done();
    if (control.isSameSite(request)) return done();
    return control.surfaces[access.surface].refuse(request, reply, { reason: 'cross-site' });
  }
}

/** In bytes: the most that is read from somebody who is not logged in. */
const largestHeldForm = 1024 * 1024;

/** @returns whether a person may have filled in what was sent, and it is small enough to be given back */
function mayHoldForm({ surface }: Access, { method, headers }: FastifyRequest): boolean {
  const length = Number(headers['content-length'] ?? Number.NaN);
  const isForm = headers['content-type']?.toLowerCase().startsWith('application/x-www-form-urlencoded') ?? false;
  return surface === 'page' && method === 'POST' && isForm && length <= largestHeldForm;
}

function isMultipart(request: FastifyRequest): boolean {
  return request.headers['content-type']?.toLowerCase().startsWith('multipart/') ?? false;
}

const absent: Promise<CredentialOutcome> = Promise.resolve({ outcome: 'absent' });

/** A request with `Authorization` is judged by that header alone: a good cookie does not rescue a bad token. */
function resolve(
  control: AccessControl,
  access: Access,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<CredentialOutcome> {
  const authorization = request.headers.authorization;
  if (authorization === undefined || access.surface === 'page') {
    return access.credentials.includes('session') ? control.resolvers.session(request, reply) : absent;
  }
  const scheme = schemeOf(authorization);
  const kind = scheme === 'Bearer' ? 'bearer' : scheme === 'Basic' ? 'basic' : undefined;
  if (kind === undefined || !access.credentials.includes(kind)) {
    return Promise.resolve({ outcome: 'refused', failure: { reason: 'bad-credential', scheme } });
  }
  return control.resolvers[kind](request, reply);
}

function decide(baseUrl: string, access: Access, caller: Caller): AccessFailure | undefined {
  if (caller.kind === 'anonymous') return access.anonymous ? undefined : { reason: 'no-credential' };
  if (actsByToken(caller)) {
    const resource = caller.kind === 'bearer' ? caller.resource : undefined;
    if (access.scope === null || !isMeantFor(resource, baseUrl, access.resource)) {
      return { reason: 'bad-credential', scheme: 'Bearer' };
    }
    if (!scopeCovers(caller.scope, access.scope)) return { reason: 'insufficient-scope', scope: access.scope };
  }
  if (caller.kind === 'session' && caller.session.mustSetUpTwoStep && !access.beforeTwoStep) {
    return { reason: 'second-step-missing', credential: 'session' };
  }
  if (access.permission !== null && !holds(caller.person.permissions, access.permission)) {
    return { reason: 'not-permitted', permission: access.permission };
  }
  return undefined;
}

/** A token bound to a resource opens that resource and what lies below it, nothing else (RFC 8707 §2). */
function isMeantFor(tokenResource: string | undefined, baseUrl: string, routeResource: string): boolean {
  if (tokenResource === undefined || tokenResource === baseUrl) return true;
  const route = baseUrl + routeResource;
  return route === tokenResource || route.startsWith(`${tokenResource}/`);
}

/** Browsers send cookies with requests from any site, so every page and every call by session needs proof of its origin. */
function ridesOnCookie(access: Access, request: FastifyRequest): boolean {
  return request.caller.kind === 'session' || access.surface === 'page';
}

function changesState(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
}

function schemeOf(authorization: string): 'Basic' | 'Bearer' | 'other' {
  const scheme = authorization.split(' ', 1)[0]?.toLowerCase();
  return scheme === 'bearer' ? 'Bearer' : scheme === 'basic' ? 'Basic' : 'other';
}
