/** What is measured and traced in this process, according to the configuration. What is not enabled is not loaded and costs nothing. */
import type { Log } from '../http/log.ts';
import type { Metrics } from './metrics.ts';
import type { TraceSettings, Traces } from './traces.ts';

export interface Telemetry {
  readonly metrics?: Metrics;
  readonly traces?: Traces;
}

export interface TelemetrySettings extends TraceSettings {
  /** Empty: no metrics. */
  readonly metricsToken: string;
  readonly databaseUrl: string | undefined;
}

/** @returns what was asked for; the caller closes the traces */
export async function startTelemetry(settings: TelemetrySettings, version: string, log: Log): Promise<Telemetry> {
  const { metricsToken, otlpEndpoint, databaseUrl } = settings;
  const engine = databaseUrl === undefined ? 'sqlite' : 'postgresql';
  return {
    ...(metricsToken !== '' && { metrics: (await import('./metrics.ts')).createMetrics({ version, engine }) }),
    ...(otlpEndpoint !== '' && { traces: (await import('./traces.ts')).startTraces(settings, version, log) }),
  };
}
