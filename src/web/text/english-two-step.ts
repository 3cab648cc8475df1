/** What the pages of two-step sign-in and of passkeys say, in English. */
import type { PasskeyProblem } from '../../accounts/second-factors/passkeys.ts';
import { longestPasskeyName } from '../../accounts/second-factors/passkeys.ts';
import type { Format } from './format.ts';

const passkeyProblems: Readonly<Record<PasskeyProblem, string>> = {
  'name-missing': 'Enter a name that tells you later which device it is on.',
  'name-too-long': `Use at most ${longestPasskeyName} characters.`,
  'too-many': 'You have the most passkeys that one person may have. First delete one that you do not need.',
  known: 'This passkey was added already.',
  refused: 'The passkey was not added: the browser’s answer was not valid, or came too late. Try again.',
};

export const englishTwoStep = {
  second: {
    title: 'Second step',
    heading: 'Show that it is you',
    who: (username: string) => `You are logging in as ${username}.`,
    code: 'Code',
    codeHint: 'The six digits that your authenticator app shows now.',
    submit: 'Continue',
    passkey: 'Use a passkey',
    recovery: 'Use a recovery code',
    recoveryCode: 'Recovery code',
    recoveryHint: 'One of the codes that you were given when you turned two-step sign-in on. Each works once.',
    wrongCode: 'The code is wrong, or was used already. Wait for the next one.',
    wrongRecoveryCode: 'The recovery code is wrong, or was used already.',
    wrongPasskey: 'The passkey was not accepted. Try again, or use another way.',
    throttled: (when: string) => `There were too many attempts. Try again ${when}.`,
    over: 'That took too long. Log in again.',
    startAgain: 'Log in as somebody else',
    help: 'If you have none of these any more, ask your administrator to reset two-step sign-in for you.',
  },

  passkeyForm: {
    failed: 'The browser did not get an answer from a passkey. Try again.',
    unsupported: 'This browser has no passkeys.',
    there: 'This device already has a passkey of yours.',
  },

  signIn: {
    passkey: 'Log in with a passkey',
    refused: 'The passkey was not accepted. Try again, or log in with your password.',
  },

  confirm: {
    passkey: 'Use a passkey instead',
    refused: 'The passkey was not accepted. Try again, or enter your password.',
  },

  page: {
    title: 'Two-step sign-in',
    description: 'With it, your password alone does not let anybody in: you also show a code from your phone, or use a passkey.',
    on: 'On',
    off: 'Off',
    since: 'since',
    required: 'Your administrator requires two-step sign-in. Set it up to go on: add an authenticator app or a passkey.',
    isRequired: 'Your administrator requires it of a group that you are in.',
    basicStops: 'While it is on, programs cannot use your password for the API. Give them personal access tokens instead.',
    app: 'Authenticator app',
    appDescription: 'An app on your phone that shows a new code every 30 seconds. It needs no network.',
    appThere: 'Set up',
    appNotThere: 'Not set up',
    lastUsed: 'Last used',
    setUpApp: 'Set up an app',
    removeApp: 'Remove the app',
    passkeys: 'Passkeys',
    passkeysDescription: 'A key that your phone, computer or security key keeps for this site.',
    passkeysCount: (format: Format, count: number) => format.plural(count, { one: '# passkey', other: '# passkeys' }),
    manage: 'Manage passkeys',
    addPasskey: 'Add a passkey',
    codes: 'Recovery codes',
    codesDescription: 'For when your phone or your passkey is lost. Each code works once.',
    codesLeft: (format: Format, count: number) => format.plural(count, { one: '# code left', other: '# codes left' }),
    renew: 'Make new codes',
    kept: 'It was kept: your administrator requires two-step sign-in, and this is all that you have for it. Add something else first.',
  },

  app: {
    title: 'Set up an authenticator app',
    scan: 'Scan this picture with the app. If you cannot, enter the key by hand: choose “time-based”.',
    picture: 'QR code for the authenticator app',
    key: 'Key',
    code: 'Code',
    codeHint: 'Enter the six digits that the app shows now, so that we know it works.',
    wrong: 'The code is wrong. Enter the one that the app shows now, and check the clock of your phone.',
    submit: 'Turn on',
  },

  removeApp: {
    title: 'Remove the authenticator app?',
    stops: 'Its codes no longer let you in.',
    off: 'Two-step sign-in is off then: your password alone lets you in, and your recovery codes are gone.',
    stays: 'Your passkeys stay, and two-step sign-in stays on.',
  },

  codes: {
    title: 'Your recovery codes',
    notice:
      'Keep these codes somewhere safe now: they are shown only this once. Each works once, if your phone or passkey is lost.',
    label: 'Recovery codes',
    done: 'I have kept them',
    renewTitle: 'Make new recovery codes?',
    renewStops: 'The codes that you have do not work any more.',
    renewShown: 'You get ten new ones, which are shown once.',
    renew: 'Make new codes',
  },

  passkeys: {
    problem: (problem: PasskeyProblem) => passkeyProblems[problem],
    title: 'Passkeys',
    description:
      'A passkey lets you log in without a password where it checks that it is you (fingerprint, face or PIN), and is your second step elsewhere.',
    unavailable: 'Passkeys need this site to be reached by a host name, with https. Ask your administrator.',
    name: 'Name',
    nameHint: 'Which device it is on, such as “Phone” or “Blue security key”.',
    add: 'Add a passkey',
    added: 'Added',
    lastUsed: 'Last used',
    actions: 'Actions',
    delete: 'Delete',
    deleteOf: (name: string) => `Delete the passkey ${name}`,
    rename: 'Rename',
    renameOf: (name: string) => `Rename the passkey ${name}`,
    renameTitle: (name: string) => `Rename the passkey “${name}”`,
    renameDescription: 'The name is for you alone. What your device calls the passkey stays as it is.',
    renameSubmit: 'Save',
    list: 'Your passkeys',
    none: 'You have none yet.',
    turnsOn: 'The first one turns two-step sign-in on, and you are given recovery codes.',
    confirmTitle: (name: string) => `Delete the passkey “${name}”?`,
    stops: 'It no longer lets you in. Your device may keep it until you delete it there too.',
    off: 'Two-step sign-in is off then: your password alone lets you in, and your recovery codes are gone.',
    confirm: 'Delete passkey',
    needsScript: 'Adding a passkey needs scripts in your browser.',
  },
};
