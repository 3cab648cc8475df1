/** Accounts, groups, global permissions, sessions and the throttling of sign-in. */
import type { Generated } from 'kysely';
import type { Flag, SubjectKind, Time } from './columns.ts';

export interface UserAccountTable {
  id: Generated<number>;
  /** 32 lower-case hex digits, the `userKey` of the REST API. */
  user_key: string;
  username: string;
  /** `username` folded for comparison (NFC, lower case); unique. */
  username_folded: string;
  full_name: string;
  email: string;
  /** argon2id in PHC form; null: no password sign-in. */
  password_hash: string | null;
  password_changed_at: Time | null;
  disabled_at: Time | null;
  /** The account is disabled for ever, and nothing in its row tells who it was; null: not deleted. */
  deleted_at: Time | null;
  /** `service`: the account of a program, which signs in nowhere and is no person in a list of people. */
  kind: Generated<'person' | 'service'>;
  /** Touches the spaces of `service_account_space` alone. */
  confined: Generated<Flag>;
  /** Since when a second factor is asked for besides the password; null: none. */
  two_step_at: Generated<Time | null>;
  /** Null: as the device is set. */
  theme: Generated<'light' | 'dark' | null>;
  /** BCP 47, of the words; null: as the site has it. */
  language: Generated<string | null>;
  /** BCP 47, of dates and numbers; null: as the language has it. */
  locale: Generated<string | null>;
  /** IANA; null: none was chosen. */
  time_zone: Generated<string | null>;
  /** Names the picture in `user_picture`; null: none. */
  picture: Generated<string | null>;
  /** By the browser; null: never, or not since this is noted. */
  last_sign_in_at: Generated<Time | null>;
  created_at: Time;
  updated_at: Time;
}

export interface UserGroupTable {
  id: Generated<number>;
  name: string;
  name_folded: string;
  created_at: Time;
}

export interface GroupMemberTable {
  group_id: number;
  user_id: number;
  created_at: Time;
}

export interface GlobalPermissionTable {
  subject_kind: SubjectKind;
  /** The user's or the group's id; 0 for anonymous. */
  subject_id: number;
  permission: 'use' | 'create-space' | 'administer' | 'administer-system';
}

export interface SessionTable {
  /** SHA-256 of the cookie's value. */
  token_hash: string;
  /** What a person sees and ends a session by; not secret. */
  public_id: string;
  user_id: number;
  created_at: Time;
  last_seen_at: Time;
  /** When the person last proved the password (sign-in or confirmation). */
  authenticated_at: Time;
  /** The absolute end. */
  expires_at: Time;
  /** Life without a request, in milliseconds. */
  idle_ms: number;
  /** "Remember me" was ticked. */
  remembered: Flag;
  remote_address: string;
  user_agent: string;
}

export interface SignInThrottleTable {
  /** `account:<folded name>`, `address:<ip>` or `known:<folded name>@<ip>`, see accounts/throttle. */
  subject: string;
  failures: number;
  last_failure_at: Time;
  blocked_until: Time;
}

export interface OneTimeAddressTable {
  /** SHA-256 of the token; `first account` on the row that whoever made the first account has claimed, see accounts/setup. */
  token_hash: string;
  purpose: 'setup';
  created_at: Time;
  expires_at: Time;
  used_at: Time | null;
}
