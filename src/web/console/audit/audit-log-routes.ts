/** Routes of the audit log. Administrators read it; only system administrators change how long it is kept. */
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { originOf } from '../../../audit/origin.ts';
import { retentionUnits } from '../../../audit/retention.ts';
import type { AuditQuery } from '../../../audit/search.ts';
import type { Milliseconds } from '../../../foundation/clock.ts';
import { idIn } from '../../../foundation/row-id.ts';
import { pageRoute } from '../../../http/access.ts';
import type { App } from '../../../http/app.ts';
import { sendPage } from '../../../http/headers.ts';
import { fieldOf } from '../../form-body.ts';
import { type ConsoleDeps, seeOther } from '../console-route.ts';
import { asCsv, asJson } from './audit-export.ts';
import { auditLogPage, auditLogPaths, categoryKeys, type TypedFilter, type TypedRetention } from './audit-log-page.ts';

const config = { access: pageRoute('administer') };
const eventsShown = 50;
const day: Milliseconds = 24 * 3_600_000;

export function registerAuditLog(app: App, deps: ConsoleDeps): void {
  const { views, auditSearch, auditRetention } = deps;

  app.get(auditLogPaths.page, { config }, (request, reply) => show(request, reply));

  async function show(request: FastifyRequest, reply: FastifyReply, refused?: TypedRetention): Promise<FastifyReply> {
    const typed = typedIn(request);
    const { query, badDays } = readFilter(typed);
    const before = idIn(fieldOf(request.query, 'before'));
    const [{ results, more }, retention] = await Promise.all([
      auditSearch.find({ ...query, before }, { start: 0, limit: eventsShown }),
      auditRetention.inForce(),
    ]);
    const olderThan = more ? results.at(-1)?.event.id : undefined;
    const props = { typed, badDays, events: results, olderThan, isFirst: before === undefined, retention, refused };
    return sendPage(reply, auditLogPage(views.viewOf(request, reply), props));
  }

  app.get(auditLogPaths.export, { config }, (request, reply) => {
    const parts = auditSearch.all(readFilter(typedIn(request)).query, Number.POSITIVE_INFINITY);
    const isJson = fieldOf(request.query, 'format') === 'json';
    return reply
      .type(isJson ? 'application/json; charset=utf-8' : 'text/csv; charset=utf-8')
      .header('Content-Disposition', `attachment; filename="audit-log.${isJson ? 'json' : 'csv'}"`)
      .header('Cache-Control', 'no-store')
      .send(Readable.from(isJson ? asJson(parts) : asCsv(views.textOf(request), parts)));
  });

  app.post(auditLogPaths.retention, { config: { access: pageRoute('administer-system') } }, async (request, reply) => {
    // A shorter span deletes what tells of the past.
    if (!(await deps.freshProof(request, reply))) return reply;
    const typed: TypedRetention = { amount: fieldOf(request.body, 'amount'), unit: fieldOf(request.body, 'unit') };
    const unit = retentionUnits.find((each) => each === typed.unit);
    const amount = Number(typed.amount);
    const changed = unit !== undefined && (await auditRetention.change({ amount, unit }, originOf(request)));
    return changed ? seeOther(deps, reply, auditLogPaths.page, 'audit-retention-saved') : show(request, reply.code(422), typed);
  });
}

function typedIn({ query }: FastifyRequest): TypedFilter {
  const text = (name: string) => fieldOf(query, name).trim().slice(0, 200);
  const kind = text('kind');
  return {
    person: text('person'),
    thing: text('thing'),
    category: categoryKeys.find((key) => key === kind),
    from: text('from'),
    until: text('until'),
  };
}

/** The last day belongs to the span. A day that is none does not limit. */
function readFilter({ person, thing, category, from, until }: TypedFilter) {
  const [first, last] = [readDay(from), readDay(until)];
  const badDays: ('from' | 'until')[] = [];
  if (from !== '' && first === undefined) badDays.push('from');
  if (until !== '' && last === undefined) badDays.push('until');
  const query: AuditQuery = { person, thing, category, from: first, until: last === undefined ? undefined : last + day };
  return { query, badDays };
}

/** @returns midnight in UTC */
function readDay(text: string): Milliseconds | undefined {
  const midnight = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(midnight) ? undefined : midnight;
}
