/** The words of the pages on which people log in, set Weir up, and manage their own account, in English. */
import { personalTokenProblemText } from '../../accounts/personal-tokens.ts';
import { profileProblemText } from '../../accounts/profile-rules.ts';
import type { Format } from './format.ts';

export const englishPeople = {
  /** The sentence beside a field; the command line says the same. */
  problem: profileProblemText,
  /** Above the fields, when some of them have a problem. */
  checkFields: 'Nothing was saved yet. Please check the fields below.',

  username: 'Username',
  password: 'Password',
  fullName: 'Full name',
  email: 'E-mail address',

  login: {
    title: 'Log in',
    heading: (siteName: string) => `Log in to ${siteName}`,
    headingFor: (application: string) => `Log in to continue to ${application}`,
    nextStep: (application: string) => `Next you decide what ${application} may do.`,
    rememberMe: 'Remember me',
    submit: 'Log in',
    wrong: 'The username or password is wrong.',
    throttled: (when: string) => `There were too many attempts to log in. Try again ${when}.`,
  },

  logout: {
    title: 'Log out',
    question: (fullName: string) => `You are logged in as ${fullName}.`,
    submit: 'Log out',
    stay: 'Stay logged in',
  },

  confirm: {
    title: 'Confirm your password',
    reason: (fullName: string) =>
      `What comes next shows or changes something sensitive. Enter your password again, so that we know it is still you, ${fullName}.`,
    held: 'What you filled in is kept, and is sent when you continue.',
    heldWithoutSecrets:
      'What you filled in is kept, but for the password or secret in it. You enter that once more on the next page, and nothing is saved before.',
    submit: 'Continue',
    wrong: 'The password is wrong.',
    throttled: (when: string) => `There were too many attempts. Try again ${when}.`,
  },

  setup: {
    title: 'Set up Weir',
    heading: 'Set up Weir',
    introduction:
      'Create the first account. It administers this site: its people, its settings, and the applications that may use it.',
    usernameHint: 'What you log in with, such as ada.',
    fullNameHint: 'What others see.',
    passwordHint: 'At least 8 characters. A few words in a row are good.',
    passwordAgain: 'Password again',
    passwordsDiffer: 'This is not the same as the password above. Enter it once more.',
    sample: 'Add a sample space',
    sampleHint: 'A few pages to try things out with. You can delete it at any time.',
    submit: 'Create account',
    goneTitle: 'This set-up address is not valid',
    gone: 'A set-up address works once, for 24 hours. Restart Weir: it prints a new one on its console, as long as there is no account.',
    waitingTitle: 'Weir is waiting to be set up',
    waiting:
      'There is no account yet. Whoever started Weir finds the address of the set-up page on its console: open it in a browser, and create the first account there.',
  },

  profile: {
    navigation: 'Your profile',
    details: 'Profile',
    preferences: 'Display and language',
    changePassword: 'Password',
    twoStep: 'Two-step sign-in',
    passkeys: 'Passkeys',
    sessions: 'Sessions',
    authorizedApplications: 'Authorized applications',
    connectedAccounts: 'Connected accounts',
    personalTokens: 'Personal access tokens',
    notifications: 'Notifications',
  },

  details: {
    title: 'Profile',
    description: 'What others see of you.',
    usernameHint: 'An administrator can change it.',
    emailHint: 'For messages from this site.',
    password: 'Current password',
    passwordHint:
      'Needed only for another e-mail address, because mail to it can reset the password. The previous address gets a notice.',
    passwordMissing: 'Enter your password to change the e-mail address.',
    passwordWrong: 'The password is wrong.',
    picture: 'Picture',
    pictureDescription: 'Shown beside your name to people who use this site, cropped to its middle.',
    pictureFile: 'PNG, JPEG or WebP, up to 10 MB',
    pictureSubmit: 'Upload',
    pictureRemove: 'Remove the picture',
    pictureProblems: {
      missing: 'Choose a file.',
      'too-large': 'The file is too large. Choose one of at most 10 MB.',
      unreadable: 'This picture cannot be read. Choose a PNG, JPEG or WebP file.',
      busy: 'Other pictures are being resized. Try again in a moment.',
      unavailable: 'This server cannot resize pictures. Tell your administrator.',
    },
    submit: 'Save',
  },

  preferences: {
    title: 'Display and language',
    description: 'How pages look and are written for you.',
    theme: 'Theme',
    themes: {
      system: { title: 'System', description: 'As your device is set.' },
      light: { title: 'Light', description: 'Dark words on a light page.' },
      dark: { title: 'Dark', description: 'Light words on a dark page.' },
    },
    language: 'Language',
    oneLanguage: 'There is one so far.',
    dates: 'Dates and numbers',
    timeZone: 'Time zone',
    timeZoneHint: 'For all times that you see, and for days in searches, such as startOfDay().',
    noTimeZone: 'That of the browser',
    submit: 'Save',
  },

  changePassword: {
    title: 'Change password',
    description: 'Your other sessions end when you change it; this one goes on.',
    current: 'Current password',
    new: 'New password',
    newHint: 'At least 8 characters. A few words in a row are good.',
    again: 'New password again',
    differ: 'This is not the same as the new password above. Enter it once more.',
    alsoApplications: 'Also end the access of all applications and personal access tokens',
    alsoApplicationsHint:
      'Choose this if somebody else may know your password. Applications have to ask you again, and programs need new tokens.',
    submit: 'Change password',
    wrong: 'The current password is wrong.',
    throttled: (when: string) => `There were too many attempts. Try again ${when}.`,
  },

  sessions: {
    title: 'Sessions',
    description: 'The browsers in which you are logged in. End what you do not recognise, and change your password then.',
    browser: 'Browser',
    address: 'Address',
    started: 'Started',
    lastSeen: 'Last used',
    actions: 'Actions',
    current: 'This browser',
    remembered: 'Remembered',
    end: 'End',
    endOf: (browser: string) => `End the session in ${browser}`,
    endOthers: 'End all others',
    unknownBrowser: 'Unknown browser',
    browserOn: (browser: string, system: string) => `${browser} on ${system}`,
  },

  applications: {
    title: 'Authorized applications',
    description: 'Applications that you allowed to act for you. None of them can do more than you can.',
    application: 'Application',
    permissions: 'Permissions',
    since: 'Allowed',
    lastUsed: 'Last used',
    lastAddress: 'Last address',
    actions: 'Actions',
    none: '—',
    revoke: 'Revoke',
    revokeOf: (application: string) => `Revoke the access of ${application}`,
    revokeAll: 'Revoke all',
    empty: 'No application acts for you',
    emptyBody:
      'When an application asks to use this site on your behalf, you decide on a page of this site what it may do. What you allowed is listed here, and you can end it here.',
    confirmTitle: (application: string) => `Revoke the access of ${application}?`,
    loses: (application: string) => `${application} can no longer act for you, from this moment on.`,
    asksAgain: 'It can ask you again; you decide again then.',
    staysHere: 'What it has already changed here, and what it has already copied, stays as it is.',
    confirm: 'Revoke access',
    confirmAllTitle: 'Revoke the access of all applications?',
    allLose: (format: Format, count: number) =>
      format.plural(count, {
        one: '# application can no longer act for you, from this moment on.',
        other: '# applications can no longer act for you, from this moment on.',
      }),
    allStaysHere: 'What they have already changed here, and what they have already copied, stays as it is.',
    allAskAgain: 'They can ask you again; you decide again then.',
    confirmAll: 'Revoke all',
  },

  personalTokens: {
    /** The sentence beside a field; the API says the same. */
    problem: personalTokenProblemText,
    title: 'Personal access tokens',
    description: 'A token lets a script or a program act for you, in place of your password. It can never do more than you can.',
    create: 'Create token',
    name: 'Name',
    nameHint: 'Which program will have it, such as “Backup script”.',
    days: 'Expires after (days)',
    daysHint: (mostDays: number) =>
      mostDays === 0
        ? 'Empty: it works until you revoke it.'
        : `At most ${mostDays} days, which is also what an empty field means.`,
    permissions: 'Permissions',
    allRights: 'All',
    allRightsTitle: 'Everything that you can do',
    allRightsHint: 'What programs written for Confluence expect.',
    created: 'Created',
    expires: 'Expires',
    lastUsed: 'Last used',
    lastAddress: 'Last address',
    actions: 'Actions',
    none: '—',
    createdTitle: (name: string) => `Token “${name}”`,
    createdNotice: 'Copy the token now: it is shown only this once. Keep it as you keep a password.',
    token: 'Token',
    usage: 'How a program sends it',
    back: 'Back to the list',
    revoke: 'Revoke',
    revokeOf: (name: string) => `Revoke the token ${name}`,
    confirmTitle: (name: string) => `Revoke the token “${name}”?`,
    stops: 'The program that has it can no longer act for you, from this moment on.',
    forEver: 'It cannot be brought back. You can make another token.',
    confirm: 'Revoke token',
    empty: 'You have no tokens',
    emptyBody: 'Create one for a script or a program that cannot ask for your consent on a page.',
  },
};
