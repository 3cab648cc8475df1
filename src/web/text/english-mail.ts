/** The words of the pages around mail: a forgotten password, an invitation, notices, and testing the mail server, in English. */
import type { NoticeKind } from '../../mail/message.ts';

/** The label and the explanation of each notice on the page where a person chooses among them. */
const notices: Readonly<Record<NoticeKind, { readonly label: string; readonly hint: string }>> = {
  'application-authorized': {
    label: 'An application was authorized',
    hint: 'You allowed an application to act for you.',
  },
  'personal-token-created': {
    label: 'A personal access token was made',
    hint: 'Somebody who is signed in as you made a token.',
  },
  'two-step-changed': {
    label: 'Two-step sign-in was changed',
    hint: 'It was turned on or off, or a passkey or recovery codes were changed.',
  },
  'account-needs-connecting': {
    label: 'A connected account needs to be connected again',
    hint: 'The other service no longer accepts what this site was given.',
  },
  'username-changed': {
    label: 'Your username was changed',
    hint: 'This message always comes: you log in with the new one from then on.',
  },
  'email-changed': {
    label: 'Your e-mail address was changed',
    hint: 'This message always goes to the address from before: somebody else may have changed it.',
  },
  'password-changed': {
    label: 'Your password was changed',
    hint: 'This message always comes: somebody else may have changed it.',
  },
};

export const englishMail = {
  forgotten: {
    link: 'Forgot your password?',
    title: 'Forgot your password?',
    introduction:
      'Enter your username or your e-mail address. You get a message with an address at which you choose a new password.',
    field: 'Username or e-mail address',
    submit: 'Send the message',
    sentTitle: 'Look into your mailbox',
    /** The same whether there is such an account or not. */
    sent: 'If there is an account with this name or address, a message is on its way to it. The address in it works once, for an hour.',
    nothingCame: 'If nothing comes, look among the unwanted mail, or ask your administrator.',
    throttled: (when: string) => `There were too many requests. Try again ${when}.`,
    noMail: 'This site sends no mail. Ask your administrator for an address at which you can choose a new password.',
  },

  choose: {
    title: 'Choose a password',
    heading: (fullName: string) => `Choose a password, ${fullName}`,
    hint: (least: number) => `At least ${least} characters. A few words in a row are good.`,
    sessionsEnd: 'All your sessions end, so that whoever knew the old password is out.',
    submit: 'Save the password',
    goneTitle: 'This address does not work any more',
    gone: 'It was used already, has expired, or is not complete. Ask for a new one, and use the newest message.',
    again: 'Ask for a new address',
  },

  notices: {
    title: 'Notifications',
    description: 'What this site tells you by mail about your own account.',
    noMail: 'This site sends no mail at the moment. Your choice holds as soon as it does.',
    submit: 'Save',
    kinds: notices,
  },

  noLink: 'None: it signs in with the password',
  goneLink: 'An outgoing link that is gone',

  test: {
    title: 'Test message',
    description: 'Sends a message to your own e-mail address with the settings that are saved, and says what came of it.',
    submit: 'Send a test message',
    sent: (address: string) => `The mail server took the message to ${address}.`,
    noServer: 'There is no mail server yet. Save its host and the address that mail comes from first.',
    failed: 'The message was not sent.',
  },

  troubled: {
    title: 'Messages that could not be sent',
    description: 'Of the last seven days. What they said is not shown, and is gone once they are given up.',
    none: 'There are none.',
    to: 'To',
    kind: 'Kind',
    made: 'Made',
    failure: 'What happened',
    next: 'Next attempt',
    givenUp: 'Given up',
  },
};
