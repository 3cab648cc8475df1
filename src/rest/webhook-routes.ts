/** Web hooks: managing them, testing an address, and the results of deliveries. For administrators; others get 401, as in Confluence. */
import { type Static, Type } from 'typebox';
import { originOf } from '../audit/origin.ts';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import type { Came } from '../webhooks/deliver.ts';
import {
  type DeliveryCounts,
  type DeliveryOutcome,
  type DeliveryStore,
  deliveriesKept,
  type Invocation,
} from '../webhooks/deliveries.ts';
import { type WebHookInput, webHookProblemText } from '../webhooks/hook-input.ts';
import type { WebHook, WebHookOutcome, WebHookStore } from '../webhooks/hooks.ts';
import { sendBadPage } from './content-answers.ts';
import { badRequest, type ErrorAnswer, sendError } from './errors.ts';
import { lenient } from './lenient.ts';
import { collection, mostListed, readPage } from './paging.ts';
import { all, first, type Query, readId } from './query.ts';
import { asAnswer, type Json, type Site } from './site.ts';

export interface WebHookDeps {
  readonly site: Site;
  readonly hooks: WebHookStore;
  readonly deliveries: Pick<DeliveryStore, 'latest' | 'counts'>;
  /** Asks an address whether it is there. */
  test(url: string): Promise<Came>;
}

const WebHookBody = Type.Object({
  name: lenient(Type.String()),
  url: lenient(Type.String()),
  events: lenient(Type.Array(Type.Union([Type.String(), Type.Object({ id: Type.String() })]), { maxItems: 100 })),
  active: lenient(Type.Boolean()),
  sslVerificationRequired: lenient(Type.Boolean()),
  configuration: lenient(Type.Object({ secret: lenient(Type.String()) })),
  credentials: lenient(Type.Object({ username: lenient(Type.String()), password: lenient(Type.String()) })),
});
type WebHookBody = Static<typeof WebHookBody>;

type WithId = { Params: { webhookId: string }; Querystring: Query };

const path = '/rest/api/webhooks';
const config = { access: apiRoute('ADMIN', { permission: 'administer', notPermittedStatus: 401 }) };
const outcomes: readonly DeliveryOutcome[] = ['SUCCESS', 'FAILURE', 'ERROR'];

export function webHookRoutes(app: App, deps: WebHookDeps): void {
  keeping(app, deps);
  lookingAtDeliveries(app, deps);

  app.post<{ Querystring: Query }>(`${path}/test`, { config }, async (request, reply) => {
    const url = first(request.query, 'url');
    if (url === undefined || url === '') return sendError(reply, badRequest('Name the address by the parameter url.'));
    const { outcome, description } = await deps.test(url);
    return reply.send({ url, result: { outcome, description } });
  });
}

function keeping(app: App, { site, hooks, deliveries }: WebHookDeps): void {
  app.get<{ Querystring: Query }>(path, { config }, async (request, reply) => {
    const page = readPage(request.query, mostListed);
    if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
    const { results, more } = await hooks.list(all(request.query, 'event'), page);
    const counts = wantsStatistics(request.query) ? await deliveries.counts(results.map(({ id }) => id)) : undefined;
    const found = { results: results.map((hook) => ({ ...hookJson(hook), ...countsOf(counts, hook) })), more };
    return reply.send(collection(site, path, request.query, page, found));
  });

  app.post<{ Body: WebHookBody }>(path, { config, schema: { body: WebHookBody } }, async (request, reply) => {
    const outcome = await hooks.create(inputOf(request.body, undefined), originOf(request));
    if (outcome.outcome !== 'saved') return sendError(reply, refusalOf(outcome));
    return reply.code(201).send(asAnswer(site, hookJson(outcome.hook)));
  });

  app.get<WithId>(`${path}/:webhookId`, { config }, async (request, reply) => {
    const hook = await hookOf(hooks, request.params.webhookId);
    if (hook === undefined) return sendError(reply, unknownHook);
    const counts = wantsStatistics(request.query) ? await deliveries.counts([hook.id]) : undefined;
    return reply.send(asAnswer(site, { ...hookJson(hook), ...countsOf(counts, hook) }));
  });

  app.put<WithId & { Body: WebHookBody }>(
    `${path}/:webhookId`,
    { config, schema: { body: WebHookBody } },
    async (request, reply) => {
      const hook = await hookOf(hooks, request.params.webhookId);
      if (hook === undefined) return sendError(reply, unknownHook);
      const outcome = await hooks.update(hook.id, inputOf(request.body, hook), originOf(request));
      if (outcome.outcome !== 'saved') return sendError(reply, refusalOf(outcome));
      return reply.send(asAnswer(site, hookJson(outcome.hook)));
    },
  );

  app.delete<WithId>(`${path}/:webhookId`, { config }, async (request, reply) => {
    const id = readId(request.params.webhookId);
    const removed = id !== undefined && (await hooks.remove(id, originOf(request)));
    return removed ? reply.code(204).send() : sendError(reply, unknownHook);
  });
}

function lookingAtDeliveries(app: App, { hooks, deliveries }: WebHookDeps): void {
  app.get<WithId>(`${path}/:webhookId/latest`, { config }, async (request, reply) => {
    const hook = await hookOf(hooks, request.params.webhookId);
    if (hook === undefined) return sendError(reply, unknownHook);
    const asked = [...all(request.query, 'outcome'), ...all(request.query, 'outcomes')].map((each) => each.toUpperCase());
    const latest = await deliveries.latest(hook.id, {
      event: first(request.query, 'event'),
      outcomes: outcomes.filter((outcome) => asked.includes(outcome)),
    });
    return latest === undefined ? reply.code(204).send() : reply.send(invocationJson(hook, latest));
  });

  for (const [tail, withInvocations] of [
    ['statistics', true],
    ['statistics/summary', false],
  ] as const) {
    app.get<WithId>(`${path}/:webhookId/${tail}`, { config }, async (request, reply) => {
      const hook = await hookOf(hooks, request.params.webhookId);
      if (hook === undefined) return sendError(reply, unknownHook);
      const event = first(request.query, 'event');
      const counts = await deliveries.counts([hook.id], event);
      const invocations = withInvocations ? await lastOfEach(hook, event) : {};
      return reply.send({ ...invocations, counts: countsJson(counts.get(hook.id)) });
    });
  }

  /** The last attempt of each outcome, those that there were. */
  async function lastOfEach(hook: WebHook, event: string | undefined): Promise<Json> {
    const [success, failure, error] = await Promise.all(
      outcomes.map((outcome) => deliveries.latest(hook.id, { event, outcomes: [outcome] })),
    );
    return {
      ...(success && { lastSuccess: invocationJson(hook, success) }),
      ...(failure && { lastFailure: invocationJson(hook, failure) }),
      ...(error && { lastError: invocationJson(hook, error) }),
    };
  }
}

const unknownHook: ErrorAnswer = { statusCode: 404, message: 'There is no web hook with this id.' };

function refusalOf(outcome: Exclude<WebHookOutcome, { outcome: 'saved' }>): ErrorAnswer {
  return outcome.outcome === 'unknown' ? unknownHook : badRequest(outcome.problems.map(webHookProblemText).join(' '));
}

async function hookOf(hooks: WebHookStore, text: string): Promise<WebHook | undefined> {
  const id = readId(text);
  return id === undefined ? undefined : hooks.find(id);
}

function wantsStatistics(query: Query): boolean {
  return first(query, 'statistics') === 'true';
}

/** @param hook what the body's gaps are filled from; undefined: a new one */
function inputOf(body: WebHookBody, hook: WebHook | undefined): WebHookInput {
  return {
    name: body.name ?? hook?.name ?? '',
    url: body.url ?? hook?.url ?? '',
    events: body.events?.map((event) => (typeof event === 'string' ? event : event.id)) ?? hook?.events ?? [],
    active: body.active ?? hook?.active ?? true,
    verifyCertificate: body.sslVerificationRequired ?? hook?.verifyCertificate ?? true,
    secret: body.configuration?.secret === '' ? null : (body.configuration?.secret ?? undefined),
    credentials: credentialsIn(body),
  };
}

/** A client that sends back what it read has no password in it: nothing changes then. An empty user name takes them away. */
function credentialsIn({ credentials }: WebHookBody): WebHookInput['credentials'] {
  const { username, password } = credentials ?? {};
  if (username === '') return null;
  if (typeof username !== 'string' || typeof password !== 'string') return undefined;
  return { username, password };
}

/** Without its secrets, which nobody is told again. */
function hookJson(hook: WebHook): Json {
  return {
    id: hook.id,
    name: hook.name,
    createdDate: hook.createdAt,
    updatedDate: hook.updatedAt,
    events: hook.events,
    configuration: {},
    url: hook.url,
    active: hook.active,
    scopeType: 'global',
    sslVerificationRequired: hook.verifyCertificate,
    ...(hook.username === undefined ? {} : { credentials: { username: hook.username } }),
  };
}

function countsOf(counts: ReadonlyMap<number, DeliveryCounts> | undefined, { id }: WebHook): Json {
  return counts === undefined ? {} : { statistics: { counts: countsJson(counts.get(id)) } };
}

function countsJson(counts: DeliveryCounts = { successes: 0, failures: 0, errors: 0 }): Json {
  return { ...counts, window: { duration: deliveriesKept } };
}

function invocationJson({ url }: WebHook, made: Invocation): Json {
  return {
    id: String(made.id),
    event: { id: made.event },
    start: made.startedAt,
    finish: made.finishedAt,
    duration: made.finishedAt - made.startedAt,
    request: { method: 'POST', url, body: made.body },
    result: { outcome: made.outcome, description: made.description },
  };
}
