/** What the pages of settings say, in English. Labels and hints go by the setting's key. */
import type { ChangeableKey } from '../../foundation/configuration/changeable.ts';

interface SettingWords {
  readonly label: string;
  readonly hint: string;
}

const words: Readonly<Record<ChangeableKey, SettingWords>> = {
  siteName: { label: 'Name', hint: 'At the top of every page and in mail.' },
  attachmentMaxBytes: { label: 'Largest attachment', hint: 'In bytes.' },
  blockedExtensions: {
    label: 'Blocked extensions',
    hint: 'Files with these extensions cannot be attached. Separated by commas, without dots, such as exe, bat.',
  },
  accessTokensEnabled: {
    label: 'Access by OAuth tokens',
    hint: 'When off, every access token is refused and none is issued; personal access tokens keep working.',
  },
  accessTokenSeconds: { label: 'Access tokens last', hint: 'In seconds. A link can have its own.' },
  refreshTokenSeconds: { label: 'Refresh tokens last', hint: 'In seconds, from their last use. A link can have its own.' },
  refreshFamilySeconds: {
    label: 'An authorization lasts',
    hint: 'In seconds from the consent, however often it is refreshed.',
  },
  refreshRetrySeconds: {
    label: 'A refresh may be repeated for',
    hint: 'In seconds, while the new tokens are unused: an answer that got lost logs nobody out. With 0, any repetition ends the authorization.',
  },
  codeSeconds: { label: 'Authorization codes last', hint: 'In seconds.' },
  personalTokenMaxDays: {
    label: 'Personal access tokens last at most',
    hint: 'In days, for existing tokens too. With 0 a token may last until it is revoked.',
  },
  sessionIdleSeconds: {
    label: 'An idle session ends after',
    hint: 'In seconds without a request. Existing sessions keep theirs.',
  },
  sessionMaxSeconds: { label: 'Every session ends after', hint: 'In seconds from sign-in, however busy it is.' },
  rememberMeSeconds: { label: 'A session with “Remember me” ends after', hint: 'In seconds, idle or not.' },
  passwordMinLength: {
    label: 'Fewest characters of a password',
    hint: 'For new passwords. The commonest ones, the username and the e-mail address are always refused.',
  },
  requireTwoStepGroups: {
    label: 'Groups that need two-step sign-in',
    hint: 'Names of groups, separated by commas. Their members set it up at their next sign-in.',
  },
  signInAttempts: {
    label: 'Wrong passwords for an account before a wait',
    hint: 'Each further one doubles the wait. Addresses from which the account signed in lately are counted apart.',
  },
  signInAddressAttempts: {
    label: 'Wrong passwords from an address before a wait',
    hint: 'For all accounts together. Many people may share an address.',
  },
  signInPauseMaxSeconds: { label: 'Longest wait', hint: 'In seconds.' },
  allowHttpRedirectUrls: {
    label: 'Redirect URLs with http',
    hint: 'For closed networks only: codes travel unencrypted. On a person’s own machine http is always allowed.',
  },
  allowedRedirectHosts: {
    label: 'Hosts of redirect URLs',
    hint: 'Separated by commas; *.example.org stands for all hosts below example.org. Empty: any host. Checked when a link is created or changed.',
  },
  allowedOutboundHosts: {
    label: 'Hosts of your own network that Weir may call',
    hint: 'Separated by commas. Calls to private addresses are refused everywhere else; public hosts need no entry.',
  },
  webHooksEnabled: {
    label: 'Web hooks',
    hint: 'When off, nothing is sent, and what happens meanwhile is not sent later.',
  },
  mailHost: { label: 'Mail server', hint: 'A host name or IP address. Empty: no mail is sent.' },
  mailPort: { label: 'Port', hint: 'Usually 587 with STARTTLS, 465 with TLS.' },
  mailTls: { label: 'Encryption', hint: 'None only for a server on this machine or a closed network.' },
  mailUser: { label: 'User name', hint: 'Empty: Weir does not sign in at the mail server.' },
  mailPassword: { label: 'Password', hint: 'Kept encrypted and never shown.' },
  mailFrom: { label: 'From', hint: 'The address that mail comes from, such as wiki@example.com.' },
  mailLinkId: {
    label: 'Outgoing link',
    hint: 'The account that an administrator connected to it for the system signs in at the mail server (XOAUTH2) instead of a password. The server gets tokens of that account, so the choice is forgotten when you change the server, its port or the encryption.',
  },
  backupSchedule: {
    label: 'When',
    hint: 'A time of day on the server, such as 03:30, or a number of hours, such as 6h. Leave empty for no scheduled backups.',
  },
  backupKeep: { label: 'How many are kept', hint: 'An older one is deleted once a newer one is whole.' },
  backupWithKey: {
    label: 'With the encryption key',
    hint: 'When off, keep encryption.key (or WEIR_ENCRYPTION_KEYS) elsewhere: nobody can read the secrets in a backup without it.',
  },
};

export const englishSettings = {
  words,
  sections: {
    name: { title: 'Name', description: '' },
    attachments: { title: 'Attachments', description: 'What people may attach to pages.' },
    tokens: { title: 'Tokens', description: 'What applications act with. Changes apply to what is issued from now on.' },
    sessions: { title: 'Sessions', description: 'How long somebody stays signed in. Changes apply to sign-ins from now on.' },
    passwords: { title: 'Passwords and two-step sign-in', description: '' },
    throttling: { title: 'Guessing passwords', description: 'How sign-in slows down whoever tries many.' },
    hosts: { title: 'Hosts', description: 'Where codes may be sent, and what Weir may call.' },
    server: { title: 'Server', description: '' },
    account: { title: 'Sign-in at the mail server', description: '' },
    sender: { title: 'Sender', description: '' },
    schedule: { title: 'Schedule', description: 'Backups that are made by themselves, by one node at a time.' },
  },
  choices: {
    true: 'On',
    false: 'Off',
    starttls: 'STARTTLS',
    tls: 'TLS from the first byte',
    none: 'None',
  } as Readonly<Record<string, string>>, // By the word that is stored.
  save: 'Save',
  problems: 'Nothing was saved. Look at the fields below.',
  defaultIs: (value: string) => `Default: ${value}.`,
  emptyIsDefault: (value: string) => `Empty: the default, ${value}.`,
  isInWords: (value: string) => `Now ${value}.`,
  nothing: 'nothing',
  lockedBy: {
    environment: (name: string) => `Set by ${name} in the environment. Change it there, and start Weir again.`,
    'weir.env': (name: string) => `Set by ${name} in weir.env. Change it there, and start Weir again.`,
  },
  locked: 'Locked',
  setAside: 'A value that was saved here is not in force, because it no longer fits the other settings. Save another.',
  secretIsSet: 'A password is saved. Leave this empty to keep it.',
  secretIsUnset: 'No password is saved.',
  removeSecret: 'Remove the saved password',
  /** In the middle of a line, as the words of the start are. */
  secretLeftOut: 'enter it once more: it was not kept while you confirmed who you are',
  readOnly: 'Only a system administrator can change these settings.',
};
