/** Which tables go into a backup: every table that both engines have, except what is derived, short-lived, or about this machine alone. */
import { migrations } from '../database/migrations/migrations.ts';
import type { Schema } from '../database/schema.ts';

/** What stays behind, each with the reason. */
export const leftBehind: Readonly<Partial<Record<keyof Schema, string>>> = {
  schema_migration: 'it is in the head of the backup',
  search_text: 'derived from the content: the restore makes it anew',
  search_reference: 'derived from the content',
  search_word: 'derived from the content',
  search_pending: 'derived from the content',
  content_link: 'derived from the content',
  session: 'people sign in again',
  pending_sign_in: 'people sign in again',
  used_challenge: 'no challenge lives as long as a restore takes',
  sign_in_throttle: 'it ends by itself',
  one_time_address: 'used addresses would work again',
  password_address: 'used addresses would work again',
  password_reset_request: 'it would be answered twice',
  oauth_authorization_request: 'decisions would be asked for again',
  oauth_code: 'used codes would work again',
  outgoing_request: 'somebody is on the way back to the old place',
  mail_message: 'what was sent since would be sent twice',
  web_hook_delivery: 'what was delivered since would be delivered twice',
  backup_job: 'it is about files of the old place',
};

/** @returns the tables that the first `count` migrations leave and that go into a backup, in a fixed order */
export function carriedTables(count: number): readonly string[] {
  const left: ReadonlySet<string> = new Set(Object.keys(leftBehind));
  return tablesAfter(count).filter((name) => !left.has(name));
}

/** @returns all tables that both databases have after the first `count` migrations */
export function tablesAfter(count: number): readonly string[] {
  const tables = new Set<string>();
  for (const { ddl } of migrations.slice(0, count)) {
    for (const [, verb, name = ''] of ddl.matchAll(/^(create|drop) table (\w+)/gm)) {
      if (verb === 'create') tables.add(name);
      else tables.delete(name);
    }
  }
  return [...tables];
}
