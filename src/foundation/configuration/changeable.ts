/**
 * The settings that a system administrator may change in the console while Weir runs. The environment and `weir.env` take precedence
 * over what is set there.
 */
import type { settings } from './settings.ts';

export const changeable = [
  'siteName',
  'accessTokensEnabled',
  'accessTokenSeconds',
  'refreshTokenSeconds',
  'refreshFamilySeconds',
  'refreshRetrySeconds',
  'codeSeconds',
  'personalTokenMaxDays',
  'sessionIdleSeconds',
  'sessionMaxSeconds',
  'rememberMeSeconds',
  'passwordMinLength',
  'requireTwoStepGroups',
  'signInAttempts',
  'signInAddressAttempts',
  'signInPauseMaxSeconds',
  'allowHttpRedirectUrls',
  'allowedRedirectHosts',
  'allowedOutboundHosts',
  'attachmentMaxBytes',
  'blockedExtensions',
  'webHooksEnabled',
  'mailHost',
  'mailPort',
  'mailTls',
  'mailUser',
  'mailPassword',
  'mailFrom',
  'mailLinkId',
  'backupSchedule',
  'backupKeep',
  'backupWithKey',
] as const satisfies readonly (keyof typeof settings)[];

export type ChangeableKey = (typeof changeable)[number];
