/** A small collector of OpenTelemetry traces (OTLP over HTTP, JSON) that keeps the spans it is sent, and with faults that a test sets. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';

export interface CollectedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly status: { readonly code: number };
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface TraceCollector {
  /** Without `/v1/traces`. */
  readonly endpoint: string;
  readonly spans: readonly CollectedSpan[];
  /** The paths and headers that batches came with. */
  readonly batches: readonly { readonly path: string; readonly headers: IncomingHttpHeaders; readonly raw: string }[];
  /** What it does with the next batches; `hang` never answers. */
  behave(how: 'take' | 'refuse' | 'hang'): void;
  /** @returns the spans that fit, once there are some */
  find(fits: (span: CollectedSpan) => boolean): Promise<readonly CollectedSpan[]>;
  close(): Promise<void>;
}

interface SentSpan extends Omit<CollectedSpan, 'attributes'> {
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}

/** What OTLP/JSON is made of, as far as it is looked at here. */
interface Batch {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[] }[];
}

const patience = 10_000;

export async function startTraceCollector(): Promise<TraceCollector> {
  const spans: CollectedSpan[] = [];
  const batches: TraceCollector['batches'][number][] = [];
  let behaviour: 'take' | 'refuse' | 'hang' = 'take';
  const server = createServer(async (request, response) => {
    const raw = await text(request);
    batches.push({ path: request.url ?? '', headers: request.headers, raw });
    if (behaviour === 'hang') return;
    if (behaviour === 'take') spans.push(...spansOf(JSON.parse(raw)));
    response.writeHead(behaviour === 'take' ? 200 : 400, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // It listens on a port.
    spans,
    batches,
    behave(how) {
      behaviour = how;
    },
    async find(fits) {
      for (const deadline = Date.now() + patience; Date.now() < deadline; await wait(50)) {
        const found = spans.filter(fits);
        if (found.length > 0) return found;
      }
      throw new Error(`no such span came; there are: ${spans.map(({ name }) => name).join(', ')}`);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function spansOf(sent: Batch): readonly CollectedSpan[] {
  return sent.resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap((scope) => scope.spans)
    .map((span) => ({
      ...span,
      attributes: Object.fromEntries(span.attributes.map(({ key, value }) => [key, Object.values(value)[0]])),
    }));
}
