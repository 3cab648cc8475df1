/** What the pages of service accounts say, in English. */
import type { Format } from './format.ts';

export const englishServiceAccounts = {
  title: 'Service accounts',
  description:
    'Accounts of programs that act as themselves: a nightly export, a publisher, a sync job. Nobody logs in as one, and nobody is asked for consent.',
  create: 'Create service account',
  empty: 'No service accounts yet',
  emptyBody:
    'A service account lets a program in that works for no person in particular. It gets its own name in histories and the audit trail, its own permissions, and credentials that can be replaced without a pause.',
  columns: {
    name: 'Name',
    permissions: 'Permissions',
    spaces: 'Spaces',
    expires: 'Expires',
    lastUsed: 'Last used',
    actions: 'Actions',
  },
  allSpaces: 'All',
  spaceCount: (format: Format, count: number) => format.plural(count, { one: '# space', other: '# spaces' }),
  never: 'Never',
  expired: 'Expired',

  form: {
    createTitle: 'Create service account',
    createDescription: 'Its client ID and client secret are shown next.',
    editTitle: (name: string) => `Edit ${name}`,
    conflict:
      'Somebody else changed this account while you were editing it. What you entered is still here; saving it now replaces their change.',
    conflictLook: (name: string) => `See ${name} as it is now`,
    name: 'Name',
    nameHint: 'People see it beside everything that the program writes.',
    describe: 'Description',
    describeHint: 'What it is for, and whom to ask. Administrators see it.',
    permissions: 'Permissions',
    permissionsHint:
      'The most that its tokens can do. Groups and spaces decide what the account may do at all, as they do for people.',
    scopes: {
      READ: 'See what the account can see: spaces, pages, comments, attachments.',
      WRITE: 'Create, change and delete that.',
      ADMIN: 'Administer the wiki, except backups, imports and what concerns the machine.',
      SYSTEM_ADMIN: 'Everything a system administrator can do.',
    },
    groups: 'Groups',
    groupsHint:
      'Names, separated by commas. It needs one that may use Weir, and can do no more than its groups and the spaces permit it.',
    reach: 'Spaces it may touch',
    reachHint: 'A list takes away and never adds: a space that is not on it does not exist for the account.',
    all: 'All spaces',
    allDescription: 'Wherever its groups and the spaces themselves let it.',
    listed: 'Only these',
    listedDescription: 'Those listed below, and nothing that concerns the whole site.',
    spacesToWrite: 'Spaces to read and write',
    spacesToRead: 'Spaces to read only',
    spacesHint: 'Space keys, separated by commas.',
    lastDay: 'Last day',
    lastDayHint: 'The account works until the end of this day (UTC). Empty: until it is disabled.',
    advanced: 'Advanced',
  },

  account: {
    made: (who: string) => `Service account, created by ${who}`,
    username: 'Username',
    usernameHint: 'What spaces and restrictions give it permissions by.',
    description: 'Description',
    groups: 'Groups',
    noGroups: 'None',
    spaces: 'Spaces',
    mayWrite: (key: string) => `${key}: read and write`,
    mayRead: (key: string) => `${key}: read`,
    noSpaces: 'None: the spaces that were listed are gone.',
    expires: 'Expires',
    lifetime: 'Token lifetime',
    disabledNotice: 'This account is disabled. Its credentials and tokens do not work until it is enabled again.',
    expiredNotice: 'This account has expired. Its credentials and tokens do not work until it has a later last day.',
    systemAdminOnly:
      'Only a system administrator can change this account or see its credentials, because it may do what only they may.',
    useNotice: 'None of its groups may use Weir, so that it gets no token. Put it into a group that may.',
  },

  credentials: {
    description: 'Give these to the program. You can come back to this page at any time.',
    connectDescription: 'Filled in with the values of this account.',
    curl: 'Save as weir.sh and run it with sh. It needs curl.',
  },

  rotate: {
    options: {
      0: {
        title: 'Now',
        description: 'The old secret stops working at once, and so do the tokens it got. Choose this when it has leaked.',
      },
      1: { title: 'In 1 day', description: 'Time to change one deployment.' },
      7: { title: 'In 7 days', description: 'Time for a team.' },
      30: { title: 'In 30 days', description: 'Time for a customer.' },
    },
  },

  disable: {
    title: (name: string) => `Disable ${name}`,
    now: 'Its tokens and its client secret stop working at once.',
    later: 'Nothing is deleted: enabling the account brings everything back.',
    submit: 'Disable service account',
  },

  delete: {
    title: (name: string) => `Delete ${name}`,
    now: 'Its tokens, client ID and client secret stop working at once. This cannot be undone.',
    stays: 'What it wrote stays, as the work of a deleted user.',
    submit: 'Delete service account',
    mismatch: 'Type the name exactly as it is written above.',
  },
};
