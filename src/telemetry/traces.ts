/**
 * OpenTelemetry traces: a span per request or round of work, and below it one per database transaction, outbound request, mail and
 * file-store call. Loaded only where a collector is configured. Spans hold route patterns, statuses and kinds of credentials; never a
 * path, a name, a person's address or a token.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Database, DatabaseUnavailable } from '../database/database.ts';
import type { Milliseconds } from '../foundation/clock.ts';
import { type StartRounds, startRounds } from '../foundation/rounds.ts';
import type { Log } from '../http/log.ts';
import type { Outbound } from '../http/outbound.ts';
import { spanExporter } from './span-exporter.ts';
import { readTraceParent } from './trace-parent.ts';

export interface Traces {
  /** Adds the hooks that make a span of each request; they come before all others. */
  traceRequests(app: FastifyInstance): void;
  /** @returns the same database, whose transactions are spans of the request that asked for them */
  traceDatabase(database: Database): Database;
  /** @returns the same, whose requests are spans of the request that caused them */
  traceOutbound(outbound: Outbound): Outbound;
  /**
   * @param isFailure whether what came back is one; what is thrown always is
   * @returns the same call, which is a span of the request or the round that makes it
   */
  traceCall<Args extends readonly unknown[], Result>(
    name: string,
    call: (...args: Args) => Promise<Result>,
    isFailure?: (result: Result) => boolean,
  ): (...args: Args) => Promise<Result>;
  /** @returns what begins rounds that are traces of their own, but for those in which there was nothing to do */
  traceRounds(name: string): StartRounds;
  /** Sends what is left, for a few seconds at most. */
  close(): Promise<void>;
}

export interface TraceSettings {
  /** The collector's address, without `/v1/traces`. */
  readonly otlpEndpoint: string;
  readonly otlpHeaders: Readonly<Record<string, string>>;
  /** The part of the traces begun here that is kept, 0 to 1; a trace begun elsewhere is kept as was decided there. */
  readonly traceRatio: number;
}

/** Small enough that a collector that hangs holds up neither memory nor the end of the process. */
const batches = { maxQueueSize: 2048, maxExportBatchSize: 512, scheduledDelayMillis: 500, exportTimeoutMillis: 5_000 } as const;
const longestFarewell: Milliseconds = 3_000;

export function startTraces(settings: TraceSettings, version: string, log: Log): Traces {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'weir', 'service.version': version }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(settings.traceRatio) }),
    spanProcessors: [new BatchSpanProcessor({ exporter: spanExporter(settings, log), ...batches })],
  });
  const tracer = provider.getTracer('weir', version);
  const current: Current = new AsyncLocalStorage();

  return {
    traceRequests: (app) => traceRequests(app, tracer, current),
    traceDatabase: (database) => traceDatabase(database, tracer, current),
    traceOutbound: (outbound) => traceOutbound(outbound, tracer, current),
    traceCall: (name, call, isFailure) => traceCall(name, call, isFailure ?? (() => false), tracer, current),
    traceRounds: (name) => traceRounds(name, tracer, current),
    async close() {
      const over = new Promise((done) => setTimeout(done, longestFarewell).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), over]);
    },
  };
}

/** The span that what happens now is part of; begun when it is asked for. */
type Current = AsyncLocalStorage<() => Span>;

function traceRequests(app: FastifyInstance, tracer: Tracer, current: Current): void {
  const spans = new WeakMap<FastifyRequest, Span>();

  app.addHook('onRequest', (request, _reply, done) => {
    const { method, routeOptions, headers } = request;
    const route = routeOptions.url;
    const span = tracer.startSpan(
      route === undefined ? method : `${method} ${route}`,
      {
        kind: SpanKind.SERVER,
        attributes: {
          'http.request.method': method,
          'weir.request': request.id,
          ...(route !== undefined && { 'http.route': route }),
        },
      },
      startOf(headers.traceparent),
    );
    spans.set(request, span);
    current.run(() => span, done);
  });
  // What reads a body is called by the connection, which knows of no request: from here on the span is put back.
  app.addHook('preValidation', (request, _reply, done) => {
    const span = spans.get(request);
    if (span === undefined) done();
    else current.run(() => span, done);
  });
  app.addHook('onResponse', (request, reply, done) => {
    const span = spans.get(request);
    span?.setAttributes({ 'http.response.status_code': reply.statusCode, 'weir.caller': request.caller?.kind ?? 'anonymous' });
    if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
    done();
  });
  app.addHook('onRequestAbort', (request, done) => {
    spans.get(request)?.setStatus({ code: SpanStatusCode.ERROR, message: 'the client hung up' }).end();
    spans.delete(request);
    done();
  });
}

function startOf(header: string | readonly string[] | undefined): Context {
  // Sent twice, it says nothing (§2.3).
  const parent = typeof header === 'string' ? readTraceParent(header) : undefined;
  return parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
}

function traceDatabase(database: Database, tracer: Tracer, current: Current): Database {
  const attributes = { 'db.system.name': database.engine };

  async function traced<T>(transact: () => Promise<T>): Promise<T> {
    const parent = current.getStore();
    if (parent === undefined) return transact();
    const span = tracer.startSpan(
      'database transaction',
      { kind: SpanKind.CLIENT, attributes },
      trace.setSpan(ROOT_CONTEXT, parent()),
    );
    try {
      return await transact();
    } catch (error) {
      // What a verb throws to take itself back is no failure of the database.
      if (error instanceof DatabaseUnavailable) span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  }

  return {
    ...database,
    write: (work) => traced(() => database.write(work)),
    writePrepared: (query) => traced(() => database.writePrepared(query)),
  };
}

function traceOutbound(outbound: Outbound, tracer: Tracer, current: Current): Outbound {
  return {
    async send(request) {
      const parent = current.getStore();
      if (parent === undefined) return outbound.send(request);
      const span = tracer.startSpan(
        request.method,
        { kind: SpanKind.CLIENT, attributes: { 'http.request.method': request.method, ...serverOf(request.url) } },
        trace.setSpan(ROOT_CONTEXT, parent()),
      );
      const outcome = await outbound.send(request);
      if (outcome.outcome === 'answered') span.setAttribute('http.response.status_code', outcome.status);
      else span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
      return outcome;
    },
  };
}

function traceCall<Args extends readonly unknown[], Result>(
  name: string,
  call: (...args: Args) => Promise<Result>,
  isFailure: (result: Result) => boolean,
  tracer: Tracer,
  current: Current,
): (...args: Args) => Promise<Result> {
  return async (...args) => {
    const parent = current.getStore();
    if (parent === undefined) return call(...args);
    const span = tracer.startSpan(name, { kind: SpanKind.CLIENT }, trace.setSpan(ROOT_CONTEXT, parent()));
    try {
      const result = await call(...args);
      if (isFailure(result)) span.setStatus({ code: SpanStatusCode.ERROR });
      return result;
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  };
}

function traceRounds(name: string, tracer: Tracer, current: Current): StartRounds {
  return (every, round, onFailure) => {
    const traced: typeof round = async (isStopped) => {
      const startTime = Date.now();
      let span: Span | undefined;
      // Most rounds find nothing to do: only what is done begins one.
      const begun = () => (span ??= tracer.startSpan(name, { startTime }, ROOT_CONTEXT));
      try {
        await current.run(begun, () => round(isStopped));
      } catch (error) {
        begun().setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span?.end();
      }
    };
    return startRounds(every, traced, onFailure);
  };
}

/** Without path and query, which may hold what is secret. */
function serverOf(url: string): { readonly 'server.address'?: string } {
  return URL.canParse(url) ? { 'server.address': new URL(url).hostname } : {};
}
