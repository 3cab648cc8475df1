/**
 * Sends spans to the collector (OTLP over HTTP). Spans that cannot be sent are dropped; the log says so once, until sending works
 * again.
 */
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Milliseconds } from '../foundation/clock.ts';
import type { Log } from '../http/log.ts';

/** For one batch, with what is tried again. */
const patience: Milliseconds = 4_000;

export function spanExporter(
  settings: { readonly otlpEndpoint: string; readonly otlpHeaders: Readonly<Record<string, string>> },
  log: Log,
): SpanExporter {
  const exporter = new OTLPTraceExporter({
    url: `${settings.otlpEndpoint}/v1/traces`,
    headers: { ...settings.otlpHeaders },
    timeoutMillis: patience,
    concurrencyLimit: 2,
  });
  let failing = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        // The code 0 is success, in the API's own enumeration.
        const failed = result.code !== 0;
        if (failed && !failing)
          log.warn({ kind: 'traces-not-sent', err: result.error }, 'traces could not be sent; they are dropped');
        if (!failed && failing) log.info({ kind: 'traces-sent-again' }, 'traces can be sent again');
        failing = failed;
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}
