/**
 * The Prometheus metrics of this process: every instrument, in a registry of its own. Loaded only where metrics are enabled. Labels
 * have few values: a route's pattern and never its path, a grant, an outcome.
 */
import type { FastifyRequest } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Connections, OnCommit } from '../database/database.ts';
import type { Milliseconds } from '../foundation/clock.ts';

/** What is looked at when somebody asks, and costs nothing before. */
export interface Looked {
  readonly isReady: boolean;
  /** Undefined on SQLite. */
  readonly connections: Connections | undefined;
  /** How many messages of each queue wait; undefined where the database does not say. */
  readonly queues: Readonly<Record<string, number>> | undefined;
}

export interface Metrics {
  onAnswered(request: FastifyRequest, statusCode: number, took: Milliseconds): void;
  readonly onCommit: OnCommit;
  /** @param outcome of a name and a password that were checked */
  onSignIn(outcome: string): void;
  /** @param grant `grant_type`, or `other` @param outcome `issued`, or the error of RFC 6749 §5.2 */
  onTokenRequest(grant: string, outcome: string): void;
  /** @returns everything in the text format of Prometheus */
  report(looked: Looked): Promise<string>;
  /** Of what `report` returns. */
  readonly contentType: string;
}

/** Seconds. */
const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const commitBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
const batchBuckets = [1, 2, 5, 10, 20, 50, 100, 200];

const statusClasses = ['1xx', '2xx', '3xx', '4xx', '5xx'];

/** What the label says where no route was found. */
const noRoute = 'none';

export function createMetrics(build: { readonly version: string; readonly engine: string }): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  new Gauge({
    name: 'weir_build_info',
    help: 'Always 1; the labels say what runs.',
    labelNames: ['version', 'node', 'database'],
    registers,
  }).set({ version: build.version, node: process.versions.node, database: build.engine }, 1);
  const requests = new Histogram({
    name: 'weir_http_request_duration_seconds',
    help: 'Requests by the pattern of their route, and how long they took; _count is how many there were.',
    labelNames: ['method', 'route', 'status'],
    buckets: requestBuckets,
    registers,
  });
  const tokenRequests = new Counter({
    name: 'weir_token_requests_total',
    help: 'Requests at the token endpoint, by grant, and issued or the error that was answered.',
    labelNames: ['grant', 'outcome'],
    registers,
  });
  const signIns = new Counter({
    name: 'weir_sign_ins_total',
    help: 'Names and passwords that were checked: verified, wrong, or throttled.',
    labelNames: ['outcome'],
    registers,
  });
  const commits = new Histogram({
    name: 'weir_database_commit_duration_seconds',
    help: 'From the beginning of a database transaction to its durable end; on SQLite, of all that share a commit.',
    buckets: commitBuckets,
    registers,
  });
  const batches = new Histogram({
    name: 'weir_database_commit_transactions',
    help: 'How many transactions shared a commit; on PostgreSQL each has its own.',
    buckets: batchBuckets,
    registers,
  });
  const connections = new Gauge({
    name: 'weir_database_connections',
    help: 'Connections to PostgreSQL: used, idle, and how many requests wait for one.',
    labelNames: ['state'],
    registers,
  });
  const queues = new Gauge({
    name: 'weir_queue_waiting',
    help: 'What waits to be sent, what is tried again later included.',
    labelNames: ['queue'],
    registers,
  });
  const ready = new Gauge({
    name: 'weir_ready',
    help: '1 while this node wants requests: started, not draining, its database in reach.',
    registers,
  });

  return {
    onAnswered(request, statusCode, took) {
      const route = request.routeOptions.url;
      requests.observe(
        {
          // Of a route that there is, one of those that it was declared with.
          method: route === undefined ? noRoute : request.method,
          route: route ?? noRoute,
          status: statusClasses[Math.floor(statusCode / 100) - 1] ?? 'other',
        },
        took / 1000,
      );
    },
    onCommit(transactions, took) {
      batches.observe(transactions);
      commits.observe(took / 1000);
    },
    onSignIn: (outcome) => signIns.inc({ outcome }),
    onTokenRequest: (grant, outcome) => tokenRequests.inc({ grant, outcome }),
    contentType: registry.contentType,
    report(looked) {
      ready.set(looked.isReady ? 1 : 0);
      connections.reset();
      for (const [state, count] of Object.entries(looked.connections ?? {})) connections.set({ state }, count);
      queues.reset();
      for (const [queue, count] of Object.entries(looked.queues ?? {})) queues.set({ queue }, count);
      return registry.metrics();
    },
  };
}
