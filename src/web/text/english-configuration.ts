/** The names of the pages of General configuration, what each is for, and further search words, in English. */
export const englishConfiguration = {
  find: 'Find a setting or a page',
  found: (words: string) => `Pages for “${words}”`,
  nothingFound: (words: string) => `No page is about “${words}”. Here are all of them.`,
  settings: 'Settings',
  sections: {
    people: 'People and spaces',
    connections: 'Connections',
    site: 'Site',
    watch: 'Watch over it',
  },
  pages: {
    users: {
      label: 'Users',
      about: 'Who has an account: invite people, see what each may do and where they are logged in, and end it.',
      words: 'people account person member invite disable unlock delete password reset session token administrator',
    },
    groups: {
      label: 'Groups',
      about: 'People who get the same permissions at once: who is in which, and what each may do.',
      words: 'team member role permission',
    },
    'global-permissions': {
      label: 'Global permissions',
      about: 'Who may use Weir at all, create spaces, and administer.',
      words: 'right role admin system anonymous access use create space',
    },
    spaces: {
      label: 'Spaces',
      about: 'Every space with how much is in it: archive, delete, and change who may do what.',
      words: 'key archive restore delete size page attachment permission',
    },
    templates: {
      label: 'Templates',
      about: 'Pages with their parts in place that people begin with, in every space.',
      words: 'blueprint global form variable page begin',
    },
    'application-links': {
      label: 'Application links',
      about: 'Applications that act for people here: register them, see who uses them, end their access.',
      words: 'oauth client secret token redirect url consent scope postman mcp',
    },
    'service-accounts': {
      label: 'Service accounts',
      about: 'Accounts of programs that act as themselves: what each may do, where, and until when.',
      words: 'machine client credentials secret token robot script',
    },
    'web-hooks': {
      label: 'Web hooks',
      about: 'Other services that are told when something happens here, and what became of each message.',
      words: 'webhook event delivery notification signature callback retry',
    },
    site: {
      label: 'Name and files',
      about: 'What this installation is called, and which files can be attached.',
      words: 'title upload size file',
    },
    security: {
      label: 'Security',
      about:
        'How long tokens and sessions last, what a password needs, how guessing is slowed down, and which hosts may be reached.',
      words: 'length lifetime life throttling lock brute force oauth pkce',
    },
    mail: {
      label: 'Mail',
      about: 'The mail server by which invitations, password resets and notices go out.',
      words: 'smtp e-mail notice xoauth2 starttls',
    },
    'audit-log': {
      label: 'Audit log',
      about: 'Who changed what, when and from where: found, taken along as a file, and kept as long as you say.',
      words: 'history trail events export csv json retention who changed',
    },
    backup: {
      label: 'Backup',
      about: 'Copies of everything, made by hand or by the clock, and how to restore one.',
      words: 'restore archive export schedule retention encryption key download disaster',
    },
    system: {
      label: 'System',
      about: 'What runs here: version, database, node, disk, and every setting in force with where it came from.',
      words: 'version database node disk health environment settings weir.env memory uptime',
    },
  },
};
