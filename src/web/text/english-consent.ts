/** What the consent page says, and the page about a request of an application that cannot go on, in English. */
export const englishConsent = {
  title: (application: string) => `Allow ${application}?`,
  /** Between the two names, which stand out. */
  wantsToUse: (siteName: string) => `wants to use ${siteName} as`,
  permissions: 'What it may do',
  scopes: {
    READ: {
      title: 'Read',
      description: 'See what you can see: spaces, pages, blog posts, comments, attachments, and your profile.',
    },
    WRITE: {
      title: 'Write',
      description: 'Create, change and delete that where you can, and change your profile.',
    },
    ADMIN: {
      title: 'Admin',
      description: 'Administer this site as you can, except backups, imports and what concerns the machine.',
    },
    SYSTEM_ADMIN: {
      title: 'System admin',
      description: 'Everything that you can do as an administrator of the system.',
    },
  },
  limit: 'It can never do more than you can.',
  revocable: 'You can end this at any time under Authorized applications in your profile.',
  goesTo: 'You go on to',
  goesToApplication: (scheme: string) => `An application on this device (${scheme})`,
  registeredBy: 'Registered by',
  registeredByNobody: 'An administrator of this site',
  thisComputer: 'The answer goes to a program on this computer. Allow it only if you have just started that yourself.',
  publicClient:
    'Anyone can pretend to be this application, since it has no secret. Allow it only if you have just started this yourself.',
  allow: 'Allow',
  deny: 'Deny',

  gone: {
    title: 'This request has expired',
    text: 'You have 10 minutes to decide, and a decision counts once. Nothing was allowed by this page.',
    next: 'Go back to the application and start again there.',
  },
  otherSession: {
    title: 'This request belongs to another session',
    text: 'It was made before you logged in here, or in another browser. Nothing was allowed by this page.',
    next: 'Go back to the application and start again there.',
  },

  refused: {
    title: 'This application cannot go on',
    text: 'The application sent you here with a request that this site cannot accept. Nothing was allowed, and nothing was passed on.',
    next: 'Go back to the application and try again. If it happens once more, show this page to the people who run it.',
    developer: 'For the people who run the application',
    error: 'Error',
    reason: 'Reason',
    /** More precise than what goes over the wire: nobody's secret is told. */
    reasons: {
      'client-unknown':
        'client_id is not one of an application that is registered here. Compare it with the one on the credentials page.',
      'client-disabled': 'An administrator has disabled this application.',
      'redirect-uri-missing': 'redirect_uri is missing. Send one of those that are registered.',
      'redirect-uri-not-registered':
        'redirect_uri is not registered for this application. They are compared character by character; an administrator can add it.',
    } as Readonly<Record<string, string | undefined>>,
  },
};
