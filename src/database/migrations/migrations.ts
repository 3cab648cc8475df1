/** All migrations, in the order of their numbers. */
import { accounts } from './0001-accounts.ts';
import { audit } from './0002-audit.ts';
import { oauth } from './0003-oauth.ts';
import { wiki } from './0004-wiki.ts';
import type { Migration } from './migration.ts';

export const migrations: readonly Migration[] = [accounts, audit, oauth, wiki];
