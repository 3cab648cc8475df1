/**
 * The tables of Weir as Kysely sees them: one schema for SQLite and PostgreSQL.
 * Times are integer milliseconds since 1970, flags are 0 or 1, JSON is text; tokens, codes and session ids are stored as
 * SHA-256 (base64url) only. Column comments say what a value is; the migrations say how it is constrained.
 */

import type { Generated, Kysely, Transaction } from 'kysely';
import type { LabellingTable, LabelTable, PropertyTable, WatchTable } from './schema/annotations.ts';
import type { AttachmentVersionTable, StoredFileTable, ThumbnailTable } from './schema/attachments.ts';
import type { AuditRetentionTable } from './schema/audit.ts';
import type { BackupJobTable } from './schema/backups.ts';
import type {
  ContentCommentTable,
  ContentRestrictionTable,
  ContentTable,
  ContentVersionTable,
  LongTaskTable,
  RestrictionChainTable,
  SpaceDeletionTable,
  SpacePermissionTable,
  SpaceTable,
} from './schema/content.ts';
import type { ContentEditTable, RecentViewTable } from './schema/content-edits.ts';
import type { ContentLinkTable } from './schema/links.ts';
import type { MailMessageTable, PasswordAddressTable, PasswordResetRequestTable, UnwantedNoticeTable } from './schema/notices.ts';
import type { OutgoingAccountTable, OutgoingLinkTable, OutgoingRequestTable } from './schema/outgoing-links.ts';
import type { PersonalTokenTable } from './schema/personal-tokens.ts';
import type { UserPictureTable } from './schema/preferences.ts';
import type { SearchPendingTable, SearchReferenceTable, SearchTextTable, SearchWordTable } from './schema/search.ts';
import type {
  AuthenticatorAppTable,
  PasskeyTable,
  PendingSignInTable,
  RecoveryCodeTable,
  UsedChallengeTable,
} from './schema/second-factors.ts';
import type { ServiceAccountSpaceTable } from './schema/service-accounts.ts';
import type { SiteSettingRevisionTable, SiteSettingTable } from './schema/site-settings.ts';
import type { ContentTemplateTable } from './schema/templates.ts';
import type { UsageDayTable } from './schema/usage.ts';
import type { WebHookDeliveryTable, WebHookEventTable, WebHookTable } from './schema/web-hooks.ts';

/** 0 or 1: SQLite has no boolean, and one representation for both databases keeps one set of queries. */
export type Flag = 0 | 1;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Time = number;

// ── accounts ────────────────────────────────────────────────────────────────────────────────────────────────────────

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

export type SubjectKind = 'user' | 'group' | 'anonymous';

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

// ── audit ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface AuditEventTable {
  id: Generated<number>;
  at: Time;
  /** Null: nobody signed in, or the command line. */
  actor_user_id: number | null;
  /** As it was then; `system` for the command line and Weir itself. */
  actor_name: string;
  remote_address: string;
  /** Machine-readable, dotted: `application-link.created`. */
  kind: string;
  object_type: string;
  object_id: string;
  object_name: string;
  summary: string;
  /** JSON array of `{name, oldValue, newValue}`; never a secret. */
  changes: string;
  request_id: string;
}

// ── oauth ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Ordered: each implies those before it. */
export type ScopeKey = 'READ' | 'WRITE' | 'ADMIN' | 'SYSTEM_ADMIN';

export interface OAuthClientTable {
  id: Generated<number>;
  /** `client_id` on the wire; unique. */
  client_id: string;
  name: string;
  name_folded: string;
  client_type: 'confidential' | 'public';
  /** The most that the client may ask for. */
  scope: ScopeKey;
  require_pkce: Flag;
  allow_plain: Flag;
  /** Credentials in the query string of the token request are accepted (older documentation shows them there). */
  allow_query_credentials: Flag;
  skip_consent: Flag;
  /** The administrator switched "Try it" on: Weir's own callback address is allowed. */
  allow_try_it: Flag;
  /** May introspect every token, not only its own (RFC 7662 §2.1). */
  resource_server: Flag;
  /** Null: the setting in force. */
  access_token_seconds: number | null;
  refresh_token_seconds: number | null;
  /** The account that the client acts as by itself (RFC 6749 §4.4): a service account. Null: an application link. */
  service_user_id: Generated<number | null>;
  description: Generated<string>;
  /** Nothing of the client works from here on; null: it does not expire. */
  expires_at: Generated<Time | null>;
  created_by: number | null;
  created_at: Time;
  updated_at: Time;
  disabled_at: Time | null;
  last_used_at: Time | null;
}

export interface OAuthClientRedirectUriTable {
  client: number;
  position: number;
  uri: string;
}

export interface OAuthClientSecretTable {
  id: Generated<number>;
  client: number;
  /** SHA-256 of the secret, for comparison. */
  secret_hash: string;
  /** AES-256-GCM, for "View credentials". */
  secret_encrypted: string;
  created_at: Time;
  /** Null: until it is rotated away. */
  expires_at: Time | null;
}

export interface OAuthClientLogoTable {
  client: number;
  media_type: 'image/png' | 'image/jpeg';
  /** base64 */
  bytes: string;
  updated_at: Time;
}

/** A request that waits for the person's decision on the consent page. */
export interface OAuthAuthorizationRequestTable {
  token_hash: string;
  /** `session.public_id` of the browser that made it. */
  session_public_id: string;
  user_id: number;
  client: number;
  /** JSON of the validated request. */
  parameters: string;
  created_at: Time;
  expires_at: Time;
  decided_at: Time | null;
}

/** What a person allowed an application; at most one that has not ended for each pair. */
export interface OAuthGrantTable {
  id: Generated<number>;
  client: number;
  user_id: number;
  /** The widest scope that was allowed. */
  scope: ScopeKey;
  created_at: Time;
  last_used_at: Time | null;
  last_used_address: string | null;
  ended_at: Time | null;
}

/** Bound to its grant, and so to the client and the user. */
export interface OAuthCodeTable {
  code_hash: string;
  grant_id: number;
  redirect_uri: string;
  /** Scope keys, space-separated, in their order. */
  scope: string;
  resource: string | null;
  challenge: string | null;
  challenge_method: 'S256' | 'plain' | null;
  created_at: Time;
  expires_at: Time;
  used_at: Time | null;
}

/** All tokens that descend from one code: they end together when a replay is seen. */
export interface OAuthFamilyTable {
  id: Generated<number>;
  grant_id: number;
  /** The code that it was made from, so that the code's replay finds it; unique. */
  code_hash: string | null;
  /** The secret with which the tokens of a service account were got: they end with it. */
  client_secret: Generated<number | null>;
  created_at: Time;
  /** The end of all refreshing, one year after the start. */
  expires_at: Time;
  ended_at: Time | null;
  end_reason: string | null;
}

/** One answer of the token endpoint: an access token and the refresh token beside it, which are replaced and ended together. */
export interface OAuthTokenPairTable {
  access_hash: string;
  /** Unique; null where the grant gives none. */
  refresh_hash: string | null;
  family_id: number;
  /** Scope keys, space-separated, in their order. */
  scope: string;
  resource: string | null;
  created_at: Time;
  access_expires_at: Time;
  refresh_expires_at: Time | null;
  /** The first call with the access token. */
  used_at: Time | null;
  /** Set when the pair is replaced, or given up unused. */
  ended_at: Time | null;
  /** `access_hash` of the pair that a refresh put in its place. */
  replaced_by: string | null;
  /** The access token alone was revoked; the refresh token goes on. */
  access_ended_at: Time | null;
  /** When both tokens have expired: the row can go. */
  kept_until: Time;
}

export interface SchemaMigrationTable {
  number: number;
  name: string;
  checksum: string;
  applied_at: Time;
}

export interface Schema {
  user_account: UserAccountTable;
  user_group: UserGroupTable;
  group_member: GroupMemberTable;
  global_permission: GlobalPermissionTable;
  session: SessionTable;
  sign_in_throttle: SignInThrottleTable;
  one_time_address: OneTimeAddressTable;
  audit_event: AuditEventTable;
  oauth_client: OAuthClientTable;
  oauth_client_redirect_uri: OAuthClientRedirectUriTable;
  oauth_client_secret: OAuthClientSecretTable;
  oauth_client_logo: OAuthClientLogoTable;
  oauth_authorization_request: OAuthAuthorizationRequestTable;
  oauth_grant: OAuthGrantTable;
  oauth_code: OAuthCodeTable;
  oauth_family: OAuthFamilyTable;
  oauth_token_pair: OAuthTokenPairTable;
  space: SpaceTable;
  space_permission: SpacePermissionTable;
  content: ContentTable;
  content_version: ContentVersionTable;
  content_comment: ContentCommentTable;
  content_restriction: ContentRestrictionTable;
  restriction_chain: RestrictionChainTable;
  long_task: LongTaskTable;
  space_deletion: SpaceDeletionTable;
  stored_file: StoredFileTable;
  attachment_version: AttachmentVersionTable;
  thumbnail: ThumbnailTable;
  label: LabelTable;
  labelling: LabellingTable;
  property: PropertyTable;
  watch: WatchTable;
  personal_token: PersonalTokenTable;
  authenticator_app: AuthenticatorAppTable;
  passkey: PasskeyTable;
  recovery_code: RecoveryCodeTable;
  pending_sign_in: PendingSignInTable;
  used_challenge: UsedChallengeTable;
  user_picture: UserPictureTable;
  outgoing_link: OutgoingLinkTable;
  outgoing_account: OutgoingAccountTable;
  outgoing_request: OutgoingRequestTable;
  web_hook: WebHookTable;
  web_hook_event: WebHookEventTable;
  web_hook_delivery: WebHookDeliveryTable;
  service_account_space: ServiceAccountSpaceTable;
  search_text: SearchTextTable;
  search_reference: SearchReferenceTable;
  search_pending: SearchPendingTable;
  search_word: SearchWordTable;
  content_link: ContentLinkTable;
  content_template: ContentTemplateTable;
  content_edit: ContentEditTable;
  recent_view: RecentViewTable;
  audit_retention: AuditRetentionTable;
  site_setting: SiteSettingTable;
  site_setting_revision: SiteSettingRevisionTable;
  mail_message: MailMessageTable;
  password_address: PasswordAddressTable;
  password_reset_request: PasswordResetRequestTable;
  unwanted_notice: UnwantedNoticeTable;
  usage_day: UsageDayTable;
  backup_job: BackupJobTable;
  schema_migration: SchemaMigrationTable;
}

/** What a read takes: outside a transaction, or inside one. */
export type Queries = Kysely<Schema>;

/** What a verb's writes take. */
export type WriteQueries = Transaction<Schema>;
