/** What a page says once, above its content, about what was just done on the page before. */
export const englishFlash = {
  'logged-out': 'You are logged out.',
  'profile-saved': 'Your profile was saved.',
  'password-changed': 'Your password was changed. Your other sessions have ended.',
  'password-changed-applications-ended':
    'Your password was changed. Your other sessions and the access of all applications have ended.',
  'session-ended': 'The session was ended.',
  'session-gone': 'That session had ended already.',
  'sessions-ended': 'All other sessions were ended.',
  'application-revoked': 'The application’s access was ended.',
  'application-gone': 'That application had no access any more.',
  'applications-revoked': 'The access of all applications was ended.',
  'set-up': 'Weir is set up. You are signed in as its administrator.',
  'set-up-with-sample': 'Weir is set up, with a sample space. You are signed in as its administrator.',
  'set-up-without-sample':
    'Weir is set up, and you are signed in as its administrator. The sample space could not be made; the log says why.',
};
