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
];
