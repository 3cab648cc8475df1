/** Events of the audit trail on the wire, and as lines of a table. */
import type { StoredAuditEvent } from '../../audit/audit-trail.ts';
import type { FoundEvent } from '../../audit/search.ts';
import type { Json } from '../site.ts';

/** The headings that Confluence files its records under. */
const categories: readonly (readonly [kinds: string, category: string])[] = [
  ['user.', 'Users and groups'],
  ['group.', 'Users and groups'],
  ['global-permission.', 'Permissions'],
  ['space.permissions', 'Permissions'],
  ['content.restrictions', 'Permissions'],
  ['space.', 'Spaces'],
  ['content.', 'Pages'],
  ['application-link.', 'Application links'],
  ['authorization.', 'Application links'],
  ['personal-token.', 'Security'],
  ['session.', 'Security'],
  ['web-hook.', 'Webhooks'],
  ['recorded.', 'Other'],
];

export function auditRecordJson({ event, author }: FoundEvent): Json {
  const { origin, object, changes } = event;
  return {
    author: {
      type: 'user',
      displayName: author?.fullName ?? origin.actor.name,
      operations: null,
      username: origin.actor.name,
      userKey: author?.userKey ?? '',
    },
    remoteAddress: origin.remoteAddress,
    creationDate: event.at,
    summary: event.summary,
    description: '',
    category: categoryOf(event),
    sysAdmin: false,
    affectedObject: { name: object.name, objectType: object.type },
    changedValues: changes.map(({ name, oldValue, newValue }) => ({
      name,
      oldValue: oldValue ?? '',
      newValue: newValue ?? '',
    })),
    associatedObjects: [],
  };
}

function categoryOf({ kind }: StoredAuditEvent): string {
  return categories.find(([kinds]) => kind.startsWith(kinds))?.[1] ?? 'System';
}

const columns = ['Date', 'Author', 'Full name', 'Remote address', 'Category', 'Summary', 'Object type', 'Object', 'Changes'];

/** The first line of the table (RFC 4180). */
export const auditTableHead = lineOf(columns);

/** @returns a line of the table */
export function auditTableLine({ event, author }: FoundEvent): string {
  const { origin, object, changes } = event;
  return lineOf([
    new Date(event.at).toISOString(),
    origin.actor.name,
    author?.fullName ?? '',
    origin.remoteAddress,
    categoryOf(event),
    event.summary,
    object.type,
    object.name,
    changes.map(({ name, oldValue, newValue }) => `${name}: ${oldValue ?? ''} → ${newValue ?? ''}`).join('; '),
  ]);
}

function lineOf(cells: readonly string[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

/** What a spreadsheet would compute is made a text: names in the trail are chosen by anybody. */
function cellOf(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${plain.replaceAll('"', '""')}"`;
}
