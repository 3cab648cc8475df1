/** Every encrypted column of every room: what a change of keys goes through. A test finds columns that are missing here. */
import { sealedAppSecrets } from './accounts/second-factors/two-step.ts';
import { sealedAccountTokens } from './applinks/outgoing/account-tokens.ts';
import { sealedVerifiers } from './applinks/outgoing/connection-requests.ts';
import { sealedLinkSecrets } from './applinks/outgoing/link-store.ts';
import type { SealedColumn } from './database/sealed-column.ts';
import { sealedMail } from './mail/outbox.ts';
import { sealedClientSecrets } from './oauth/client-secrets.ts';
import { sealedSettings } from './settings/stored-settings.ts';
import { sealedHookSecrets } from './webhooks/hook-secrets.ts';

export const sealedColumns: readonly SealedColumn[] = [
  ...sealedClientSecrets,
  ...sealedHookSecrets,
  ...sealedAppSecrets,
  ...sealedLinkSecrets,
  ...sealedAccountTokens,
  ...sealedVerifiers,
  ...sealedSettings,
  ...sealedMail,
];
