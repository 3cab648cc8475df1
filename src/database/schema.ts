/**
 * The tables of Weir as Kysely sees them: one schema for SQLite and PostgreSQL. Times are integer milliseconds since 1970, flags are 0
 * or 1, JSON is text; tokens, codes and session ids are stored as SHA-256 (base64url) only. Comments on columns say what a value is;
 * the migrations say how it is constrained.
 */
import type { Kysely, Transaction } from 'kysely';
import type {
  GlobalPermissionTable,
  GroupMemberTable,
  OneTimeAddressTable,
  SessionTable,
  SignInThrottleTable,
  UserAccountTable,
  UserGroupTable,
} from './schema/accounts.ts';
import type { LabellingTable, LabelTable, PropertyTable, WatchTable } from './schema/annotations.ts';
import type { AttachmentVersionTable, StoredFileTable, ThumbnailTable } from './schema/attachments.ts';
import type { AuditEventTable, AuditRetentionTable } from './schema/audit.ts';
import type { BackupJobTable } from './schema/backups.ts';
import type { Time } from './schema/columns.ts';
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
import type { ContentLinkTable, FormerTitleTable } from './schema/links.ts';
import type { MailMessageTable, PasswordAddressTable, PasswordResetRequestTable, UnwantedNoticeTable } from './schema/notices.ts';
import type {
  OAuthAuthorizationRequestTable,
  OAuthClientLogoTable,
  OAuthClientRedirectUriTable,
  OAuthClientSecretTable,
  OAuthClientTable,
  OAuthCodeTable,
  OAuthFamilyTable,
  OAuthGrantTable,
  OAuthTokenPairTable,
} from './schema/oauth.ts';
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
  former_title: FormerTitleTable;
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
