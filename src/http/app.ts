/**
 * Sets Fastify up: limits, request id, one log line per request, headers, cookies, forms, errors, the access check. It has no routes
 * of its own except those of `health.ts`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import formbody from '@fastify/formbody';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
  type RawServerDefault,
} from 'fastify';
import type { FastifyInstance } from 'fastify/types/instance.js';
import type { Milliseconds } from '../foundation/clock.ts';
import type { Random } from '../foundation/random.ts';
import { type AccessControl, controlAccess, type SurfaceName } from './access.ts';
import { limitBodyTime } from './body-time.ts';
import { anonymousCaller } from './caller.ts';
import { holdsNul, parseForm } from './form.ts';
import { addSecurityHeaders } from './headers.ts';
import { registerHealth } from './health.ts';
import { readJsonBodies } from './json-body.ts';
import type { Lifecycle } from './lifecycle.ts';
import { answersThrough, type Log, type LogAnswer } from './log.ts';
import { methodsAt } from './methods.ts';
import { endsOfTurns } from './turns.ts';
import { validatorOf } from './validation.ts';

/** The application as every room registers its routes on it: route schemas are TypeBox. */
export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, TypeBoxTypeProvider>;

/** A failure as a surface shows it. */
export interface Failure {
  /** 400, 404, 413, 414, 415, 431, 500, 503 … */
  readonly statusCode: number;
  /** Meant for the person or program that asked; empty where only the log may know the cause. */
  readonly message: string;
  /** A heading for people; without it the status says it. */
  readonly title?: string;
}

export interface AppOptions {
  readonly baseUrl: string;
  readonly trustedProxies: readonly string[];
  readonly log: Log;
  /** Logs the answers; defaults to `log`. */
  readonly logAnswer?: LogAnswer;
  /** Called for every answer once it was sent, for counting. */
  readonly onAnswered?: (request: FastifyRequest, statusCode: number, took: Milliseconds) => void;
  /** @returns the address that this one is an alias of; undefined for all others */
  readonly rewriteUrl?: (url: string) => string | undefined;
  /** Adds hooks before all others. */
  readonly firstHooks?: ((app: FastifyInstance) => void) | undefined;
  readonly random: Random;
  readonly lifecycle: Lifecycle;
  readonly access: AccessControl;
  /** Asked first, before any credential is looked at. @returns why this request is not answered yet (set-up); undefined lets it through */
  readonly gate?: (request: FastifyRequest) => Failure | undefined | Promise<Failure | undefined>;
  /** @returns what to tell whoever asked when an error means that the database cannot answer now, which is 503 and `Retry-After`; undefined for other errors */
  whyUnavailable(error: unknown): string | undefined;
  /** @returns what to tell whoever asked when an error means that something else happened at the same moment, which is 409; undefined for other errors */
  whyConflict?(error: unknown): string | undefined;
  /** Shows a failure to a program or a person, as the path (or the route's declaration) says. */
  showFailure(
    surface: SurfaceName,
    request: FastifyRequest,
    reply: FastifyReply,
    failure: Failure,
  ): FastifyReply | Promise<FastifyReply>;
}

type CompilersFactory = Required<NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>>;

// The types know Ajv's factory alone; a route's schema and part is what each compiler is given.
const validates = (() => validatorOf) as unknown as CompilersFactory['buildValidator'];
const serializesPlainly: CompilersFactory['buildSerializer'] = () => () => JSON.stringify;

const bodyLimit = 5 * 1024 * 1024;
const maxParamLength = 512;
/** Of most routes. */
const bodyTime: Milliseconds = 60_000;
/** Of all, and so of the longest upload. */
const requestTimeout: Milliseconds = 3_600_000;
const headersTimeout: Milliseconds = 15_000;
const keepAliveTimeout: Milliseconds = 65_000;
const connectionTimeout: Milliseconds = 120_000;
/** In bytes. The way through the login page escapes an authorization request twice, whose state of 4 KiB can come to 20 KiB so. */
const maxHeaderSize = 32 * 1024;

/** @returns the context path of a base URL: `/confluence`, or the empty string */
export function contextPathOf(baseUrl: string): string {
  return new URL(baseUrl).pathname.replace(/\/$/, '');
}

/** @returns an application with its health routes (`health.ts`) and every guard in place; the rooms register their routes on it */
export async function createApp(options: AppOptions): Promise<App> {
  const { log, logAnswer = answersThrough(log), random, lifecycle } = options;
  const atEndOfTurn = endsOfTurns();
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request' }),
    bodyLimit,
    requestTimeout,
    keepAliveTimeout,
    connectionTimeout,
    http: { headersTimeout, maxHeaderSize },
    requestIdHeader: false,
    genReqId: requestIds(random),
    trustProxy: options.trustedProxies.length === 0 ? false : [...options.trustedProxies],
    return503OnClosing: true,
    forceCloseConnections: 'idle',
    // Of a field that may be several things all errors are found; the first says what was meant.
    schemaErrorFormatter: ([first], part) => new Error(`${part}${first?.instancePath ?? ''} ${first?.message ?? 'is not valid'}`),
    // Named here, so that Fastify does not load the ones that it comes with.
    schemaController: { compilersFactory: { buildValidator: validates, buildSerializer: serializesPlainly } },
    routerOptions: { maxParamLength, ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, caseSensitive: true },
    rewriteUrl: ({ url = '/' }: IncomingMessage) => options.rewriteUrl?.(url) ?? url,
    frameworkErrors: (error, request, reply) => {
      void reply.header('X-Content-Type-Options', 'nosniff');
      request.caller = anonymousCaller;
      // An error of the router, before any hook ran.
      return options.showFailure(surfaceOf(request), request, reply, {
        statusCode: error.statusCode ?? 400,
        message: 'The address is malformed.',
      });
    },
  }).withTypeProvider<TypeBoxTypeProvider>();

  options.firstHooks?.(app);
  limitBodyTime(app, bodyTime, atEndOfTurn);
  addSecurityHeaders(app, { https: options.baseUrl.startsWith('https:') });
  app.addHook('onRequest', (request, reply, done) => {
    // No name of ours holds a NUL, and PostgreSQL takes none in a text.
    if (!request.url.includes('%00')) return done();
    request.caller = anonymousCaller;
    const failure = { statusCode: 400, message: 'The address holds a NUL character (%00). Remove it.' };
    return options.showFailure(surfaceOf(request), request, reply, failure);
  });
  app.addHook('onResponse', async () => {
    // A connection whose answer began before the end, such as a download, was told that it is kept.
    if (!app.server.listening) app.server.closeIdleConnections();
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    // Nobody listens to it before the end of the turn, and a failure that nobody hears ends the process.
    if (payload instanceof Readable) payload.on('error', heardLater);
    // A connection that is kept would hold up the end of the process until its own idle limit.
    if (lifecycle.state() === 'STOPPING') void reply.header('Connection', 'close');
    atEndOfTurn(() => {
      try {
        done();
      } catch (error) {
        // A header that Node refuses, say.
        failToSend(request, reply, () => done(error as Error)); // `throw` in Node and Fastify throws errors.
      }
    });
  });
  app.addHook('onResponse', (request, reply, done) => {
    logAnswer({
      request: request.id,
      method: request.method,
      path: withoutQuery(request.url),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      user: request.caller?.person?.username,
      address: request.ip,
    });
    options.onAnswered?.(request, reply.statusCode, reply.elapsedTime);
    done();
  });

  await app.register(formbody, { bodyLimit: 256 * 1024, parser: parseForm });
  readJsonBodies(app);
  app.addHook('preValidation', (request, reply, done) => {
    // The endpoints for clients store nothing that they are sent; a page does.
    if (request.body === undefined || surfaceOf(request) !== 'page' || !holdsNul(request.body)) return done();
    const failure = { statusCode: 400, message: 'The form holds a NUL character. Remove it.' };
    return options.showFailure('page', request, reply, failure);
  });

  app.setErrorHandler((error: FastifyError, request, reply) => {
    const unavailable = options.whyUnavailable(error);
    if (unavailable !== undefined) {
      request.log.error({ kind: 'unavailable', err: error }, 'the database did not answer');
      void reply.header('Retry-After', '5');
      return options.showFailure(surfaceOf(request), request, reply, { statusCode: 503, message: unavailable });
    }
    const conflict = options.whyConflict?.(error);
    if (conflict !== undefined)
      return options.showFailure(surfaceOf(request), request, reply, { statusCode: 409, message: conflict });
    const statusCode = error.statusCode !== undefined && error.statusCode >= 400 ? error.statusCode : 500;
    if (statusCode >= 500) request.log.error({ kind: 'error', err: error }, 'request failed');
    return options.showFailure(surfaceOf(request), request, reply, {
      statusCode,
      message: statusCode >= 500 ? '' : error.message,
    });
  });
  app.setNotFoundHandler((request, reply) =>
    options.showFailure(surfaceOf(request), request, reply, { statusCode: 404, message: '' }),
  );

  const { gate } = options;
  if (gate !== undefined) {
    app.addHook('onRequest', (request, reply, done) => {
      request.caller = anonymousCaller;
      const asked = gate(request);
      if (asked === undefined) return done();
      void stopAt(asked, request, reply).then((stopped) => stopped || done(), done);
    });
  }
  // Before a body is read that nobody will look at.
  app.addHook('onRequest', (request, reply, done) => {
    const methods = request.is404 ? methodsAt(app, request.url) : [];
    if (methods.length === 0) return done();
    request.caller = anonymousCaller;
    void reply.header('Allow', methods.join(', '));
    // No header of CORS is among the answer: scripts of other sites have no access.
    if (request.method === 'OPTIONS') return reply.code(204).send();
    return options.showFailure(surfaceOf(request), request, reply, { statusCode: 405, message: '' });
  });
  controlAccess(app, options.access);

  const contextPath = contextPathOf(options.baseUrl);
  registerHealth(app, contextPath, lifecycle);
  return app;

  async function stopAt(
    asked: Failure | Promise<Failure | undefined>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<boolean> {
    const failure = await asked;
    if (failure !== undefined) await options.showFailure(surfaceOf(request), request, reply, failure);
    return failure !== undefined;
  }

  function surfaceOf(request: FastifyRequest): SurfaceName {
    const declared = request.routeOptions?.config?.access?.surface;
    if (declared !== undefined) return declared;
    const path = request.url
      .slice(0, 2048)
      .toLowerCase()
      .replaceAll(/\/{2,}/g, '/');
    return ['/rest/', '/.well-known/', '/rpc/', '/api/', '/mcp'].some(
      (prefix) => path.startsWith(prefix) || path.startsWith(contextPath + prefix),
    )
      ? 'api'
      : 'page';
  }
}

/** @returns ids of 16 hex digits: the first half names this process among others, the second counts up. Nothing is decided by them. */
function requestIds(random: Random): () => string {
  const own = random.bytes(4).toString('hex');
  let count = random.bytes(4).readUInt32BE();
  return () => {
    count = (count + 1) >>> 0;
    return own + count.toString(16).padStart(8, '0');
  };
}

/** Whoever sends a stream that has failed is told so all the same. */
function heardLater(): void {}

/** Answers with a failure instead; when that cannot be sent either, hangs up. */
function failToSend(request: FastifyRequest, reply: FastifyReply, fail: () => void): void {
  try {
    fail();
  } catch (error) {
    request.log.error({ kind: 'error', err: error }, 'no answer could be sent');
    reply.raw.destroy();
  }
}

function withoutQuery(url: string): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}
