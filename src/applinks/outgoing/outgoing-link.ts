/** An outgoing link as rows hold it, and as audit events describe it. */
import type { Selectable } from 'kysely';
import { type AuditedObject, appendEvent, type Change } from '../../audit/audit-trail.ts';
import type { Origin } from '../../audit/origin.ts';
import type { OutgoingLinkTable } from '../../database/schema/outgoing-links.ts';
import type { WriteQueries } from '../../database/schema.ts';
import type { Milliseconds } from '../../foundation/clock.ts';
import { fold } from '../../foundation/folding.ts';
import type { TestResult } from './connection-result.ts';
import type { ClientAuth } from './discovery.ts';
import { type Endpoints, type ProviderKey, providerOf } from './providers.ts';

/** What is stored of a link, but for its secret. */
export interface OutgoingLinkSettings extends Endpoints {
  readonly linkKey: string;
  readonly provider: ProviderKey;
  readonly name: string;
  readonly description: string;
  /** Empty: its endpoints were entered. */
  readonly address: string;
  /** Empty: the provider has no metadata. */
  readonly issuer: string;
  readonly issSupported: boolean;
  readonly clientId: string;
  readonly clientAuth: ClientAuth;
  readonly scope: string;
  readonly forPeople: boolean;
}

export interface OutgoingLink extends OutgoingLinkSettings {
  readonly id: number;
  readonly hasSecret: boolean;
  /** How many accounts are connected through it. */
  readonly accounts: number;
  /** Null: never. */
  readonly testedAt: Milliseconds | null;
  readonly testResult: TestResult | undefined;
  /** Undefined: the command line. */
  readonly createdByName: string | undefined;
  readonly createdAt: Milliseconds;
  readonly updatedAt: Milliseconds;
}

/** Appends what happened to a link, or to an account of it, to its part of the audit trail. */
export async function recordLinkEvent(
  queries: WriteQueries,
  link: Pick<OutgoingLink, 'linkKey' | 'name'>,
  event: {
    readonly at: Milliseconds;
    readonly origin: Origin;
    readonly kind: string;
    readonly summary: string;
    readonly changes?: readonly Change[];
  },
): Promise<void> {
  await appendEvent(queries, { ...event, kind: `outgoing-link.${event.kind}`, object: auditedLink(link) });
}

/** @returns the link as an event names it */
function auditedLink({ linkKey, name }: Pick<OutgoingLink, 'linkKey' | 'name'>): AuditedObject {
  return { type: 'outgoing-link', id: linkKey, name };
}

/** @returns the columns of a link but for its secret */
export function toColumns(settings: OutgoingLinkSettings) {
  return {
    link_key: settings.linkKey,
    provider: settings.provider,
    name: settings.name,
    name_folded: fold(settings.name),
    description: settings.description,
    address: settings.address === '' ? null : settings.address,
    issuer: settings.issuer === '' ? null : settings.issuer,
    iss_supported: settings.issSupported ? (1 as const) : (0 as const),
    client_id: settings.clientId,
    client_auth: settings.clientAuth,
    scope: settings.scope,
    authorization_endpoint: settings.authorizationEndpoint,
    token_endpoint: settings.tokenEndpoint,
    revocation_endpoint: settings.revocationEndpoint === '' ? null : settings.revocationEndpoint,
    for_people: settings.forPeople ? (1 as const) : (0 as const),
  };
}

/** @returns the link of a row, with who made it and how many accounts it has */
export function toLink(
  row: Selectable<OutgoingLinkTable> & { readonly created_by_name: string | null; readonly accounts: number | null },
): OutgoingLink {
  return {
    id: row.id,
    linkKey: row.link_key,
    provider: providerOf(row.provider)?.key ?? 'custom',
    name: row.name,
    description: row.description,
    address: row.address ?? '',
    issuer: row.issuer ?? '',
    issSupported: row.iss_supported === 1,
    clientId: row.client_id,
    clientAuth: row.client_auth,
    scope: row.scope,
    authorizationEndpoint: row.authorization_endpoint,
    tokenEndpoint: row.token_endpoint,
    revocationEndpoint: row.revocation_endpoint ?? '',
    forPeople: row.for_people === 1,
    hasSecret: row.client_secret_encrypted !== null,
    accounts: row.accounts ?? 0,
    testedAt: row.tested_at,
    testResult: row.test_result === null ? undefined : (JSON.parse(row.test_result) as TestResult), // Only `noteTest` writes it.
    createdByName: row.created_by_name ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** @returns what the audit trail tells of a change; `before` undefined: the link is new */
export function differences(before: OutgoingLinkSettings | undefined, after: OutgoingLinkSettings): readonly Change[] {
  const fields = [
    'name',
    'description',
    'provider',
    'address',
    'issuer',
    'clientId',
    'clientAuth',
    'scope',
    'authorizationEndpoint',
    'tokenEndpoint',
    'revocationEndpoint',
    'forPeople',
  ] as const;
  const told = (value: string | boolean) => (value === '' ? null : String(value));
  return fields
    .map((name) => ({ name, oldValue: before === undefined ? null : told(before[name]), newValue: told(after[name]) }))
    .filter(({ oldValue, newValue }) => oldValue !== newValue);
}

/** @returns whether secrets and tokens would go somewhere else than they were meant for */
export function isElsewhere(before: OutgoingLinkSettings, after: OutgoingLinkSettings): boolean {
  const where = ['issuer', 'clientId', 'authorizationEndpoint', 'tokenEndpoint', 'revocationEndpoint'] as const;
  return where.some((name) => before[name] !== after[name]);
}
