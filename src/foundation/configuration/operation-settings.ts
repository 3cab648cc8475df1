/** Settings: what an operator watches: the log, the end of a process, metrics and traces. */
import { oneOf, text, wholeNumber } from './setting.ts';
import { parseBaseUrl, parseOtlpHeaders } from './setting-texts.ts';

export const operationSettings = {
  logLevel: oneOf({ name: 'WEIR_LOG_LEVEL', summary: 'The least important event that is logged.', fallback: 'info' }, [
    'debug',
    'info',
    'warn',
    'error',
    'silent',
  ]),
  drainSeconds: wholeNumber(
    {
      name: 'WEIR_DRAIN_SECONDS',
      summary:
        'How long Weir, told to stop, goes on answering while /health/ready says “draining”, in seconds. Behind a load balancer: a little longer than it takes to notice.',
      fallback: '0',
    },
    0,
    300,
  ),
  metricsToken: text(
    {
      name: 'WEIR_METRICS_TOKEN',
      summary: 'The bearer token that opens /metrics (Prometheus). Without it there is no such page, and nothing is measured.',
      fallback: '',
      secret: true,
    },
    'at least 16 letters, digits and -._~+/, or nothing',
    (token) => (token === '' || /^[A-Za-z0-9._~+/-]{16,255}=*$/.test(token) ? token : undefined),
  ),
  otlpEndpoint: text(
    {
      name: 'WEIR_OTLP_ENDPOINT',
      summary:
        'The OpenTelemetry collector that gets traces (OTLP over HTTP), such as http://localhost:4318; they go to /v1/traces below it. Without it nothing is traced.',
      fallback: '',
    },
    'an http or https URL without query and user name, or nothing',
    (url) => (url === '' ? url : parseBaseUrl(url)),
  ),
  otlpHeaders: text(
    {
      name: 'WEIR_OTLP_HEADERS',
      summary: 'Headers for the collector, such as authorization=Bearer abc.',
      fallback: '',
      secret: true,
    },
    'name=value, separated by commas, or nothing',
    parseOtlpHeaders,
  ),
  traceRatio: text(
    {
      name: 'WEIR_TRACE_RATIO',
      summary: 'The part of the traces that begin here and are kept. What a sender decided in its traceparent holds.',
      fallback: '1',
    },
    'a number from 0 to 1',
    (ratio) => (/^(?:0(?:\.\d{1,6})?|1(?:\.0{1,6})?)$/.test(ratio) ? Number(ratio) : undefined),
  ),
} as const;
