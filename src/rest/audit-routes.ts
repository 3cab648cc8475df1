/** The audit trail over the API: searching it, how long it is kept, and exporting it. For administrators. */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { type Static, Type } from 'typebox';
import type { AuditedObject, AuditStore } from '../audit/audit-trail.ts';
import { originOf } from '../audit/origin.ts';
import { type AuditRetention, lengthOf, type Retention, retentionUnits } from '../audit/retention.ts';
import type { AuditQuery, AuditSearch } from '../audit/search.ts';
import type { Clock, Milliseconds } from '../foundation/clock.ts';
import { apiRoute } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { actsByToken, type CallerSession } from '../http/caller.ts';
import { sendBadPage } from './content-answers.ts';
import { badRequest, type ErrorAnswer, sendError } from './errors.ts';
import { isStale, proveAgain } from './fresh-proof.ts';
import { lenient } from './lenient.ts';
import { collection, mostListed, readPage } from './paging.ts';
import { first, type Query } from './query.ts';
import { auditRecordJson, auditTableHead, auditTableLine } from './representation/audit.ts';
import type { Site } from './site.ts';

export interface AuditDeps {
  readonly site: Site;
  readonly clock: Clock;
  readonly audit: Pick<AuditStore, 'append'>;
  readonly search: AuditSearch;
  readonly retention: AuditRetention;
  /** Whether a session's password was proved lately enough. */
  isFresh(session: CallerSession): boolean;
}

const path = '/rest/api/audit';
const config = { access: apiRoute('ADMIN', { permission: 'administer' }) };
const usualLimit = 1000;
/** Lines of a table at most. */
const mostExported = 100_000;

const ObjectBody = lenient(Type.Object({ name: lenient(Type.String()), objectType: lenient(Type.String()) }));

/** What a program adds to the trail. Who, when and from where is Weir's to say. */
const RecordBody = Type.Object({
  summary: Type.String({ minLength: 1, maxLength: 500 }),
  description: lenient(Type.String({ maxLength: 2000 })),
  category: lenient(Type.String({ maxLength: 200 })),
  affectedObject: ObjectBody,
  changedValues: lenient(
    Type.Array(
      Type.Object({
        name: Type.String({ maxLength: 200 }),
        oldValue: lenient(Type.String({ maxLength: 2000 })),
        newValue: lenient(Type.String({ maxLength: 2000 })),
      }),
      { maxItems: 100 },
    ),
  ),
});
type RecordBody = Static<typeof RecordBody>;

const RetentionBody = Type.Object({ number: Type.Integer(), units: Type.String() });

export function auditRoutes(app: App, deps: AuditDeps): void {
  reading(app, deps);
  const { site, audit, retention, clock, isFresh } = deps;

  app.post<{ Body: RecordBody }>(path, { config, schema: { body: RecordBody } }, async (request, reply) => {
    const { summary, description, category, affectedObject, changedValues } = request.body;
    const more = { description, category };
    const origin = originOf(request);
    const event = await audit.append({
      at: clock.now(),
      origin,
      kind: 'recorded.by-program',
      object: objectOf(affectedObject),
      summary,
      changes: [
        ...(changedValues ?? []).map(({ name, oldValue, newValue }) => ({
          name,
          oldValue: oldValue ?? null,
          newValue: newValue ?? null,
        })),
        ...Object.entries(more).flatMap(([name, newValue]) => (newValue ? [{ name, oldValue: null, newValue }] : [])),
      ],
    });
    const { person } = request.caller;
    return reply.send(auditRecordJson({ event, author: person && { userKey: person.userKey, fullName: person.fullName } }));
  });

  app.get(`${path}/retention`, { config }, async (_request, reply) => reply.send(retentionJson(await retention.inForce())));

  app.put(
    `${path}/retention`,
    { config: { access: apiRoute('SYSTEM_ADMIN', { permission: 'administer-system' }) }, schema: { body: RetentionBody } },
    async (request, reply) => {
      if (actsByToken(request.caller)) return sendError(reply, noRetentionByToken);
      if (isStale(request, isFresh)) return sendError(reply, proveAgain(site));
      const { number, units } = request.body;
      const unit = retentionUnits.find((each) => each === units.toUpperCase());
      const changed = unit !== undefined && (await retention.change({ amount: number, unit }, originOf(request)));
      return changed ? reply.send({ number, units: unit }) : sendError(reply, badRetention);
    },
  );
}

function reading(app: App, { site, clock, search }: AuditDeps): void {
  for (const [tail, read] of [
    ['', (query: Query) => readDates(query)],
    ['/since', (query: Query) => readSince(query, clock.now())],
  ] as const) {
    app.get<{ Querystring: Query }>(path + tail, { config }, async (request, reply) => {
      const page = readPage(request.query, mostListed, usualLimit);
      if ('badParameter' in page) return sendBadPage(reply, page.badParameter);
      const asked = read(request.query);
      if ('statusCode' in asked) return sendError(reply, asked);
      const { results, more } = await search.find(asked, page);
      const found = { results: results.map(auditRecordJson), more };
      return reply.send(collection(site, path + tail, request.query, page, found));
    });
  }

  app.get<{ Querystring: Query }>(`${path}/export`, { config }, async (request, reply) => {
    const asked = readDates(request.query);
    if ('statusCode' in asked) return sendError(reply, asked);
    switch ((first(request.query, 'format') ?? 'csv').toLowerCase()) {
      case 'csv':
        return sendFile(reply, 'text/csv; charset=utf-8', 'audit.csv', linesOf(asked));
      case 'json':
        return sendFile(reply, 'application/json; charset=utf-8', 'audit.json', jsonOf(asked));
      default:
        return sendError(reply, badRequest('format must be csv or json.'));
    }
  });

  async function* linesOf(query: AuditQuery): AsyncGenerator<string> {
    yield auditTableHead;
    for await (const events of search.all(query, mostExported)) yield events.map(auditTableLine).join('');
  }

  /** A list of records as reading gives them, in pieces. */
  async function* jsonOf(query: AuditQuery): AsyncGenerator<string> {
    let before = '[';
    for await (const events of search.all(query, mostExported)) {
      for (const event of events) {
        yield `${before}${JSON.stringify(auditRecordJson(event))}`;
        before = ',\n';
      }
    }
    yield before === '[' ? '[]\n' : ']\n';
  }
}

function sendFile(reply: FastifyReply, type: string, filename: string, pieces: AsyncGenerator<string>): FastifyReply {
  return reply.type(type).header('Content-Disposition', `attachment; filename="${filename}"`).send(Readable.from(pieces));
}

const badRetention: ErrorAnswer = badRequest(
  `number and units must say a span from one day to 100 years; units are ${retentionUnits.join(', ')}.`,
);

/** What ends the traces of a credential is not for a credential that was given away. */
const noRetentionByToken: ErrorAnswer = {
  statusCode: 403,
  message: 'A token cannot change how long the audit log is kept. Use a name and password.',
};

function retentionJson({ amount, unit }: Retention) {
  return { number: amount, units: unit };
}

function objectOf(body: RecordBody['affectedObject']): AuditedObject {
  return { type: (body?.objectType ?? '').slice(0, 200), id: '', name: (body?.name ?? '').slice(0, 200) };
}

/** A day that ends the span belongs to it. */
function readDates(query: Query): AuditQuery | ErrorAnswer {
  const from = readTime(first(query, 'startDate'), 'start');
  const until = readTime(first(query, 'endDate'), 'end');
  if (from === 'bad') return badRequest('startDate must be a date such as 2026-03-01, or milliseconds since 1970.');
  if (until === 'bad') return badRequest('endDate must be a date such as 2026-03-31, or milliseconds since 1970.');
  return { from, until, words: first(query, 'searchString') };
}

/** The last so many of a unit; three months when nothing is said. */
function readSince(query: Query, now: Milliseconds): AuditQuery | ErrorAnswer {
  const amount = Number(first(query, 'number') ?? 3);
  const unit = retentionUnits.find((each) => each === (first(query, 'units') ?? 'MONTHS').toUpperCase());
  if (unit === undefined || !Number.isSafeInteger(amount) || amount < 0) {
    return badRequest(`number must be a whole number, and units one of ${retentionUnits.join(', ')}.`);
  }
  return { from: now - lengthOf({ amount, unit }), words: first(query, 'searchString') };
}

const day: Milliseconds = 24 * 3_600_000;

/** @param edge which end of a day is meant where only a day is named @returns milliseconds; undefined where nothing is said */
function readTime(text: string | undefined, edge: 'start' | 'end'): Milliseconds | undefined | 'bad' {
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text) + (edge === 'end' ? 1 : 0);
  if (/^\d{4}-\d\d-\d\d$/.test(text)) {
    const midnight = Date.parse(text);
    return Number.isNaN(midnight) ? 'bad' : midnight + (edge === 'end' ? day : 0);
  }
  if (!/^\d{4}-\d\d-\d\dT/.test(text)) return 'bad';
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? 'bad' : moment + (edge === 'end' ? 1 : 0);
}
