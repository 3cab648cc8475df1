/** Audit events on the wire, and as rows of a CSV file. */
import { type AuditCategory, categoryOf } from '../../audit/categories.ts';
import type { FoundEvent } from '../../audit/search.ts';
import { csvLine } from '../../foundation/csv.ts';
import type { Json } from '../site.ts';

/** The headings that Confluence files its records under. */
const headings: Readonly<Record<AuditCategory, string>> = {
  users: 'Users and groups',
  permissions: 'Permissions',
  spaces: 'Spaces',
  pages: 'Pages',
  applications: 'Application links',
  security: 'Security',
  'web-hooks': 'Webhooks',
  other: 'Other',
  system: 'System',
};

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
    category: headings[categoryOf(event.kind)],
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

const columns = ['Date', 'Author', 'Full name', 'Remote address', 'Category', 'Summary', 'Object type', 'Object', 'Changes'];

/** The first line of the table (RFC 4180). */
export const auditTableHead = csvLine(columns);

/** @returns a line of the table */
export function auditTableLine({ event, author }: FoundEvent): string {
  const { origin, object, changes } = event;
  return csvLine([
    new Date(event.at).toISOString(),
    origin.actor.name,
    author?.fullName ?? '',
    origin.remoteAddress,
    headings[categoryOf(event.kind)],
    event.summary,
    object.type,
    object.name,
    changes.map(({ name, oldValue, newValue }) => `${name}: ${oldValue ?? ''} → ${newValue ?? ''}`).join('; '),
  ]);
}
