/** The addresses that the frame of a page links to, as paths under the context path. A page that moves is changed here too. */
export const paths = {
  /** The spaces that one may see. */
  home: '/',
  /** Where Confluence has it. */
  search: '/dosearchsite.action',
  /** What programs can call. */
  apiReference: '/reference',
  /** The documents of Weir. */
  help: '/help',
  login: '/login.action',
  logout: '/logout.action',
  /** Leads back to a form that was sent when its session was over. */
  goOn: '/go-on',
  setup: '/setup',
  /** Asks for the password again; `next` says where to go on. */
  confirmPassword: '/confirm-password',
  /** Where Confluence has it. */
  forgotPassword: '/forgotuserpassword.action',
  /** Where the address in a mail leads. */
  choosePassword: '/choose-password',
  profile: '/users/viewmyprofile.action',
  /** Where Confluence has them. */
  drafts: '/users/viewmydrafts.action',
  /** Takes one's own picture. */
  picture: '/users/picture',
  removePicture: '/users/picture/remove',
  preferences: '/users/preferences',
  /** Between the password and the session. */
  secondStep: '/second-step',
  /** Signing in without a password. */
  passkeySignIn: '/passkey-sign-in',
  twoStep: '/users/two-step-sign-in',
  addAuthenticatorApp: '/users/two-step-sign-in/app',
  removeAuthenticatorApp: '/users/two-step-sign-in/app/remove',
  renewRecoveryCodes: '/users/two-step-sign-in/recovery-codes',
  passkeys: '/users/passkeys',
  renamePasskey: '/users/passkeys/rename',
  deletePasskey: '/users/passkeys/delete',
  changePassword: '/users/changemypassword.action',
  sessions: '/users/sessions',
  authorizedApplications: '/users/authorized-applications',
  connectedAccounts: '/users/connected-accounts',
  notifications: '/users/notifications',
  personalTokens: '/users/personal-access-tokens',
  createPersonalToken: '/users/personal-access-tokens/create',
  revokePersonalToken: '/users/personal-access-tokens/revoke',
  generalConfiguration: '/admin',
  users: '/admin/users',
  groups: '/admin/groups',
  globalPermissions: '/admin/global-permissions',
  spaces: '/admin/spaces',
  templates: '/admin/templates',
  applicationLinks: '/admin/application-links',
  serviceAccounts: '/admin/service-accounts',
  webHooks: '/admin/web-hooks',
  siteSettings: '/admin/site',
  security: '/admin/security',
  mail: '/admin/mail',
  auditLog: '/admin/audit-log',
  backup: '/admin/backup',
  backupSchedule: '/admin/backup/schedule',
  system: '/admin/system',
} as const;
