/** Which settings are on which page, and in which section. */
import type { ChangeableKey } from '../../../foundation/configuration/changeable.ts';
import { paths } from '../../layout/paths.ts';
import type { Catalogue } from '../../text/english.ts';

export interface SettingArea {
  readonly page: 'site' | 'security' | 'mail' | 'backup';
  readonly path: string;
  /** Changed only with fresh proof: whoever sits down at somebody's screen would open the door for later, or read what others get. */
  readonly isSensitive: boolean;
  readonly sections: readonly {
    readonly key: keyof Catalogue['settings']['sections'];
    readonly settings: readonly ChangeableKey[];
  }[];
}

/** `webHooksEnabled` is switched on the page of web hooks, with a form of its own. */
export const settingAreas: readonly SettingArea[] = [
  {
    page: 'site',
    path: paths.siteSettings,
    isSensitive: false,
    sections: [
      { key: 'name', settings: ['siteName'] },
      { key: 'attachments', settings: ['attachmentMaxBytes', 'blockedExtensions'] },
    ],
  },
  {
    page: 'security',
    path: paths.security,
    isSensitive: true,
    sections: [
      { key: 'passwords', settings: ['passwordMinLength', 'requireTwoStepGroups'] },
      { key: 'throttling', settings: ['signInAttempts', 'signInAddressAttempts', 'signInPauseMaxSeconds'] },
      { key: 'sessions', settings: ['sessionIdleSeconds', 'sessionMaxSeconds', 'rememberMeSeconds'] },
      {
        key: 'tokens',
        settings: [
          'accessTokensEnabled',
          'accessTokenSeconds',
          'refreshTokenSeconds',
          'refreshFamilySeconds',
          'refreshRetrySeconds',
          'codeSeconds',
          'personalTokenMaxDays',
        ],
      },
      { key: 'hosts', settings: ['allowHttpRedirectUrls', 'allowedRedirectHosts', 'allowedOutboundHosts'] },
    ],
  },
  {
    page: 'mail',
    path: paths.mail,
    isSensitive: true,
    sections: [
      { key: 'server', settings: ['mailHost', 'mailPort', 'mailTls'] },
      { key: 'account', settings: ['mailUser', 'mailPassword', 'mailLinkId'] },
      { key: 'sender', settings: ['mailFrom'] },
    ],
  },
  {
    page: 'backup',
    path: paths.backupSchedule,
    isSensitive: true,
    sections: [{ key: 'schedule', settings: ['backupSchedule', 'backupKeep', 'backupWithKey'] }],
  },
];
