/** How a client and changes of its settings appear in the audit trail. Of a secret it only says that it changed. */
import type { AuditedObject, Change } from '../audit/audit-trail.ts';
import type { ClientSettings, RegisteredClient } from './client-store.ts';

/** What administrators know a client as, which is also how the kinds of its events begin. */
export function kindOfClient({
  serviceUserId = null,
}: Partial<Pick<RegisteredClient, 'serviceUserId'>>): 'application-link' | 'service-account' {
  return serviceUserId === null ? 'application-link' : 'service-account';
}

/** @returns the client as an event names it */
export function auditedClient(
  client: Pick<RegisteredClient, 'clientId' | 'name'> & Partial<Pick<RegisteredClient, 'serviceUserId'>>,
): AuditedObject {
  return { type: kindOfClient(client), id: client.clientId, name: client.name };
}

/** @returns the settings that differ; all, where there were none before */
export function differences(before: ClientSettings | undefined, after: ClientSettings): readonly Change[] {
  const fields = [
    'name',
    'clientType',
    'redirectUris',
    'scope',
    'requirePkce',
    'allowPlain',
    'allowQueryCredentials',
    'skipConsent',
    'allowTryIt',
    'resourceServer',
    'accessTokenSeconds',
    'refreshTokenSeconds',
  ] as const satisfies readonly (keyof ClientSettings)[];
  return fields
    .map((name) => ({ name, oldValue: before === undefined ? null : told(before[name]), newValue: told(after[name]) }))
    .filter(({ oldValue, newValue }) => oldValue !== newValue);
}

function told(value: ClientSettings[keyof ClientSettings]): string | null {
  if (value === null) return null;
  return Array.isArray(value) ? value.join(' ') : String(value);
}
