/** All migrations, in the order of their numbers. */
import { accounts } from './0001-accounts.ts';
import { audit } from './0002-audit.ts';
import { oauth } from './0003-oauth.ts';
import { wiki } from './0004-wiki.ts';
import { content } from './0005-content.ts';
import { attachments } from './0006-attachments.ts';
import { search } from './0007-search.ts';
import { annotations } from './0008-annotations.ts';
import { personalTokens } from './0009-personal-tokens.ts';
import { webHooks } from './0010-web-hooks.ts';
import { links } from './0011-links.ts';
import { auditRetention } from './0012-audit-retention.ts';
import { thumbnails } from './0013-thumbnails.ts';
import { contentEdits } from './0014-content-edits.ts';
import { templates } from './0015-templates.ts';
import { serviceAccounts } from './0016-service-accounts.ts';
import { outgoingLinks } from './0017-outgoing-links.ts';
import { siteSettings } from './0018-site-settings.ts';
import { notices } from './0019-notices.ts';
import { secondFactors } from './0020-second-factors.ts';
import { preferences } from './0021-preferences.ts';
import { backups } from './0022-backups.ts';
import { usage } from './0023-usage.ts';
import { growth } from './0024-growth.ts';
import { lastSignIns } from './0025-last-sign-ins.ts';
import { spaceDeletion } from './0026-space-deletion.ts';
import { creators } from './0027-creators.ts';
import { restrictionTimes } from './0028-restriction-times.ts';
import { formerTitles } from './0029-former-titles.ts';
import { spaceTimes } from './0030-space-times.ts';
import type { Migration } from './migration.ts';

export const migrations: readonly Migration[] = [
  accounts,
  audit,
  oauth,
  wiki,
  content,
  attachments,
  search,
  annotations,
  personalTokens,
  webHooks,
  links,
  auditRetention,
  thumbnails,
  contentEdits,
  templates,
  serviceAccounts,
  outgoingLinks,
  siteSettings,
  notices,
  secondFactors,
  preferences,
  backups,
  usage,
  growth,
  lastSignIns,
  spaceDeletion,
  creators,
  restrictionTimes,
  formerTitles,
  spaceTimes,
];
