/** What error pages say, in English: what happened, and what to do next. */
export const englishErrors = {
  requestId: 'Request ID',
  home: 'Go to the start page',
  logIn: 'Log in',
  openAgain: 'Open the page again',

  badRequest: {
    title: 'This request cannot be read',
    text: 'Something in the address or the form is malformed. Go back, and try again from the page before.',
  },
  notFound: {
    title: 'There is nothing here',
    text: 'The address may be misspelt, the page may have been moved or deleted, or you may not be allowed to see it.',
  },
  methodNotAllowed: {
    title: 'This address cannot be used that way',
    text: 'It does not answer this kind of request. Start again from the page before.',
  },
  tooLarge: {
    title: 'That was too much',
    text: 'What was sent is larger than this address takes. Send less, or a smaller file.',
  },
  tooMany: {
    title: 'Too many attempts',
    text: (when: string) => `After too many attempts there is a pause, to keep guessers out. Try again ${when}.`,
    textWithoutTime: 'After too many attempts there is a pause, to keep guessers out. Try again a little later.',
  },
  internal: {
    title: 'Something went wrong on our side',
    text: 'It is not your fault, and trying again may help. If it does not, tell an administrator the request ID below.',
  },
  unavailable: {
    title: 'Not available at the moment',
    text: 'Please try again in a moment.',
  },

  twoStepFirst: {
    title: 'Set up two-step sign-in first',
    text: 'Your administrator requires it of a group that you are in. Until then nothing else is open to you.',
    action: 'Set it up',
  },

  notPermitted: {
    title: 'You may not open this page',
    needs: {
      use: 'Your account may not use this site. An administrator can change that.',
      'create-space': 'Your account may not create spaces. An administrator can change that.',
      administer: 'This page is for administrators.',
      'administer-system': 'This page is for system administrators.',
    },
    loggedInAs: (fullName: string) => `You are logged in as ${fullName}.`,
    otherAccount: 'Log in with another account',
  },
  forbidden: {
    title: 'You may not do this',
    text: 'Your account lacks the permission. An administrator can change that.',
  },
  signedOut: {
    title: 'You were logged out',
    text: 'Your session has ended, so nothing was changed. Log in and do it once more.',
    lost: 'Your session had ended before this was sent, so nothing was changed. What you filled in is not kept: files, passwords and very long texts never are. Log in, and fill it in once more.',
  },
  held: {
    text: 'Your session had ended before this was sent, so nothing was changed yet. What you filled in is kept: log in, and go on with it.',
    title: 'Go on where you were',
    again: (fullName: string) =>
      `You are logged in as ${fullName}. What you filled in before is kept, and nothing was changed yet.`,
    send: 'Send what I filled in',
    leave: 'Leave it',
  },
  crossSite: {
    title: 'Nothing was changed',
    text: 'The form you sent was out of date, or it did not come from a page of this site. Open the page again and send it once more.',
    foreign: 'If you did not send anything yourself, another site tried to do it in your name, and did not succeed.',
  },
};
