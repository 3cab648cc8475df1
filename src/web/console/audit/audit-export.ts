/** The audit log as a file, streamed as it is read: neither end holds all of it. */
import type { FoundEvent } from '../../../audit/search.ts';
import { csvLine } from '../../../foundation/csv.ts';
import type { Catalogue } from '../../text/english.ts';

type Parts = AsyncIterable<readonly FoundEvent[]>;

/** A table (RFC 4180) with a byte order mark, by which spreadsheets know UTF-8. */
export async function* asCsv(text: Catalogue, parts: Parts): AsyncGenerator<string> {
  yield `\u{FEFF}${csvLine(text.auditLog.csvColumns)}`;
  for await (const events of parts) yield events.map(lineOf).join('');
}

/** One array of objects. */
export async function* asJson(parts: Parts): AsyncGenerator<string> {
  let before = '[\n';
  for await (const events of parts) {
    for (const found of events) {
      yield before + JSON.stringify(objectOf(found));
      before = ',\n';
    }
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

function lineOf({ event, author }: FoundEvent): string {
  const { origin, object, changes } = event;
  return csvLine([
    new Date(event.at).toISOString(),
    origin.actor.name,
    author?.fullName ?? '',
    origin.remoteAddress,
    event.kind,
    event.summary,
    object.name,
    object.type,
    object.id,
    changes.map(({ name, oldValue, newValue }) => `${name}: ${oldValue ?? ''} → ${newValue ?? ''}`).join('; '),
    origin.requestId,
  ]);
}

function objectOf({ event, author }: FoundEvent) {
  const { origin, object, changes } = event;
  return {
    id: event.id,
    at: new Date(event.at).toISOString(),
    person: { username: origin.actor.name, fullName: author?.fullName ?? null, userKey: author?.userKey ?? null },
    address: origin.remoteAddress,
    kind: event.kind,
    what: event.summary,
    thing: object,
    changes,
    request: origin.requestId,
  };
}
